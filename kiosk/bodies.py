"""What fills each screen of the kiosk, from what is known of the hall and of this visit. No Qt, nothing is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assets.translations.catalog import Catalog
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import HallView, QueueView
from hub.contract.vocabulary import BusinessId
from kiosk import wording
from kiosk.flow import Screen
from kiosk.model import Body, BusyBody, NoticeBody
from kiosk.session import Visit


class Condition(StrEnum):
    """Whether numbers can be taken here now, and if not, why."""

    READY = "ready"
    CONNECTING = "connecting"
    OFFLINE = "offline"
    SETTING_UP = "setting_up"
    NOT_OPEN = "not_open"


_PICTOGRAMS: dict[Condition, str] = {
    Condition.CONNECTING: "refresh",
    Condition.OFFLINE: "wifi-off",
    Condition.SETTING_UP: "settings",
    Condition.NOT_OPEN: "clock",
}

_CALM = frozenset({Screen.HOME, Screen.PRIORITY, Screen.CONFIRM})
"""Screens on which nothing has been asked of the hub yet: they give way to a notice when the hall cannot be used."""


def has_areas(hall: HallView | None) -> bool:
    """Whether citizens must be told an area: the hall has more than one."""
    return hall is not None and len(hall.areas) > 1


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that a screen can be filled from, at one moment. ``hall`` is None while no plan is known."""

    words: Catalog
    condition: Condition
    hall: HallView | None
    queues: Mapping[BusinessId, QueueView]
    visit: Visit
    page_size: int

    def body(self, screen: Screen) -> Body:
        """What this screen shows, or why nothing can be done here now."""
        hall, visit, words, condition = self.hall, self.visit, self.words, self.condition
        if screen in _CALM and (condition is not Condition.READY or hall is None):
            return self._notice()
        if hall is not None and screen is Screen.HOME:
            return wording.home(hall, self.queues, words, visit.page, self.page_size)
        if screen is Screen.PRIORITY:
            return wording.priority(visit.priority_class, words)
        if hall is not None and screen is Screen.CONFIRM:
            return self._confirm(hall)
        if screen is Screen.REFUSED and visit.refusal is not None:
            return wording.refused(visit.refusal, words)
        slip = visit.slip
        if slip is not None and screen is Screen.TAKEN:
            return wording.taken(slip, words, with_area=has_areas(hall))
        if slip is not None and screen is Screen.ON_SCREEN:
            reason = wording.on_screen_reason(
                words,
                delivery=visit.delivery,
                trouble=visit.trouble,
                paperless=bool(visit.paperless),
                again=visit.again,
                refusal=visit.refusal,
            )
            return wording.on_screen(slip, words, reason=reason, with_area=has_areas(hall))
        return BusyBody(words("printing.text" if screen is Screen.PRINTING else "taking.text"))

    def _confirm(self, hall: HallView) -> Body:
        visit, words = self.visit, self.words
        business = next((one for one in hall.businesses if one.business_id == visit.business_id), None)
        if business is None:
            # The hall was given another plan while somebody read this screen.
            return wording.refused(Fault(FaultCode.UNKNOWN_BUSINESS, what=""), words)
        return wording.confirm(
            business,
            hall,
            self.queues.get(business.business_id),
            words,
            priority_class=visit.priority_class,
            paperless=visit.paperless,
            checking=visit.checking,
        )

    def _notice(self) -> NoticeBody:
        hall, condition, words = self.hall, self.condition, self.words
        key = condition.value
        places: dict[str, str] = {}
        if condition is Condition.NOT_OPEN and hall is not None:
            places = {"opens": hall.rules.opens_at, "closes": hall.rules.closes_at}
        return NoticeBody(
            pictogram=_PICTOGRAMS[condition],
            title=words(f"{key}.title"),
            detail=words(f"{key}.detail", **places),
            working=condition in (Condition.CONNECTING, Condition.OFFLINE),
        )
