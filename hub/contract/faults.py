"""Every way in which Ting says no: a stable code and a sentence for the person who reads it.

A sentence says what happened, what it means, and what to do. Codes never change; sentences may.
"""

from enum import StrEnum


class FaultCode(StrEnum):
    """Stable names of refusals and faults."""

    # the message itself
    MALFORMED = "malformed"
    OVERSIZE = "oversize"
    WRONG_VERSION = "wrong_version"
    UNKNOWN_VERB = "unknown_verb"
    WRONG_HALL = "wrong_hall"
    STATION_NOT_ALLOWED = "station_not_allowed"
    TOO_LATE = "too_late"
    ID_REUSED = "id_reused"
    ID_TOO_OLD = "id_too_old"
    BUSY = "busy"
    NOT_SAVED = "not_saved"
    NO_ANSWER = "no_answer"
    # the hall
    NO_PLAN = "no_plan"
    DAY_NOT_OPEN = "day_not_open"
    DAY_ALREADY_OPEN = "day_already_open"
    OTHER_DAY_OPEN = "other_day_open"
    DAY_OVER = "day_over"
    PACK_IN_USE = "pack_in_use"
    PACK_INVALID = "pack_invalid"
    # things that are not there
    UNKNOWN_BUSINESS = "unknown_business"
    UNKNOWN_WINDOW = "unknown_window"
    UNKNOWN_OPERATOR = "unknown_operator"
    UNKNOWN_STATION = "unknown_station"
    UNKNOWN_TICKET = "unknown_ticket"
    UNKNOWN_REQUEST = "unknown_request"
    UNKNOWN_CALL = "unknown_call"
    # windows and people at them
    BUSINESS_WITHOUT_WINDOW = "business_without_window"
    NO_WINDOW = "no_window"
    WRONG_PIN = "wrong_pin"
    NOT_SIGNED_IN = "not_signed_in"
    WINDOW_TAKEN = "window_taken"
    OPERATOR_ELSEWHERE = "operator_elsewhere"
    NOT_A_GUIDE = "not_a_guide"
    WINDOW_NOT_OPEN = "window_not_open"
    WINDOW_STATE = "window_state"
    LAST_WINDOW = "last_window"
    TICKET_STILL_OPEN = "ticket_still_open"
    FINISH_FIRST = "finish_first"
    # tickets
    NOBODY_WAITING = "nobody_waiting"
    NO_OPEN_TICKET = "no_open_ticket"
    TICKET_STATE = "ticket_state"
    NOT_THIS_WINDOW = "not_this_window"
    RECALL_LIMIT = "recall_limit"
    TRANSFER_TARGET = "transfer_target"
    ALREADY_DELIVERED = "already_delivered"
    NOT_YOUR_TICKET = "not_your_ticket"
    NO_PRINTER = "no_printer"
    EVALUATION_CLOSED = "evaluation_closed"
    ALREADY_EVALUATED = "already_evaluated"
    NO_PERSON = "no_person"
    # the machine room
    BROKER_OPEN = "broker_open"
    BROKER_GONE = "broker_gone"
    DATABASE = "database"
    JOURNAL_BROKEN = "journal_broken"
    CONFIGURATION = "configuration"


SENTENCES: dict[FaultCode, tuple[str, str]] = {
    FaultCode.MALFORMED: (
        "收到的请求无法读懂，没有执行。请重试；如仍出现，请联系管理员。",
        "The request could not be read and was not carried out. Try again; if it stays, call the administrator.",
    ),
    FaultCode.OVERSIZE: (
        "收到的请求过大，没有执行。请联系管理员。",
        "The request is too large and was not carried out. Call the administrator.",
    ),
    FaultCode.WRONG_VERSION: (
        "本终端的程序版本与大厅主机不一致，请更新本终端后重试。",
        "This station's program does not match the hub's version. Update this station and try again.",
    ),
    FaultCode.UNKNOWN_VERB: (
        "大厅主机不认识这个操作，没有执行。请更新程序。",
        "The hub does not know this action; nothing was done. Update the program.",
    ),
    FaultCode.WRONG_HALL: (
        "请求属于另一个大厅，没有执行。请检查本终端的登记。",
        "The request belongs to another hall; nothing was done. Check this station's enrolment.",
    ),
    FaultCode.STATION_NOT_ALLOWED: (
        "本终端没有做这件事的权限。请在有权限的终端上操作。",
        "This station may not do that. Use a station that may.",
    ),
    FaultCode.TOO_LATE: (
        "这次按键送达太晚，没有执行。需要的话请再按一次。",
        "The press arrived too late and was not carried out. Press again if you still want it.",
    ),
    FaultCode.ID_REUSED: (
        "同一编号的请求内容不同，没有执行。请再按一次。",
        "Another request with the same id was seen before; nothing was done. Press again.",
    ),
    FaultCode.ID_TOO_OLD: (
        "这个请求已超过七天，没有执行。",
        "The request is older than seven days and was not carried out.",
    ),
    FaultCode.BUSY: (
        "大厅主机正忙，没有执行。请稍等几秒再按一次。",
        "The hub is busy; nothing was done. Wait a few seconds and press again.",
    ),
    FaultCode.NOT_SAVED: (
        "没能保存，因此没有执行。请再按一次；如仍出现，请联系管理员检查磁盘。",
        "It could not be saved, so nothing was done. Press again; if it stays, have the disk checked.",
    ),
    FaultCode.NO_ANSWER: (
        "大厅主机没有回应，不能确定是否已执行。正在自动重试，请勿重复操作。",
        "The hub has not answered, so it is not known whether this was done. It is being retried; please wait.",
    ),
    FaultCode.NO_PLAN: (
        "大厅还没有配置。请管理员先在控制台载入大厅配置。",
        "The hall has no configuration yet. The administrator must load a hall pack in the console.",
    ),
    FaultCode.DAY_NOT_OPEN: (
        "今天还没有开始办理业务。请稍候，或询问导办台。",
        "Service has not begun today. Please wait, or ask the guide desk.",
    ),
    FaultCode.DAY_ALREADY_OPEN: ("{date} 已经开始，无需再次开始。", "{date} is open already."),
    FaultCode.OTHER_DAY_OPEN: (
        "{date} 还没有结束，请先结束这一天。",
        "{date} is still open; close that day first.",
    ),
    FaultCode.DAY_OVER: (
        "{number} 号的工作日已经结束，现在只能办结。",
        "The business day of {number} is over: it can only be completed now.",
    ),
    FaultCode.PACK_IN_USE: (
        "还有人在使用“{what}”，不能在配置中去掉它。请等这些号票办完。",
        "“{what}” is still in use and cannot be removed; wait until its tickets are finished.",
    ),
    FaultCode.PACK_INVALID: ("{where}：{zh}", "{where}: {en}"),
    FaultCode.UNKNOWN_BUSINESS: (
        "没有这项业务：{what}。请重新选择。",
        "There is no such business: {what}. Choose again.",
    ),
    FaultCode.UNKNOWN_WINDOW: ("没有这个窗口：{what}。", "There is no such window: {what}."),
    FaultCode.UNKNOWN_OPERATOR: (
        "没有这个工号：{what}。请检查后重新输入。",
        "There is no such staff number: {what}. Check it and type it again.",
    ),
    FaultCode.UNKNOWN_STATION: (
        "终端 {what} 没有登记。请管理员先登记。",
        "Station {what} is not enrolled. The administrator must enrol it first.",
    ),
    FaultCode.UNKNOWN_TICKET: (
        "今天没有这个号：{what}。请核对号码。",
        "There is no such number today: {what}. Check the number.",
    ),
    FaultCode.UNKNOWN_REQUEST: ("没有这个评价请求。", "There is no such evaluation request."),
    FaultCode.UNKNOWN_CALL: ("没有这次呼叫。", "There is no such call."),
    FaultCode.BUSINESS_WITHOUT_WINDOW: (
        "“{what}”目前没有窗口办理，不能取号。请询问导办台。",
        "No window serves “{what}” at present, so no number can be taken. Please ask the guide desk.",
    ),
    FaultCode.NO_WINDOW: (
        "本终端没有绑定窗口。请管理员在控制台绑定。",
        "This station is not bound to a window. The administrator must bind it.",
    ),
    FaultCode.WRONG_PIN: ("工号或密码不对，请重新输入。", "Wrong staff number or PIN. Type them again."),
    FaultCode.NOT_SIGNED_IN: ("还没有登录。请先登录。", "Nobody is signed in here. Sign in first."),
    FaultCode.WINDOW_TAKEN: (
        "{who} 正在这里登录。请其先注销。",
        "{who} is signed in here and must sign out first.",
    ),
    FaultCode.OPERATOR_ELSEWHERE: (
        "您已在 {where} 号窗口登录。请先在那里注销。",
        "You are signed in at window {where}. Sign out there first.",
    ),
    FaultCode.NOT_A_GUIDE: (
        "这个工号不是导办人员，不能在导办台登录。",
        "This member of staff is not a guide and cannot sign in at a guide desk.",
    ),
    FaultCode.WINDOW_NOT_OPEN: (
        "窗口没有开放。请先开窗。",
        "The window is not open. Open it first.",
    ),
    FaultCode.WINDOW_STATE: (
        "窗口现在是“{state}”，不能这样操作。",
        "The window is “{state}” now; this cannot be done.",
    ),
    FaultCode.LAST_WINDOW: (
        "这是“{business}”最后一个开放的窗口，还有 {waiting} 人在等。确定要关吗？",
        "This is the last open window for “{business}”, and {waiting} are waiting. Close it all the same?",
    ),
    FaultCode.TICKET_STILL_OPEN: (
        "{number} 号还没有结束。请先办结、过号或挂起。",
        "{number} is not finished. Complete, pass or hold it first.",
    ),
    FaultCode.FINISH_FIRST: (
        "{number} 号还没有结束。结束它并叫下一位吗？",
        "{number} is not finished. Complete it and call the next one?",
    ),
    FaultCode.NOBODY_WAITING: ("现在没有人等候。", "Nobody is waiting now."),
    FaultCode.NO_OPEN_TICKET: (
        "本窗口现在没有正在办理的号。",
        "There is no open ticket at this window.",
    ),
    FaultCode.TICKET_STATE: (
        "{number} 号现在是“{state}”，不能这样操作。",
        "{number} is “{state}” now; this cannot be done.",
    ),
    FaultCode.NOT_THIS_WINDOW: (
        "{number} 号不在本窗口办理。",
        "{number} is not served at this window.",
    ),
    FaultCode.RECALL_LIMIT: (
        "{number} 号已叫 {times} 次。请过号或开始办理。",
        "{number} has been called {times} times. Pass it or start the service.",
    ),
    FaultCode.TRANSFER_TARGET: (
        "不能转到那里：请选择另一项业务，或办理这项业务的另一个窗口。",
        "It cannot go there: choose another business, or another window that serves this one.",
    ),
    FaultCode.ALREADY_DELIVERED: (
        "{number} 号的出票结果已经记录。",
        "How {number} was delivered is recorded already.",
    ),
    FaultCode.NOT_YOUR_TICKET: (
        "{number} 号不是在这台取号机取的。请到导办台补打。",
        "{number} was not taken at this kiosk. Please ask the guide desk for a copy.",
    ),
    FaultCode.NO_PRINTER: (
        "没有可用的取号机 {what} 来打印。",
        "There is no kiosk {what} to print at.",
    ),
    FaultCode.EVALUATION_CLOSED: (
        "评价时间已过，谢谢您。",
        "The time for this evaluation is over. Thank you.",
    ),
    FaultCode.ALREADY_EVALUATED: (
        "这次服务已经评价过了，谢谢您。",
        "This service has been evaluated already. Thank you.",
    ),
    FaultCode.NO_PERSON: (
        "{number} 号没有登记个人信息。",
        "{number} carries no personal data.",
    ),
    FaultCode.BROKER_OPEN: (
        "消息服务器允许了本应禁止的操作（{what}），为安全起见不启动。请检查其访问控制。",
        "The broker allowed what it must forbid ({what}); refusing to start. Check its access control.",
    ),
    FaultCode.BROKER_GONE: (
        "连接不上消息服务器（{what}）。请检查网络，或查看其日志。",
        "The broker cannot be reached ({what}). Check the network, or its log.",
    ),
    FaultCode.DATABASE: (
        "数据库不可用：{what}。",
        "The database cannot be used: {what}.",
    ),
    FaultCode.JOURNAL_BROKEN: (
        "日志第 {seq} 行有误：{zh}",
        "Journal row {seq} is wrong: {en}",
    ),
    FaultCode.CONFIGURATION: ("配置有误：{zh}", "Wrong configuration: {en}"),
}
"""Code → sentence in Chinese and English, with named places for details."""

_WORDS_OF_DETAIL: dict[str, tuple[str, str]] = {
    "waiting": ("等候", "waiting"),
    "called": ("已叫号", "called"),
    "serving": ("办理中", "being served"),
    "held": ("挂起", "on hold"),
    "passed": ("过号", "passed"),
    "completed": ("已办结", "completed"),
    "abandoned": ("已弃号", "abandoned"),
    "expired": ("已失效", "expired"),
    "closed": ("未开", "closed"),
    "open": ("开放", "open"),
    "paused": ("暂停", "paused"),
}


class Fault(Exception):  # noqa: N818  (the field says fault; it is a refusal, not always an error)
    """A refusal or a fault that a person can read.

    ``code`` is stable, ``details`` fill the places of the sentence; a detail ``what_en`` stands for ``what`` in
    English. Details never carry personal data.
    """

    def __init__(self, code: FaultCode, **details: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.details = details

    def sentence(self, language: str = "zh") -> str:
        """Say it in ``zh`` or ``en``."""
        column = 0 if language == "zh" else 1
        filled = {
            name: _WORDS_OF_DETAIL[value][column] if name == "state" and value in _WORDS_OF_DETAIL else value
            for name, value in self.details.items()
        }
        if language != "zh":
            filled |= {name.removesuffix("_en"): value for name, value in self.details.items() if name.endswith("_en")}
        return SENTENCES[self.code][column].format(**filled)

    def __str__(self) -> str:
        return f"{self.sentence('zh')} {self.sentence('en')}"
