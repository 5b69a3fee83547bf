"""A clerk without a screen: presses what a clerk would press, over the same session, with times drawn by lot.

Pure of threads and clocks: the agenda tells the time and wakes the clerk.
"""

import heapq
import itertools
import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from counter_client.session import Pressed, Session
from counter_client.situation import Situation
from hub.client.outbox import Outcome
from hub.contract.commands import (
    CallNext,
    CloseWindow,
    Command,
    CompleteService,
    HoldTicket,
    OpenWindow,
    PassTicket,
    PauseWindow,
    Recall,
    ResumeTicket,
    ResumeWindow,
    SignIn,
    SignOut,
    StartService,
    Transfer,
)
from hub.contract.faults import FaultCode
from hub.contract.vocabulary import PauseReason

# Spread of service times: log-normal with this sigma has its 90th percentile at about twice its median.
_SIGMA = 0.6
_REACTION_S = (1.0, 4.0)
"""From seeing that somebody waits to the press."""
_WALK_S = (5.0, 25.0)
"""From the call to the citizen's arrival."""
_PAUSE_S = (60.0, 300.0)
_HOLD_S = (60.0, 240.0)
_RETRY_S = 2.0
"""After a refusal or without a connection: look again, in real seconds, whatever the speed."""

_AWAY = frozenset({Situation.STARTING, Situation.UNBOUND, Situation.SIGNED_OUT})
"""Where there is nothing to close."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How often, per ticket, something else than the plain way happens."""

    recall: float = 0.12
    pass_ticket: float = 0.05
    hold: float = 0.03
    transfer: float = 0.04
    pause: float = 0.02

    @classmethod
    def parse(cls, text: str) -> "Mix":
        """Read ``recall=0.1,pass=0.05``; what is not named does not happen. Raises ValueError with a sentence."""
        names = {"recall": "recall", "pass": "pass_ticket", "hold": "hold", "transfer": "transfer", "pause": "pause"}
        shares = dict.fromkeys(names.values(), 0.0)
        for part in filter(None, (one.strip() for one in text.split(","))):
            name, _, value = part.partition("=")
            if name not in names:
                raise ValueError(f"unknown part {name!r} of the mix; there are: {', '.join(names)}")
            try:
                share = float(value)
            except ValueError:
                share = math.nan
            if not 0.0 <= share <= 1.0:
                raise ValueError(f"the share of {name} must be between 0 and 1, not {value!r}")
            shares[names[name]] = share
        return cls(**shares)


class Agenda:
    """What is to be done when; the time is told by ``now`` in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._order = itertools.count()
        self._due: list[tuple[float, int, Callable[[], None]]] = []

    def after(self, seconds: float, work: Callable[[], None]) -> None:
        """Do it so many seconds from now."""
        heapq.heappush(self._due, (self._now() + seconds, next(self._order), work))

    def next_in(self) -> float | None:
        """Seconds until the next thing; None if there is none."""
        return max(0.0, self._due[0][0] - self._now()) if self._due else None

    def run_due(self) -> None:
        """Do what is due."""
        while self._due and self._due[0][0] <= self._now():
            heapq.heappop(self._due)[2]()


class Clerk:
    """One clerk at one session. ``start`` once; it goes on by itself until ``leave``."""

    def __init__(
        self,
        session: Session,
        *,
        operator_id: str,
        pin: str,
        agenda: Agenda,
        lot: random.Random,
        speed: float,
        service_s: float,
        mix: Mix,
        completed: Callable[[], None] = lambda: None,
    ) -> None:
        self.session = session
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.left = False
        self._operator_id = operator_id
        self._pin = pin
        self._agenda = agenda
        self._lot = lot
        self._speed = speed
        self._service_s = service_s
        self._mix = mix
        self._completed = completed
        self._planned = False
        self._plan_number = 0
        self._blocked = False
        self._leaving = False
        self._served: str | None = None
        self._recalled: str | None = None
        self._idle = False
        session.listen(self._changed)

    def start(self) -> None:
        """Come to work."""
        self._plan(0.0)

    def leave(self) -> None:
        """Finish who is here, close the window, sign out."""
        self._leaving = True
        self._plan(0.0, instead=True)

    # ---- what to do next

    def _changed(self) -> None:
        if self._blocked and self.session.pending is None and self.session.online:
            self._blocked = False
            self._plan(0.0, instead=True)
        # Somebody has come while the clerk was idle, or the line is back.
        if self._idle and not self._planned and (self._leaving or self.session.desk.waiting_count > 0):
            self._idle = False
            self._plan(self._draw(_REACTION_S))

    def _plan(self, seconds: float, *, instead: bool = False) -> None:
        """Go on so many seconds from now, unless something is planned; ``instead`` drops what was."""
        if self._planned and not instead:
            return
        self._planned = True
        self._plan_number += 1
        number = self._plan_number
        self._agenda.after(seconds, lambda: self._go_on() if number == self._plan_number else None)

    def _draw(self, between: tuple[float, float]) -> float:
        return self._lot.uniform(*between) / self._speed

    def _go_on(self) -> None:
        self._planned = False
        if self.left:
            return
        if self._leaving and self.session.situation in _AWAY:
            self.left = True
            return
        if self.session.pending is not None or not self.session.online:
            self._blocked = True
            self._plan(_RETRY_S / 4)
            self.session.tick()
            return
        self._blocked = False
        steps = self._LEAVING if self._leaving else self._WORKING
        step = steps.get(self.session.situation)
        if step is None:
            self._plan(_RETRY_S / 4)
        else:
            step(self)

    def _press(self, command: Command, then_in: float = 0.0) -> None:
        def told(outcome: Outcome) -> None:
            if outcome.fault is None:
                self.done[command.verb] += 1
                if isinstance(command, CompleteService):
                    self._completed()
                if isinstance(command, SignOut):
                    self.left = True
                self._plan(then_in)
            else:
                self.refused[outcome.fault.code.value] += 1
                self._after_refusal(command, outcome.fault.code)

        if self.session.press(command, told) is not Pressed.SENT:
            self._plan(_RETRY_S / 4)

    def _after_refusal(self, command: Command, code: FaultCode) -> None:
        if code is FaultCode.LAST_WINDOW and isinstance(command, CloseWindow):
            # Evening: whoever waits is told by the hall; the clerk confirms.
            self.session.question = None
            self._press(CloseWindow(confirmed=True))
        elif code is FaultCode.NOBODY_WAITING:
            self._wait_for_somebody()
        else:
            self._plan(_RETRY_S)

    def _wait_for_somebody(self) -> None:
        self._idle = True
        # A view may have come before the refusal: look again after a while in any case.
        self._agenda.after(_RETRY_S * 5, self._look_again)

    def _look_again(self) -> None:
        if self._idle:
            self._idle = False
            self._plan(0.0)

    # ---- one step for each situation

    def _sign_in(self) -> None:
        self._press(SignIn(self._operator_id, self._pin))

    def _open(self) -> None:
        self._press(OpenWindow(), self._draw(_REACTION_S))

    def _resume(self) -> None:
        self._press(ResumeWindow())

    def _free(self) -> None:
        desk = self.session.desk
        if self._lot.random() < self._mix.pause and self.done["call_next"]:
            self._press(PauseWindow(self._lot.choice(list(PauseReason))), self._draw(_PAUSE_S))
        elif desk.held:
            self._press(ResumeTicket(ticket_id=desk.held[0].ticket_id), self._draw(_WALK_S))
        elif desk.waiting_count > 0:
            self._press(CallNext(), self._draw(_WALK_S))
        else:
            self._wait_for_somebody()

    def _called(self) -> None:
        current = self.session.desk.current
        assert current is not None
        if self._recalled != current.ticket_id and self._lot.random() < self._mix.recall:
            self._recalled = current.ticket_id
            self._press(Recall(), self._draw(_WALK_S))
        elif self._lot.random() < self._mix.pass_ticket:
            self._press(PassTicket())
        else:
            self._served = None
            self._press(StartService(), self._service())

    def _serving(self) -> None:
        current = self.session.desk.current
        assert current is not None
        if self._served == current.ticket_id:
            self._press(CompleteService(), self._draw(_REACTION_S))
            return
        # Decided once for each ticket; a ticket that was held comes back to be finished.
        self._served = current.ticket_id
        lot = self._lot.random()
        others = self.session.desk.transfer_businesses()
        if lot < self._mix.hold and self.done["hold_ticket"] <= self.done["complete_service"]:
            self._press(HoldTicket(), self._draw(_HOLD_S))
        elif self._mix.hold <= lot < self._mix.hold + self._mix.transfer and others:
            self._press(Transfer(to_business_id=self._lot.choice(others).business_id))
        else:
            self._press(CompleteService(), self._draw(_REACTION_S))

    def _service(self) -> float:
        return self._lot.lognormvariate(math.log(self._service_s), _SIGMA) / self._speed

    # ---- going home

    def _finish(self) -> None:
        self._press(CompleteService())

    def _pass(self) -> None:
        self._press(PassTicket())

    def _close(self) -> None:
        self._press(CloseWindow())

    def _sign_out(self) -> None:
        self._press(SignOut())

    _WORKING: ClassVar[dict[Situation, Callable[["Clerk"], None]]] = {
        Situation.SIGNED_OUT: _sign_in,
        Situation.CLOSED: _open,
        Situation.PAUSED: _resume,
        Situation.FREE: _free,
        Situation.CALLED: _called,
        Situation.SERVING: _serving,
    }
    _LEAVING: ClassVar[dict[Situation, Callable[["Clerk"], None]]] = {
        Situation.CLOSED: _sign_out,
        Situation.PAUSED: _close,
        Situation.FREE: _close,
        Situation.CALLED: _pass,
        Situation.SERVING: _finish,
    }
