"""Templates: Jinja2 with everything escaped, and what every template may use."""

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assets.icons.catalogue import svg
from hub.web.statics import WEB, address
from hub.web.wording import Wording


@lru_cache(maxsize=64)
def icon(name: str) -> str:
    """An icon of the family as SVG (the one thing that templates mark safe); a word always stands beside it."""
    return svg(name).replace("<svg ", '<svg class="icon" aria-hidden="true" focusable="false" ', 1)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(WEB),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(icon=icon, static=address)
    return made


def render(template: str, words: Wording, **values: object) -> str:
    """One page or a part of one. ``t`` is its wording; every value is escaped."""
    return _environment().get_template(template).render(t=words, say=words.say, **values)
