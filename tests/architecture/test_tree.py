"""The shape of the tree: names, sizes and the places where things may stand."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("kiosk", "counter_client", "display_wall", "device_drivers", "hub", "assets")
AGREED = {
    *PACKAGES, "tests", "docs", "pyproject.toml", "README.md", "README.en.md", "Makefile", "CHANGELOG.md", "LICENSE",
    "CONTRIBUTING.md",
}  # fmt: skip
NO_NOUNS = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
LONGEST = 450
GENERATED_NOT_OURS = ("assets/web/vendor/",)


def tracked() -> list[Path]:
    """What git keeps or would keep; without git (an unpacked archive) every file that is not generated."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        return [
            path.relative_to(ROOT)
            for path in ROOT.rglob("*")
            if path.is_file() and not {".venv", "__pycache__", "var"} & set(path.relative_to(ROOT).parts)
        ]
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


FILES = tracked()
MODULES = [path for path in FILES if path.suffix == ".py" and not str(path).startswith(GENERATED_NOT_OURS)]


def test_package_init_files_are_empty() -> None:
    full = [str(path) for path in MODULES if path.name == "__init__.py" and (ROOT / path).stat().st_size]
    assert full == []


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in MODULES if path.parts[0] in PACKAGES}
    assert sorted(str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()) == []


def test_no_module_is_longer_than_a_noun_needs() -> None:
    lengths = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_no_room_or_module_is_named_after_nothing() -> None:
    assert [str(path) for path in MODULES if NO_NOUNS & {path.stem, *path.parts}] == []


def test_the_top_level_has_only_the_agreed_names() -> None:
    tops = {path.parts[0] for path in FILES}
    assert {top for top in tops if not top.startswith(".")} - AGREED == set()


def test_mqtt_topics_are_written_in_one_module() -> None:
    topic = re.compile(r"""["'](\$share/[^"']*)?ting/""")
    places = [
        str(path)
        for path in MODULES
        if path.parts[0] in PACKAGES and topic.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert set(places) <= {"hub/contract/topics.py"}


def test_only_the_scaffolding_of_tests_replaces_time_or_code() -> None:
    """Test doubles are virtual devices and fakes of ports; our own code is never patched."""
    patching = re.compile(r"monkeypatch\.setattr|mock\.patch|unittest\.mock")
    here = Path(__file__).relative_to(ROOT)
    places = [
        str(path) for path in MODULES if path != here and patching.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert places == []


@pytest.mark.parametrize("name", [".requirements.lock", "pyproject.toml", "Makefile", ".ci/run", ".ci/bootstrap"])
def test_no_registry_host_stands_in_the_toolchain(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"index-url|https?://(?!ting)", text.replace("--no-emit-index-url", ""))


def test_every_locked_version_is_pinned_with_digests() -> None:
    lines = (ROOT / ".requirements.lock").read_text(encoding="utf-8").splitlines()
    heads = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert heads
    assert [line for line in heads if "==" not in line or not line.endswith("\\")] == []
