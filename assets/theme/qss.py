"""The tokens as a Qt style sheet, for the stock widgets that Ting uses beside its own painted ones.

Painted widgets (`hub.client_qt.widgets`) take their colours from the look directly; this covers input fields,
lists, tables, scroll bars, tool tips and plain labels, so that nothing on a screen looks like the desktop's.
"""

from dataclasses import asdict
from pathlib import Path
from string import Template

from assets.theme.tokens import Look

TEMPLATE_FILE = Path(__file__).with_name("surface.qss.template")
SCROLL_BAR_SHARE = 0.25
"""Width of a scroll bar as a share of the target, so that it can be held with a finger on the kiosk."""


def px(size: float, zoom: float) -> int:
    """Return a token size in whole pixels after zoom, at least 1."""
    return max(1, round(size * zoom))


def style_sheet(chosen: Look, *, zoom: float = 1.0) -> str:
    """Return the style sheet of one look; `zoom` multiplies every size."""
    scroll = px(max(12, chosen.target * SCROLL_BAR_SHARE), zoom)
    words: dict[str, object] = dict(asdict(chosen.palette))
    words |= {f"type_{role}": px(size, zoom) for role, size in asdict(chosen.type).items()}
    words |= {f"space_{role}": px(size, zoom) for role, size in asdict(chosen.space).items()}
    words |= {
        "family": chosen.font.family,
        "radius": px(chosen.radius, zoom),
        "radius_small": px(chosen.radius / 2, zoom),
        "target": px(chosen.target, zoom),
        "target_inner": px(chosen.target - 2 * chosen.stroke, zoom),
        "stroke": px(chosen.stroke, zoom),
        "scroll": scroll,
        "scroll_radius": scroll // 2,
    }
    return Template(TEMPLATE_FILE.read_text(encoding="utf-8")).substitute(words)
