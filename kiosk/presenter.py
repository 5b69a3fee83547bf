"""What happens between a touch and a picture: one citizen at a time, without Qt.

The presenter lives in one thread (the Qt thread, or the simulator's). The link and the print desk call back in theirs;
`post` brings that over. Each event ends in `_show`, which builds the whole `Frame` and hands it on when it is another.
"""

import time
from collections.abc import Callable
from functools import partial

from assets.translations.catalog import Catalog
from device_drivers.escpos.document import Document
from device_drivers.faults import DeviceFault
from hub.client.outbox import Outcome
from hub.client.port import LinkState, StationLink
from hub.contract.commands import ConfirmPrinted, Reprint, TakeTicket
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import (
    DeviceOrder,
    HallView,
    PrintTicket,
    QueueView,
    StationConfig,
    TicketIssued,
    TicketSlip,
    View,
)
from hub.contract.vocabulary import BusinessId, DayState, Delivery, Instant, PriorityClass
from kiosk import wording
from kiosk.bodies import Condition, Contents, has_areas
from kiosk.flow import Flow, FlowError, Screen, Step
from kiosk.model import Frame
from kiosk.offer import offered
from kiosk.printing import Desk, PrintOutcome
from kiosk.session import Visit
from kiosk.ticket import ticket_document
from kiosk.tracing import ANSWERED, ASKED, SHOWN, TOUCH, Trace, no_trace

LANGUAGES = ("zh", "en")
PAGE_SIZE = 12
"""LOOK: never crowded; more businesses than this get pages. A small screen in large type may hold fewer."""
SETTLE_MS = 2_000
"""After connecting, the hall's plan follows within milliseconds; only when it does not, the hall has none."""


class Presenter:
    """One kiosk. See the module for its threads."""

    def __init__(
        self,
        link: StationLink,
        desk: Desk,
        post: Callable[[Callable[[], object]], None],
        now_ms: Callable[[], Instant],
        show: Callable[[Frame], None],
        *,
        language: str = LANGUAGES[0],
        large: bool = False,
        trace: Trace = no_trace,
    ) -> None:
        """`post` has a callable called in the presenter's thread; `language` and `large` are what home returns to."""
        self._link = link
        self._desk = desk
        self._post = post
        self._now_ms = now_ms
        self._view = show
        self._trace = trace
        self._words = {name: Catalog("kiosk", name) for name in LANGUAGES}
        self._first = (language, large)
        self._page_size = PAGE_SIZE
        self._flow = Flow()
        self._visit = self._new_visit()
        self._frame: Frame | None = None
        self._online_since: Instant | None = None
        self._printer_blocked = False
        self._whole_hall: HallView | None = None
        self._hall: HallView | None = None
        self._area_id = ""

    def start(self) -> None:
        """Listen to the link (call before the link is started) and show the first screen."""
        self._link.on_state(lambda _state: self._post(self._changed_state))
        self._link.on_view(lambda view: self._post(partial(self._changed_view, view)))
        self._link.on_config(lambda config: self._post(partial(self._changed_config, config)))
        self._link.on_order(lambda _device, order: self._post(partial(self._ordered, order)))
        self._take_hall(next(iter(self._link.views(HallView).values()), None))
        self._changed_state()

    # ---- what the views read

    @property
    def frame(self) -> Frame:
        """What is on the glass."""
        assert self._frame is not None, "start() shows the first frame"
        return self._frame

    @property
    def screen(self) -> Screen:
        """Where the citizen is."""
        return self._flow.screen

    @property
    def hall(self) -> HallView | None:
        """The hall, as far as it is known."""
        return self._hall

    @property
    def refusal(self) -> Fault | None:
        """Why this visit's last request was refused."""
        return self._visit.refusal

    @property
    def condition(self) -> Condition:
        """Whether numbers can be taken now."""
        state = self._link.state
        if state is LinkState.CONNECTING:
            return Condition.CONNECTING
        if state is not LinkState.ONLINE:
            return Condition.OFFLINE
        if self._hall is None:
            since = self._online_since
            settled = since is not None and self._now_ms() - since >= SETTLE_MS
            return Condition.SETTING_UP if settled else Condition.CONNECTING
        return Condition.READY if self._hall.day_state is DayState.OPEN else Condition.NOT_OPEN

    # ---- touches

    def touch(self) -> None:
        """Somebody touched the glass anywhere: they are still here."""
        self._visit.touch(self._now_ms())
        self._show()

    def set_page_size(self, count: int) -> None:
        """How many tiles a page holds on this glass, at most twelve."""
        self._page_size = max(1, min(count, PAGE_SIZE))
        self._show()

    def turn_page(self, by: int) -> None:
        """Go to the next (+1) or previous (-1) page of businesses."""
        pages = max(1, -(-len(self._hall.businesses) // self._page_size)) if self._hall else 1
        self._visit.page = max(0, min(self._visit.page + by, pages - 1))
        self.touch()

    def switch_language(self) -> None:
        """Chinese to English and back, at any moment."""
        at = LANGUAGES.index(self._visit.language)
        self._visit.language = LANGUAGES[(at + 1) % len(LANGUAGES)]
        self.touch()

    def switch_type(self) -> None:
        """Large type on or off."""
        self._visit.large = not self._visit.large
        self.touch()

    def choose(self, business_id: BusinessId) -> None:
        """A business was touched. Whether the printer can print is asked while the citizen reads."""
        hall = self._hall
        if (
            hall is None
            or self.condition is not Condition.READY
            or not any(business.business_id == business_id for business in hall.businesses)
            or not wording.serving_windows(hall, business_id)
            or not self._step(Step.CHOOSE)
        ):
            return
        self._visit.business_id = business_id
        self._desk.check(self._to_visit(self._checked))
        self.touch()

    def care(self) -> None:
        """优先 / 需要照顾."""
        if self.condition is Condition.READY and self._step(Step.CARE):
            self.touch()

    def declare(self, priority_class: PriorityClass) -> None:
        """A priority class was touched, or that none is needed; back to where 优先 was touched."""
        if self._step(Step.DECLARE):
            self._visit.priority_class = priority_class
            self.touch()

    def back(self) -> None:
        """返回."""
        if self._step(Step.BACK):
            self._visit.checking = False
            if self._flow.screen is Screen.HOME:
                self._visit.business_id = None
                self._visit.paperless = ""
            self.touch()

    def take(self) -> None:
        """取号. Without a printer that can print, no number is made until the citizen agrees to do without paper."""
        visit = self._visit
        if self._flow.screen is not Screen.CONFIRM or visit.checking or self.condition is not Condition.READY:
            return
        self._trace(TOUCH, time.monotonic_ns())
        visit.touch(self._now_ms())
        if visit.paperless:
            self._ask_for_number()
            return
        visit.checking = True
        self._desk.check(self._to_visit(self._checked_for_take))
        self._show()

    def reprint(self) -> None:
        """再打一张: only when the printer says that it can, and on paper it is marked 补打."""
        visit = self._visit
        if self._flow.screen is Screen.ON_SCREEN and not visit.checking:
            visit.checking = True
            visit.touch(self._now_ms())
            self._desk.check(self._to_visit(self._checked_for_reprint))
            self._show()

    def finish(self) -> None:
        """完成, or nobody is here any more: nothing of this visit is left for the next citizen."""
        if self._step(Step.HOME):
            self._visit = self._new_visit()
            self._show()

    def tick(self) -> None:
        """The clock has moved on; called about once a second."""
        if self._visit.is_over(self._flow.screen, self._now_ms()):
            self.finish()
        self._show()

    # ---- the printer

    def _to_visit(self, handle: Callable[[DeviceFault | None], None]) -> Callable[[DeviceFault | None], None]:
        """Bring a check's answer into this thread, and only to the visit that asked."""
        visit = self._visit

        def arrived(fault: DeviceFault | None) -> None:
            self._printer_blocked = fault is not None
            if visit is self._visit:
                handle(fault)
            self._show()

        return lambda fault: self._post(partial(arrived, fault))

    def _checked(self, fault: DeviceFault | None) -> None:
        if self._flow.screen in (Screen.CONFIRM, Screen.PRIORITY) and not self._visit.checking:
            self._visit.paperless = fault.code if fault else ""

    def _checked_for_take(self, fault: DeviceFault | None) -> None:
        visit = self._visit
        if self._flow.screen is not Screen.CONFIRM or not visit.checking:
            return
        visit.checking = False
        visit.paperless = fault.code if fault else ""
        if fault is None:
            self._ask_for_number()

    def _checked_for_reprint(self, fault: DeviceFault | None) -> None:
        visit, slip = self._visit, self._visit.slip
        visit.checking = False
        if self._flow.screen is not Screen.ON_SCREEN or slip is None:
            return
        visit.refusal = None
        if fault is not None:
            visit.trouble, visit.again = fault.code, True
            return
        visit.paperless = ""
        self._step(Step.REPRINT)
        command_id = self._link.send(Reprint(ticket_id=slip.ticket_id), self._answered_later)
        # Should the hub also order this copy from this very kiosk, the paper must come once.
        self._desk.claim(command_id)

    # ---- the hub

    def _ask_for_number(self) -> None:
        visit = self._visit
        if visit.business_id is None or not self._step(Step.TAKE):
            return
        visit.checking = False
        self._trace(ASKED, time.monotonic_ns())
        self._link.send(TakeTicket(visit.business_id, visit.priority_class), self._answered_later)
        self._show()

    def _answered_later(self, outcome: Outcome) -> None:
        """In the network's thread."""
        self._trace(ANSWERED, time.monotonic_ns())
        self._post(partial(self._answered, outcome))

    def _answered(self, outcome: Outcome) -> None:
        visit = self._visit
        if self._flow.screen is not Screen.TAKING:
            return
        visit.touch(self._now_ms())
        answer = outcome.answer
        if isinstance(answer, TicketIssued):
            self._issued(answer.slip)
        else:
            visit.refusal = outcome.fault or Fault(FaultCode.MALFORMED)
            # Without a number yet it is a refusal; with one, only the copy was refused.
            self._step(Step.REFUSE if visit.slip is None else Step.KEEP_SCREEN)
        self._show()

    def _issued(self, slip: TicketSlip) -> None:
        visit = self._visit
        visit.slip = slip
        if visit.paperless and not slip.copy:
            self._step(Step.ISSUED_PAPERLESS)
            self._delivered(Delivery.SCREEN)
            return
        self._step(Step.ISSUED)
        self._desk.print(self._document(slip, visit.language), lambda outcome: self._post(partial(self._out, outcome)))

    def _out(self, outcome: PrintOutcome) -> None:
        """The printer's result for the citizen in front of it."""
        visit = self._visit
        visit.touch(self._now_ms())
        visit.trouble = outcome.fault.code if outcome.fault else ""
        self._printer_blocked = outcome.fault is not None
        visit.again = False
        self._step(Step.PRINTED if outcome.on_paper else Step.NOT_PRINTED)
        self._delivered(outcome.delivery)
        self._show()

    def _delivered(self, delivery: Delivery) -> None:
        visit = self._visit
        before, visit.delivery = visit.delivery, delivery
        visit.paperless = visit.paperless if delivery is Delivery.SCREEN else ""
        if visit.slip is not None and delivery is not before:
            self._link.send(ConfirmPrinted(visit.slip.ticket_id, delivery))

    def _ordered(self, order: DeviceOrder) -> None:
        """A copy, or a number that a guide took for somebody: paper between the citizens' own."""
        if isinstance(order, PrintTicket):
            self._desk.order(
                order.order_id,
                self._document(order.slip, LANGUAGES[0]),
                order.expires_at,
                lambda outcome: self._post(partial(self._order_out, order.slip, outcome)),
            )

    def _order_out(self, slip: TicketSlip, outcome: PrintOutcome) -> None:
        self._printer_blocked = outcome.fault is not None
        if not slip.copy:
            self._link.send(ConfirmPrinted(slip.ticket_id, outcome.delivery))
        self._show()

    def _document(self, slip: TicketSlip, language: str) -> Callable[[], Document]:
        hall = self._hall
        timezone = hall.timezone if hall else wording.DEFAULT_TIMEZONE
        return partial(ticket_document, slip, self._words[language], timezone, with_area=has_areas(hall))

    def _changed_state(self) -> None:
        if self._link.state is not LinkState.ONLINE:
            self._online_since = None
        elif self._online_since is None:
            self._online_since = self._now_ms()
            self._desk.publish_again()
        self._show()

    def _changed_config(self, config: StationConfig) -> None:
        """The hub says where this kiosk stands."""
        if config.area_id != self._area_id:
            self._area_id = config.area_id
            self._take_hall(self._whole_hall)
            self._show()

    def _take_hall(self, hall: HallView | None) -> None:
        self._whole_hall = hall
        self._hall = None if hall is None else offered(hall, self._area_id)

    def _changed_view(self, view: View) -> None:
        if isinstance(view, HallView):
            self._take_hall(view)
        if isinstance(view, HallView | QueueView):
            self._show()

    # ---- showing

    def _step(self, step: Step) -> bool:
        """Take a step; False when it makes no sense here (a second finger, a late answer)."""
        try:
            self._flow.go(step)
        except FlowError:
            return False
        self._visit.touched_at = self._now_ms()
        return True

    def _new_visit(self) -> Visit:
        language, large = self._first
        return Visit(self._now_ms(), language, large)

    def _show(self) -> None:
        now, screen, visit = self._now_ms(), self._flow.screen, self._visit
        words, condition = self._words[visit.language], self.condition
        frame = Frame(
            screen,
            wording.chrome(
                self._hall,
                words,
                now=now,
                screen=screen,
                ready=condition is Condition.READY,
                large=visit.large,
                priority=visit.priority_class,
                printer_trouble=self._printer_blocked,
                seconds=visit.countdown_s(screen, now),
            ),
            self._contents(condition, words).body(screen),
        )
        before = self._frame
        if frame == before:
            return
        self._frame = frame
        self._view(frame)
        if screen in (Screen.TAKEN, Screen.ON_SCREEN) and (before is None or before.screen is not screen):
            self._trace(SHOWN, time.monotonic_ns())

    def _contents(self, condition: Condition, words: Catalog) -> Contents:
        return Contents(
            words,
            condition=condition,
            hall=self._hall,
            queues=self._link.views(QueueView),
            visit=self._visit,
            page_size=self._page_size,
        )
