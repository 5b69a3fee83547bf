"""The icon family: SVG files beside this module, named by what they show.

One family: 24 grid, 2 px stroke, round caps and joins, `currentColor`. An icon never stands without a word.
"""

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


class UnknownIconError(KeyError):
    """No icon has that name; says which names there are."""

    code = "icons.unknown"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no icon is named {name!r}; there are: {', '.join(names())}")


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the names of all icons, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.svg")))


@lru_cache(maxsize=128)
def svg(name: str) -> str:
    """Return the SVG text of an icon, its colour still `currentColor`; raise UnknownIconError."""
    if name not in names():
        raise UnknownIconError(name)
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def coloured(name: str, colour: str) -> str:
    """Return the SVG text of an icon in a colour, `#RRGGBB`."""
    return svg(name).replace("currentColor", colour)
