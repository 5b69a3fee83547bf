"""The messages of ESC/POS: one frozen dataclass for each command that Ting prints with or asks by."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Alignment(IntEnum):
    """Where a line stands on the paper."""

    LEFT = 0
    CENTER = 1
    RIGHT = 2


class QrLevel(IntEnum):
    """How much of a QR code may be damaged (7, 15, 25, 30 %)."""

    L = 0x30
    M = 0x31
    Q = 0x32
    H = 0x33


class CutForm(StrEnum):
    """The ways to cut; a kiosk's printer may know only the ESC forms."""

    GS_V_FULL = "gs_v"
    GS_V_PARTIAL = "gs_v_partial"
    ESC_I = "esc_i"
    ESC_M = "esc_m"


@dataclass(frozen=True, slots=True)
class Init:
    """Forget all settings."""


@dataclass(frozen=True, slots=True)
class LineFeed:
    """Print the line and go to the next."""


@dataclass(frozen=True, slots=True)
class CarriageReturn:
    """Ignored by printers in their usual setting."""


@dataclass(frozen=True, slots=True)
class Align:
    """Where the following lines stand."""

    to: Alignment


@dataclass(frozen=True, slots=True)
class Size:
    """Character size as multiples of the normal one, 1 to 8."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Bold:
    """Thick characters on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class LineSpacing:
    """Distance of lines in dots; None is the printer's own (about 34 dots at 203 dpi)."""

    dots: int | None


@dataclass(frozen=True, slots=True)
class FeedLines:
    """Print the line and feed `count` lines."""

    count: int


@dataclass(frozen=True, slots=True)
class FeedDots:
    """Print the line and feed `count` dots."""

    count: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Cut the paper, after feeding `feed` dots beyond the cutter where that is given (GS V forms only)."""

    form: CutForm
    feed: int | None = None


@dataclass(frozen=True, slots=True)
class KanjiMode:
    """Double-byte (Chinese) characters on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class KanjiSize:
    """Size bits of Chinese characters alone: 4 double width, 8 double height, 80h underline."""

    bits: int


@dataclass(frozen=True, slots=True)
class CodePage:
    """Which single-byte code page text is in."""

    number: int


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes to print, in the encoding that is set."""

    data: bytes


@dataclass(frozen=True, slots=True)
class RasterImage:
    """A picture, `width_bytes` times 8 dots wide; a 1 bit is black. `mode` bit 0 doubles width, bit 1 height."""

    width_bytes: int
    height: int
    data: bytes
    mode: int = 0


@dataclass(frozen=True, slots=True)
class QrModel:
    """Kind of QR code: 1, 2 (usual), 3 micro."""

    model: int


@dataclass(frozen=True, slots=True)
class QrModuleSize:
    """Dots per module, 1 to 16."""

    dots: int


@dataclass(frozen=True, slots=True)
class QrErrorLevel:
    """Error correction of the next QR code."""

    level: QrLevel


@dataclass(frozen=True, slots=True)
class QrStore:
    """What the QR code says."""

    data: bytes


@dataclass(frozen=True, slots=True)
class QrPrint:
    """Print the stored QR code."""


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """DLE EOT n, answered at once, even when offline: 1 printer, 2 offline cause, 3 error cause, 4 paper."""

    about: int


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """GS r n, answered in its turn, after everything before it was printed: 1 paper, 2 drawer."""

    about: int


@dataclass(frozen=True, slots=True)
class AutoStatus:
    """Which changes the printer reports by itself; 0 none, FFh all."""

    bits: int


@dataclass(frozen=True, slots=True)
class IdentityRequest:
    """GS I n: model, firmware and the like."""

    about: int


@dataclass(frozen=True, slots=True)
class ClearBuffer:
    """DLE DC4 8: forget what was received but not printed; obeyed at once, even when offline."""


Frame = (
    Init
    | LineFeed
    | CarriageReturn
    | Align
    | Size
    | Bold
    | LineSpacing
    | FeedLines
    | FeedDots
    | Cut
    | KanjiMode
    | KanjiSize
    | CodePage
    | Text
    | RasterImage
    | QrModel
    | QrModuleSize
    | QrErrorLevel
    | QrStore
    | QrPrint
    | StatusRequest
    | PaperRequest
    | AutoStatus
    | IdentityRequest
    | ClearBuffer
)
