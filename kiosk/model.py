"""What a screen shows, in words ready to be read: frozen data without Qt. Views paint it and decide nothing."""

from dataclasses import dataclass
from typing import TypeAlias

from hub.contract.vocabulary import BusinessId, PriorityClass
from kiosk.flow import Screen


@dataclass(frozen=True, slots=True)
class Countdown:
    """The visit will end by itself. ``question`` is set where somebody may be asked whether they are still here."""

    seconds: int
    text: str
    question: str = ""
    stay: str = ""


@dataclass(frozen=True, slots=True)
class Chrome:
    """What stands at the same place on every screen."""

    hall_name: str
    date: str
    clock: str
    care: str
    care_chosen: bool
    care_enabled: bool
    type_switch: str
    language_switch: str
    language: str
    large: bool
    warning: str = ""
    countdown: Countdown | None = None


@dataclass(frozen=True, slots=True)
class BusinessTile:
    """One business. ``reason`` set: it cannot be chosen, and this is why."""

    business_id: BusinessId
    name: str
    prefix: str
    pictogram: str
    waiting: str
    wait: str
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class HomeBody:
    """The businesses. ``page_words`` is empty when one page holds them all."""

    title: str
    tiles: tuple[BusinessTile, ...]
    empty: str = ""
    page: int = 0
    pages: int = 1
    page_words: str = ""
    previous: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class NoticeBody:
    """Why nothing can be done here now, and what to do instead."""

    pictogram: str
    title: str
    detail: str
    working: bool = False


@dataclass(frozen=True, slots=True)
class PriorityOption:
    """One priority class to declare."""

    priority_class: PriorityClass
    label: str
    pictogram: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PriorityBody:
    """Who is called earlier."""

    title: str
    detail: str
    options: tuple[PriorityOption, ...]
    none: str
    back: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name above and its unit beside."""

    label: str
    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class ConfirmBody:
    """The last look before a number is taken."""

    business: str
    prefix: str
    pictogram: str
    department: str
    hint: str
    place: str
    figures: tuple[Figure, ...]
    calm: str
    calm_detail: str
    priority: str
    paperless: str
    take: str
    busy: str
    back: str


@dataclass(frozen=True, slots=True)
class BusyBody:
    """Something is under way; the words say what."""

    text: str


@dataclass(frozen=True, slots=True)
class TakenBody:
    """The paper is out."""

    title: str
    number: str
    sentence: str
    url: str
    qr: str
    done: str


@dataclass(frozen=True, slots=True)
class OnScreenBody:
    """The number stands on the screen instead of on paper."""

    title: str
    reason: str
    number: str
    sentence: str
    url: str
    qr: str
    guide: str
    reprint: str
    done: str


@dataclass(frozen=True, slots=True)
class RefusedBody:
    """The hub said no: its sentence, and what to do next."""

    title: str
    sentence: str
    advice: str
    home: str


Body: TypeAlias = HomeBody | NoticeBody | PriorityBody | ConfirmBody | BusyBody | TakenBody | OnScreenBody | RefusedBody


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything on the glass at one moment."""

    screen: Screen
    chrome: Chrome
    body: Body
