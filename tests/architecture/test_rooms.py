"""The rules between rooms hold, and each of them can fail.

A rule that cannot fail keeps nothing out: for every contract in pyproject.toml one import is planted that breaks it, in
the graph of the real tree; one is planted as a file in a copy of the tree, for the whole way through `lint-imports`.
"""

import copy
import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter import Contract
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract

from tests.architecture.room import RoomContract, matches

ROOT = Path(__file__).parents[2]
PACKAGES = ("kiosk", "counter_client", "display_wall", "device_drivers", "hub", "assets")
TYPES: dict[str, type[Contract]] = {"room": RoomContract, "forbidden": ForbiddenContract}

PLANTS = (
    # contract, the module that imports, what it imports
    ("contract-words", "hub.contract.vocabulary", "pydantic"),
    ("contract-words", "hub.contract.faults", "hub.contract.wire"),
    ("contract-wire", "hub.contract.wire", "fastapi"),
    ("contract-wire", "hub.contract.topics", "hub.core"),
    ("core", "hub.core.planted", "pydantic"),
    ("core", "hub.core.planted", "hub.contract.wire"),
    ("core", "hub.core.planted", "hub.service"),
    ("service", "hub.service.planted", "sqlmodel"),
    ("service", "hub.service.planted", "hub.store"),
    ("store", "hub.store.planted", "hub.web"),
    ("store", "hub.store.planted", "paho"),
    ("mqtt", "hub.mqtt.planted", "hub.store"),
    ("web", "hub.web.planted", "hub.store"),
    ("upstream", "hub.upstream.planted", "hub.district"),
    ("notify", "hub.notify.planted", "hub.mqtt"),
    ("broker", "hub.broker.planted", "hub.store"),
    ("district", "hub.district.planted", "hub.upstream"),
    ("bench", "hub.bench.planted", "hub.app"),
    ("pack", "hub.pack.planted", "hub.store"),
    ("demo", "hub.demo.planted", "kiosk"),
    ("demo", "hub.demo.planted", "hub.app"),
    ("client", "hub.client.planted", "hub.core"),
    ("client", "hub.client.planted", "PySide6"),
    ("client-qt", "hub.client_qt.planted", "hub.core"),
    ("client-qt", "hub.client_qt.planted", "sqlmodel"),
    ("app", "hub.app", "hub.client_qt"),
    ("cli", "hub.cli", "hub.app"),
    ("cli", "hub.cli", "kiosk"),
    ("codecs", "device_drivers.led_bar.codec", "serial"),
    ("codecs", "device_drivers.planted.deep.codec", "device_drivers.transport"),
    ("agent", "device_drivers.agent.planted", "hub.core"),
    ("drivers", "device_drivers.planted", "hub.contract.vocabulary"),
    ("drivers", "device_drivers.planted", "device_drivers.agent"),
    ("kiosk", "kiosk.planted", "counter_client"),
    ("kiosk", "kiosk.planted", "hub.core"),
    ("counter-client", "counter_client.planted", "display_wall"),
    ("display-wall", "display_wall.planted", "hub.store"),
    ("station-logic", "kiosk.flow", "PySide6"),
    ("station-logic", "display_wall.board", "hub.client_qt"),
    ("journal-private", "counter_client.planted", "hub.contract.events"),
    ("assets", "assets.planted", "hub.contract.vocabulary"),
)

THROUGH_OTHERS = (
    # contract, a chain of imports of which each step alone is allowed or is another room's
    ("core", ("hub.core.planted", "hub.contract.vocabulary", "pydantic")),
    ("station-logic", ("kiosk.presenter", "kiosk.views", "PySide6")),
    ("client", ("hub.client.planted", "hub.contract.faults", "PySide6")),
    ("app", ("hub.app", "hub.store.planted", "PySide6")),
    ("drivers", ("device_drivers.planted", "assets.planted", "hub.planted")),
)


def options() -> list[dict[str, Any]]:
    return read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]


def contract_of(given: dict[str, Any]) -> Contract:
    return TYPES[given["type"]](
        name=given["name"], session_options={"root_packages": list(PACKAGES)}, contract_options=given
    )


CONTRACTS = {given["id"]: given for given in options()}


@pytest.fixture(scope="module")
def real_graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def plant(graph: grimp.ImportGraph, *chain: str) -> grimp.ImportGraph:
    planted = copy.deepcopy(graph)
    for module in chain:
        if module not in planted.modules:
            planted.add_module(module, is_squashed=module.partition(".")[0] not in PACKAGES)
    for importer, imported in pairwise(chain):
        planted.add_import(importer=importer, imported=imported, line_number=1, line_contents="planted")
    return planted


def wrong_of(contract: Contract, graph: grimp.ImportGraph) -> list[str]:
    check = contract.check(graph, verbose=False)
    return [] if check.kept else list(check.metadata.get("wrong", ["broken"]))


@pytest.mark.parametrize("identity", sorted(CONTRACTS))
def test_the_tree_keeps_the_contract(identity: str, real_graph: grimp.ImportGraph) -> None:
    assert wrong_of(contract_of(CONTRACTS[identity]), copy.deepcopy(real_graph)) == []


@pytest.mark.parametrize(("identity", "importer", "imported"), PLANTS)
def test_a_planted_import_breaks_the_contract(
    identity: str, importer: str, imported: str, real_graph: grimp.ImportGraph
) -> None:
    contract = contract_of(CONTRACTS[identity])
    before = wrong_of(contract, copy.deepcopy(real_graph))
    after = wrong_of(contract, plant(real_graph, importer, imported))
    new = set(after) - set(before)
    assert any(line == "broken" or line.startswith(f"{importer} -> {imported}") for line in new)


@pytest.mark.parametrize(("identity", "chain"), THROUGH_OTHERS)
def test_what_may_never_be_reached_is_found_through_others(
    identity: str, chain: tuple[str, ...], real_graph: grimp.ImportGraph
) -> None:
    after = wrong_of(contract_of(CONTRACTS[identity]), plant(real_graph, *chain))
    assert any(line.startswith(chain[0]) and line.endswith(chain[-1]) for line in after)


def test_every_contract_has_a_planted_violation() -> None:
    assert {identity for identity, _, _ in PLANTS} == set(CONTRACTS)


def test_every_module_stands_under_a_contract(real_graph: grimp.ImportGraph) -> None:
    rooms = [room for given in CONTRACTS.values() for room in given.get("rooms", ())]
    packages = {"hub"}  # the empty package itself
    ours = {module for module in real_graph.modules if module.partition(".")[0] in PACKAGES}
    assert sorted(module for module in ours - packages if not matches(module, rooms)) == []


def test_a_contract_over_a_room_that_is_gone_is_broken() -> None:
    graph = grimp.ImportGraph()
    graph.add_module("hub.core")
    contract = RoomContract("gone", {}, {"rooms": ["hub.core", "hub.moved"]})
    assert wrong_of(contract, graph) == ["hub.moved is not there: nothing is guarded"]


@pytest.mark.parametrize(
    ("expression", "module", "matched"),
    [
        ("hub.core", "hub.core", True),
        ("hub.core", "hub.core.queue_order", True),
        ("hub.core", "hub.core_other", False),
        ("device_drivers.**.codec", "device_drivers.led_bar.codec", True),
        ("device_drivers.**.codec", "device_drivers.a.b.codec", True),
        ("device_drivers.**.codec", "device_drivers.codec", True),
        ("device_drivers.**.codec", "device_drivers.codecs", False),
        ("*.flow", "kiosk.flow", True),
        ("*.flow", "kiosk.views.flow", False),
    ],
)
def test_expressions_match_what_they_name_and_below(expression: str, module: str, matched: bool) -> None:
    assert matches(module, [expression]) is matched


def test_lint_imports_itself_refuses_a_planted_file(tmp_path: Path) -> None:
    """The whole way: a file with a wrong import in a copy of the tree, and the command that `make lint` runs."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=lambda folder, names: [
                name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()
            ],
        )
    shutil.copytree(ROOT / "tests" / "architecture", tmp_path / "tests" / "architecture")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "hub" / "core" / "planted.py").write_text("from hub.store import engine\n")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
            "--contract",
            "core",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode != 0
    assert "hub.core.planted -> hub.store" in done.stdout
