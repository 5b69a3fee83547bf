"""What each action of the clerk means, as tables: a command, a page to open, the verb that greys its button."""

from collections.abc import Callable

from counter_client.keys import Action
from counter_client.models import Panel
from counter_client.situation import Verb
from hub.contract.commands import (
    CallNext,
    CloseWindow,
    Command,
    CompleteService,
    HoldTicket,
    OpenWindow,
    PassAndNext,
    PassTicket,
    Recall,
    SignOut,
    StartService,
)

COMMANDS: dict[Action, Callable[[], Command]] = {
    Action.CALL_NEXT: CallNext,
    Action.RECALL: Recall,
    Action.START_SERVICE: StartService,
    Action.COMPLETE_SERVICE: CompleteService,
    Action.PASS_TICKET: PassTicket,
    Action.PASS_AND_NEXT: PassAndNext,
    Action.HOLD_TICKET: HoldTicket,
    Action.OPEN_WINDOW: OpenWindow,
    Action.CLOSE_WINDOW: CloseWindow,
    Action.SIGN_OUT: SignOut,
}
"""Actions that are a command and nothing else."""

OPENS: dict[Action, tuple[Panel, Verb | None]] = {
    Action.SIGN_IN: (Panel.SIGN_IN, Verb.SIGN_IN),
    Action.TRANSFER: (Panel.TRANSFER, Verb.TRANSFER),
    Action.CALL_SPECIFIC: (Panel.CALL, Verb.CALL_SPECIFIC),
    Action.RESUME_TICKET: (Panel.HELD, Verb.RESUME_TICKET),
    Action.REACTIVATE: (Panel.REACTIVATE, Verb.REACTIVATE),
    Action.LISTS: (Panel.LISTS, None),
    Action.MORE: (Panel.MORE, None),
    Action.TAKE_TICKET: (Panel.TAKE, Verb.TAKE_TICKET),
    Action.REPRINT: (Panel.REPRINT, Verb.REPRINT),
}
"""Actions that open a page, and the verb that must be possible."""

VERB_OF: dict[Action, Verb] = {action: Verb(make().verb) for action, make in COMMANDS.items()} | {
    action: verb for action, (_, verb) in OPENS.items() if verb is not None
}
"""Which verb greys a button."""

ICONS: dict[Action, str] = {
    Action.SIGN_IN: "login",
    Action.OPEN_WINDOW: "window",
    Action.CALL_NEXT: "speaker",
    Action.START_SERVICE: "play",
    Action.COMPLETE_SERVICE: "check",
}
"""Icons of the buttons in the first row; the small ones go by words alone."""

FIRST_ROW = (Action.CALL_NEXT, Action.START_SERVICE, Action.COMPLETE_SERVICE)
GRID = (
    Action.RECALL,
    Action.PASS_TICKET,
    Action.PASS_AND_NEXT,
    Action.HOLD_TICKET,
    Action.RESUME_TICKET,
    Action.TRANSFER,
    Action.PAUSE_OR_RESUME,
    Action.CALL_SPECIFIC,
    Action.MORE,
)
"""Buttons never change their places: after a week the hand finds them alone."""

ACTION_OF: dict[Verb, Action] = {verb: action for action, verb in VERB_OF.items()} | {
    Verb.RESUME_WINDOW: Action.PAUSE_OR_RESUME
}
