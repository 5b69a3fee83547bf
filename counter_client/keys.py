"""The key map of the counter, as data: it is shown on the buttons and read by the window.

Keys act while the bar has the keyboard. It takes the keyboard only when the clerk clicks its number or opens a panel
with a field, and gives it back with Esc.
"""

from collections.abc import Mapping
from enum import StrEnum


class Action(StrEnum):
    """What a press means to the clerk. Most are one verb; some open a panel first or depend on the state."""

    PRIMARY = "primary"
    CALL_NEXT = "call_next"
    RECALL = "recall"
    START_SERVICE = "start_service"
    COMPLETE_SERVICE = "complete_service"
    PASS_TICKET = "pass_ticket"
    PASS_AND_NEXT = "pass_and_next"
    HOLD_TICKET = "hold_ticket"
    RESUME_TICKET = "resume_ticket"
    TRANSFER = "transfer"
    PAUSE_OR_RESUME = "pause_or_resume"
    CALL_SPECIFIC = "call_specific"
    MORE = "more"
    LISTS = "lists"
    REACTIVATE = "reactivate"
    ABANDON = "abandon"
    OPEN_WINDOW = "open_window"
    CLOSE_WINDOW = "close_window"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    TAKE_TICKET = "take_ticket"
    REPRINT = "reprint"
    BACK = "back"


KEYS: dict[str, Action] = {
    "F1": Action.CALL_NEXT,
    "F2": Action.RECALL,
    "F3": Action.START_SERVICE,
    "F4": Action.COMPLETE_SERVICE,
    "F5": Action.PASS_TICKET,
    "F6": Action.PASS_AND_NEXT,
    "F7": Action.HOLD_TICKET,
    "F8": Action.RESUME_TICKET,
    "F9": Action.TRANSFER,
    "F10": Action.PAUSE_OR_RESUME,
    "F11": Action.CALL_SPECIFIC,
    "F12": Action.MORE,
    "Esc": Action.BACK,
}
"""Key → action at a window."""

GUIDE_KEYS: dict[str, Action] = {
    "F1": Action.TAKE_TICKET,
    "F2": Action.REPRINT,
    "F3": Action.REACTIVATE,
    "F4": Action.ABANDON,
    "F5": Action.LISTS,
    "F12": Action.SIGN_OUT,
    "Esc": Action.BACK,
}
"""Key → action at a guide desk."""


def key_of(action: Action, keys: Mapping[str, Action]) -> str:
    """The key that does this; empty if there is none."""
    return next((key for key, meant in keys.items() if meant is action), "")
