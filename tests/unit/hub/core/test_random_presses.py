"""Random presses from ten windows, two kiosks and a guide, against a simple model that knows no queue index.

Held at every step: no number twice, no ticket at two windows, none lost, the journal folds to the very state.
"""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.commands import Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import (
    EvaluationLevel,
    EvaluationState,
    OpenTicketRule,
    PauseReason,
    PriorityClass,
    QueuePosition,
    SiteRules,
    StationKind,
    TicketState,
    WindowState,
)
from hub.core.apply import apply
from hub.core.hall import Hall
from hub.core.transitions import OPEN_STATES
from tests.fakes.halls import DrivenHall, driven
from tests.fakes.ledgers import as_compared, sqlite_store, write_journal

WINDOWS = 10
BUSINESSES = 4

windows = st.integers(1, WINDOWS).map(lambda number: f"counter-{number}")
businesses = st.integers(1, BUSINESSES).map(lambda number: f"b{number}")
classes = st.sampled_from([PriorityClass.ORDINARY, PriorityClass.ORDINARY, PriorityClass.ELDERLY])
rules_of_sites = st.builds(
    SiteRules,
    call_next_while_open=st.sampled_from(OpenTicketRule),
    transfer_position=st.sampled_from(QueuePosition),
    reactivate_position=st.sampled_from(QueuePosition),
    recall_limit=st.integers(1, 3),
    priority_run=st.integers(1, 3),
    block_size=st.integers(1, 5),
)

SIMPLE: tuple[type[Command], ...] = (
    cmd.Recall, cmd.StartService, cmd.CompleteService, cmd.PassTicket, cmd.PassAndNext, cmd.HoldTicket, cmd.OpenWindow,
    cmd.ResumeWindow, cmd.SignOut, cmd.Abandon,
)  # fmt: skip


@dataclass
class Known:
    """What the model knows of one ticket: where it should be, told by the events alone."""

    number: str
    state: str
    window: str = ""
    history: list[str] = field(default_factory=list)


class RandomPresses(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.driven = DrivenHall()
        self.known: dict[str, Known] = {}
        self.issued: dict[str, set[str]] = {}
        self.replayed = Hall("test")
        self.replayed_rows = 0
        self.day = 22

    @initialize(site=rules_of_sites)
    def open_the_hall(self, site: SiteRules) -> None:
        self.driven = driven(WINDOWS, BUSINESSES, site)
        for number in range(1, WINDOWS + 1):
            self.driven.do(cmd.SignIn(str(1000 + number), "1357"), f"counter-{number}")
            self.driven.do(cmd.OpenWindow(), f"counter-{number}")

    def press(
        self, command: Command, station: str, kind: StationKind = StationKind.COUNTER
    ) -> tuple[ev.Event, ...] | Fault:
        self.driven.now += 250
        decided = self.driven.press(command, station, kind)
        if isinstance(decided, Fault):
            assert decided.sentence("zh")
            assert decided.sentence("en")
            return decided
        for event in decided:
            self.learn(event)
        return decided

    def learn(self, event: ev.Event) -> None:
        """The model: plain bookkeeping of what each event says."""
        if isinstance(event, ev.TicketTaken):
            date = self.issued.setdefault(event.business_date, set())
            assert event.number not in date, f"{event.number} was issued twice"
            date.add(event.number)
            self.known[event.ticket_id] = Known(event.number, "waiting")
            return
        if not isinstance(event, ev.TicketEvent):
            return
        ticket = self.known[event.ticket_id]
        assert ticket.number == event.number, "a number changed"
        after = {
            ev.TicketCalled: "called", ev.ServiceStarted: "serving", ev.ServiceCompleted: "completed",
            ev.TicketPassed: "passed", ev.TicketReactivated: "waiting", ev.TicketHeld: "held",
            ev.TicketTransferred: "waiting", ev.TicketAbandoned: "abandoned", ev.TicketExpired: "expired",
        }.get(type(event))  # fmt: skip
        if after is None:
            return
        assert ticket.state not in ("completed", "abandoned", "expired"), f"{ticket.number} moved after its end"
        ticket.state = after
        ticket.window = event.window_id if after in ("called", "serving") else ""
        ticket.history.append(after)

    # -- presses --------------------------------------------------------------------------------------------------

    @rule(kiosk=st.sampled_from(["kiosk-1", "kiosk-2"]), business=businesses, priority=classes)
    def take(self, kiosk: str, business: str, priority: PriorityClass) -> None:
        self.press(cmd.TakeTicket(business, priority), kiosk, StationKind.KIOSK)

    @rule(window=windows, complete=st.booleans())
    def call_next(self, window: str, complete: bool) -> None:
        hall = self.driven.hall
        seat = hall.seats[window.removeprefix("counter-")]
        mine = hall.windows[seat.window_id].businesses
        could = {
            ticket_id
            for ticket_id, ticket in hall.tickets.items()
            if ticket.state is TicketState.WAITING
            and ticket.target_window_id in ("", seat.window_id)
            and (ticket.business_id in mine)
        }
        free = seat.state is WindowState.OPEN and seat.operator_id and not seat.ticket_id
        decided = self.press(cmd.CallNext(complete), window)
        if free and could:
            assert not isinstance(decided, Fault), "somebody waits for a free window, and nobody was called"
            called = [event for event in decided if isinstance(event, ev.TicketCalled)]
            assert [event.ticket_id in could for event in called] == [True]
            assert called[0].why.zh
        elif free:
            assert isinstance(decided, Fault)
            assert decided.code is FaultCode.NOBODY_WAITING

    @rule(window=windows, command=st.sampled_from(SIMPLE))
    def press_a_key(self, window: str, command: type[Command]) -> None:
        self.press(command(), window)

    @rule(window=windows, data=st.data(), command=st.sampled_from([cmd.CallSpecific, cmd.ResumeTicket, cmd.Abandon]))
    def press_for_a_ticket(self, window: str, data: st.DataObject, command: type[Command]) -> None:
        if self.known:
            ticket_id = data.draw(st.sampled_from(sorted(self.known)))
            if ticket_id in self.driven.hall.tickets:
                self.press(command(ticket_id=ticket_id), window)  # type: ignore[call-arg]

    @rule(window=windows, data=st.data())
    def reactivate(self, window: str, data: st.DataObject) -> None:
        passed = sorted(self.driven.hall.aside[TicketState.PASSED])
        if passed:
            self.press(cmd.Reactivate(data.draw(st.sampled_from(passed))), window)

    @rule(window=windows, business=businesses)
    def transfer_to_business(self, window: str, business: str) -> None:
        self.press(cmd.Transfer(to_business_id=business), window)

    @rule(window=windows, to=st.integers(1, WINDOWS))
    def transfer_to_window(self, window: str, to: int) -> None:
        self.press(cmd.Transfer(to_window_id=str(to)), window)

    @rule(window=windows, reason=st.sampled_from(PauseReason))
    def pause(self, window: str, reason: PauseReason) -> None:
        self.press(cmd.PauseWindow(reason), window)

    @rule(window=windows, confirmed=st.booleans())
    def close(self, window: str, confirmed: bool) -> None:
        self.press(cmd.CloseWindow(confirmed=confirmed), window)

    @rule(number=st.integers(1, WINDOWS), operator=st.integers(1, WINDOWS))
    def sign_in(self, number: int, operator: int) -> None:
        self.press(cmd.SignIn(str(1000 + operator), "1357"), f"counter-{number}")

    @rule(data=st.data(), level=st.sampled_from(EvaluationLevel))
    def evaluate(self, data: st.DataObject, level: EvaluationLevel) -> None:
        requests = sorted(self.driven.hall.evaluations)
        if requests:
            request_id = data.draw(st.sampled_from(requests))
            before = self.driven.hall.evaluations[request_id].state
            decided = self.press(cmd.Evaluate(request_id, level), "devices-1", StationKind.DEVICES)
            assert isinstance(decided, Fault) == (before is not EvaluationState.ASKED)

    @rule(choice=st.integers(0, 9))
    def end_the_day(self, choice: int) -> None:
        if choice:  # one in ten: most of a day is not its end
            return
        self.press(cmd.CloseDay(f"2025-11-{self.day}"), "hub", StationKind.HUB)
        self.day += 1
        self.press(cmd.OpenDay(f"2025-11-{self.day}"), "hub", StationKind.HUB)

    def teardown(self) -> None:
        """The database's tables, written in batches as the writer does, say the same as the journal."""
        if self.driven.journal:
            with tempfile.TemporaryDirectory() as folder:
                write_and_verify(Path(folder), self.driven)

    # -- what must always hold ------------------------------------------------------------------------------------

    @invariant()
    def no_ticket_is_lost_or_elsewhere(self) -> None:
        hall = self.driven.hall
        for ticket_id, known in self.known.items():
            ticket = hall.tickets.get(ticket_id)
            if ticket is None:
                assert known.state in ("completed", "abandoned", "expired"), f"{known.number} was lost"
                continue
            assert ticket.state.value == known.state
            assert ticket.number == known.number
            if known.window:
                assert ticket.window_id == known.window
                assert hall.seats[known.window].ticket_id == ticket_id

    @invariant()
    def no_window_has_two_tickets(self) -> None:
        at = [known.window for known in self.known.values() if known.window]
        assert len(at) == len(set(at))
        seated = [seat.ticket_id for seat in self.driven.hall.seats.values() if seat.ticket_id]
        assert len(seated) == len(set(seated)) == len(at)

    @invariant()
    def whoever_waits_stands_in_exactly_one_queue(self) -> None:
        hall = self.driven.hall
        standing = [
            place[2]
            for queues in (hall.queues.of_business, hall.queues.of_window)
            for queue in queues.values()
            for lane in queue.lanes
            for place in lane
        ]
        waiting = [ticket.ticket_id for ticket in hall.tickets.values() if ticket.state is TicketState.WAITING]
        assert sorted(standing) == sorted(waiting)

    @invariant()
    def folding_the_journal_gives_the_state(self) -> None:
        for row in self.driven.journal[self.replayed_rows :]:
            apply(self.replayed, row)
        self.replayed_rows = len(self.driven.journal)
        assert self.replayed == self.driven.hall

    @invariant()
    def only_today_is_in_memory(self) -> None:
        hall = self.driven.hall
        assert all(ticket.state in OPEN_STATES or ticket.ended_at for ticket in hall.tickets.values())


def write_and_verify(folder: Path, made: DrivenHall) -> None:
    store = sqlite_store(folder)
    ledger = store.ledger()
    write_journal(ledger, made.journal, seed=len(made.journal))
    loaded, found = ledger.load(), store.verified()
    store.close()
    assert found.rows == len(made.journal)
    assert as_compared(loaded) == as_compared(made.hall)


LONG = os.environ.get("TING_SOAK") == "1"
RandomPresses.TestCase.settings = settings(
    max_examples=1000 if LONG else 60, stateful_step_count=100 if LONG else 50, deadline=None
)
TestRandomPresses = pytest.mark.timeout(3600 if LONG else 600)(RandomPresses.TestCase)
