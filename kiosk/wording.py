"""From state to words: builds what each screen says. Pure functions; the catalogue decides the language."""

from collections.abc import Mapping

from assets.translations.catalog import Catalog
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import HallView, QueueView, TicketSlip
from hub.contract.vocabulary import Business, BusinessId, Delivery, Instant, PriorityClass
from kiosk import pictograms
from kiosk.flow import Screen
from kiosk.model import (
    BusinessTile,
    Chrome,
    ConfirmBody,
    Countdown,
    Figure,
    HomeBody,
    OnScreenBody,
    PriorityBody,
    PriorityOption,
    RefusedBody,
    TakenBody,
)
from kiosk.places import minutes_of, wait_words, window_list, windows_named
from kiosk.ticket import local_time, words_in

DEFAULT_TIMEZONE = "Asia/Shanghai"
_CARE_SCREENS = frozenset({Screen.HOME, Screen.CONFIRM})
_TROUBLE = frozenset({"paper_out", "cover_open"})
"""Printer faults that a citizen understands; all others are just "not working"."""
_ADVICE: dict[FaultCode, str] = {FaultCode.NO_ANSWER: "refused.no_answer"}
"""Where the fault's own sentence does not fit somebody who stands at a kiosk, what to say instead."""


def trouble_words(code: str, words: Catalog) -> str:
    """A printer's fault as a citizen is told it; staff read the rest on the console."""
    return words(f"trouble.{code}" if code in _TROUBLE else "trouble.other")


def serving_windows(hall: HallView, business_id: BusinessId) -> tuple[str, ...]:
    """Numbers of the windows that serve a business, in the hall's order."""
    return tuple(window.number for window in hall.windows if business_id in window.businesses)


def countdown(seconds: int | None, screen: Screen, words: Catalog) -> Countdown | None:
    """What is said while the visit runs out."""
    if seconds is None:
        return None
    asked = screen in (Screen.HOME, Screen.PRIORITY, Screen.CONFIRM)
    return Countdown(
        seconds,
        words("idle.returns", n=seconds),
        words("idle.question") if asked else "",
        words("idle.stay") if asked else "",
    )


def chrome(
    hall: HallView | None,
    words: Catalog,
    *,
    now: Instant,
    screen: Screen,
    ready: bool,
    large: bool,
    priority: PriorityClass,
    printer_trouble: bool,
    seconds: int | None,
) -> Chrome:
    """What stands on every screen."""
    at = local_time(now, hall.timezone if hall else DEFAULT_TIMEZONE)
    chosen = priority is not PriorityClass.ORDINARY
    label = words(f"priority.{priority.value}")
    return Chrome(
        hall_name=words_in(hall.name, words.language) if hall else words("chrome.default_hall"),
        date=words("chrome.date", month=at.month, day=at.day, weekday=words(f"weekday.{at.weekday()}")),
        clock=f"{at:%H:%M}",
        care=words("chrome.care_chosen", priority=label) if chosen else words("chrome.care"),
        care_chosen=chosen,
        care_enabled=ready and screen in _CARE_SCREENS,
        type_switch=words("chrome.normal" if large else "chrome.large"),
        language_switch=words("chrome.other_language"),
        language=words.language,
        large=large,
        warning=words("chrome.printer_trouble") if ready and printer_trouble and screen is Screen.HOME else "",
        countdown=countdown(seconds, screen, words),
    )


def tile(business: Business, hall: HallView, queue: QueueView | None, words: Catalog) -> BusinessTile:
    """One business: how many would be before you and how long, or why no number can be taken.

    Not how many wait for this business: windows that serve several call all of their people in turn.
    """
    closed = not serving_windows(hall, business.business_id)
    waiting = wait = ""
    if queue is not None and not closed:
        waiting = words("home.ahead", n=queue.ahead_if_taken_now) if queue.ahead_if_taken_now else words("home.nobody")
        if not queue.open_windows:
            wait = words("home.no_window_open")
        elif queue.ahead_if_taken_now:
            wait = wait_words(queue.expected_wait_s, words)
    return BusinessTile(
        business_id=business.business_id,
        name=words_in(business.name, words.language),
        prefix=business.prefix,
        pictogram=pictograms.of_business(business.name.zh),
        waiting=waiting,
        wait=wait,
        reason=words("home.closed") if closed else "",
        hint=words_in(business.hint, words.language),
    )


def home(hall: HallView, queues: Mapping[BusinessId, QueueView], words: Catalog, page: int, page_size: int) -> HomeBody:
    """The businesses of one page."""
    pages = max(1, -(-len(hall.businesses) // page_size))
    page = min(page, pages - 1)
    shown = hall.businesses[page * page_size : (page + 1) * page_size]
    return HomeBody(
        title=words("home.title"),
        tiles=tuple(tile(business, hall, queues.get(business.business_id), words) for business in shown),
        empty="" if hall.businesses else words("home.empty"),
        page=page,
        pages=pages,
        page_words=words("chrome.page", page=page + 1, pages=pages) if pages > 1 else "",
        previous=words("chrome.previous"),
        following=words("chrome.next"),
    )


def priority(chosen: PriorityClass, words: Catalog) -> PriorityBody:
    """Who is called earlier."""
    return PriorityBody(
        title=words("priority.title"),
        detail=words("priority.detail"),
        options=tuple(
            PriorityOption(which, words(f"priority.{which.value}"), pictogram, which is chosen)
            for which, pictogram in pictograms.OF_PRIORITY.items()
        ),
        none=words("priority.none"),
        back=words("chrome.back"),
    )


def confirm(
    business: Business,
    hall: HallView,
    queue: QueueView | None,
    words: Catalog,
    *,
    priority_class: PriorityClass,
    paperless: str,
    checking: bool,
) -> ConfirmBody:
    """The last look: how many are ahead, how long it takes. `paperless` is the code of a printer fault, or empty."""
    ahead = queue.ahead_if_taken_now if queue is not None else None
    figures: list[Figure] = []
    if ahead:
        figures.append(Figure(words("confirm.ahead"), str(ahead), words("confirm.ahead_unit")))
        if queue is not None and queue.expected_wait_s is not None:
            minutes = minutes_of(queue.expected_wait_s)
            figures.append(Figure(words("confirm.wait"), str(minutes), words("confirm.wait_unit")))
    first = ahead == 0 and queue is not None and queue.open_windows > 0
    windows = windows_named(serving_windows(hall, business.business_id), words)
    chosen = priority_class is not PriorityClass.ORDINARY and bool(figures)
    return ConfirmBody(
        business=words_in(business.name, words.language),
        prefix=business.prefix,
        pictogram=pictograms.of_business(business.name.zh),
        department=words_in(business.department, words.language),
        hint=words_in(business.hint, words.language),
        place=words("confirm.where", place=windows) if windows else "",
        figures=tuple(figures),
        calm=words("confirm.first") if ahead == 0 else "",
        calm_detail=words("confirm.first_detail") if first else "",
        priority=words("confirm.priority", priority=words(f"priority.{priority_class.value}")) if chosen else "",
        paperless=words("confirm.paperless", trouble=trouble_words(paperless, words)) if paperless else "",
        take=words("confirm.take_paperless" if paperless else "confirm.take"),
        busy=words("confirm.checking") if checking else "",
        back=words("chrome.back"),
    )


def place_of(slip: TicketSlip, words: Catalog, *, with_area: bool) -> str:
    """Where to wait for this ticket, to be put into a sentence."""
    numbers = window_list(slip.window_numbers, words)
    if not numbers:
        return words("taken.place")
    area = words_in(slip.area_name, words.language)
    if with_area and area:
        return words("taken.area_place", area=area, numbers=numbers)
    return words("taken.window_place", numbers=numbers)


def _where_to_wait(key: str, slip: TicketSlip, words: Catalog, with_area: bool) -> str:
    place = place_of(slip, words, with_area=with_area)
    if not slip.ahead:
        return words(f"{key}.sentence_first", place=place)
    wait = wait_words(slip.expected_wait_s, words)
    return words(f"{key}.sentence", place=place, n=slip.ahead, wait=words("taken.wait", wait=wait) if wait else "")


def taken(slip: TicketSlip, words: Catalog, *, with_area: bool) -> TakenBody:
    """The paper is out: take it, and wait there."""
    return TakenBody(
        title=words("taken.title"),
        number=slip.number,
        sentence=_where_to_wait("taken", slip, words, with_area),
        url=slip.url,
        qr=words("taken.qr"),
        done=words("taken.done"),
    )


def on_screen_reason(
    words: Catalog, *, delivery: Delivery, trouble: str, paperless: bool, again: bool, refusal: Fault | None
) -> str:
    """Why the number stands on the screen, always ending in that it counts all the same."""
    if refusal is not None:
        return words("on_screen.again_refused", sentence=refusal.sentence(words.language))
    if again:
        return words("on_screen.again", trouble=trouble_words(trouble, words))
    if delivery is Delivery.UNKNOWN:
        return words("on_screen.unknown")
    if paperless:
        return words("on_screen.paperless")
    return words("on_screen.not_printed", trouble=trouble_words(trouble, words))


def on_screen(slip: TicketSlip, words: Catalog, *, reason: str, with_area: bool) -> OnScreenBody:
    """Number and code instead of paper."""
    return OnScreenBody(
        title=words("on_screen.title"),
        reason=reason,
        number=slip.number,
        sentence=_where_to_wait("on_screen", slip, words, with_area),
        url=slip.url,
        qr=words("on_screen.qr"),
        guide=words("on_screen.guide"),
        reprint=words("on_screen.reprint"),
        done=words("on_screen.done"),
    )


def refused(fault: Fault, words: Catalog) -> RefusedBody:
    """The fault's own sentence, and what to do next."""
    own = _ADVICE.get(fault.code)
    return RefusedBody(
        title=words("refused.title"),
        sentence=words(own) if own else fault.sentence(words.language),
        advice="" if own or words("refused.guide_desk") in fault.sentence(words.language) else words("refused.advice"),
        home=words("refused.home"),
    )
