"""The clerk of the benchmark: calls and completes by the clock, and knows when each call left."""

from counter_client.paced import PacedClerk
from counter_client.session import Session
from counter_client.simulated import Office
from hub.client.outbox import Outcome
from hub.contract.commands import CallNext, CompleteService
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import CallAnswer, Done, TicketView
from hub.contract.vocabulary import PriorityClass, StationKind, TicketState, Words
from tests.fakes.link import FakeLink


def ticket(number: str, call_seq: int) -> TicketView:
    return TicketView(
        ticket_id="t" * 8, number=number, business_id="b1", state=TicketState.CALLED,
        priority_class=PriorityClass.ORDINARY, leg=1, taken_at=0, queued_at=0, called_at=0, started_at=None, times=1,
        call_seq=call_seq,
    )  # fmt: skip


def called(number: str, call_seq: int) -> Outcome:
    return Outcome("id", CallAnswer(ticket(number, call_seq), Words("", "")), seq=call_seq)


def test_a_call_is_noted_with_the_moment_at_which_it_left() -> None:
    clerk = PacedClerk(Office(now=lambda: 0.0), rounds=1, round_s=1.0, offsets=(0.0,))
    clerk.trace("call_next.sent", 111)
    clerk.trace("call_next.answered", 222)
    clerk.noted(CallNext(), called("A001", 5))
    clerk.noted(CompleteService(), Outcome("id", Done()))
    assert clerk.calls == [{"call_seq": 5, "number": "A001", "sent_ns": 111}]
    assert clerk.refused == {}


def test_a_refusal_is_counted_by_its_verb_and_code() -> None:
    clerk = PacedClerk(Office(now=lambda: 0.0), rounds=1, round_s=1.0, offsets=(0.0,))
    for _ in range(2):
        clerk.noted(CallNext(), Outcome("id", fault=Fault(FaultCode.NOBODY_WAITING)))
    assert clerk.refused == {"call_next:nobody_waiting": 2}
    assert clerk.calls == []


def test_a_desk_that_is_offline_is_tried_again_until_its_rounds_are_over() -> None:
    now = [0.0]
    office = Office(now=lambda: now[0])
    clerk = PacedClerk(office, rounds=2, round_s=1.0, offsets=(0.0, 0.2), monotonic=lambda: now[0])
    link = FakeLink(kind=StationKind.COUNTER, clock=lambda: round(now[0] * 1000))
    clerk.begin(Session(link, now=lambda: round(now[0] * 1000)), at_s=0.0)
    while not clerk.over and now[0] < 10:
        office.agenda.run_due()
        now[0] += 0.05
    assert clerk.over
    assert link.sent == []
