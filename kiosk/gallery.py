"""`python -m kiosk.gallery OUT_DIR`: every screen in every state as a picture, made by the real presenter.

For judging by eye: three glasses, two type sizes, two languages. The hall is made up here.
"""

import argparse
import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path

from device_drivers.escpos.document import Document
from device_drivers.escpos.status import PAPER_OUT
from device_drivers.faults import DeviceFault
from hub.client.clock import HubClock
from hub.client.outbox import Outcome
from hub.client.port import LinkState, ViewT
from hub.contract.commands import Command, Reprint, TakeTicket
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import (
    Answer,
    DeviceHealth,
    DeviceOrder,
    HallView,
    Notice,
    QueueView,
    StationConfig,
    TicketIssued,
    TicketSlip,
    View,
)
from hub.contract.vocabulary import (
    Area,
    Business,
    DayState,
    Delivery,
    PriorityClass,
    SiteRules,
    StationKind,
    Window,
    Words,
)
from kiosk.presenter import SETTLE_MS, Presenter
from kiosk.printing import PrintOutcome

START_MS = 1_795_309_980_000
"""2026-11-22 09:13 in Shanghai."""
SETTLING = 4
"""A page that turns out too full is given fewer tiles, then a way to the next page: each a turn of Qt's loop later."""
GLASSES = {"portrait": (1080, 1920), "square": (1280, 1024), "wide": (1920, 1080)}

_NAMES = (
    ("社会保险", "Social Insurance", "人力资源和社会保障局", "Human Resources and Social Security"),
    ("医疗保障", "Medical Insurance", "医疗保障局", "Healthcare Security"),
    ("不动产登记", "Real Estate Registration", "自然资源局", "Natural Resources"),
    ("市场主体登记", "Business Registration", "市场监督管理局", "Market Regulation"),
    ("税务", "Taxation", "税务局", "Taxation"),
    ("住房公积金", "Housing Provident Fund", "住房公积金管理中心", "Housing Provident Fund Centre"),
    ("户籍与身份证", "Household Register and ID Card", "公安局", "Public Security"),
    ("出入境证件", "Exit and Entry Permits", "公安局", "Public Security"),
    ("民政婚姻登记", "Marriage Registration", "民政局", "Civil Affairs"),
    ("交通运输", "Transport", "交通运输局", "Transport"),
    ("工程建设项目审批", "Construction Project Approval", "住房和城乡建设局", "Housing and Construction"),
    ("综合咨询", "General Enquiries", "政务服务中心", "Service Centre"),
)
_HINTS = (
    ("请带身份证原件和社保卡。", "Please have your ID card with you."),
    ("请带本人身份证或医保电子凭证；报销的，另带发票和费用清单原件。", "Bring your ID card or e-certificate."),
    ("请买卖双方到场，带身份证、不动产权证和合同原件。", "Both parties come with ID cards and the contract."),
    ("请带经办人身份证；变更和注销的，另带营业执照和公章。", "Bring your ID card, the licence and the seal."),
    ("请带身份证；企业业务另带营业执照。", "Bring your ID card; for a company its licence."),
    *[("", "")] * 7,
)
_WAITS = ((4, 720), (12, 2340), (0, 0), (7, None), (31, 5400), (2, 300), (9, 1500), (0, None), (3, 0), (5, 600))


def sample_hall(count: int = 12, day: DayState = DayState.OPEN) -> HallView:
    """A hall of two areas with `count` businesses; one of them has no window."""
    businesses = tuple(
        Business(
            f"b{at}",
            Words(zh + (f"（{at // 12 + 1}）" if at >= 12 else ""), en),
            "ABCDEFGHJKLMNPQRSTUVWXYZ"[at],
            Words(office, office_en),
            Words(*_HINTS[at % 12]),
        )
        for at in range(count)
        for zh, en, office, office_en in (_NAMES[at % 12],)
    )
    windows = tuple(
        Window(f"w{at}", str(at), Words(f"{at}号窗口", f"Window {at}"), "hall", served)
        for at in range(1, 31)
        for served in (tuple(one.business_id for n, one in enumerate(businesses) if n % 6 == at % 6 and n != 9),)
    )
    return HallView(
        as_of=1,
        epoch=1,
        hall_id="changan",
        name=Words("长安区政务服务中心", "Chang'an District Government Service Centre"),
        areas=(Area("hall", Words("综合服务区", "Main hall")), Area("second", Words("二楼", "Second floor"))),
        businesses=businesses,
        windows=windows,
        rules=SiteRules(),
        notices=(),
        ticket_notes=(Words("请留意叫号和显示屏；过号请到导办台。", "Please watch the screens."),),
        timezone="Asia/Shanghai",
        business_date="2026-11-22" if day is DayState.OPEN else None,
        day_state=day,
    )


def sample_queues(hall: HallView) -> dict[str, QueueView]:
    """Somebody waits nearly everywhere."""
    queues = {}
    for at, business in enumerate(hall.businesses):
        waiting, wait_s = _WAITS[at % len(_WAITS)]
        queues[business.business_id] = QueueView(
            as_of=1,
            epoch=1,
            business_id=business.business_id,
            waiting=waiting,
            ahead_if_taken_now=waiting,
            expected_wait_s=wait_s,
            open_windows=0 if at == 7 else 3,
        )
    return queues


def sample_slip(*, ahead: int = 4, copy: bool = False, many_windows: bool = False) -> TicketSlip:
    """What the hub answers."""
    return TicketSlip(
        ticket_id="ticket-0001",
        number="A012",
        business_id="b0",
        business_name=Words("社会保险", "Social Insurance"),
        department=Words("人力资源和社会保障局", "Human Resources and Social Security"),
        hall_name=Words("长安区政务服务中心", "Chang'an District Government Service Centre"),
        area_name=Words("综合服务区", "Main hall"),
        window_numbers=tuple(str(at) for at in range(1, 13)) if many_windows else ("1", "2", "3"),
        ahead=ahead,
        expected_wait_s=720 if ahead else 0,
        taken_at=START_MS,
        business_date="2026-11-22",
        priority_class=PriorityClass.ORDINARY,
        url="https://ting.changan.gov.cn/t/8Qm3xT5vKp2LdW9sRbN4aY",
        copy=copy,
        notes=(Words("请留意叫号和显示屏；过号请到导办台。", "Please watch the screens."),),
    )


class GalleryLink:
    """The link's port without a network: state and answers as a picture needs them."""

    hall_id, station_id, kind = "changan", "kiosk-1", StationKind.KIOSK

    def __init__(self, state: LinkState) -> None:
        self.hub_clock = HubClock(lambda: START_MS)
        self.state = state
        self.shown: dict[str, dict[str, View]] = {}
        self.answer: Answer | Fault | None = None

    def start(self) -> None:
        """Nothing to connect to."""

    def close(self) -> None:
        """Nothing to close."""

    def send(self, command: Command, on_outcome: Callable[[Outcome], None] | None = None) -> str:
        """Answer a press as the picture needs it."""
        if isinstance(command, TakeTicket | Reprint) and on_outcome is not None and self.answer is not None:
            fault = self.answer if isinstance(self.answer, Fault) else None
            on_outcome(Outcome("gallery", None if isinstance(self.answer, Fault) else self.answer, fault))
        return "gallery"

    def request(self, command: Command, timeout_s: float = 5.0) -> Answer:  # noqa: ARG002 - the port's shape
        """Nobody asks so here."""
        raise Fault(FaultCode.NO_ANSWER)

    def on_state(self, callback: Callable[[LinkState], None]) -> None:
        """Never changes."""

    def on_notice(self, callback: Callable[[Notice], None]) -> None:
        """None come."""

    def on_view(self, callback: Callable[[View], None]) -> None:
        """All are there from the start."""

    def on_config(self, callback: Callable[[StationConfig], None]) -> None:
        """None comes."""

    def on_order(self, callback: Callable[[str, DeviceOrder], None]) -> None:
        """None come."""

    def view(self, shape: type[ViewT], item: str) -> ViewT | None:
        """One view."""
        return self.views(shape).get(item)

    def views(self, shape: type[ViewT]) -> dict[str, ViewT]:
        """All views of a kind."""
        return {item: view for item, view in self.shown.get(shape.what, {}).items() if isinstance(view, shape)}

    def publish_health(self, health: DeviceHealth) -> None:
        """Nobody listens."""


class GalleryDesk:
    """The desk's port without a printer: answers as the picture needs them."""

    def __init__(self) -> None:
        self.fault: DeviceFault | None = None
        self.outcome: PrintOutcome | None = PrintOutcome(Delivery.PAPER)

    def check(self, done: Callable[[DeviceFault | None], None]) -> None:
        """Say how the printer is."""
        done(self.fault)

    def print(self, document: Callable[[], Document], done: Callable[[PrintOutcome], None]) -> None:
        """Say what came of it; None is still printing."""
        document()
        if self.outcome is not None:
            done(self.outcome)

    def order(
        self,
        order_id: str,  # noqa: ARG002 - the port's shape
        document: Callable[[], Document],  # noqa: ARG002
        expires_at: int,  # noqa: ARG002
        done: Callable[[PrintOutcome], None],  # noqa: ARG002
    ) -> bool:
        """No orders here."""
        return False

    def claim(self, order_id: str) -> None:
        """Nothing to claim."""

    def publish_again(self) -> None:
        """Nobody listens."""


class Scene:
    """One kiosk to be brought into a state: link, desk, clock, presenter."""

    def __init__(self, state: LinkState = LinkState.ONLINE, hall: HallView | None = None) -> None:
        self.now = START_MS
        self.link = GalleryLink(state)
        self.desk = GalleryDesk()
        self.link.answer = TicketIssued(sample_slip())
        if hall is not None:
            self.link.shown = {"hall": {"plan": hall}, "queue": dict(sample_queues(hall))}
        self.presenter: Presenter

    def play(self, *acts: Callable[[Presenter], None]) -> None:
        """Touch."""
        for act in acts:
            act(self.presenter)

    def clock(self) -> int:
        """What time it is in the scene."""
        return self.now

    def later(self, ms: int) -> None:
        """Let time pass."""
        self.now += ms
        self.presenter.tick()


Play = Callable[[Scene], None]


def _confirm(scene: Scene) -> None:
    scene.play(lambda one: one.choose("b0"))


def _take(scene: Scene) -> None:
    _confirm(scene)
    scene.play(Presenter.take)


def _care(scene: Scene) -> None:
    scene.play(Presenter.care, lambda one: one.declare(PriorityClass.ELDERLY))


def _no_paper(scene: Scene) -> None:
    scene.desk.fault = PAPER_OUT
    _confirm(scene)


def _taking(scene: Scene) -> None:
    scene.link.answer = None
    _take(scene)


def _printing(scene: Scene) -> None:
    scene.desk.outcome = None
    _take(scene)


def _not_printed(scene: Scene) -> None:
    scene.desk.outcome = PrintOutcome(Delivery.SCREEN, PAPER_OUT)
    _take(scene)


def _refused(scene: Scene) -> None:
    scene.link.answer = Fault(FaultCode.BUSINESS_WITHOUT_WINDOW, what="社会保险")
    _take(scene)


def _no_answer(scene: Scene) -> None:
    scene.link.answer = Fault(FaultCode.NO_ANSWER)
    _take(scene)


def _first(scene: Scene) -> None:
    scene.link.answer = TicketIssued(sample_slip(ahead=0, many_windows=True))
    _take(scene)


def _warned(scene: Scene) -> None:
    _no_paper(scene)
    scene.play(Presenter.back)


SCENES: dict[str, tuple[LinkState, HallView | None, tuple[Play, ...]]] = {
    "home": (LinkState.ONLINE, sample_hall(), ()),
    "home_few": (LinkState.ONLINE, sample_hall(3), ()),
    "home_many": (LinkState.ONLINE, sample_hall(20), ()),
    "home_empty": (LinkState.ONLINE, sample_hall(0), ()),
    "home_care": (LinkState.ONLINE, sample_hall(), (_care,)),
    "home_no_paper": (LinkState.ONLINE, sample_hall(), (_warned,)),
    "priority": (LinkState.ONLINE, sample_hall(), (_care, lambda scene: scene.play(Presenter.care))),
    "confirm": (LinkState.ONLINE, sample_hall(), (_confirm,)),
    "confirm_care": (LinkState.ONLINE, sample_hall(), (_care, _confirm)),
    "confirm_unknown": (LinkState.ONLINE, sample_hall(), (lambda s: s.play(lambda one: one.choose("b3")),)),
    "confirm_nobody": (LinkState.ONLINE, sample_hall(), (lambda s: s.play(lambda one: one.choose("b2")),)),
    "confirm_no_paper": (LinkState.ONLINE, sample_hall(), (_no_paper,)),
    "confirm_idle": (LinkState.ONLINE, sample_hall(), (_confirm, lambda scene: scene.later(48_000))),
    "taking": (LinkState.ONLINE, sample_hall(), (_taking,)),
    "printing": (LinkState.ONLINE, sample_hall(), (_printing,)),
    "taken": (LinkState.ONLINE, sample_hall(), (_take,)),
    "taken_first": (LinkState.ONLINE, sample_hall(), (_first,)),
    "not_printed": (LinkState.ONLINE, sample_hall(), (_not_printed,)),
    "paperless": (LinkState.ONLINE, sample_hall(), (_no_paper, lambda scene: scene.play(Presenter.take))),
    "refused": (LinkState.ONLINE, sample_hall(), (_refused,)),
    "refused_no_answer": (LinkState.ONLINE, sample_hall(), (_no_answer,)),
    "offline": (LinkState.NO_HUB, sample_hall(), ()),
    "connecting": (LinkState.CONNECTING, None, ()),
    "setting_up": (LinkState.ONLINE, None, (lambda scene: scene.later(SETTLE_MS),)),
    "not_open": (LinkState.ONLINE, sample_hall(day=DayState.CLOSED), ()),
}
"""Every state that a citizen can meet."""


def _at_once(call: Callable[[], object]) -> None:
    call()


def render(out: Path, only: str = "") -> list[str]:
    """Draw all pictures whose name contains `only`; return the names of those in which something is clipped."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication, QWidget

    from hub.client_qt.theme import Surface, Theme
    from hub.client_qt.widgets.base import clipped
    from kiosk.views.page import Page, zoom_for

    application = QApplication.instance() or QApplication(["gallery"])
    assert isinstance(application, QApplication)
    out.mkdir(parents=True, exist_ok=True)
    bad: list[str] = []
    for glass, (width, height) in GLASSES.items():
        theme = Theme(Surface.KIOSK, motion=False, zoom=zoom_for(width, height))
        theme.apply(application)
        page = Page(theme)
        page.setFixedSize(width, height)
        for large, language, name in itertools.product((False, True), ("zh", "en"), SCENES):
            title = f"{glass}-{name}-{language}{'-large' if large else ''}"
            if only not in title:
                continue
            state, hall, plays = SCENES[name]
            scene = Scene(state, hall)
            scene.presenter = Presenter(
                scene.link, scene.desk, _at_once, scene.clock, page.show_frame, language=language, large=large
            )
            page.attach(scene.presenter)
            scene.presenter.start()
            page.show()
            application.processEvents()
            for play in plays:
                play(scene)
                application.processEvents()
            for _ in range(SETTLING):
                application.processEvents()
            page.grab().save(str(out / f"{title}.png"))
            if found := clipped(page):
                bad.append(f"{title}: {', '.join(map(repr, map(QWidget.accessibleName, found)))}")
        page.close()
    return bad


def main(arguments: list[str] | None = None) -> int:
    """Draw, and say what is clipped."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.gallery", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("--only", default="", help="draw only pictures whose name contains this")
    given = parser.parse_args(arguments)
    bad = render(given.out, given.only)
    for line in bad:
        print(f"clipped: {line}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
