"""``python -m display_wall.gallery OUT_DIR``: the wall in every state as PNG pictures, from the real presenter.

The hall is made up here; everything after it (board, measure, views) is what runs in a hall.
"""

import gc
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from assets.translations.catalog import Catalog
from display_wall.presenter import WallPresenter
from display_wall.views.canvas import Canvas
from display_wall.views.window import WallWindow
from display_wall.voice.faults import NoPlayerError
from hub.client.clock import HubClock
from hub.client.outbox import Outcome
from hub.client.port import LinkState, ViewT
from hub.client_qt.theme import Surface, Theme
from hub.contract.commands import Command
from hub.contract.notices import (
    Answer,
    Called,
    DeviceHealth,
    DeviceOrder,
    Done,
    HallView,
    Notice,
    QueueView,
    StationConfig,
    TicketView,
    View,
    WindowView,
)
from hub.contract.vocabulary import (
    Area,
    Business,
    CommandId,
    DayState,
    Instant,
    PauseReason,
    PriorityClass,
    SiteRules,
    StationKind,
    TicketState,
    Window,
    WindowActivity,
    WindowState,
    Words,
)

NOW: Instant = 1_795_314_180_000  # 2026-11-22 10:23 in Shanghai
_BUSINESSES = (
    ("A", "社会保险", "Social insurance"),
    ("B", "医疗保障", "Medical insurance"),
    ("C", "不动产登记", "Real estate"),
    ("D", "市场主体登记", "Business registration"),
    ("E", "税务", "Tax"),
    ("F", "公积金", "Housing fund"),
    ("G", "户籍身份证", "Residence and ID"),
    ("H", "出入境", "Entry and exit"),
    ("J", "民政婚姻", "Marriage"),
    ("K", "交通运输", "Transport"),
    ("L", "工程建设", "Construction"),
    ("M", "综合咨询", "General enquiries"),
)
_NOTICES = (
    Words(
        "过号后请到导办台激活，不必重新取号。",
        "Missed your number? Ask the guide desk to put you back; you need not take a new one.",
    ),
    Words(
        "老年人、残疾人、孕妇和军人可以优先办理，请告诉导办人员。",
        "Elderly, disabled, pregnant and military visitors are served first; please tell a guide.",
    ),
    Words("工作日中午不休息，周六上午延时服务。", "Open through lunch on working days, and on Saturday mornings."),
)


class _Link:
    """A hub that says what the pictures need: the presenter's port without a network."""

    def __init__(self) -> None:
        self.hub_clock = HubClock(lambda: NOW)
        self.hall_id, self.station_id, self.kind = "changan", "wall-1", StationKind.WALL
        self.state = LinkState.CONNECTING
        self.tell: Callable[[Notice], None]
        self.show: Callable[[View], None]
        self.go: Callable[[LinkState], None]

    def start(self) -> None:
        """Nothing to connect to."""

    def close(self) -> None:
        """Nothing to leave."""

    def send(self, command: Command, on_outcome: Callable[[Outcome], None] | None = None) -> CommandId:
        """Receipts go nowhere."""
        del command, on_outcome
        return ""

    def request(self, command: Command, timeout_s: float = 5.0) -> Answer:
        """A wall asks nothing."""
        del command, timeout_s
        return Done()

    def on_state(self, callback: Callable[[LinkState], None]) -> None:
        """Keep the callback."""
        self.go = callback

    def on_notice(self, callback: Callable[[Notice], None]) -> None:
        """Keep the callback."""
        self.tell = callback

    def on_view(self, callback: Callable[[View], None]) -> None:
        """Keep the callback."""
        self.show = callback

    def on_config(self, callback: Callable[[StationConfig], None]) -> None:
        """The area is given by the picture."""

    def on_order(self, callback: Callable[[str, DeviceOrder], None]) -> None:
        """A wall has no devices."""

    def view(self, shape: type[ViewT], item: str) -> ViewT | None:
        """Nothing is retained."""
        del shape, item
        return None

    def views(self, shape: type[ViewT]) -> dict[str, ViewT]:
        """Nothing is retained."""
        del shape
        return {}

    def publish_health(self, health: DeviceHealth) -> None:
        """Nobody asks."""


def sample_plan() -> HallView:
    """Return a hall of 30 windows and 12 businesses in two areas."""
    businesses = tuple(Business(prefix.lower(), Words(zh, en), prefix, Words(zh, en)) for prefix, zh, en in _BUSINESSES)
    windows = tuple(
        Window(
            f"w{number}",
            str(number),
            Words("综合窗口", "General") if number % 5 else Words(*_BUSINESSES[number % 12][1:]),
            "east" if number <= 16 else "west",
            tuple(business.business_id for business in businesses[number % 3 :: 3]),
        )
        for number in range(1, 31)
    )
    return HallView(
        as_of=1,
        epoch=1,
        hall_id="changan",
        name=Words("长安区政务服务中心", "Chang'an Government Service Centre"),
        areas=(Area("east", Words("东区", "East wing")), Area("west", Words("西区", "West wing"))),
        businesses=businesses,
        windows=windows,
        rules=SiteRules(),
        notices=_NOTICES,
        ticket_notes=(),
        timezone="Asia/Shanghai",
        business_date="2026-11-22",
        day_state=DayState.OPEN,
    )


def _ticket(number: str, state: TicketState) -> TicketView:
    return TicketView(
        f"t-{number}", number, number[0].lower(), state, PriorityClass.ORDINARY, 1, NOW - 900_000, NOW - 900_000
    )


_STATES = ("serving", "serving", "serving", "free", "paused", "serving", "closed")


def sample_windows(plan: HallView) -> list[WindowView]:
    """Return one state for every window: most at work, some free, paused or closed."""
    found = []
    for at, window in enumerate(plan.windows):
        kind = _STATES[at % len(_STATES)]
        ticket = _ticket(f"{_BUSINESSES[at % 12][0]}{at * 3 + 7:03d}", TicketState.SERVING)
        state = {"paused": WindowState.PAUSED, "closed": WindowState.CLOSED}.get(kind, WindowState.OPEN)
        found.append(
            WindowView(
                as_of=10,
                epoch=1,
                window_id=window.window_id,
                state=state,
                activity=WindowActivity.SERVING if kind == "serving" else WindowActivity.FREE,
                reason=PauseReason.LUNCH if kind == "paused" else None,
                operator_id="",
                operator_name="",
                current=ticket if kind == "serving" else None,
            )
        )
    return found


def sample_call(seq: int, number: str, window: int, age_s: int, times: int = 1) -> Called:
    """Return a call that was made ``age_s`` seconds ago."""
    return Called(
        seq, 0, 1, NOW - age_s * 1000, seq, times, f"t-{number}", number, number[0].lower(), f"w{window}",
        str(window), "east" if window <= 16 else "west",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: what the hub says, on which wall."""

    name: str
    say: Callable[[_Link], None]
    size: tuple[int, int] = (1920, 1080)
    distance_m: float = 6.0
    screen_inch: float = 55.0
    language: str = "zh"
    large: bool = False
    area: str = ""
    no_player: bool = False


def _first_use(link: _Link) -> None:
    link.go(LinkState.ONLINE)


def _day(state: DayState, opens: str = "08:00", closes: str = "18:00") -> Callable[[_Link], None]:
    def say(link: _Link) -> None:
        link.go(LinkState.ONLINE)
        rules = replace(SiteRules(), opens_at=opens, closes_at=closes)
        link.show(replace(sample_plan(), day_state=state, rules=rules))

    return say


def _quiet_hall(link: _Link) -> None:
    plan = sample_plan()
    link.go(LinkState.ONLINE)
    link.show(plan)
    for window in sample_windows(plan)[:6]:
        link.show(replace(window, state=WindowState.OPEN, activity=WindowActivity.FREE, current=None, reason=None))


def _busy(link: _Link, calls: int = 7) -> None:
    plan = sample_plan()
    link.go(LinkState.ONLINE)
    link.show(plan)
    for at, business in enumerate(plan.businesses):
        waiting = (at * 7 + 3) % 19 if at % 4 else 0
        link.show(QueueView(10, 1, business.business_id, waiting, waiting, 600, 4))
    for view in sample_windows(plan):
        link.show(view)
    ages = (240, 170, 95, 61, 14, 6, 1)
    for at in range(calls):
        number = f"{_BUSINESSES[at % 12][0]}{at * 13 + 12:03d}"
        link.tell(sample_call(20 + at, number, (3, 12, 7, 21, 16, 5, 1)[at % 7], ages[at % 7]))


def _burst(link: _Link) -> None:
    _busy(link)
    for at in range(8):
        link.tell(sample_call(60 + at, f"A1{at:03d}", 20 + at, 1))


def _offline(link: _Link) -> None:
    _busy(link)
    link.go(LinkState.OFFLINE)


PICTURES = (
    Picture("01-connecting", lambda _: None),
    Picture("02-first-use", _first_use),
    Picture("03-before-day", _day(DayState.CLOSED, opens="13:00", closes="18:00")),
    Picture("04-after-day", _day(DayState.CLOSED, closes="10:00")),
    Picture("05-empty", _quiet_hall),
    Picture("06-busy", _busy),
    Picture("07-burst", _burst),
    Picture("08-offline", _offline),
    Picture("09-no-voice", _busy, no_player=True),
    Picture("10-area", _busy, area="east"),
    Picture("11-english", _busy, language="en"),
    Picture("12-large", _busy, large=True),
    Picture("13-portrait", _busy, size=(1080, 1920)),
    Picture("14-portrait-english", _busy, size=(1080, 1920), language="en"),
    Picture("15-4k", _busy, size=(3840, 2160), distance_m=8, screen_inch=75),
    Picture("16-near", _busy, distance_m=3),
    Picture("17-far", _busy, distance_m=8),
    Picture("18-very-far", _busy, distance_m=10),
    Picture("19-portrait-far", _busy, size=(1080, 1920), distance_m=10),
    Picture("20-portrait-first-use", _first_use, size=(1080, 1920)),
    Picture("21-small-screen-far", _busy, distance_m=10, screen_inch=32),
    Picture("22-portrait-offline", _offline, size=(1080, 1920)),
)


def render(picture: Picture, folder: Path) -> Path:
    """Paint one picture and return its file. Needs a QApplication."""
    theme = Theme(Surface.WALL, large=picture.large, motion=False)
    link = _Link()
    presenter = WallPresenter(link, lambda run: run(), area_id=picture.area)
    canvas = Canvas(theme, Catalog("display_wall", picture.language))
    window = WallWindow(canvas, presenter, distance_m=picture.distance_m, screen_inch=picture.screen_inch)
    window.resize(*picture.size)
    window.show()
    picture.say(link)
    if picture.no_player:
        window.show_voice(NoPlayerError("", ""))
    window.fold()
    file = folder / f"{picture.name}.png"
    window.grab().save(str(file))
    window.close()
    window.deleteLater()
    # Freed here and now: the collector must not come across a dead wall while the next one is being painted.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del window, presenter, canvas, theme
    gc.collect()
    return file


def main() -> None:
    """Render all pictures into the folder named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("python -m display_wall.gallery OUT_DIR")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    Theme(Surface.WALL).apply(application)
    for picture in PICTURES:
        print(render(picture, folder))


if __name__ == "__main__":
    main()
