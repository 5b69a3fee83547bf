"""What the hall says about one ticket printer, and what follows from it."""

from dataclasses import dataclass, field
from enum import StrEnum

from device_drivers.transport.wire import Timeouts


class CutStyle(StrEnum):
    """How this printer is told to cut."""

    GS_V = "gs_v"
    GS_V_PARTIAL = "gs_v_partial"
    ESC_I = "esc_i"
    ESC_M = "esc_m"
    NONE = "none"


class ChineseStyle(StrEnum):
    """How Chinese gets onto the paper."""

    AUTO = "auto"
    """Sent as GBK, which every printer sold in China knows; a line with a character beyond GBK is drawn."""
    RASTER = "raster"
    """Every line with Chinese is drawn, for a printer without a Chinese font."""


class QrStyle(StrEnum):
    """Who draws a QR code."""

    NATIVE = "native"
    RASTER = "raster"


class StatusStyle(StrEnum):
    """How this printer tells how it is."""

    DLE_EOT = "dle_eot"
    NONE = "none"


class JobEnd(StrEnum):
    """How it is known that a job was printed to its end."""

    GS_R = "gs_r"
    """GS r is answered in its turn, after everything before it has been printed."""
    NONE = "none"
    """The printer does not know GS r; its status after the last byte must do."""


@dataclass(frozen=True, slots=True)
class PrinterConfig:
    """One ticket printer. The defaults fit an 80 mm printer at 203 dpi."""

    transport: str
    """`tcp://host:9100`, `serial:///dev/ttyS1?baud=115200` or `file:///dev/usb/lp0`."""
    name: str = "printer"
    chars_per_line: int = 48
    """Latin characters of normal size per line; 48 on 80 mm paper, 32 on 58 mm."""
    dots_per_line: int = 576
    cut: CutStyle = CutStyle.GS_V
    feed_lines: int = 4
    """Lines fed before the cut, so that the last line stands beyond the cutter (about 15 mm above the head)."""
    chinese: ChineseStyle = ChineseStyle.AUTO
    qr: QrStyle = QrStyle.NATIVE
    status: StatusStyle = StatusStyle.DLE_EOT
    job_end: JobEnd = JobEnd.GS_R
    answer_timeout_s: float = 1.0
    """Printers answer DLE EOT within 100 ms even while printing; a second allows for a device server between."""
    job_timeout_s: float = 10.0
    """A ticket of 150 mm takes about 2 s at 75 mm/s, the slowest printers in use."""
    keep_open: bool = False
    """Hold the connection between jobs. Network printers serve one connection at a time, so let go by default."""
    timeouts: Timeouts = field(default_factory=Timeouts)

    def __post_init__(self) -> None:
        """Raises ValueError for a paper that cannot be."""
        if self.chars_per_line < 8 or self.dots_per_line % 8 or self.dots_per_line < self.chars_per_line * 8:
            raise ValueError(f"{self.chars_per_line} characters on {self.dots_per_line} dots")

    @property
    def dots_per_char(self) -> int:
        """Width of a Latin character of normal size; a Chinese one is twice as wide and as high as that."""
        return self.dots_per_line // self.chars_per_line


@dataclass(frozen=True, slots=True)
class PrinterCapabilities:
    """What this printer can do, as far as its users need to know."""

    reports_status: bool
    confirms_jobs: bool
    """Whether `Printed` means that the printer said so."""
    cuts: bool
    chars_per_line: int
    dots_per_line: int
