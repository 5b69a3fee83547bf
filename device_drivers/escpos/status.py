"""What a ticket printer's status bits mean, in both directions.

Silence is a fault of its own (`NO_ANSWER`): a printer that says nothing has not said that it has paper.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from device_drivers.escpos.codec.answers import AutoStatusReport
from device_drivers.faults import NO_ANSWER, UNREACHABLE, DeviceFault, Severity, worst_blocking, worst_first

PAPER_OUT = DeviceFault(
    "paper_out",
    Severity.BLOCKING,
    "打印机缺纸，请更换纸卷。",
    "The printer is out of paper. Put in a new roll.",
)
COVER_OPEN = DeviceFault(
    "cover_open",
    Severity.BLOCKING,
    "打印机上盖没有合好，请合上盖子。",
    "The printer's cover is open. Close it.",
)
CUTTER = DeviceFault(
    "cutter",
    Severity.BLOCKING,
    "打印机切刀卡住了，请断电后取出卡纸。",
    "The printer's cutter is stuck. Switch it off and take out the jammed paper.",
)
UNRECOVERABLE = DeviceFault(
    "unrecoverable",
    Severity.BLOCKING,
    "打印机发生严重故障，请断电重启；仍不恢复请报修。",
    "The printer has failed. Switch it off and on; if that does not help, have it repaired.",
)
OVERHEATED = DeviceFault(
    "overheated",
    Severity.BLOCKING,
    "打印头过热，冷却后会自动恢复。",
    "The print head is too hot. It recovers by itself when it has cooled down.",
)
ERROR = DeviceFault(
    "error",
    Severity.BLOCKING,
    "打印机报告故障，请查看打印机指示灯。",
    "The printer reports an error. Look at its lights.",
)
OFFLINE = DeviceFault(
    "offline",
    Severity.BLOCKING,
    "打印机处于脱机状态，请检查纸卷、上盖和按键。",
    "The printer is offline. Check paper, cover and keys.",
)
FEEDING = DeviceFault(
    "feeding",
    Severity.WARNING,
    "有人正在按打印机的走纸键。",
    "Somebody is pressing the printer's feed key.",
)
PAPER_NEAR_END = DeviceFault(
    "paper_near_end",
    Severity.WARNING,
    "打印纸快用完了，请准备更换纸卷。",
    "The paper is nearly used up. Have a new roll ready.",
)

FAULTS: dict[str, DeviceFault] = {
    fault.code: fault
    for fault in (
        PAPER_OUT,
        COVER_OPEN,
        CUTTER,
        UNRECOVERABLE,
        OVERHEATED,
        ERROR,
        OFFLINE,
        FEEDING,
        PAPER_NEAR_END,
        NO_ANSWER,
        UNREACHABLE,
    )
}
"""Every fault a ticket printer can have, by code."""

ABOUT_PRINTER, ABOUT_OFFLINE, ABOUT_ERROR, ABOUT_PAPER = 1, 2, 3, 4
REALTIME_QUESTIONS = (ABOUT_PRINTER, ABOUT_OFFLINE, ABOUT_ERROR, ABOUT_PAPER)

_BITS: dict[int, tuple[tuple[int, DeviceFault], ...]] = {
    ABOUT_PRINTER: ((0x08, OFFLINE),),
    ABOUT_OFFLINE: ((0x04, COVER_OPEN), (0x08, FEEDING), (0x20, PAPER_OUT), (0x40, ERROR)),
    ABOUT_ERROR: ((0x04, ERROR), (0x08, CUTTER), (0x20, UNRECOVERABLE), (0x40, OVERHEATED)),
    ABOUT_PAPER: ((0x0C, PAPER_NEAR_END), (0x60, PAPER_OUT)),
}
"""Per question of DLE EOT: the bits of the answer and the fault each tells. One set bit of a pair is enough."""

_REPORT_BITS: tuple[tuple[int, int, DeviceFault], ...] = (
    (0, 0x08, OFFLINE),
    (0, 0x20, COVER_OPEN),
    (0, 0x40, FEEDING),
    (1, 0x04, ERROR),
    (1, 0x08, CUTTER),
    (1, 0x20, UNRECOVERABLE),
    (1, 0x40, OVERHEATED),
    (2, 0x03, PAPER_NEAR_END),
    (2, 0x0C, PAPER_OUT),
)
"""Byte and bits of an automatic status report, and the fault each tells."""

_CAUSES = (PAPER_OUT, COVER_OPEN, CUTTER, UNRECOVERABLE, OVERHEATED)
"""Faults that explain OFFLINE and ERROR, which say nothing more beside them."""


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What a printer said about itself, worst fault first. `answered` is False when it said nothing."""

    faults: tuple[DeviceFault, ...]
    answered: bool

    @property
    def blocking(self) -> DeviceFault | None:
        """The fault that keeps it from printing, or None."""
        return worst_blocking(self.faults)


def realtime_faults(about: int, bits: int) -> tuple[DeviceFault, ...]:
    """The faults told by the answer to DLE EOT `about`."""
    return tuple(fault for mask, fault in _BITS[about] if bits & mask)


def realtime_bits(about: int, faults: Iterable[DeviceFault]) -> int:
    """The answer to DLE EOT `about` of a printer with these faults: the other direction, for the twin."""
    present = set(faults)
    if about == ABOUT_PRINTER and any(fault.blocking for fault in present):
        present.add(OFFLINE)
    bits = 0x12
    for mask, fault in _BITS[about]:
        if fault in present:
            bits |= mask
    return bits


def report_faults(report: AutoStatusReport) -> tuple[DeviceFault, ...]:
    """The faults told by an automatic status report."""
    return tuple(fault for index, mask, fault in _REPORT_BITS if report.bits[index] & mask)


def status_of(faults: Iterable[DeviceFault]) -> PrinterStatus:
    """The status of a printer that answered; what only repeats a named cause is left out."""
    found = worst_first(faults)
    if any(fault in _CAUSES for fault in found):
        found = tuple(fault for fault in found if fault not in (OFFLINE, ERROR))
    return PrinterStatus(found, answered=True)


def silent(fault: DeviceFault = NO_ANSWER) -> PrinterStatus:
    """The status of a printer that said nothing."""
    return PrinterStatus((fault,), answered=False)
