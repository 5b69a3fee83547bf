"""What is to stand on a ticket, without a word about bytes."""

from dataclasses import dataclass

from PIL import Image

from device_drivers.escpos.codec.frames import Alignment, QrLevel


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph; it is broken into lines where the paper ends. `size` is 1 to 8, or (width, height) multiples."""

    text: str
    size: int | tuple[int, int] = 1
    align: Alignment = Alignment.LEFT
    bold: bool = False

    @property
    def scale(self) -> tuple[int, int]:
        """Width and height as multiples of the normal size."""
        return self.size if isinstance(self.size, tuple) else (self.size, self.size)


@dataclass(frozen=True, slots=True)
class PairLine:
    """A name at the left and its value at the right edge; on two lines when they do not fit on one."""

    left: str
    right: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A dashed line across the paper."""

    mark: str = "-"


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code; `module` is the side of its smallest square in dots (8 dots are 1 mm), 1 to 16."""

    data: str
    module: int = 6
    level: QrLevel = QrLevel.M
    align: Alignment = Alignment.CENTER


@dataclass(frozen=True, slots=True)
class Space:
    """Empty paper, in dots (8 dots are 1 mm)."""

    dots: int = 24


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture such as a logo; printed black where it is darker than half."""

    image: Image.Image
    align: Alignment = Alignment.CENTER


Line = TextLine | PairLine | Rule | Qr | Space | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """One ticket, cut off at its end."""

    lines: tuple[Line, ...]


class DocumentError(ValueError):
    """The document cannot be printed on this paper; the fault is the writer's, not the printer's."""

    code = "document"

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        super().__init__(en)
