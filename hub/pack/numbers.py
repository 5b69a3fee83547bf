"""Ranges as people write them: ``1-6``, ``A01-A06``, ``1-3, 8``."""

import re
from collections.abc import Iterator

MOST = 500
"""Numbers in one range. The largest halls known have about 150 windows: more is a slip of the finger."""

_PIECE = re.compile(r"([A-Z]{0,2})([0-9]{1,4})(?:\s*[-–—~～至]\s*([A-Z]{0,2})([0-9]{1,4}))?", re.ASCII)
_COMMAS = re.compile(r"[,，、]")


class RangeError(Exception):
    """The range cannot be read, or runs backwards, or (``too_many``) is far too long."""

    def __init__(self, *, too_many: bool = False) -> None:
        super().__init__("too many" if too_many else "unreadable")
        self.too_many = too_many


def expand(written: str) -> list[str]:
    """Give the numbers one by one; leading zeros are kept. Raises :class:`RangeError`."""
    numbers: list[str] = []
    for piece in _COMMAS.split(written):
        numbers += _run(piece.strip())
        if len(numbers) > MOST:
            raise RangeError(too_many=True)
    return numbers


def _run(piece: str) -> Iterator[str]:
    found = _PIECE.fullmatch(piece)
    if found is None:
        raise RangeError
    letters, first, other_letters, last = found.groups()
    if last is None:
        return iter((letters + first,))
    if other_letters not in (letters, "") or int(last) < int(first):
        raise RangeError
    if int(last) - int(first) >= MOST:
        raise RangeError(too_many=True)
    width = len(first) if first.startswith("0") else 0
    return (f"{letters}{number:0{width}d}" for number in range(int(first), int(last) + 1))
