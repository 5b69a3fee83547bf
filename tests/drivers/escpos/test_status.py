import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.escpos.codec.answers import AutoStatusReport
from device_drivers.escpos.status import (
    COVER_OPEN,
    CUTTER,
    ERROR,
    FAULTS,
    FEEDING,
    OFFLINE,
    OVERHEATED,
    PAPER_NEAR_END,
    PAPER_OUT,
    REALTIME_QUESTIONS,
    UNRECOVERABLE,
    realtime_bits,
    realtime_faults,
    report_faults,
    silent,
    status_of,
)
from device_drivers.faults import NO_ANSWER, UNREACHABLE, DeviceFault


@pytest.mark.parametrize(
    ("about", "bits", "faults"),
    [
        (1, 0x12, ()),
        (1, 0x1A, (OFFLINE,)),
        (2, 0x16, (COVER_OPEN,)),
        (2, 0x1A, (FEEDING,)),
        (2, 0x32, (PAPER_OUT,)),
        (2, 0x52, (ERROR,)),
        (3, 0x16, (ERROR,)),
        (3, 0x1A, (CUTTER,)),
        (3, 0x32, (UNRECOVERABLE,)),
        (3, 0x52, (OVERHEATED,)),
        (4, 0x16, (PAPER_NEAR_END,)),
        (4, 0x1A, (PAPER_NEAR_END,)),
        (4, 0x72, (PAPER_OUT,)),
        (4, 0x7E, (PAPER_NEAR_END, PAPER_OUT)),
    ],
)
def test_bits_tell_faults(about: int, bits: int, faults: tuple[DeviceFault, ...]) -> None:
    assert realtime_faults(about, bits) == faults


@pytest.mark.parametrize(
    ("report", "faults"),
    [
        ("10 00 00 00", ()),
        ("38 00 0F 00", (OFFLINE, COVER_OPEN, PAPER_NEAR_END, PAPER_OUT)),
        ("10 08 00 00", (CUTTER,)),
    ],
)
def test_reports_tell_faults(report: str, faults: tuple[DeviceFault, ...]) -> None:
    assert report_faults(AutoStatusReport(bytes.fromhex(report))) == faults


def test_offline_is_not_repeated_beside_its_cause() -> None:
    status = status_of([OFFLINE, PAPER_NEAR_END, PAPER_OUT, PAPER_OUT])
    assert status.faults == (PAPER_OUT, PAPER_NEAR_END)
    assert status.blocking == PAPER_OUT


def test_offline_stands_when_nothing_explains_it() -> None:
    assert status_of([OFFLINE]).blocking == OFFLINE
    assert status_of([OFFLINE, FEEDING]).blocking == OFFLINE


def test_low_paper_does_not_keep_a_printer_from_printing() -> None:
    assert status_of([PAPER_NEAR_END]).blocking is None


def test_silence_is_not_plenty() -> None:
    assert silent().blocking == NO_ANSWER
    assert not silent().answered


def test_every_fault_speaks_both_languages() -> None:
    for code, fault in FAULTS.items():
        assert code == fault.code
        assert fault.zh.endswith("。")
        assert fault.en.endswith(".")


@given(st.sets(st.sampled_from([fault for fault in FAULTS.values() if fault not in (NO_ANSWER, UNREACHABLE)])))
def test_what_a_twin_answers_is_what_a_driver_reads(faults: set[DeviceFault]) -> None:
    read = [fault for about in REALTIME_QUESTIONS for fault in realtime_faults(about, realtime_bits(about, faults))]
    assert set(status_of(read).faults) - {OFFLINE, ERROR} == faults - {OFFLINE, ERROR}
    assert (status_of(read).blocking is None) == (not any(fault.blocking for fault in faults))
