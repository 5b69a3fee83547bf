"""What a phone says about a ticket: one table of situations, each with its tone, its words and what to do."""

from dataclasses import dataclass
from enum import StrEnum

from hub.contract.vocabulary import TicketState
from hub.web.pictures import TicketPicture
from hub.web.wording import Wording


class Situation(StrEnum):
    """Where a citizen stands, finer than the ticket's state where the advice differs."""

    WAITING = "waiting"
    CLOSED = "waiting.closed"  # waiting, but nobody serves this business now
    NEXT = "next"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    PASSED = "passed"
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    EXPIRED = "expired"


TONE: dict[Situation, tuple[str, str]] = {
    Situation.WAITING: ("calm", "clock"),
    Situation.CLOSED: ("calm", "clock"),
    Situation.NEXT: ("near", "bell"),
    Situation.CALLED: ("call", "bell"),
    Situation.SERVING: ("near", "person"),
    Situation.HELD: ("warn", "hold"),
    Situation.PASSED: ("warn", "warning"),
    Situation.COMPLETED: ("good", "check"),
    Situation.ABANDONED: ("off", "cross"),
    Situation.EXPIRED: ("off", "cross"),
}
"""Tone of the band and its icon; the words always say it too."""


@dataclass(frozen=True, slots=True)
class Face:
    """The band of a phone page. ``over`` says that nothing more will happen today."""

    situation: Situation
    tone: str
    icon: str
    title: str
    advice: str
    change: str
    wait: str
    over: bool


def situation_of(picture: TicketPicture) -> Situation:
    """Where this citizen stands."""
    if picture.state is not TicketState.WAITING:
        return Situation(picture.state.value)
    if picture.open_windows == 0:
        return Situation.CLOSED
    return Situation.NEXT if picture.ahead == 0 else Situation.WAITING


OVER = frozenset({Situation.COMPLETED, Situation.ABANDONED, Situation.EXPIRED})


def face(picture: TicketPicture, words: Wording) -> Face:
    """The band in a language."""
    situation = situation_of(picture)
    tone, icon = TONE[situation]
    return Face(
        situation=situation,
        tone=tone,
        icon=icon,
        title=_title(situation, picture, words),
        advice=_advice(situation, picture, words),
        change=_change(picture, words),
        wait=words.wait(picture.expected_wait_s) if situation is Situation.WAITING else "",
        over=situation in OVER,
    )


def _title(situation: Situation, picture: TicketPicture, words: Wording) -> str:
    if situation in (Situation.WAITING, Situation.CLOSED):
        return words("phone.waiting.title", n=picture.ahead)
    if situation is Situation.CALLED:
        return words("phone.called.title", window=picture.window_number)
    return words(f"phone.{situation}.title")


def _advice(situation: Situation, picture: TicketPicture, words: Wording) -> str:
    if situation in (Situation.WAITING, Situation.NEXT) and (near := words.numbers(picture.windows)):
        return words(f"phone.{situation}.near", windows=near)
    if situation is Situation.CALLED and picture.times > 1:
        return words("phone.called.again", n=picture.times)
    if situation is Situation.CLOSED:
        return words("phone.waiting.closed")
    if situation in (Situation.SERVING, Situation.HELD):
        return words(f"phone.{situation}.advice", window=picture.window_number)
    return words(f"phone.{situation}.advice")


def _change(picture: TicketPicture, words: Wording) -> str:
    """What happened to a waiting ticket that its citizen may not know, and what stays the same."""
    if picture.state is not TicketState.WAITING:
        return ""
    if picture.came_back:
        return words("phone.back")
    return words("phone.moved", business=words.say(picture.business)) if picture.leg > 1 else ""
