"""View-models: what the screens paint, in finished words. Plain data; equal models need no new painting."""

from dataclasses import dataclass
from enum import StrEnum

from counter_client.keys import Action
from hub.contract.commands import Command


class Panel(StrEnum):
    """A page in the drawer of the bar."""

    SIGN_IN = "sign_in"
    PAUSE = "pause"
    TRANSFER = "transfer"
    CALL = "call"
    HELD = "held"
    REACTIVATE = "reactivate"
    ABANDON = "abandon"
    LISTS = "lists"
    MORE = "more"
    TAKE = "take"
    REPRINT = "reprint"


class Tone(StrEnum):
    """How a line is meant; the screen shows it by colour and by an icon."""

    QUIET = "quiet"
    INFO = "info"
    GOOD = "good"
    CALL = "call"
    WARN = "warn"
    BAD = "bad"
    OFFLINE = "offline"


PART = " · "
"""Stands between the parts of a line, the weightiest part first."""


@dataclass(frozen=True, slots=True)
class ButtonModel:
    """A button of the bar."""

    action: Action
    text: str
    icon: str
    key: str = ""
    enabled: bool = False
    busy: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class RowButton:
    """Something that can be done with a row. ``sure`` is asked first, if it is not empty."""

    text: str
    command: Command
    sure: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class RowModel:
    """A line of a list: a ticket, a business, a window, a reason."""

    title: str
    detail: str = ""
    badge: str = ""
    number: bool = False
    enabled: bool = True
    buttons: tuple[RowButton, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionModel:
    """A headed list; ``empty`` is what stands there when nobody is in it."""

    title: str
    rows: tuple[RowModel, ...]
    empty: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceModel:
    """One of a few, in a field."""

    value: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FieldModel:
    """Something to type, or to choose from."""

    name: str
    label: str
    value: str = ""
    placeholder: str = ""
    secret: bool = False
    choices: tuple[ChoiceModel, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelModel:
    """A page in the drawer."""

    panel: Panel
    title: str
    hint: str = ""
    fields: tuple[FieldModel, ...] = ()
    submit: str = ""
    submit_icon: str = ""
    enabled: bool = True
    busy: str = ""
    actions: tuple[ButtonModel, ...] = ()
    sections: tuple[SectionModel, ...] = ()


@dataclass(frozen=True, slots=True)
class LineModel:
    """A line of words with a tone: a note, the state, the connection."""

    tone: Tone
    text: str


@dataclass(frozen=True, slots=True)
class QuestionModel:
    """A question in the page."""

    text: str
    yes: str
    no: str
    danger: bool = False


@dataclass(frozen=True, slots=True)
class HeroModel:
    """Who is here: a number, or in words why nobody is."""

    text: str
    number: bool
    state: LineModel
    detail: str = ""
    badge: str = ""


@dataclass(frozen=True, slots=True)
class DeskModel:
    """The whole bar, or the whole guide desk."""

    place: str
    operator: str
    connection: LineModel
    hero: HeroModel
    next_title: str
    next_number: str
    next_detail: str
    waiting: str
    waiting_words: str
    stale: bool
    aside: str
    line: LineModel | None
    note: LineModel | None
    question: QuestionModel | None
    primary: tuple[ButtonModel, ...]
    buttons: tuple[ButtonModel, ...]
    tabs: tuple[ButtonModel, ...]
    panel: PanelModel | None
    guide: bool = False
