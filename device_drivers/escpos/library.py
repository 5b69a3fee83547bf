"""What is taken from python-escpos: QR commands and the conversion of pictures to raster bytes.

Its printer classes are not used: they mix bytes, waiting and device, take silence for "paper is plenty" and never
switch to Chinese mode. Importing it reads a capability list (about 0.4 s), calls `logging.basicConfig` and leaves an
empty temporary folder behind; `load` does it once, late, and puts the last two right.
"""

import logging
import shutil
from functools import cache
from types import ModuleType
from typing import Any

from PIL import Image

from device_drivers.escpos.codec.frames import QrLevel

_LEVELS: dict[QrLevel, int] = {QrLevel.L: 0, QrLevel.M: 1, QrLevel.Q: 2, QrLevel.H: 3}


@cache
def load() -> tuple[ModuleType, ModuleType]:
    """Import the library; the second call costs nothing. Called ahead by a driver, so that no citizen waits for it."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    from escpos import capabilities, escpos, image

    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return escpos, image


@cache
def _recorder() -> Any:
    escpos, _ = load()

    class Recorder(escpos.Escpos):  # type: ignore[misc,name-defined]
        """A printer of the library that keeps the bytes of one command."""

        def __init__(self) -> None:
            super().__init__()
            self.taken = bytearray()

        def _raw(self, msg: bytes) -> None:
            self.taken += msg

        def open(self) -> None:
            """Nothing to open."""

        def close(self) -> None:
            """Nothing to close."""

    return Recorder


def qr_bytes(data: str, module: int, level: QrLevel) -> bytes:
    """The commands that print `data` as a QR code, module side in dots."""
    recorder = _recorder()()
    recorder.qr(data, ec=_LEVELS[level], size=module, model=2, native=True)
    return bytes(recorder.taken)


def raster_rows(picture: Image.Image) -> tuple[int, bytes]:
    """Bytes per row, and the rows of a picture; a 1 bit is black."""
    _, image = load()
    converted = image.EscposImage(picture)
    return int(converted.width_bytes), bytes(converted.to_raster_format())
