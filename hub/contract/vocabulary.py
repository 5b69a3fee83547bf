"""The words of a hall: identifiers, states and small value types that every room shares.

English identifiers follow the glossary of the field; each enum member says its Chinese name.
Standard library only: stations, core and store all import this.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Instant: TypeAlias = int
"""A moment: whole milliseconds since 1970-01-01T00:00:00Z."""

BusinessDate: TypeAlias = str
"""The hall's own working date, ISO form ``2026-11-22``; part of the state, never of the clock."""

HallId: TypeAlias = str
AreaId: TypeAlias = str
WindowId: TypeAlias = str
BusinessId: TypeAlias = str
OperatorId: TypeAlias = str
StationId: TypeAlias = str
TicketId: TypeAlias = str
CommandId: TypeAlias = str
RequestId: TypeAlias = str


class TicketState(StrEnum):
    """Where a ticket (号票) stands."""

    WAITING = "waiting"  # 等候
    CALLED = "called"  # 已叫号
    SERVING = "serving"  # 办理中
    HELD = "held"  # 挂起
    PASSED = "passed"  # 过号
    COMPLETED = "completed"  # 办结（本次服务）
    ABANDONED = "abandoned"  # 弃号
    EXPIRED = "expired"  # 已失效


class WindowState(StrEnum):
    """Whether a window (窗口) takes people."""

    CLOSED = "closed"  # 未开
    OPEN = "open"  # 开放
    PAUSED = "paused"  # 暂停


class WindowActivity(StrEnum):
    """What an open window is doing."""

    FREE = "free"  # 空闲
    CALLING = "calling"  # 呼叫中
    SERVING = "serving"  # 办理中


class PauseReason(StrEnum):
    """Why a window is paused; shown to citizens in words."""

    AWAY = "away"  # 暂时离开
    LUNCH = "lunch"  # 午休
    MEETING = "meeting"  # 开会
    FAULT = "fault"  # 设备故障
    PAPERWORK = "paperwork"  # 整理材料


class PriorityClass(StrEnum):
    """Who a ticket was taken for (优先类别)."""

    ORDINARY = "ordinary"  # 普通
    ELDERLY = "elderly"  # 老年人
    DISABLED = "disabled"  # 残疾人
    PREGNANT = "pregnant"  # 孕妇
    INFANT = "infant"  # 携带婴幼儿
    MILITARY = "military"  # 军人军属
    FOREIGNER = "foreigner"  # 外籍人士
    VIP = "vip"  # 预设名单


class Channel(StrEnum):
    """How a ticket was taken (取号方式)."""

    KIOSK = "kiosk"  # 取号机
    GUIDE = "guide"  # 导办台
    API = "api"  # 其他系统


class Delivery(StrEnum):
    """How the number reached the citizen."""

    PENDING = "pending"
    PAPER = "paper"
    SCREEN = "screen"  # not printed: number and QR code were shown instead
    UNKNOWN = "unknown"  # the printer fell silent in the middle of the job


class EvaluationLevel(StrEnum):
    """The five levels of 好差评. Kept by name: standards number them in opposite directions."""

    VERY_SATISFIED = "very_satisfied"  # 非常满意
    SATISFIED = "satisfied"  # 满意
    BASICALLY_SATISFIED = "basically_satisfied"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意
    VERY_DISSATISFIED = "very_dissatisfied"  # 非常不满意


class EvaluationState(StrEnum):
    """One request for an evaluation; never defaulted to a level."""

    ASKED = "asked"
    GIVEN = "given"
    NOT_GIVEN = "not_given"


class StationKind(StrEnum):
    """What a program that talks to the hub is; decides which verbs it may send."""

    KIOSK = "kiosk"
    COUNTER = "counter"
    GUIDE = "guide"
    WALL = "wall"
    DEVICES = "devices"
    CONSOLE = "console"
    HUB = "hub"


class DayState(StrEnum):
    """Whether the hall's business date is open."""

    OPEN = "open"
    CLOSED = "closed"


class OpenTicketRule(StrEnum):
    """Site switch: what ``call_next`` does while the window still has an open ticket."""

    REFUSE = "refuse"
    ASK = "ask"
    COMPLETE = "complete"


class QueuePosition(StrEnum):
    """Site switch: where a transferred or reactivated ticket stands in its queue."""

    KEEP = "keep"  # by the time it was taken
    FRONT = "front"
    END = "end"


@dataclass(frozen=True, slots=True)
class Words:
    """One text for people, Chinese first."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the hall with its own screens and voice (区域)."""

    area_id: AreaId
    name: Words


@dataclass(frozen=True, slots=True)
class Business:
    """What one takes a number for (业务), with its own prefix."""

    business_id: BusinessId
    name: Words
    prefix: str
    department: Words
    hint: Words = Words("", "")


@dataclass(frozen=True, slots=True)
class Window:
    """A service point (窗口). ``number`` is what citizens read and hear, ``led_address`` the bus address of
    its bar (0: none), ``evaluator_address`` that of its evaluator (0: none)."""

    window_id: WindowId
    number: str
    name: Words
    area_id: AreaId
    businesses: tuple[BusinessId, ...]
    group: str = ""
    led_address: int = 0
    evaluator_address: int = 0


@dataclass(frozen=True, slots=True)
class Operator:
    """A member of staff who may sign in (窗口人员). ``guide`` may sign in at a guide desk."""

    operator_id: OperatorId
    name: str
    post: str = ""
    guide: bool = False


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The site's switches. Durations in seconds. ``priority_run``: how many priority tickets in a row a window may
    call while ordinary ones wait; ``block_size``: how many numbers the hub reserves at a time."""

    call_next_while_open: OpenTicketRule = OpenTicketRule.REFUSE
    transfer_position: QueuePosition = QueuePosition.KEEP
    reactivate_position: QueuePosition = QueuePosition.FRONT
    recall_limit: int = 5
    priority_run: int = 2
    evaluation_open_s: int = 3600
    evaluator_prompt_s: int = 60
    block_size: int = 50
    opens_at: str = "08:00"
    closes_at: str = "18:00"


@dataclass(frozen=True, slots=True)
class HallPlan:
    """A hall as its pack describes it: areas, businesses, windows, staff, rules and the texts on its screens."""

    hall_id: HallId
    name: Words
    areas: tuple[Area, ...]
    businesses: tuple[Business, ...]
    windows: tuple[Window, ...]
    operators: tuple[Operator, ...] = ()
    rules: SiteRules = SiteRules()
    notices: tuple[Words, ...] = ()
    ticket_notes: tuple[Words, ...] = ()
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class DeviceBinding:
    """A device that an agent looks after. ``kind``: led_bar or evaluator; ``url`` its wire, ``address`` on a bus."""

    device_id: str
    kind: str
    url: str
    address: int = 0
    window_id: WindowId = ""
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a ticket is for, as typed or read. Clear text: lives only between a station and the seal."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
