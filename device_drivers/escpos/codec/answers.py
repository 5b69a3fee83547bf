"""What a printer sends back: bytes to answers, and answers to bytes for the virtual twin."""

from dataclasses import dataclass

from device_drivers.escpos.codec.marks import DecodeError


@dataclass(frozen=True, slots=True)
class RealTimeAnswer:
    """Answer to DLE EOT; what its bits mean depends on what was asked."""

    bits: int


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """Answer to GS r 1, sent when everything before the request has been printed."""

    near_end: bool
    end: bool


@dataclass(frozen=True, slots=True)
class AutoStatusReport:
    """What a printer says unasked after `AutoStatus`: four bytes of bits."""

    bits: bytes


@dataclass(frozen=True, slots=True)
class FlowControl:
    """XON (go on) or XOFF (wait) among the answers."""

    go_on: bool


Answer = RealTimeAnswer | PaperAnswer | AutoStatusReport | FlowControl

XON, XOFF = 0x11, 0x13


def decode_answer(buf: bytes) -> tuple[int, Answer | None]:
    """The next answer of a printer. Raises DecodeError for a byte that is no answer.

    The kinds are told apart by their fixed bits: `x & 93h` is 12h for DLE EOT, 10h for the first byte of a report;
    `x & 90h` is 0 for GS r and for the other bytes of a report.
    """
    if not buf:
        return 0, None
    first = buf[0]
    if first in (XON, XOFF):
        return 1, FlowControl(first == XON)
    if first & 0x93 == 0x12:
        return 1, RealTimeAnswer(first)
    if first & 0x93 == 0x10:
        rest = buf[1:4]
        if any(byte & 0x90 for byte in rest):
            raise DecodeError("status report with wrong fixed bits", 1)
        return (4, AutoStatusReport(buf[:4])) if len(rest) == 3 else (0, None)
    if first & 0x90 == 0:
        return 1, PaperAnswer(near_end=bool(first & 0x03), end=bool(first & 0x0C))
    raise DecodeError(f"no answer: {first:02X}", 1)


def encode_answer(answer: Answer) -> bytes:
    """The bytes of an answer, as a printer sends them."""
    match answer:
        case RealTimeAnswer(bits):
            return bytes((bits & 0x6C | 0x12,))
        case PaperAnswer(near_end, end):
            return bytes((0x03 * near_end | 0x0C * end,))
        case AutoStatusReport(bits):
            return bytes((bits[0] & 0x6C | 0x10, *(byte & 0x6F for byte in bits[1:4])))
        case FlowControl(go_on):  # pragma: no branch - the last of the union
            return bytes((XON if go_on else XOFF,))
