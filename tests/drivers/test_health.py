import logging

import pytest

from device_drivers.clock import SystemClock
from device_drivers.escpos.status import COVER_OPEN, PAPER_NEAR_END, PAPER_OUT
from device_drivers.health import HealthRecord, HealthState


def test_a_device_is_unknown_until_it_was_heard(clock) -> None:
    record = HealthRecord("p1", clock)
    assert record.current.state is HealthState.UNKNOWN
    assert record.current.detail_zh == "还没有收到设备的消息。"
    assert record.record((), heard=False).state is HealthState.UNKNOWN
    assert record.record(()).state is HealthState.ONLINE
    assert record.current.detail_en == "The device works."


def test_since_is_when_the_state_began_not_when_it_was_last_seen(clock) -> None:
    record = HealthRecord("p1", clock)
    clock.seconds = 2_000
    record.record((PAPER_NEAR_END,))
    clock.seconds = 3_000
    health = record.record((PAPER_NEAR_END,))
    assert (health.state, health.since) == (HealthState.DEGRADED, 2_000_000)
    clock.seconds = 4_000
    health = record.record((PAPER_NEAR_END, PAPER_OUT))
    assert (health.state, health.since) == (HealthState.FAILED, 4_000_000)
    assert health.faults == (PAPER_OUT, PAPER_NEAR_END)
    assert health.detail_zh == PAPER_OUT.zh + PAPER_NEAR_END.zh
    assert health.detail_en == f"{PAPER_OUT.en} {PAPER_NEAR_END.en}"


def test_a_fault_is_logged_once_and_its_end_once(clock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    record = HealthRecord("p1", clock)
    for _ in range(5):
        record.record((COVER_OPEN,))
    for _ in range(5):
        record.record(())
    assert [(entry.levelname, entry.getMessage()) for entry in caplog.records] == [
        ("WARNING", "p1: fault cover_open"),
        ("INFO", "p1: fault cover_open is over"),
    ]


def test_the_system_clock_moves_forward() -> None:
    clock = SystemClock()
    before, stamp = clock.monotonic(), clock.now_ms()
    clock.sleep(0.001)
    assert clock.monotonic() > before
    assert clock.now_ms() >= stamp > 1_600_000_000_000
