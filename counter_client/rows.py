"""What the drawer's pages are made of: rows of tickets with their buttons, headed lists, the field for a number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from counter_client.desk import Desk
from counter_client.models import FieldModel, RowButton, RowModel, SectionModel
from counter_client.session import Session
from counter_client.situation import Verb
from counter_client.wording import Wording
from hub.contract.commands import Abandon, CallSpecific, Reactivate, ResumeTicket
from hub.contract.notices import TicketView
from hub.contract.vocabulary import Instant, StationKind


@dataclass(frozen=True, slots=True)
class Scene:
    """What a page is built from. ``values`` are what stands in its fields."""

    session: Session
    wording: Wording
    now: Instant
    values: Mapping[str, str]

    @property
    def desk(self) -> Desk:
        """The desk's picture of the hall."""
        return self.session.desk

    def can(self, verb: Verb) -> bool:
        """Whether a verb may be pressed now."""
        return verb in self.session.allowed

    def word(self, key: str, **values: object) -> str:
        """A text of the counter's catalogue."""
        return self.wording.words(key, **values)


@dataclass(frozen=True, slots=True)
class Missing:
    """A form cannot be sent yet: the key of the words that say why."""

    key: str


def _ticket_row(scene: Scene, ticket: TicketView, buttons: tuple[RowButton, ...], enabled: bool) -> RowModel:
    parts = [scene.wording.business(scene.desk, ticket), scene.wording.waited(ticket, scene.now)]
    if ticket.ticket_id in scene.desk.here_only:
        parts.append(scene.word("row.here_only"))
    return RowModel(
        ticket.number,
        " · ".join(parts),
        scene.wording.priority(ticket),
        number=True,
        enabled=enabled,
        buttons=buttons,
    )


def call_button(scene: Scene, ticket: TicketView) -> RowButton:
    """Call this ticket now."""
    return RowButton(scene.word("row.call"), CallSpecific(ticket_id=ticket.ticket_id))


def resume_button(scene: Scene, ticket: TicketView) -> RowButton:
    """Call this held ticket back."""
    return RowButton(scene.word("row.resume"), ResumeTicket(ticket_id=ticket.ticket_id))


def reactivate_button(scene: Scene, ticket: TicketView) -> RowButton:
    """Let this passed ticket wait again."""
    return RowButton(scene.word("row.reactivate"), Reactivate(ticket_id=ticket.ticket_id))


def abandon_button(scene: Scene, ticket: TicketView) -> RowButton:
    """Drop this ticket; asked first."""
    return RowButton(
        scene.word("row.abandon"),
        Abandon(ticket_id=ticket.ticket_id),
        sure=scene.word("sure.abandon", number=ticket.number),
        danger=True,
    )


_ROW_VERBS: dict[Callable[[Scene, TicketView], RowButton], Verb] = {
    call_button: Verb.CALL_SPECIFIC,
    resume_button: Verb.RESUME_TICKET,
    reactivate_button: Verb.REACTIVATE,
    abandon_button: Verb.ABANDON,
}


def ticket_section(
    scene: Scene,
    title: str,
    tickets: tuple[TicketView, ...],
    buttons: tuple[Callable[[Scene, TicketView], RowButton], ...],
    count: int | None = None,
) -> SectionModel:
    """A list of tickets with what can be done with each."""
    possible = [button for button in buttons if _ROW_VERBS[button] in scene.session.possible]
    live = bool(scene.session.allowed)
    rows = tuple(
        _ticket_row(scene, ticket, tuple(button(scene, ticket) for button in possible), live) for ticket in tickets
    )
    return SectionModel(
        scene.word(f"section.{title}", n=len(tickets) if count is None else count),
        rows,
        scene.word(f"empty.{title}"),
        stale=not scene.session.online,
    )


def waiting_section(scene: Scene, *buttons: Callable[[Scene, TicketView], RowButton]) -> SectionModel:
    """Who waits, with the number of all of them."""
    return ticket_section(scene, "waiting", scene.desk.waiting, buttons, scene.desk.waiting_count)


def passed_section(scene: Scene, *buttons: Callable[[Scene, TicketView], RowButton]) -> SectionModel:
    """Who was called and did not come."""
    return ticket_section(scene, "passed", scene.desk.passed, buttons)


def held_section(scene: Scene, *buttons: Callable[[Scene, TicketView], RowButton]) -> SectionModel:
    """What the window has put aside."""
    return ticket_section(scene, "held", scene.desk.held, buttons)


def own_held_sections(scene: Scene, button: Callable[[Scene, TicketView], RowButton]) -> tuple[SectionModel, ...]:
    """What the window holds; a guide desk holds nothing and needs no list of it."""
    return (held_section(scene, button),) if scene.session.kind is StationKind.COUNTER else ()


def number_field(scene: Scene) -> FieldModel:
    """Where a ticket number is typed."""
    return FieldModel(
        "number",
        scene.word("field.number"),
        scene.values.get("number", ""),
        scene.word("field.number.example"),
    )


def busy_words(scene: Scene) -> str:
    """What the form says while an answer is pending; empty otherwise."""
    return scene.word("busy") if scene.session.pending is not None else ""
