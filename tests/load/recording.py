"""Stations that press at random, as fast as they are answered, and write down what they were promised."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.bench.rig import PIN
from hub.client.link import Link, LinkState, Outcome
from hub.client.settings import load
from hub.contract.commands import (
    CallNext,
    Command,
    CompleteService,
    HoldTicket,
    OpenWindow,
    PassAndNext,
    PassTicket,
    Recall,
    SignIn,
    StartService,
    TakeTicket,
    Transfer,
)
from hub.contract.vocabulary import Person, PriorityClass, StationKind

BUSINESSES = ("b1", "b2", "b3")

PERSON = Person("欧阳测试员", "110101199003078515", "13900008888")
"""Whom some tickets are for: made up, and easy to find again where it must not stand."""

_PRESSES: tuple[tuple[Command, int], ...] = (
    (CallNext(), 8),
    (StartService(), 4),
    (CompleteService(), 6),
    (PassAndNext(), 1),
    (PassTicket(), 1),
    (Recall(), 1),
    (HoldTicket(), 1),
    (Transfer(to_business_id="b2"), 1),
)
"""What a clerk presses and how often; many are refused, and a refusal is a promise too: nothing was done."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One press and what became of it; ``outcome`` is None while nobody has answered."""

    station_id: str
    command: Command
    outcome: Outcome | None


class RecordingStation:
    """One station in a closed loop over the real link."""

    def __init__(self, credential: Path, dice: random.Random) -> None:
        self.link = Link(load(credential), answers_only=True)
        self.promises: dict[str, Promise] = {}
        self.resting = threading.Event()
        self.resting.set()
        self._lock = threading.Lock()
        self._dice = dice
        self._stopped = threading.Event()

    @property
    def answered(self) -> int:
        """How many presses the hub itself has answered."""
        with self._lock:
            return sum(1 for promise in self.promises.values() if was_answered(promise))

    def copy(self) -> dict[str, Promise]:
        """What was promised until now, by command id."""
        with self._lock:
            return dict(self.promises)

    def sign_in(self, operator_id: str) -> None:
        """Put somebody at the window and open it. Raises the hub's ``Fault``."""
        self.link.request(SignIn(operator_id, PIN), 30)
        self.link.request(OpenWindow(), 30)

    def begin(self) -> None:
        """Press until told to rest."""
        self._stopped.clear()
        self.resting.clear()
        self.press(self._next())

    def rest(self) -> None:
        """Press no more; ``resting`` is set when the last press has its outcome."""
        self._stopped.set()

    def press(self, command: Command, then: Callable[[Outcome], None] | None = None) -> None:
        """Press one thing and write it down; ``then`` follows its outcome."""
        follow = then or self._go_on

        def note(outcome: Outcome) -> None:
            with self._lock:
                self.promises[outcome.command_id] = Promise(self.link.station_id, command, outcome)
            follow(outcome)

        # Held over the send: the outcome, which comes in another thread, is written after the press.
        with self._lock:
            command_id = self.link.send(command, note)
            self.promises[command_id] = Promise(self.link.station_id, command, None)

    def pressed(self, command: Command) -> Outcome:
        """Press one thing and wait for what becomes of it."""
        outcomes: list[Outcome] = []
        arrived = threading.Event()

        def note(outcome: Outcome) -> None:
            outcomes.append(outcome)
            arrived.set()

        self.press(command, note)
        assert arrived.wait(60), f"nothing became of {command.verb}"
        return outcomes[0]

    def _go_on(self, _outcome: Outcome | None = None) -> None:
        if self._stopped.is_set():
            self.resting.set()
        else:
            self.press(self._next())

    def _next(self) -> Command:
        if self.link.kind is StationKind.COUNTER:
            return self._dice.choices([press for press, _ in _PRESSES], [weight for _, weight in _PRESSES])[0]
        return TakeTicket(
            self._dice.choice(BUSINESSES),
            self._dice.choice((PriorityClass.ORDINARY, PriorityClass.ORDINARY, PriorityClass.ELDERLY)),
            person=PERSON if self._dice.random() < 0.2 else None,
        )


def was_answered(promise: Promise) -> bool:
    """Whether the hub has answered: a fault that the station made up itself (no_answer) promises nothing."""
    return promise.outcome is not None and (promise.outcome.fault is None or promise.outcome.fault.code != "no_answer")


def online(stations: Sequence[RecordingStation]) -> bool:
    """Whether all of them reach the hub."""
    return all(station.link.state is LinkState.ONLINE for station in stations)
