"""What both ways of ESC/POS share: the control bytes that commands begin with, and the decoders' one error.

A job is a stream of commands (`ESC`, `GS`, `FS`, `DLE` and their arguments) and text between them. Text bytes are
passed on undecoded: whether they are GBK or a single-byte code page depends on `KanjiMode`. Source: the printer
makers' public command references, as noted in the project's protocol page; `ClearBuffer` and `LineSpacing` are from
Epson's public reference alone.
"""

DLE, LF, CR, ESC, FS, GS = 0x10, 0x0A, 0x0D, 0x1B, 0x1C, 0x1D

CLEAR_BUFFER = bytes((DLE, 0x14, 8, 1, 3, 20, 1, 6, 2, 8))
"""DLE DC4 8 and the seven fixed bytes that keep it from being sent by accident."""


class DecodeError(ValueError):
    """The bytes are not what the protocol allows. Drop `used` bytes and go on."""

    def __init__(self, reason: str, used: int) -> None:
        super().__init__(reason)
        self.used = used
