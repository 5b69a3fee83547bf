"""What stations are told after a commit: notices at once, views when they say something new."""

from dataclasses import replace

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.notices import (
    Called,
    CallsView,
    DayNotice,
    EvaluationNotice,
    HallView,
    QueueView,
    StationConfig,
    View,
    WindowView,
)
from hub.contract.vocabulary import (
    DayState,
    EvaluationLevel,
    EvaluationState,
    PauseReason,
    PriorityClass,
    StationKind,
    TicketState,
    WindowActivity,
    WindowState,
)
from hub.core.hall import Hall
from hub.service.broadcast import PAUSE_MS, RELATED_MS, Broadcast, notice_of, view_of
from hub.service.views import CALLS_SHOWN, QUEUE_SHOWN
from tests.fakes.halls import DrivenHall, driven, plan, staffed
from tests.fakes.writers import WrittenDown


class Told:
    """A driven hall whose every press is broadcast, as the writer does after a commit."""

    def __init__(self, hall: DrivenHall) -> None:
        self.hall = hall
        self.publisher = WrittenDown()
        self.broadcast = Broadcast(self.publisher, 7, lambda: "http://hall")
        self.told = len(hall.journal)
        self.flush()
        self.publisher.said.clear()

    def do(self, command: cmd.Command, station: str) -> list[object]:
        """Press, tell, and what was said at once."""
        self.publisher.said.clear()
        self.hall.do(command, station)
        self.broadcast.committed(self.hall.journal[self.told :], self.hall.hall)
        self.told = len(self.hall.journal)
        self.flush()
        return list(self.publisher.said)

    def flush(self) -> None:
        self.broadcast.flush(self.hall.hall, self.hall.now)

    def later(self, milliseconds: int) -> list[object]:
        """What is said when time has passed."""
        self.publisher.said.clear()
        self.hall.now += milliseconds
        self.flush()
        return list(self.publisher.said)


def items(said: list[object]) -> set[tuple[str, str]]:
    """The views among what was said: what and which."""
    return {(item[0].what, item[1]) for item in said if isinstance(item, tuple)}


def one(said: list[object], shape: type[View]) -> View:
    (view,) = [item[0] for item in said if isinstance(item, tuple) and isinstance(item[0], shape)]
    return view


def test_a_call_is_told_at_once_with_everything_a_wall_needs() -> None:
    hall = staffed()
    ticket_id = hall.take()
    told = Told(hall)
    said = told.do(cmd.CallNext(), "counter-1")
    seq = hall.hall.seq
    assert said[0] == Called(seq, 0, 7, hall.now, seq, 1, ticket_id, "A001", "b1", "1", "1", "main")
    assert items(said) == {("window", "1"), ("calls", "main"), ("queue", "b1")}
    assert one(said, CallsView).calls[0].number == "A001"  # type: ignore[union-attr]
    again = told.do(cmd.Recall(), "counter-1")[0]
    assert isinstance(again, Called)
    assert (again.seq, again.call_seq, again.times) == (seq + 1, seq, 2)


def test_a_call_and_its_recall_in_one_commit_are_two_notices() -> None:
    hall = staffed()
    hall.take()
    start = len(hall.journal)
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.Recall(), "counter-1")
    notices = [notice_of(hall.hall, row, 7) for row in hall.journal[start:]]
    assert [notice.times for notice in notices if isinstance(notice, Called)] == [1, 2]


def test_evaluations_and_days_are_told_without_the_level() -> None:
    hall = staffed()
    hall.take()
    told = Told(hall)
    told.do(cmd.CallNext(), "counter-1")
    asked = next(item for item in told.do(cmd.CompleteService(), "counter-1") if isinstance(item, EvaluationNotice))
    assert (asked.state, asked.number, asked.window_id, asked.prompt_s) == (EvaluationState.ASKED, "A001", "1", 60)
    given = told.do(cmd.Evaluate(asked.request_id, EvaluationLevel.DISSATISFIED), "devices-1")[0]
    assert isinstance(given, EvaluationNotice)
    assert given.state is EvaluationState.GIVEN
    assert "dissatisfied" not in repr(told.publisher.said)
    closed = [item for item in told.do(cmd.CloseDay("2025-11-22"), "hub") if isinstance(item, DayNotice)]
    assert [(item.business_date, item.state) for item in closed] == [("2025-11-22", DayState.CLOSED)]


def test_a_burst_changes_a_queue_once_and_then_once_a_second() -> None:
    told = Told(staffed())
    assert ("queue", "b1") in items(told.do(cmd.TakeTicket("b1"), "kiosk-1"))
    for _ in range(20):
        told.hall.now += 10
        assert ("queue", "b1") not in items(told.do(cmd.TakeTicket("b1"), "kiosk-1"))
    assert told.broadcast.next_due <= told.hall.now + PAUSE_MS["queue"]
    view = one([item for item in told.later(PAUSE_MS["queue"]) if item[1] == "b1"], QueueView)  # type: ignore[index]
    assert isinstance(view, QueueView)
    assert (view.waiting, view.ahead_if_taken_now, view.open_windows) == (21, 21, 3)
    assert view.as_of == told.hall.hall.seq


def test_queues_that_share_windows_follow_a_little_later() -> None:
    told = Told(staffed())
    assert ("queue", "b2") not in items(told.do(cmd.TakeTicket("b1"), "kiosk-1"))
    assert ("queue", "b2") in items(told.later(RELATED_MS))


def test_a_view_that_says_nothing_new_is_not_said() -> None:
    told = Told(staffed())
    told.do(cmd.TakeTicket("b1"), "kiosk-1")
    told.later(5000)
    ticket_id = next(iter(told.hall.hall.tickets))
    assert items(told.do(cmd.Reprint(ticket_id), "kiosk-1")) == set()
    assert told.later(5000) == []


def test_a_window_that_opens_pauses_or_closes_changes_its_queues() -> None:
    told = Told(staffed())
    said = told.do(cmd.PauseWindow(PauseReason.LUNCH), "counter-2")
    assert items(said) >= {("window", "2"), ("queue", "b1"), ("queue", "b2")}
    view = one(said, WindowView)
    assert isinstance(view, WindowView)
    assert (view.state, view.reason, view.operator_name) == (WindowState.PAUSED, PauseReason.LUNCH, "张2")


def test_an_enrolled_station_is_told_what_it_is() -> None:
    told = Told(driven())
    said = told.do(cmd.EnrollStation("kiosk-3", StationKind.KIOSK, area_id="main"), "hub")
    config = said[0]
    assert isinstance(config, StationConfig)
    assert (config.station_id, config.kind, config.area_id, config.public_url) == (
        "kiosk-3", StationKind.KIOSK, "main", "http://hall",
    )  # fmt: skip
    view = one(said, HallView)
    assert isinstance(view, HallView)
    assert "kiosk-3" in view.kiosks


def test_a_transfer_to_a_window_changes_both_windows() -> None:
    hall = staffed()
    hall.take()
    told = Told(hall)
    told.do(cmd.CallNext(), "counter-1")
    told.later(5000)
    said = told.do(cmd.Transfer(to_window_id="3"), "counter-1")
    assert items(said) == {("window", "1"), ("window", "3")}, "the queue of the business did not change"
    views = {item[1]: item[0] for item in said if isinstance(item, tuple)}
    assert [ticket.number for ticket in views["3"].waiting_here] == ["A001"]


def test_a_new_pack_and_a_new_day_say_everything_that_they_change() -> None:
    told = Told(driven())
    said = items(told.do(cmd.LoadPack(plan(windows=4)), "console"))
    assert said >= {("hall", "plan"), ("window", "4"), ("queue", "b1"), ("calls", "main")}
    told.do(cmd.CloseDay("2025-11-22"), "hub")
    told.later(5000)
    view = one(told.do(cmd.OpenDay("2025-11-23"), "hub"), HallView)
    assert isinstance(view, HallView)
    assert (view.business_date, view.day_state) == ("2025-11-23", DayState.OPEN)


def test_everything_is_said_again_after_a_new_connection_to_the_broker() -> None:
    hall = staffed()
    broadcast = Broadcast(WrittenDown(), 7, lambda: "http://hall")
    views, configs = broadcast.everything(hall.hall)
    assert {(view.what, item) for view, item in views} == {
        ("hall", "plan"), ("queue", "b1"), ("queue", "b2"), ("window", "1"), ("window", "2"), ("window", "3"),
        ("calls", "main"),
    }  # fmt: skip
    assert {config.station_id for config in configs} == set(hall.hall.stations)
    assert all(view.epoch == 7 and view.as_of == hall.hall.seq for view, _ in views)
    assert Broadcast(WrittenDown(), 7, str).everything(Hall("test")) == ([], [])


def test_what_is_no_more_has_no_view() -> None:
    hall = driven().hall
    for item in (("queue", "b9"), ("window", "9")):
        assert view_of(hall, item, 1) is None
    assert view_of(Hall("test"), ("hall", "plan"), 1) is None


def test_nothing_is_told_of_calls_and_windows_that_a_pack_took_away() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-3")
    row = hall.journal[-1]
    del hall.hall.windows["3"]
    assert notice_of(hall.hall, row, 1) is None
    hall.hall.calls.clear()
    assert notice_of(hall.hall, row, 1) is None
    assert view_of(hall.hall, ("calls", "main"), 1) == CallsView(hall.hall.seq, 1, "main")
    assert notice_of(hall.hall, replace(row, event=ev.WindowOpened("1")), 1) is None


# -- the views themselves ---------------------------------------------------------------------------------------


def test_a_queue_lists_priority_people_first_and_no_more_than_a_screen_shows() -> None:
    hall = staffed()
    for number in range(QUEUE_SHOWN + 5):
        hall.take(priority_class=PriorityClass.ELDERLY if number % 10 == 9 else PriorityClass.ORDINARY)
    hall.do(cmd.CallSpecific(number="A001"), "counter-1")
    hall.do(cmd.PassTicket(), "counter-1")
    view = view_of(hall.hall, ("queue", "b1"), 1)
    assert isinstance(view, QueueView)
    assert (view.waiting, len(view.next)) == (QUEUE_SHOWN + 4, QUEUE_SHOWN)
    assert [ticket.number for ticket in view.next[:4]] == ["A010", "A020", "A030", "A002"]
    assert [(ticket.number, ticket.state) for ticket in view.passed] == [("A001", TicketState.PASSED)]


def test_a_window_shows_what_it_is_doing_and_what_it_holds() -> None:
    hall = staffed()
    seen = []
    for press in (cmd.CallNext(), cmd.StartService(), cmd.HoldTicket()):
        hall.take()
        hall.do(press, "counter-1")
        view = view_of(hall.hall, ("window", "1"), 1)
        assert isinstance(view, WindowView)
        seen.append((view.activity, view.current.number if view.current else "", [item.number for item in view.held]))
    assert seen == [
        (WindowActivity.CALLING, "A001", []), (WindowActivity.SERVING, "A001", []), (WindowActivity.FREE, "", ["A001"]),
    ]  # fmt: skip


def test_a_wall_that_starts_cold_is_given_the_latest_calls_newest_first() -> None:
    hall = staffed()
    for _ in range(CALLS_SHOWN + 3):
        hall.take()
        hall.do(cmd.CallNext(), "counter-1")
        hall.do(cmd.CompleteService(), "counter-1")
    view = view_of(hall.hall, ("calls", "main"), 1)
    assert isinstance(view, CallsView)
    assert [call.number for call in view.calls] == [f"A{number:03d}" for number in range(15, 3, -1)]


def test_views_go_on_at_once_when_the_clock_is_set_back() -> None:
    told = Told(staffed())
    told.do(cmd.TakeTicket("b1"), "kiosk-1")
    told.do(cmd.TakeTicket("b1"), "kiosk-1")
    assert ("queue", "b1") in items(told.later(-3_600_000)), "what rested by the old clock is told by the new one"
    told.do(cmd.TakeTicket("b1"), "kiosk-1")
    assert ("queue", "b1") in items(told.later(PAUSE_MS["queue"]))
