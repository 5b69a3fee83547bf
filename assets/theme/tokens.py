"""Design tokens: `tokens.toml`, read strictly into frozen dataclasses.

`look(Surface.KIOSK, large=True)` is all that a widget or a page needs to know about colour, type and room.
"""

import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

T = TypeVar("T")
TOKENS_FILE = Path(__file__).with_name("tokens.toml")


class TokenError(ValueError):
    """`tokens.toml` is not what the code expects; the sentence names the key."""

    code = "theme.tokens_invalid"


class Surface(StrEnum):
    """Where a person meets Ting."""

    KIOSK = "kiosk"
    DESK = "desk"
    WALL = "wall"
    PHONE = "phone"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by role, each `#RRGGBB`: `on_x` is text on a fill of `x`, `x_wash` a pale ground for `x`."""

    ground: str
    surface: str
    line: str
    edge: str
    ink: str
    soft: str
    primary: str
    primary_pressed: str
    on_primary: str
    wash: str
    wash_pressed: str
    on_wash: str
    call: str
    on_call: str
    good: str
    good_wash: str
    warn: str
    warn_wash: str
    bad: str
    bad_pressed: str
    on_bad: str
    bad_wash: str
    off: str
    on_off: str
    focus: str
    shadow: str


@dataclass(frozen=True, slots=True)
class TypeScale:
    """Text sizes by role, in pixels at 96 dpi."""

    caption: int
    body: int
    label: int
    title: int
    headline: int
    number: int
    hero: int


@dataclass(frozen=True, slots=True)
class Space:
    """Distances in steps of 8 pixels."""

    xs: int
    s: int
    m: int
    l: int  # noqa: E741  (the sizes are named as clothes are)
    xl: int


@dataclass(frozen=True, slots=True)
class Motion:
    """Durations in milliseconds; `pulses` is a count."""

    quick: int
    normal: int
    slow: int
    pulse: int
    pulses: int


@dataclass(frozen=True, slots=True)
class Font:
    """The typeface, the Debian package that brings it, and line heights as factors of the size."""

    family: str
    debian_package: str
    line_height: float
    number_line_height: float


@dataclass(frozen=True, slots=True)
class Look:
    """Everything needed to draw on one surface in one type mode. `target` is the least height of a button."""

    surface: Surface
    large: bool
    palette: Palette
    type: TypeScale
    space: Space
    motion: Motion
    font: Font
    radius: int
    target: int
    gap: int
    stroke: int
    least_contrast: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """The whole file: a look per surface and type mode, and the pairs of text and ground in use."""

    looks: dict[tuple[Surface, bool], Look]
    pairs: tuple[tuple[str, str], ...]


def _strict(kind: type[T], table: dict[str, Any], where: str) -> T:
    want = {field.name for field in fields(cast(Any, kind))}
    for name in sorted(want - table.keys()):
        raise TokenError(f"{where}: missing key {name!r}")
    for name in sorted(table.keys() - want):
        raise TokenError(f"{where}: unknown key {name!r}")
    return kind(**table)


def parse(text: str) -> Tokens:
    """Read the text of a tokens file; raise TokenError for a key that is missing, unknown or misused."""
    data = tomllib.loads(text)
    font = _strict(Font, data["font"], "font")
    space = _strict(Space, data["space"], "space")
    motion = _strict(Motion, data["motion"], "motion")
    palettes = {name: _strict(Palette, table, f"palette.{name}") for name, table in data["palette"].items()}
    looks: dict[tuple[Surface, bool], Look] = {}
    for surface in Surface:
        table = dict(data["surface"][surface.value])
        palette = palettes[table.pop("palette")]
        sizes: dict[str, list[int]] = table.pop("type")
        for large in (False, True):
            scale = _strict(TypeScale, {role: pair[large] for role, pair in sizes.items()}, f"surface.{surface}.type")
            looks[surface, large] = _strict(
                Look,
                table
                | {
                    "surface": surface,
                    "large": large,
                    "palette": palette,
                    "type": scale,
                    "space": space,
                    "motion": motion,
                    "font": font,
                },
                f"surface.{surface}",
            )
    roles = {field.name for field in fields(Palette)}
    pairs = tuple((text, ground) for text, grounds in data["pairs"].items() for ground in grounds)
    for role in {name for pair in pairs for name in pair} - roles:
        raise TokenError(f"pairs: no colour is named {role!r}")
    return Tokens(looks, pairs)


@lru_cache(maxsize=1)
def tokens() -> Tokens:
    """Return Ting's tokens, read once."""
    return parse(TOKENS_FILE.read_text(encoding="utf-8"))


def look(surface: Surface, *, large: bool = False) -> Look:
    """Return the look of a surface in normal or large type."""
    return tokens().looks[surface, large]
