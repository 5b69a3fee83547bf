"""Simulated citizens over a link without a network and a printer without paper."""

import json
import random
from pathlib import Path

import pytest

from hub.client.port import LinkState
from hub.contract.commands import ConfirmPrinted, TakeTicket
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import TicketIssued
from hub.contract.vocabulary import DayState, StationKind
from kiosk.gallery import sample_hall, sample_slip
from kiosk.simulated import Crowd, Stopwatch, Tally, main, parser, percentile
from kiosk.tracing import no_trace
from tests.fakes.kiosk_desk import FakeDesk
from tests.fakes.link import FakeLink


class Run:
    def __init__(self, seed: int = 1, *, day: DayState = DayState.OPEN) -> None:
        self.tally = Tally()
        self.crowd = Crowd(self.tally, random.Random(seed))
        self.link = FakeLink(state=LinkState.ONLINE)
        self.desk = FakeDesk()
        self.link.show("plan", sample_hall(day=day))
        self.link.answers[TakeTicket] = lambda _command: TicketIssued(sample_slip())
        self.crowd.add(self.link, self.desk, no_trace)


def test_every_citizen_gets_a_number_and_each_is_confirmed() -> None:
    run = Run()
    run.crowd.run(10_000.0, 20)
    assert (run.tally.arrived, run.tally.issued, run.tally.printed) == (20, 20, 20)
    assert sum(isinstance(one, ConfirmPrinted) for one in run.link.commands) == 20


def test_the_same_seed_makes_the_same_citizens() -> None:
    first, second = Run(7), Run(7)
    for run in (first, second):
        run.crowd.run(10_000.0, 12)
    assert first.link.commands == second.link.commands


def test_refusals_are_counted_by_their_code() -> None:
    run = Run()
    run.link.answers[TakeTicket] = lambda _command: Fault(FaultCode.BUSY)
    run.crowd.run(10_000.0, 3)
    assert run.tally.refused == {"busy": 3}


def test_a_stopped_crowd_lets_nobody_else_in() -> None:
    run = Run()
    run.crowd.stop()
    run.crowd.run(10_000.0, None)
    assert run.tally.arrived == 0


def test_who_finds_the_hall_closed_leaves() -> None:
    run = Run(day=DayState.CLOSED)
    citizen = run.crowd._citizens[0]
    citizen.arrive()
    assert run.tally.turned_away == 1
    assert not citizen.busy


def test_the_way_from_touch_to_last_byte_is_measured_once() -> None:
    tally = Tally()
    watch = Stopwatch(tally, no_trace)
    watch("last_byte", 1_000_000)
    watch("touch", 2_000_000)
    watch("asked", 3_000_000)
    watch("last_byte", 12_000_000)
    watch("last_byte", 99_000_000)
    assert tally.waits_ms == [10.0]
    summary = json.loads(json.dumps(tally.summary(1.23456, 7)))
    assert summary["touch_to_last_byte_ms"] == {"p50": 10.0, "p99": 10.0, "count": 1}


def test_percentiles() -> None:
    assert percentile([], 0.5) is None
    assert percentile([float(n) for n in range(100)], 0.99) == 99.0


@pytest.mark.parametrize("rate", ["0", "-1", "inf", "fast"])
def test_a_rate_must_be_a_number_above_zero(rate: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["--stations", "one.json", "--rate", rate])
    assert ended.value.code == 2
    assert "--rate" in capsys.readouterr().err


def credential(folder: Path, kind: StationKind) -> Path:
    path = folder / "station.json"
    path.write_text(
        json.dumps({
            "hall": "changan", "station": "kiosk-1", "kind": kind.value, "brokers": ["mqtt://127.0.0.1:1"],
            "password": "secret", "ca_file": None,
        })
    )  # fmt: skip
    return path


def test_another_stations_file_is_refused_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = credential(tmp_path, StationKind.WALL)
    assert main(["--stations", str(path), "--rate", "60"]) == 2
    assert "kiosk" in capsys.readouterr().err


def test_a_printer_address_that_cannot_be_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = credential(tmp_path, StationKind.KIOSK)
    assert main(["--stations", str(path), "--rate", "60", "--printer", "carrier-pigeon://x"]) == 2
    assert "carrier-pigeon" in capsys.readouterr().err
