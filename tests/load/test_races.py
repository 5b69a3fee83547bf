"""Many windows press at the same moment for few tickets: each ticket goes to exactly one of them."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.client.link import Outcome
from hub.contract.commands import CallNext, CompleteService, StartService, TakeTicket
from hub.contract.faults import FaultCode
from hub.contract.notices import CallAnswer, TicketIssued
from tests.load.books import audit
from tests.load.hall import LoadedHall, fresh_seed, loaded_hall, opened
from tests.load.recording import BUSINESSES, RecordingStation

WINDOWS, KIOSKS = 20, 4

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("rounds", [8, pytest.param(200, marks=pytest.mark.soak)])
def test_windows_that_press_at_once_never_get_the_same_ticket(rounds: int) -> None:
    with loaded_hall(fresh_seed(), windows=WINDOWS, kiosk_count=KIOSKS) as hall:
        for _ in range(rounds):
            tickets = take(hall, hall.dice.randint(1, WINDOWS - 1))
            called, refused = call_at_once(hall)
            assert sorted(called) == sorted(tickets), "a ticket was lost"
            assert refused == {FaultCode.NOBODY_WAITING: WINDOWS - len(tickets)}
            for station in called.values():
                assert station.pressed(StartService()).fault is None
                assert station.pressed(CompleteService()).fault is None
        hall.rig.stop_hub()
        with opened(hall.data) as books:
            audit(books, hall.promises)
            # The audit itself can fail: one promise more than was kept.
            broken = next(
                one for one in hall.promises.values() if one.outcome is not None and one.outcome.fault is None
            )
            with pytest.raises(AssertionError, match="lost"):
                audit(books, hall.promises | {"never-arrived": broken})
        hall.verify()


def take(hall: LoadedHall, count: int) -> list[str]:
    """Take some numbers; returns their tickets."""
    found: list[str] = []
    for _ in range(count):
        issued = hall.dice.choice(hall.kiosks).pressed(TakeTicket(hall.dice.choice(BUSINESSES))).answer
        assert isinstance(issued, TicketIssued)
        found.append(issued.slip.ticket_id)
    return found


def call_at_once(hall: LoadedHall) -> tuple[dict[str, RecordingStation], Counter[FaultCode]]:
    """All windows press 下一位 together; who got which ticket, and the refusals."""
    together = threading.Barrier(len(hall.counters))

    def press(station: RecordingStation) -> Outcome:
        together.wait(20)
        return station.pressed(CallNext())

    with ThreadPoolExecutor(len(hall.counters)) as fingers:
        outcomes = list(fingers.map(press, hall.counters))
    called = [
        (outcome.answer.called.ticket_id, station)
        for station, outcome in zip(hall.counters, outcomes, strict=True)
        if isinstance(outcome.answer, CallAnswer) and outcome.answer.called is not None
    ]
    assert len(dict(called)) == len(called), "two windows got one ticket"
    return dict(called), Counter(outcome.fault.code for outcome in outcomes if outcome.fault is not None)
