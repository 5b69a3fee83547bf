"""The pages of the drawer: pickers, lists and forms, each built from the desk by one function.

A row carries the command that it stands for; the presenter sends it. :data:`PAGES` and :data:`SUBMITS` are the tables.
"""

from collections.abc import Callable

from counter_client.desk import Desk
from counter_client.keys import KEYS, Action, key_of
from counter_client.models import (
    ButtonModel,
    ChoiceModel,
    FieldModel,
    Panel,
    PanelModel,
    RowButton,
    RowModel,
    SectionModel,
)
from counter_client.rows import (
    Missing,
    Scene,
    abandon_button,
    busy_words,
    call_button,
    held_section,
    number_field,
    own_held_sections,
    passed_section,
    reactivate_button,
    resume_button,
    waiting_section,
)
from counter_client.situation import Verb
from hub.contract.commands import (
    Abandon,
    CallSpecific,
    Command,
    PauseWindow,
    Reactivate,
    Reprint,
    SignIn,
    TakeTicket,
    Transfer,
)
from hub.contract.notices import WindowView
from hub.contract.vocabulary import (
    PauseReason,
    Person,
    PriorityClass,
    Window,
    WindowState,
)

Page = Callable[[Scene], PanelModel]


# ---- pages -----------------------------------------------------------------------------------------------------


def _sign_in(scene: Scene) -> PanelModel:
    return PanelModel(
        Panel.SIGN_IN,
        scene.word("panel.sign_in"),
        fields=(
            FieldModel("operator", scene.word("field.operator"), scene.values.get("operator", "")),
            FieldModel("pin", scene.word("field.pin"), scene.values.get("pin", ""), secret=True),
        ),
        submit=scene.word("action.sign_in"),
        submit_icon="login",
        enabled=scene.can(Verb.SIGN_IN),
        busy=busy_words(scene),
    )


def _pause(scene: Scene) -> PanelModel:
    rows = tuple(
        RowModel(
            scene.word(f"reason.{reason.value}"),
            enabled=scene.can(Verb.PAUSE_WINDOW),
            buttons=(RowButton(scene.word("row.pause"), PauseWindow(reason)),),
        )
        for reason in PauseReason
    )
    return PanelModel(
        Panel.PAUSE, scene.word("panel.pause"), scene.word("panel.pause.hint"), sections=(SectionModel("", rows),)
    )


def _open_ones(desk: Desk) -> list[Window]:
    """Windows to which the open ticket can go: where somebody sits, the open ones first."""
    states = {window: desk.windows[window].state for window in desk.windows}
    there = [
        one for one in desk.transfer_windows() if states.get(one.window_id, WindowState.CLOSED) != WindowState.CLOSED
    ]
    return sorted(there, key=lambda one: states[one.window_id] is WindowState.PAUSED)


def _transfer_window(scene: Scene, window: Window, view: WindowView) -> RowModel:
    detail = scene.word(f"window.{view.state.value}")
    if view.waiting_here:
        detail += " · " + scene.word("waiting.count", n=len(view.waiting_here))
    return RowModel(
        scene.word("window.number", number=window.number) + " " + scene.wording.text(window.name),
        detail,
        enabled=scene.can(Verb.TRANSFER),
        buttons=(RowButton(scene.word("row.transfer"), Transfer(to_window_id=window.window_id)),),
    )


def _transfer(scene: Scene) -> PanelModel:
    desk = scene.desk
    businesses = []
    for business in desk.transfer_businesses():
        queue = desk.queues.get(business.business_id)
        detail = scene.wording.text(business.department)
        if queue is not None:
            detail += " · " + scene.word("waiting.count", n=queue.waiting)
        businesses.append(
            RowModel(
                f"{business.prefix} {scene.wording.text(business.name)}",
                detail,
                enabled=scene.can(Verb.TRANSFER),
                buttons=(RowButton(scene.word("row.transfer"), Transfer(to_business_id=business.business_id)),),
            )
        )
    windows = tuple(_transfer_window(scene, window, desk.windows[window.window_id]) for window in _open_ones(desk))
    number = desk.current.number if desk.current is not None else ""
    return PanelModel(
        Panel.TRANSFER,
        scene.word("panel.transfer", number=number),
        scene.word("panel.transfer.hint"),
        sections=(
            SectionModel(scene.word("section.businesses"), tuple(businesses), scene.word("empty.businesses")),
            SectionModel(scene.word("section.windows"), windows, scene.word("empty.windows")),
        ),
    )


def _call_page(scene: Scene) -> PanelModel:
    return PanelModel(
        Panel.CALL,
        scene.word("panel.call"),
        fields=(number_field(scene),),
        submit=scene.word("row.call"),
        submit_icon="speaker",
        enabled=scene.can(Verb.CALL_SPECIFIC),
        busy=busy_words(scene),
        sections=(
            waiting_section(scene, call_button),
            passed_section(scene, call_button),
            held_section(scene, call_button),
        ),
    )


def _held_page(scene: Scene) -> PanelModel:
    return PanelModel(
        Panel.HELD,
        scene.word("panel.held"),
        scene.word("panel.held.hint"),
        sections=(held_section(scene, resume_button),),
    )


def _reactivate_page(scene: Scene) -> PanelModel:
    return PanelModel(
        Panel.REACTIVATE,
        scene.word("panel.reactivate"),
        scene.word("panel.reactivate.hint"),
        fields=(number_field(scene),),
        submit=scene.word("row.reactivate"),
        submit_icon="refresh",
        enabled=scene.can(Verb.REACTIVATE),
        busy=busy_words(scene),
        sections=(passed_section(scene, reactivate_button),),
    )


def _abandon_page(scene: Scene) -> PanelModel:
    return PanelModel(
        Panel.ABANDON,
        scene.word("panel.abandon"),
        scene.word("panel.abandon.hint"),
        fields=(number_field(scene),),
        submit=scene.word("row.abandon"),
        submit_icon="cross",
        enabled=scene.can(Verb.ABANDON),
        busy=busy_words(scene),
        sections=(
            *own_held_sections(scene, abandon_button),
            passed_section(scene, abandon_button),
            waiting_section(scene, abandon_button),
        ),
    )


def _lists(scene: Scene) -> PanelModel:
    return PanelModel(
        Panel.LISTS,
        scene.word("panel.lists"),
        sections=(
            waiting_section(scene, call_button),
            passed_section(scene, call_button, reactivate_button),
            *own_held_sections(scene, resume_button),
        ),
    )


MORE: tuple[tuple[Action, Verb | None, str], ...] = (
    (Action.LISTS, None, "list"),
    (Action.REACTIVATE, Verb.REACTIVATE, "refresh"),
    (Action.ABANDON, Verb.ABANDON, "cross"),
    (Action.OPEN_WINDOW, Verb.OPEN_WINDOW, "window"),
    (Action.CLOSE_WINDOW, Verb.CLOSE_WINDOW, "window"),
    (Action.SIGN_OUT, Verb.SIGN_OUT, "logout"),
)
"""What stands behind 更多: the action, the verb that must be possible, the icon."""


def _more(scene: Scene) -> PanelModel:
    actions = tuple(
        ButtonModel(
            action,
            scene.word(f"action.{action.value}"),
            icon,
            key_of(action, KEYS),
            enabled=verb is None or scene.can(verb),
        )
        for action, verb, icon in MORE
    )
    return PanelModel(Panel.MORE, scene.word("panel.more"), actions=actions)


# ---- the guide's pages -----------------------------------------------------------------------------------------


def kiosks(scene: Scene) -> tuple[str, ...]:
    """The kiosks at which a guide can print."""
    return scene.desk.hall.kiosks if scene.desk.hall is not None else ()


def _kiosk_field(scene: Scene) -> FieldModel:
    every = kiosks(scene)
    return FieldModel(
        "print_at",
        scene.word("field.print_at"),
        scene.values.get("print_at") or (every[0] if every else ""),
        scene.word("field.print_at.none"),
        choices=tuple(ChoiceModel(kiosk, kiosk) for kiosk in every),
    )


def _take(scene: Scene) -> PanelModel:
    businesses = scene.desk.hall.businesses if scene.desk.hall is not None else ()
    choices = []
    for business in businesses:
        queue = scene.desk.queues.get(business.business_id)
        detail = scene.word("waiting.count", n=queue.waiting) if queue is not None else ""
        choices.append(
            ChoiceModel(business.business_id, f"{business.prefix} {scene.wording.text(business.name)}", detail)
        )
    return PanelModel(
        Panel.TAKE,
        scene.word("panel.take"),
        fields=(
            FieldModel(
                "business",
                scene.word("field.business"),
                scene.values.get("business", ""),
                scene.word("field.business.none"),
                choices=tuple(choices),
            ),
            FieldModel(
                "priority",
                scene.word("field.priority"),
                scene.values.get("priority") or PriorityClass.ORDINARY.value,
                choices=tuple(ChoiceModel(one.value, scene.word(f"priority.{one.value}")) for one in PriorityClass),
            ),
            FieldModel("name", scene.word("field.name"), scene.values.get("name", ""), scene.word("field.optional")),
            FieldModel("phone", scene.word("field.phone"), scene.values.get("phone", ""), scene.word("field.optional")),
            _kiosk_field(scene),
        ),
        submit=scene.word("action.take_ticket"),
        submit_icon="ticket",
        enabled=scene.can(Verb.TAKE_TICKET),
        busy=busy_words(scene),
    )


def _reprint(scene: Scene) -> PanelModel:
    return PanelModel(
        Panel.REPRINT,
        scene.word("panel.reprint"),
        scene.word("panel.reprint.hint"),
        fields=(number_field(scene), _kiosk_field(scene)),
        submit=scene.word("action.reprint"),
        submit_icon="printer",
        enabled=scene.can(Verb.REPRINT),
        busy=busy_words(scene),
    )


PAGES: dict[Panel, Page] = {
    Panel.SIGN_IN: _sign_in,
    Panel.PAUSE: _pause,
    Panel.TRANSFER: _transfer,
    Panel.CALL: _call_page,
    Panel.HELD: _held_page,
    Panel.REACTIVATE: _reactivate_page,
    Panel.ABANDON: _abandon_page,
    Panel.LISTS: _lists,
    Panel.MORE: _more,
    Panel.TAKE: _take,
    Panel.REPRINT: _reprint,
}
"""Panel → how it is built."""


# ---- what a form sends -----------------------------------------------------------------------------------------


def ticket_number(typed: str) -> str:
    """A number as printed: ``" a 012"`` is A012; full-width letters and digits from a Chinese keyboard too."""
    narrow = "".join(chr(ord(one) - 0xFEE0) if 0xFF01 <= ord(one) <= 0xFF5E else one for one in typed)
    return "".join(narrow.split()).upper()


def _by_number(make: Callable[[str], Command]) -> Callable[[Scene], Command | Missing]:
    def made(scene: Scene) -> Command | Missing:
        number = ticket_number(scene.values.get("number", ""))
        return make(number) if number else Missing("missing.number")

    return made


def _submit_sign_in(scene: Scene) -> Command | Missing:
    operator, pin = scene.values.get("operator", "").strip(), scene.values.get("pin", "")
    return SignIn(operator, pin) if operator and pin else Missing("missing.sign_in")


def _print_at(scene: Scene) -> str:
    return _kiosk_field(scene).value


def _submit_take(scene: Scene) -> Command | Missing:
    business = scene.values.get("business", "")
    if not business:
        return Missing("missing.business")
    if not _print_at(scene):
        return Missing("missing.print_at")
    name, phone = scene.values.get("name", "").strip(), "".join(scene.values.get("phone", "").split())
    person = Person(name=name, phone=phone) if name or phone else None
    priority = PriorityClass(scene.values.get("priority") or PriorityClass.ORDINARY.value)
    return TakeTicket(business, priority, person, _print_at(scene))


def _submit_reprint(scene: Scene) -> Command | Missing:
    number = ticket_number(scene.values.get("number", ""))
    if not number:
        return Missing("missing.number")
    if not _print_at(scene):
        return Missing("missing.print_at")
    return Reprint(number=number, print_at=_print_at(scene))


SUBMITS: dict[Panel, Callable[[Scene], Command | Missing]] = {
    Panel.SIGN_IN: _submit_sign_in,
    Panel.CALL: _by_number(lambda number: CallSpecific(number=number)),
    Panel.REACTIVATE: _by_number(lambda number: Reactivate(number=number)),
    Panel.ABANDON: _by_number(lambda number: Abandon(number=number)),
    Panel.TAKE: _submit_take,
    Panel.REPRINT: _submit_reprint,
}
"""Panel with a form → the command it sends, or what is missing."""
