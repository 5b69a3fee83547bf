"""What time makes due, by the hall's own wall clock."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hub.contract import commands as cmd
from hub.contract.vocabulary import SiteRules
from hub.core.hall import Hall
from hub.service.timers import RETRY_MS, HallTimers, local_date_and_time
from tests.fakes.halls import DrivenHall, driven, plan, staffed


def at(text: str, zone: str = "Asia/Shanghai") -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def due(hall: Hall, moment: str, **options: bool) -> list[tuple[str, cmd.Command]]:
    return list(HallTimers(**options).due(hall, at(moment)))


def closed() -> DrivenHall:
    """A hall with a plan that has never been open."""
    made = DrivenHall()
    made.do(cmd.LoadPack(plan(rules=SiteRules(opens_at="08:30", closes_at="17:00"))), "hub")
    return made


OPEN = [("timer:open_day:2025-11-22", cmd.OpenDay("2025-11-22"))]
CLOSE = [("timer:close_day:2025-11-22", cmd.CloseDay("2025-11-22"))]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-11-22T08:29:59", []),
        ("2025-11-22T08:30:00", OPEN),
        ("2025-11-22T16:59:59", OPEN),
        ("2025-11-22T17:00:00", []),
        ("2025-11-22T03:00:00", []),
    ],
)
def test_the_day_opens_in_its_hours(moment: str, expected: list[object]) -> None:
    assert due(closed().hall, moment) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-11-22T08:00:00", []),
        ("2025-11-22T17:59:59", []),
        ("2025-11-22T18:00:00", CLOSE),
        ("2025-11-22T23:59:59", CLOSE),
        ("2025-11-23T09:00:00", CLOSE),  # the hub was off: the missed close is made good first
        ("2025-11-25T03:00:00", CLOSE),
    ],
)
def test_the_day_closes_and_a_missed_close_is_made_good(moment: str, expected: list[object]) -> None:
    assert due(driven().hall, moment) == expected


def test_after_a_missed_close_the_new_day_opens() -> None:
    hall = driven()
    hall.do(cmd.CloseDay("2025-11-22"), "hub")
    assert due(hall.hall, "2025-11-24T09:00:00") == [("timer:open_day:2025-11-24", cmd.OpenDay("2025-11-24"))]


def test_a_day_that_was_closed_by_hand_stays_closed() -> None:
    hall = driven()
    hall.do(cmd.CloseDay("2025-11-22"), "hub")
    assert due(hall.hall, "2025-11-22T10:00:00") == []


def test_a_training_room_is_open_at_any_hour_and_still_changes_its_date() -> None:
    assert due(closed().hall, "2025-11-22T03:00:00", always_open=True) == OPEN
    assert due(driven().hall, "2025-11-22T23:00:00", always_open=True) == []
    assert due(driven().hall, "2025-11-23T00:00:00", always_open=True) == CLOSE


def test_nothing_is_due_in_a_hall_without_a_plan() -> None:
    assert due(Hall("test"), "2025-11-22T09:00:00") == []


def test_the_date_is_that_of_the_halls_own_wall() -> None:
    moment = at("2025-11-22T23:30:00", "UTC")
    assert local_date_and_time(plan(), moment) == ("2025-11-23", "07:30")
    assert local_date_and_time(replace(plan(), timezone="Asia/Urumqi"), moment) == ("2025-11-23", "05:30")


def test_a_request_that_nobody_answers_is_closed_after_its_time() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.CompleteService(), "counter-1")
    (asked,) = hall.hall.evaluations.values()
    timers = HallTimers(always_open=True)
    assert list(timers.due(hall.hall, asked.closes_at)) == []
    name = f"timer:close_evaluation:{asked.request_id}"
    assert list(timers.due(hall.hall, asked.closes_at + 1)) == [(name, cmd.CloseEvaluation(asked.request_id))]
    hall.do(cmd.CloseEvaluation(asked.request_id), "hub")
    assert list(timers.due(hall.hall, asked.closes_at + RETRY_MS * 2)) == []


def test_what_could_not_be_saved_comes_again_after_a_minute_not_every_second() -> None:
    timers, hall, now = HallTimers(), closed().hall, at("2025-11-22T09:00:00")
    assert list(timers.due(hall, now)) == OPEN
    for later in (1000, RETRY_MS - 1):
        assert list(timers.due(hall, now + later)) == []
    assert list(timers.due(hall, now + RETRY_MS)) == OPEN
    assert list(timers.due(hall, now + RETRY_MS + 1000)) == []
