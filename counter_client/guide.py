"""The guide desk (导办台): takes numbers for others, prints again, revives and drops. It has no window of its own."""

from counter_client.keys import Action
from counter_client.models import HeroModel, LineModel, Panel, Tone
from counter_client.session import Session
from counter_client.wording import Wording

GUIDE_TABS: tuple[tuple[Action, Panel | None, str], ...] = (
    (Action.TAKE_TICKET, Panel.TAKE, "ticket"),
    (Action.REPRINT, Panel.REPRINT, "printer"),
    (Action.REACTIVATE, Panel.REACTIVATE, "refresh"),
    (Action.ABANDON, Panel.ABANDON, "cross"),
    (Action.LISTS, Panel.LISTS, "list"),
    (Action.SIGN_OUT, None, "logout"),
)
"""The desk's pages in their order, and the way out."""

_FORGOTTEN = ("business", "priority", "name", "phone")


def after_take(values: dict[str, str]) -> None:
    """A number was taken: forget whom it was for. The kiosk stays, the next citizen stands at the same place."""
    for name in _FORGOTTEN:
        values.pop(name, None)


def hero_of_guide(wording: Wording, session: Session) -> HeroModel:
    """What stands large at a guide desk: how many wait in the whole hall."""
    return HeroModel(
        str(session.desk.waiting_count),
        True,
        LineModel(Tone.QUIET, wording.words("guide.waiting")),
    )
