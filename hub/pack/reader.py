"""Hall packs: one YAML file that describes a whole hall, read into the plan that the hub loads.

The format is described in ``docs/hall-packs.md``. Reading is strict: every mistake is refused with one sentence
that names file and line (``Fault`` pack_invalid), because a hall must not open on a guess.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import assets
from hub.contract.vocabulary import HallId, HallPlan, Words
from hub.pack.complaints import Complaint, complain
from hub.pack.document import Item, decode_document, near, open_document
from hub.pack.sections import read_areas, read_businesses, read_operators, read_rules, read_texts, read_zone, slug
from hub.pack.windows import read_windows

HALLS = Path(assets.__file__).parent / "halls"
"""Where the packs lie that come with Ting, one folder each."""

PACK_FILE = "pack.yaml"

_REQUIRED = ("hall", "name", "areas", "businesses", "windows")
_READERS: dict[str, Callable[[Item], Any]] = {
    "timezone": read_zone,
    "operators": read_operators,
    "rules": read_rules,
    "notices": read_texts,
    "ticket_notes": read_texts,
}
"""The sections that may be left out, named like the plan's fields."""
_OPTIONAL = tuple(_READERS)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that comes with Ting: the name it is called by, its file, and the hall's title."""

    name: str
    path: Path
    title: Words


def read_pack(path: Path) -> HallPlan:
    """Read a pack into a plan. Raises ``Fault`` pack_invalid with file and line."""
    return _plan(open_document(path))


def decode_pack(raw: bytes, file: str = PACK_FILE) -> HallPlan:
    """Read the bytes of a pack, such as an uploaded one; ``file`` is how complaints call it. Raises like read_pack."""
    return _plan(decode_document(raw, file))


def _plan(document: Item) -> HallPlan:
    top = document.mapping(_REQUIRED, _OPTIONAL)
    areas = read_areas(top["areas"])
    businesses = read_businesses(top["businesses"])
    plan = HallPlan(
        hall_id=slug(top["hall"]),
        name=top["name"].words(),
        areas=tuple(entry.area for entry in areas.values()),
        businesses=tuple(entry.business for entry in businesses.values()),
        windows=read_windows(top["windows"], areas, businesses),
    )
    return replace(plan, **{key: read(top[key]) for key, read in _READERS.items() if key in top})


def packs(halls: Path = HALLS) -> tuple[Pack, ...]:
    """The packs that come with Ting, by name."""
    return tuple(Pack(path.parent.name, path, _title(path, path.stat().st_mtime_ns)) for path in _files(halls))


def pack_named(name: str, halls: Path = HALLS) -> Path:
    """The file of a pack that comes with Ting. Raises ``Fault`` pack_invalid with the nearest name."""
    known = {path.parent.name: path for path in _files(halls)}
    if name not in known:
        raise complain(name, Complaint.NO_PACK, known=", ".join(known), **near(name, tuple(known)))
    return known[name]


def _files(halls: Path) -> list[Path]:
    return sorted(halls.glob(f"*/{PACK_FILE}"))


@lru_cache(maxsize=64)  # a console lists the packs again and again; a file that is changed is read again
def _title(path: Path, _changed_ns: int) -> Words:
    return open_document(path).mapping(_REQUIRED, _OPTIONAL)["name"].words()


def pack_path(pack: str) -> Path:
    """The file of a built-in pack by its name, or a file of one's own by its path."""
    return Path(pack) if pack.endswith((".yaml", ".yml")) else pack_named(pack)


def pack_hall(pack: str) -> HallId:
    """The hall that a pack is made for. Raises ``Fault`` pack_invalid."""
    return read_pack(pack_path(pack)).hall_id


def plan_of(pack: str, hall_id: HallId) -> HallPlan:
    """The plan of a pack, for this hall. Raises ``Fault`` pack_invalid."""
    return replace(read_pack(pack_path(pack)), hall_id=hall_id)
