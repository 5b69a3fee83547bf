"""A hall for pictures and tests: 12 businesses, 30 windows, people waiting. The program itself never reads it."""

from dataclasses import replace

from hub.contract.notices import HallView, QueueView, StationConfig, TicketView, WindowView
from hub.contract.vocabulary import (
    Area,
    Business,
    DayState,
    Instant,
    PriorityClass,
    SiteRules,
    StationKind,
    TicketState,
    Window,
    WindowActivity,
    WindowState,
    Words,
)

NOW: Instant = 1_795_313_700_000
"""2026-11-22 10:15 in Xi'an."""
MINUTE = 60_000

_BUSINESSES = (
    ("shebao", "社会保险", "Social insurance", "A", "人社局", "Human resources"),
    ("yibao", "医疗保障", "Medical insurance", "B", "医保局", "Healthcare security"),
    ("budongchan", "不动产登记", "Real estate", "C", "自然资源局", "Natural resources"),
    ("shichang", "市场主体登记", "Company registration", "D", "市场监管局", "Market regulation"),
    ("shuiwu", "税务", "Tax", "E", "税务局", "Tax service"),
    ("gongjijin", "公积金", "Housing fund", "F", "公积金中心", "Housing fund centre"),
    ("huji", "户籍身份证", "Household and ID card", "G", "公安局", "Public security"),
    ("churujing", "出入境", "Exit and entry", "H", "公安局", "Public security"),
    ("minzheng", "民政婚姻", "Civil affairs", "J", "民政局", "Civil affairs"),
    ("jiaotong", "交通运输", "Transport", "K", "交通局", "Transport"),
    ("gongcheng", "工程建设", "Construction", "L", "住建局", "Housing and construction"),
    ("zixun", "综合咨询", "General advice", "M", "行政审批局", "Administrative approval"),
)

HALL = HallView(
    as_of=100,
    epoch=1,
    hall_id="changan",
    name=Words("长安区政务服务中心", "Chang'an Government Service Centre"),
    areas=(Area("a1", Words("一楼大厅", "Ground floor")),),
    businesses=tuple(
        Business(key, Words(zh, en), prefix, Words(office_zh, office_en))
        for key, zh, en, prefix, office_zh, office_en in _BUSINESSES
    ),
    windows=tuple(
        Window(
            f"w{at:02}",
            str(at),
            Words("综合窗口", "General window"),
            "a1",
            tuple(_BUSINESSES[(at + step) % 12][0] for step in (11, 0, 1)),
        )
        for at in range(1, 31)
    ),
    rules=SiteRules(),
    notices=(),
    ticket_notes=(),
    timezone="Asia/Shanghai",
    business_date="2026-11-22",
    day_state=DayState.OPEN,
    kiosks=("kiosk-1", "kiosk-2"),
)

CONFIG = StationConfig(100, "counter-3", StationKind.COUNTER, "w03", "a1", "http://localhost")
GUIDE_CONFIG = StationConfig(100, "guide-1", StationKind.GUIDE, "", "a1", "http://localhost")


def ticket(
    number: str,
    business: str,
    minutes: float,
    state: TicketState = TicketState.WAITING,
    priority: PriorityClass = PriorityClass.ORDINARY,
) -> TicketView:
    """A ticket that was queued so many minutes ago."""
    at = NOW - round(minutes * MINUTE)
    return TicketView(f"t-{number}", number, business, state, priority, 1, at, at)


def called(one: TicketView, seconds: int, times: int = 1) -> TicketView:
    """The ticket, called so long ago."""
    return replace(one, state=TicketState.CALLED, called_at=NOW - seconds * 1000, times=times, call_seq=90)


def serving(one: TicketView, seconds: int) -> TicketView:
    """The ticket, being served for so long."""
    return replace(
        one, state=TicketState.SERVING, called_at=NOW - (seconds + 20) * 1000, started_at=NOW - seconds * 1000
    )


def window(
    state: WindowState = WindowState.OPEN,
    current: TicketView | None = None,
    *,
    signed_in: bool = True,
    as_of: int = 100,
    window_id: str = "w03",
    held: tuple[TicketView, ...] = (),
    waiting_here: tuple[TicketView, ...] = (),
) -> WindowView:
    """Window 3, with Li Min at it."""
    activity = WindowActivity.FREE
    if current is not None:
        activity = WindowActivity.SERVING if current.state is TicketState.SERVING else WindowActivity.CALLING
    return WindowView(
        as_of, 1, window_id, state, activity, None,
        "1003" if signed_in else "", "李敏" if signed_in else "", current, held, waiting_here,
    )  # fmt: skip


def queue(
    business: str, *waiting: TicketView, passed: tuple[TicketView, ...] = (), count: int | None = None
) -> QueueView:
    """The queue of one business."""
    total = len(waiting) if count is None else count
    return QueueView(100, 1, business, total, total, 600, 3, waiting, passed)


QUEUES: dict[str, QueueView] = {
    "shebao": queue("shebao", ticket("A025", "shebao", 3)),
    "yibao": queue("yibao"),
    "budongchan": queue(
        "budongchan",
        ticket("C018", "budongchan", 4, priority=PriorityClass.ELDERLY),
        ticket("C013", "budongchan", 22),
        ticket("C014", "budongchan", 17),
        ticket("C016", "budongchan", 9),
        passed=(ticket("C009", "budongchan", 41, TicketState.PASSED),),
    ),
    "shichang": queue("shichang", ticket("D031", "shichang", 15), ticket("D032", "shichang", 6), count=12),
    "shuiwu": queue(
        "shuiwu",
        ticket("E007", "shuiwu", 19),
        ticket("E008", "shuiwu", 0.4),
        passed=(ticket("E004", "shuiwu", 55, TicketState.PASSED),),
    ),
    "gongjijin": queue("gongjijin", ticket("F002", "gongjijin", 2)),
}
