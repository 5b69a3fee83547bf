"""The one writer: decide, apply, commit, then speak; and what it does when the database does not."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from hub.contract import commands as cmd
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import CallAnswer, Called, CaughtUp, TicketIssued
from hub.contract.vocabulary import StationKind
from hub.core.hall import Hall
from hub.core.recorded import Recorded
from hub.service.housekeeping import RECEIPT_MS
from hub.service.writer import MAX_WAITING
from tests.fakes.halls import plan
from tests.fakes.ledgers import Store
from tests.fakes.writers import Desk, incoming

MakeDesk = Callable[..., Desk]
TAKE = cmd.TakeTicket("b1")


@dataclass
class Listener:
    """A follower that writes down what it hears."""

    rows: list[Recorded] = field(default_factory=list)

    def committed(self, rows: Iterable[Recorded], hall: Hall) -> None:
        self.rows.extend(rows)

    @property
    def seqs(self) -> list[int]:
        return [row.seq for row in self.rows]


def count(store: Store, table: str) -> int:
    return int(store.run(f"SELECT count(*) FROM {table}")[0][0])


# -- a press is done once ---------------------------------------------------------------------------------------


def test_a_repeat_gets_the_same_answer_and_nothing_happens_twice(desk: Desk, store: Store) -> None:
    first = desk.send(TAKE, "kiosk-1", "press-0001")
    rows, receipts = count(store, "journal"), count(store, "receipt")
    again = desk.send(TAKE, "kiosk-1", "press-0001")
    assert isinstance(first.answer, TicketIssued)
    assert again == first
    assert (count(store, "journal"), count(store, "receipt")) == (rows, receipts)


def test_a_refusal_is_repeated_as_it_was_even_when_things_have_changed(desk: Desk) -> None:
    desk.staff()
    refused = desk.send(cmd.CallNext(), "counter-1", "press-0001")
    assert refused.fault is not None
    assert refused.fault.code is FaultCode.NOBODY_WAITING
    desk.done(TAKE, "kiosk-1")
    again = desk.send(cmd.CallNext(), "counter-1", "press-0001")
    assert again.fault is not None
    assert again.fault.code is FaultCode.NOBODY_WAITING


@pytest.mark.parametrize(("command", "station"), [(cmd.TakeTicket("b2"), "kiosk-1"), (TAKE, "guide-1")])
def test_the_same_id_with_another_body_or_station_is_refused(desk: Desk, command: cmd.Command, station: str) -> None:
    desk.done(TAKE, "kiosk-1", "press-0001")
    refused = desk.send(command, station, "press-0001")
    assert refused.fault is not None
    assert refused.fault.code is FaultCode.ID_REUSED


def test_a_repeat_within_the_same_batch_gets_the_same_answer(make_desk: MakeDesk) -> None:
    make_desk().furnish().stop()
    desk = make_desk(start=False)
    for _ in range(3):
        desk.hand_in(incoming(TAKE, "kiosk-1", "press-0001"))
    desk.start()
    desk.answers("press-0001", times=3)
    assert len({reply.answer.slip.number for reply in desk.heard["press-0001"]}) == 1  # type: ignore[union-attr]


def test_a_hub_that_starts_again_still_knows_what_it_answered(make_desk: MakeDesk, store: Store) -> None:
    first = make_desk().furnish()
    answered = first.send(TAKE, "kiosk-1", "press-0001")
    first.stop()
    second = make_desk()
    assert second.send(TAKE, "kiosk-1", "press-0001") == answered
    assert second.done(TAKE, "kiosk-1").slip.number == "A002"


# -- group commit -----------------------------------------------------------------------------------------------


def prepared(make_desk: MakeDesk, *, waiting: int = 0) -> Desk:
    """A desk that has not begun to write, over a furnished hall with an open window."""
    first = make_desk().furnish().staff()
    for _ in range(waiting):
        first.done(TAKE, "kiosk-1")
    first.stop()
    return make_desk(start=False)


def test_commands_that_wait_together_share_a_commit_and_see_one_another(make_desk: MakeDesk, store: Store) -> None:
    desk = prepared(make_desk)
    rows = count(store, "journal")
    ids = [f"press-{number:04d}" for number in range(40)]
    for command_id in ids:
        desk.hand_in(incoming(TAKE, "kiosk-1", command_id))
    desk.hand_in(incoming(cmd.CallNext(), "counter-1", "next-0001"))
    desk.start()
    numbers = [reply.answer.slip.number for reply in desk.answers(*ids)]  # type: ignore[union-attr]
    assert numbers == [f"A{number:03d}" for number in range(1, 41)]
    (called,) = desk.answers("next-0001")
    assert isinstance(called.answer, CallAnswer)
    assert called.answer.called is not None
    assert called.answer.called.number == "A001"
    assert desk.ledger.batches == [41], "one commit for all"
    assert desk.order == [*ids, "next-0001"]
    assert count(store, "journal") == rows + 42
    assert store.verified().rows == rows + 42


def test_a_pack_and_a_new_day_have_a_commit_of_their_own(make_desk: MakeDesk, store: Store) -> None:
    desk = prepared(make_desk)
    desk.hand_in(incoming(TAKE, "kiosk-1", "press-0001"))
    desk.hand_in(incoming(cmd.LoadPack(plan(windows=4)), "console", "pack-0001"))
    desk.hand_in(incoming(TAKE, "kiosk-1", "press-0002"))
    desk.hand_in(incoming(cmd.CloseDay("2025-11-22"), "hub", "close-001"))
    desk.hand_in(incoming(cmd.OpenDay("2025-11-23"), "hub", "open-0001"))
    desk.hand_in(incoming(TAKE, "kiosk-1", "press-0003"))
    desk.start()
    desk.answers("press-0003")
    assert desk.ledger.batches == [1, 1, 2, 1, 1]
    store.verified()


# -- when it comes too late -------------------------------------------------------------------------------------


def test_a_press_that_waited_too_long_calls_nobody_and_leaves_no_receipt(desk: Desk, store: Store) -> None:
    receipts = count(store, "receipt")
    late = desk.send(TAKE, "kiosk-1", "press-0001", expires_at=desk.clock.now - 1)
    assert late.fault is not None
    assert late.fault.code is FaultCode.TOO_LATE
    assert count(store, "receipt") == receipts
    assert desk.send(TAKE, "kiosk-1", "press-0002", expires_at=desk.clock.now).fault is None


def test_a_fact_never_comes_too_late_but_a_press_of_last_week_is_not_run(desk: Desk) -> None:
    old = desk.send(TAKE, "kiosk-1", at=desk.clock.now - RECEIPT_MS - 1)
    assert old.fault is not None
    assert old.fault.code is FaultCode.ID_TOO_OLD
    assert desk.send(TAKE, "kiosk-1", at=desk.clock.now - RECEIPT_MS).fault is None


def test_a_station_that_is_not_enrolled_is_told_so(desk: Desk) -> None:
    refused = desk.send(TAKE, "kiosk-9")
    assert refused.fault is not None
    assert refused.fault.code is FaultCode.UNKNOWN_STATION
    assert desk.writer.kind_of("kiosk-1") is StationKind.KIOSK
    assert desk.writer.kind_of("console") is StationKind.CONSOLE
    assert desk.writer.kind_of("kiosk-9") is None
    assert desk.writer.hall_id == "test"


# -- answers ----------------------------------------------------------------------------------------------------


def test_missed_calls_are_told_oldest_first_and_not_journaled(desk: Desk, store: Store) -> None:
    desk.staff(1).staff(2)
    for window in (1, 2):
        desk.done(TAKE, "kiosk-1")
        desk.done(cmd.CallNext(), f"counter-{window}")
    rows, receipts = count(store, "journal"), count(store, "receipt")
    answer = desk.done(cmd.CatchUp(0), "wall-1")
    assert isinstance(answer, CaughtUp)
    assert [call.number for call in answer.calls] == ["A001", "A002"]
    assert desk.done(cmd.CatchUp(answer.calls[0].seq), "wall-1").calls == answer.calls[1:]
    assert (count(store, "journal"), count(store, "receipt")) == (rows, receipts)


def test_calls_to_a_window_that_a_new_pack_took_away_are_not_told_and_break_nothing(desk: Desk) -> None:
    desk.staff(3)
    desk.done(TAKE, "kiosk-1")
    for press in (cmd.CallNext(), cmd.CompleteService(), cmd.CloseWindow(), cmd.SignOut()):
        desk.done(press, "counter-3")
    desk.done(cmd.LoadPack(plan(windows=2)), "console")
    assert desk.done(cmd.CatchUp(0), "wall-1") == CaughtUp()


# -- followers --------------------------------------------------------------------------------------------------


def test_followers_hear_every_row_once_in_order_and_before_the_answer(make_desk: MakeDesk, store: Store) -> None:
    listener = Listener()
    desk = make_desk(followers=[listener]).furnish().staff()
    desk.done(TAKE, "kiosk-1")
    assert listener.seqs == list(range(1, count(store, "journal") + 1))


class Deaf:
    """A follower that fails at everything."""

    def committed(self, rows: Iterable[Recorded], hall: Hall) -> None:
        raise RuntimeError("deaf")


def test_a_follower_or_an_asker_that_fails_does_not_stop_the_hall(make_desk: MakeDesk) -> None:
    listener = Listener()
    desk = make_desk(followers=[Deaf(), listener]).furnish()

    def gone(_: object) -> None:
        raise RuntimeError("gone")

    desk.writer.submit(incoming(TAKE, "kiosk-1", "press-0001"), gone)
    desk.writer.errand(gone)
    assert desk.done(TAKE, "kiosk-1").slip.number == "A002"
    assert listener.rows[-1].event.kind == "ticket_taken"


# -- when the database fails ------------------------------------------------------------------------------------


def test_a_press_that_could_not_be_saved_is_refused_and_can_be_pressed_again(make_desk: MakeDesk, store: Store) -> None:
    listener = Listener()
    desk = make_desk(followers=[listener]).furnish()
    rows = count(store, "journal")
    desk.ledger.refusing = 1
    refused = desk.send(TAKE, "kiosk-1", "press-0001")
    assert refused.fault is not None
    assert refused.fault.code is FaultCode.NOT_SAVED
    assert count(store, "journal") == rows == len(listener.rows)
    assert desk.done(TAKE, "kiosk-1", "press-0001").slip.number == "A001"


def test_nobody_is_answered_before_the_database_has_been_read_again(desk: Desk, store: Store) -> None:
    desk.ledger.refusing, desk.ledger.unreadable = 1, 1
    refused = desk.send(TAKE, "kiosk-1")
    assert desk.ledger.unreadable == 0
    assert refused.fault is not None
    assert refused.fault.code is FaultCode.NOT_SAVED
    assert desk.done(TAKE, "kiosk-1").slip.number == "A001"
    store.verified()


def test_a_batch_that_was_written_though_the_commit_failed_is_answered_and_announced(
    make_desk: MakeDesk, store: Store
) -> None:
    listener = Listener()
    desk = prepared(make_desk, waiting=1)
    desk.writer.follow(listener)
    desk.ledger.silent = 1
    desk.hand_in(incoming(cmd.CallNext(), "counter-1", "next-0001"))
    desk.hand_in(incoming(TAKE, "kiosk-1", "press-0001"))
    desk.start()
    called, taken = desk.answers("next-0001", "press-0001")
    assert isinstance(called.answer, CallAnswer)
    assert isinstance(taken.answer, TicketIssued)
    assert [row.event.kind for row in listener.rows] == ["ticket_called", "ticket_taken"]
    assert [call.number for call in desk.publisher.take(Called)] == ["A001"], "the wall hears of it"
    assert desk.order == ["next-0001", "press-0001"]
    store.verified()


def test_a_repeat_that_meets_a_failing_database_gets_its_old_answer(desk: Desk) -> None:
    first = desk.send(TAKE, "kiosk-1", "press-0001")
    desk.ledger.unread_receipts = 1
    assert desk.send(TAKE, "kiosk-1", "press-0001") == first


def test_a_database_that_fails_again_while_it_is_read_again_does_not_end_the_writer(desk: Desk) -> None:
    desk.ledger.refusing, desk.ledger.unread_receipts = 1, 0
    inner = desk.ledger.inner.load

    def load_then_lose() -> Hall:
        desk.ledger.unread_receipts, desk.ledger.load = 1, inner  # type: ignore[method-assign]
        return inner()

    desk.ledger.load = load_then_lose  # type: ignore[method-assign]
    refused = desk.send(TAKE, "kiosk-1")
    assert refused.fault is not None
    assert refused.fault.code is FaultCode.NOT_SAVED
    assert desk.done(TAKE, "kiosk-1").slip.number == "A001"


def test_a_command_that_breaks_a_batch_breaks_only_itself(
    make_desk: MakeDesk, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    desk = prepared(make_desk)
    desk.ledger.breaking = "press-0002"
    ids = [f"press-{number:04d}" for number in range(5)]
    for command_id in ids:
        desk.hand_in(incoming(TAKE, "kiosk-1", command_id))
    with caplog.at_level(logging.ERROR):
        desk.start()
        replies = desk.answers(*ids)
    outcome = [reply.fault.code if reply.fault else reply.answer.slip.number for reply in replies]  # type: ignore[union-attr]
    assert outcome == ["A001", "A002", FaultCode.NOT_SAVED, "A003", "A004"]
    assert "a batch of 5 commands failed: RuntimeError" in caplog.text
    store.verified()


def test_a_hub_that_stops_while_the_database_is_gone_answers_nobody(make_desk: MakeDesk) -> None:
    desk = make_desk().furnish()
    desk.ledger.refusing, desk.ledger.unreadable = 1, 10**6
    desk.hand_in(incoming(TAKE, "kiosk-1", "press-0001"))
    desk.stop()
    assert "press-0001" not in desk.heard


# -- the hub's own clock ----------------------------------------------------------------------------------------


@dataclass
class Due:
    """Timers that have one command due until it was handed out."""

    commands: list[tuple[str, cmd.Command]]

    def due(self, hall: Hall, now: int) -> Iterable[tuple[str, cmd.Command]]:
        if hall.plan is None:
            return ()
        handed, self.commands = self.commands, []
        return handed


def test_what_time_makes_due_is_an_ordinary_command_whose_refusal_is_logged(
    make_desk: MakeDesk, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    open_day = ("timer:open_day:2025-11-22", cmd.OpenDay("2025-11-22"))
    desk = make_desk(timers=Due([open_day, ("timer:close_day:2020-01-01", cmd.CloseDay("2020-01-01"))]))
    desk.done(cmd.LoadPack(plan()))
    with caplog.at_level(logging.WARNING):
        desk.clock.now += 2000
        desk.settle()
    assert desk.settle().business_date == "2025-11-22"
    assert store.run("SELECT station_id FROM receipt WHERE command_id = :name", name=open_day[0]) == [("hub",)]
    assert "timer timer:close_day:2020-01-01: day_not_open" in caplog.text


def test_more_commands_than_a_hall_can_have_on_the_way_are_refused_as_busy(make_desk: MakeDesk) -> None:
    desk = make_desk(start=False)
    one = incoming(TAKE, "kiosk-1", "press-busy")
    for _ in range(MAX_WAITING):
        desk.writer.submit(one, lambda _reply: None)
    with pytest.raises(Fault) as refused:
        desk.writer.submit(one, lambda _reply: None)
    assert refused.value.code is FaultCode.BUSY


def test_timers_go_on_when_the_clock_is_set_back(make_desk: MakeDesk) -> None:
    class Counting:
        def __init__(self) -> None:
            self.looked = threading.Semaphore(0)

        def due(self, hall: Hall, now: int) -> tuple[()]:
            self.looked.release()
            return ()

    timers = Counting()
    desk = make_desk(timers=timers)
    assert timers.looked.acquire(timeout=10)
    desk.clock.now -= 3_600_000
    assert timers.looked.acquire(timeout=10), "an hour's silence would leave the day unopened"
