"""What goes up and what stays in the hall."""

import json

import pytest

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.events import EVENTS
from hub.contract.vocabulary import EvaluationLevel, PauseReason, StationKind
from hub.core.recorded import Recorded
from hub.district.messages import Batch, read
from hub.service.journal import Entry
from hub.upstream.batch import make_batch
from hub.upstream.mapping import NOT_REPORTED, RULES, record_of, records_of
from hub.upstream.standards import GBT39046, HCP, PF_HALL_TERMINAL, PF_QR_CODE
from tests.fakes.halls import DrivenHall, staffed


def busy_hall() -> DrivenHall:
    """A day in which everything that is reported happens."""
    hall = staffed(windows=3)
    for _ in range(9):
        hall.take()
    for counter in ("counter-1", "counter-2"):
        hall.do(cmd.CallNext(), counter)
        hall.do(cmd.Recall(), counter)
        hall.do(cmd.StartService(), counter)
        hall.do(cmd.CompleteService(), counter)
        hall.do(cmd.CallNext(), counter)
        hall.do(cmd.PassTicket(), counter)
    hall.do(cmd.CallNext(), "counter-3")
    hall.do(cmd.HoldTicket(), "counter-3")
    hall.do(cmd.CallNext(), "counter-3")
    hall.do(cmd.Transfer(to_business_id="b2"), "counter-3")
    hall.do(cmd.PauseWindow(PauseReason.LUNCH), "counter-3")
    hall.do(cmd.ResumeWindow(), "counter-3")
    request = next(row.event.request_id for row in hall.journal if isinstance(row.event, ev.EvaluationAsked))
    hall.do(cmd.Evaluate(request, EvaluationLevel.SATISFIED, ("407",)), "devices-1", StationKind.DEVICES)
    hall.do(cmd.CloseDay("2025-11-22"), "hub", StationKind.HUB)
    return hall


def test_every_kind_of_event_is_reported_or_kept_on_purpose() -> None:
    assert set(RULES) | NOT_REPORTED == set(EVENTS.values())
    assert not set(RULES) & NOT_REPORTED


def test_records_of_a_whole_day_are_what_the_district_reads() -> None:
    hall = busy_hall()
    batch = make_batch("test", [Entry(row, bytes(32)) for row in hall.journal], "", GBT39046)
    found = read(Batch, batch.body)
    assert [record.seq for record in found.records] == [
        row.seq for row in hall.journal if type(row.event) not in NOT_REPORTED
    ]
    kinds = {(record.kind, record.action) for record in found.records}
    assert {("ticket", "taken"), ("call", "recalled"), ("completion", "completed"), ("day", "closed")} <= kinds
    assert {("ticket", "passed"), ("ticket", "held"), ("ticket", "transferred"), ("ticket", "expired")} <= kinds
    assert {("evaluation", "given"), ("evaluation", "not_given"), ("window", "paused")} <= kinds


def test_no_token_no_sealed_record_and_no_name_of_staff_goes_up() -> None:
    hall = busy_hall()
    said = json.dumps(records_of(hall.journal, GBT39046), ensure_ascii=False)
    tokens = [row.event.token for row in hall.journal if isinstance(row.event, ev.TicketTaken)]
    assert tokens
    assert not [token for token in tokens if f'"{token}"' in said]
    assert '"token"' not in said
    assert '"record_id"' not in said
    assert hall.hall.plan is not None
    assert not [person.name for person in hall.hall.plan.operators if f'"{person.name}"' in said]
    assert "张*" in said


def evaluation(level: EvaluationLevel, station: str = "devices-1") -> Recorded:
    row = next(row for row in busy_hall().journal if isinstance(row.event, ev.EvaluationGiven))
    event = row.event
    assert isinstance(event, ev.EvaluationGiven)
    given = ev.EvaluationGiven(
        event.ticket_id, event.number, event.leg, event.business_id, event.window_id, event.operator_id, event.channel,
        event.priority_class, event.request_id, level, event.options,
    )  # fmt: skip
    return Recorded(row.seq, row.at, station, row.operator_id, row.command_id, given)


@pytest.mark.parametrize(
    ("level", "gbt39046", "hcp"),
    [
        (EvaluationLevel.VERY_SATISFIED, 1, 5),
        (EvaluationLevel.SATISFIED, 2, 4),
        (EvaluationLevel.BASICALLY_SATISFIED, 3, 3),
        (EvaluationLevel.DISSATISFIED, 4, 2),
        (EvaluationLevel.VERY_DISSATISFIED, 5, 1),
    ],
)
def test_levels_count_in_opposite_directions_in_the_two_standards(
    level: EvaluationLevel, gbt39046: int, hcp: int
) -> None:
    codes = [(record_of(evaluation(level), profile) or {})["satisfaction"] for profile in (GBT39046, HCP)]
    assert codes == [gbt39046, hcp]


@pytest.mark.parametrize(("station", "pf"), [("devices-1", PF_HALL_TERMINAL), ("hub", PF_QR_CODE)])
def test_rating_says_by_which_channel_it_came(station: str, pf: int) -> None:
    assert (record_of(evaluation(EvaluationLevel.SATISFIED, station), GBT39046) or {})["pf"] == pf


def test_times_are_those_of_beijing_in_the_form_of_the_standard() -> None:
    row = busy_hall().journal[0]
    assert (record_of(row, GBT39046) or {})["time"] == "20251122090000"


def test_rows_that_stay_in_the_hall_make_no_record() -> None:
    row = next(row for row in busy_hall().journal if isinstance(row.event, ev.BlockGranted))
    assert record_of(row, GBT39046) is None
