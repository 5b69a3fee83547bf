"""Serving: start, complete, hold, transfer, abandon; one visit of several legs."""

import pytest

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import FaultCode
from hub.contract.vocabulary import TicketState
from hub.core.apply import apply
from hub.core.recorded import Recorded
from tests.fakes.halls import DrivenHall, driven, staffed


def at_window(number: int = 1, *, business: str = "b1", started: bool = False) -> tuple[DrivenHall, str]:
    """A hall with a ticket called to a window."""
    hall = staffed()
    ticket_id = hall.take(business)
    hall.now += 60_000
    hall.do(cmd.CallNext(), f"counter-{number}")
    if started:
        hall.now += 10_000
        hall.do(cmd.StartService(), f"counter-{number}")
    return hall, ticket_id


def test_a_service_runs_from_its_start_to_its_end() -> None:
    hall, ticket_id = at_window(started=True)
    started = hall.now
    hall.now += 300_000
    event = hall.do(cmd.CompleteService(), "counter-1")[0]
    assert isinstance(event, ev.ServiceCompleted)
    assert not event.start_inferred
    ticket = hall.hall.tickets[ticket_id]
    assert (ticket.started_at, ticket.ended_at, ticket.state) == (started, hall.now, TicketState.COMPLETED)
    assert hall.hall.seats["1"].ticket_id == ""
    assert hall.hall.pace_ms["b1"] == 310_000, "the window was busy from the call on"


def test_a_skipped_start_counts_from_the_call_and_is_flagged() -> None:
    hall, ticket_id = at_window()
    called = hall.now
    hall.now += 300_000
    event = hall.do(cmd.CompleteService(), "counter-1")[0]
    assert isinstance(event, ev.ServiceCompleted)
    assert event.start_inferred
    ticket = hall.hall.tickets[ticket_id]
    assert (ticket.started_at, ticket.start_inferred) == (called, True)


@pytest.mark.parametrize(
    "press", [cmd.StartService(), cmd.CompleteService(), cmd.HoldTicket(), cmd.Transfer("b2"), cmd.Abandon()]
)
def test_an_empty_window_has_nothing_to_serve(press: cmd.Command) -> None:
    assert staffed().refused(press, "counter-1").code is FaultCode.NO_OPEN_TICKET
    assert driven().refused(press, "counter-1").code is FaultCode.NOT_SIGNED_IN


def test_a_service_is_not_started_twice() -> None:
    hall, _ = at_window(started=True)
    assert hall.refused(cmd.StartService(), "counter-1").code is FaultCode.TICKET_STATE


def test_a_held_ticket_frees_its_window() -> None:
    hall, ticket_id = at_window(started=True)
    hall.do(cmd.HoldTicket(), "counter-1")
    assert hall.hall.tickets[ticket_id].state is TicketState.HELD
    assert hall.hall.seats["1"].ticket_id == ""
    assert [ticket.ticket_id for ticket in hall.hall.put_aside(TicketState.HELD)] == [ticket_id]


# -- transfer ---------------------------------------------------------------------------------------------------


def test_a_transfer_to_a_business_keeps_the_number_and_begins_a_leg() -> None:
    hall, ticket_id = at_window(started=True)
    hall.now += 60_000
    event = hall.do(cmd.Transfer(to_business_id="b2"), "counter-1")[0]
    assert isinstance(event, ev.TicketTransferred)
    assert (event.leg, event.business_id, event.to_business_id, event.to_window_id) == (1, "b1", "b2", "")
    ticket = hall.hall.tickets[ticket_id]
    assert (ticket.number, ticket.leg, ticket.business_id, ticket.state) == ("A001", 2, "b2", TicketState.WAITING)
    assert (ticket.queued_at, ticket.called_at, ticket.window_id, ticket.times) == (hall.now, None, "", 0)
    (leg,) = ticket.past_legs
    assert (leg.leg, leg.business_id, leg.window_id, leg.operator_id) == (1, "b1", "1", "1001")
    assert (leg.outcome, leg.ended_at, leg.started_at) == ("transferred", hall.now, hall.now - 60_000)


def test_every_leg_asks_for_its_own_evaluation_by_name() -> None:
    hall, ticket_id = at_window()
    hall.do(cmd.Transfer(to_business_id="b2"), "counter-1")
    hall.do(cmd.CallNext(), "counter-2")
    asked = hall.do(cmd.CompleteService(), "counter-2")[1]
    assert isinstance(asked, ev.EvaluationAsked)
    assert (asked.request_id, asked.leg, asked.window_id) == (f"{ticket_id}.2", 2, "2")


@pytest.mark.parametrize(
    "target",
    [
        cmd.Transfer(),
        cmd.Transfer(to_business_id="b2", to_window_id="2"),
        cmd.Transfer(to_business_id="b1"),
        cmd.Transfer(to_business_id="b9"),
        cmd.Transfer(to_window_id="1"),
        cmd.Transfer(to_window_id="9"),
    ],
)
def test_a_transfer_needs_one_other_place_where_somebody_serves(target: cmd.Transfer) -> None:
    hall, _ = at_window()
    assert hall.refused(target, "counter-1").code is FaultCode.TRANSFER_TARGET


def test_a_transfer_to_a_window_that_does_not_serve_the_business_is_refused() -> None:
    hall, _ = at_window(2, business="b2")
    assert hall.refused(cmd.Transfer(to_window_id="1"), "counter-2").code is FaultCode.TRANSFER_TARGET


def test_a_waiting_ticket_cannot_be_transferred_by_a_window_that_has_not_got_it() -> None:
    hall = staffed()
    hall.take()
    assert hall.refused(cmd.Transfer(to_business_id="b2"), "counter-1").code is FaultCode.NO_OPEN_TICKET


# -- abandon ----------------------------------------------------------------------------------------------------


def test_a_window_drops_its_called_ticket_without_naming_it() -> None:
    hall, ticket_id = at_window()
    hall.do(cmd.Abandon(), "counter-1")
    assert hall.hall.tickets[ticket_id].state is TicketState.ABANDONED
    assert hall.hall.seats["1"].ticket_id == ""


def test_who_is_being_served_cannot_be_dropped() -> None:
    hall, _ = at_window(started=True)
    assert hall.refused(cmd.Abandon(), "counter-1").code is FaultCode.TICKET_STATE


def test_a_window_may_name_its_own_called_ticket_but_not_anothers() -> None:
    hall, ticket_id = at_window(2)
    assert hall.refused(cmd.Abandon(number="A001"), "counter-1").code is FaultCode.NOT_THIS_WINDOW
    hall.do(cmd.Abandon(ticket_id), "counter-2")


@pytest.mark.parametrize("station", ["counter-1", "guide-1", "console"])
def test_a_waiting_ticket_is_dropped_by_staff_anywhere(station: str) -> None:
    hall = staffed()
    hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    ticket_id = hall.take()
    hall.do(cmd.Abandon(number="A001"), station)
    assert hall.hall.tickets[ticket_id].state is TicketState.ABANDONED
    assert hall.hall.queues.waiting_for("b1") == 0
    assert hall.refused(cmd.Abandon(ticket_id), station).code is FaultCode.TICKET_STATE


def test_a_guide_must_name_a_ticket_and_may_drop_a_called_one() -> None:
    hall, ticket_id = at_window()
    hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    assert hall.refused(cmd.Abandon(), "guide-1").code is FaultCode.NO_WINDOW
    hall.do(cmd.Abandon(ticket_id), "guide-1")
    assert hall.hall.seats["1"].ticket_id == ""


# -- the fold itself --------------------------------------------------------------------------------------------


def test_a_row_that_does_not_follow_the_last_is_refused() -> None:
    hall, _ = at_window()
    row = hall.journal[-1]
    before = hall.hall.seq
    for seq in (before, before + 2):
        with pytest.raises(ValueError, match="does not follow"):
            apply(hall.hall, Recorded(seq, row.at, "hub", "", "x", ev.DayClosed(business_date="2025-11-22")))
    assert hall.hall.seq == before
