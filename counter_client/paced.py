"""``python -m counter_client.paced``: one window that calls by the clock, for the benchmark from press to paint.

The very session of the screen presses over a real link. When it is ready it waits for one line on its standard input:
the moment, in seconds of the machine's monotonic clock, at which round 0 begins. Windows with the same offset press at
the same moment. In each round it calls the next ticket and completes it a little later. Prints one JSON line.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from counter_client.session import Pressed, Session
from counter_client.simulated import Office, credentials
from hub.client.link import Link, LinkState, Outcome
from hub.contract.commands import CallNext, Command, CompleteService, OpenWindow, SignIn
from hub.contract.notices import CallAnswer

SWITCH_S = 0.0005
"""As in the program on the screen: a press must not wait for another thread's turn to end."""

READY_S = 30.0
"""How long connecting may take, and how long the last round is waited for."""

AGAIN_S = 0.01
"""A press that the session does not take yet (the view of the last one is on its way) is tried again so soon."""

COMPLETE_AFTER = 0.375
"""Share of a round between a call and its completion: not a moment at which another window calls."""

SENT = "call_next.sent"
"""The moment of the session's trace at which a call leaves it."""


class PacedClerk:
    """Calls and completes by the clock, and notes when each call was sent and which it was."""

    def __init__(
        self,
        office: Office,
        rounds: int,
        round_s: float,
        offsets: tuple[float, ...],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.calls: list[dict[str, Any]] = []
        self.refused: dict[str, int] = {}
        self.over = False
        self._office = office
        self._monotonic = monotonic
        self._rounds, self._round_s, self._offsets = rounds, round_s, offsets
        self._sent_ns = 0
        self._session: Session | None = None

    def trace(self, moment: str, ns: int) -> None:
        """The session's own account of when a call left it."""
        if moment == SENT:
            self._sent_ns = ns

    def begin(self, session: Session, at_s: float) -> None:
        """Put all rounds into the office's agenda; ``at_s`` of the monotonic clock is round 0."""
        self._session = session
        for number in range(self._rounds):
            due = at_s + number * self._round_s + self._offsets[number % len(self._offsets)] - self._monotonic()
            self._office.agenda.after(due, lambda: self._press(CallNext()))
            self._office.agenda.after(due + self._round_s * COMPLETE_AFTER, lambda: self._press(CompleteService()))
        end_s = at_s + (self._rounds + 1) * self._round_s - self._monotonic()
        self._office.agenda.after(end_s, self._end)

    def _press(self, command: Command) -> None:
        assert self._session is not None, "begun"
        if self._session.press(command, lambda outcome: self.noted(command, outcome)) is not Pressed.SENT:
            self._office.agenda.after(AGAIN_S, lambda: self._press(command))

    def noted(self, command: Command, outcome: Outcome) -> None:
        """What came of a press."""
        if outcome.fault is not None:
            name = f"{command.verb}:{outcome.fault.code}"
            self.refused[name] = self.refused.get(name, 0) + 1
        elif isinstance(outcome.answer, CallAnswer) and outcome.answer.called is not None:
            called = outcome.answer.called
            self.calls.append({"call_seq": called.call_seq, "number": called.number, "sent_ns": self._sent_ns})

    def _end(self) -> None:
        self.over = True


def _read_offsets(_context: click.Context, _parameter: click.Parameter, text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(","))


@click.command()
@click.option("--station", type=click.Path(path_type=Path), required=True, help="Station file of a window.")
@click.option("--operator", nargs=2, required=True, help="Staff number and PIN.")
@click.option("--rounds", type=click.IntRange(min=1), default=60, show_default=True)
@click.option("--round", "round_s", type=float, default=0.8, show_default=True, help="Seconds of a round.")
@click.option("--offsets", callback=_read_offsets, default="0", help="Seconds after the round's begin, in turn.")
def main(station: Path, operator: tuple[str, str], rounds: int, round_s: float, offsets: tuple[float, ...]) -> None:
    """Call by the clock."""
    sys.setswitchinterval(SWITCH_S)
    office = Office()
    clerk = PacedClerk(office, rounds, round_s, offsets)
    (credential,) = credentials((station,))
    link = Link(credential)
    session = Session(link, now=link.hub_clock.now, deliver=office.deliver, trace=clerk.trace)
    link.start()
    office.run_until(lambda: link.state is LinkState.ONLINE, READY_S)
    link.request(SignIn(*operator), READY_S)
    link.request(OpenWindow(), READY_S)
    office.run_until(lambda: CallNext.verb in session.allowed, READY_S)
    click.echo(f"ready counter_client.paced {credential.station}")
    clerk.begin(session, float(sys.stdin.readline()))
    office.run_until(lambda: clerk.over, rounds * round_s + READY_S)
    link.close()
    click.echo(json.dumps({"calls": clerk.calls, "refused": clerk.refused}))


if __name__ == "__main__":
    main()
