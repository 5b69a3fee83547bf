"""What stands on the paper: from a `TicketSlip` to a document of 80 mm, 48 columns (24 Chinese characters).

The number is the hero; then where to wait, then how long, then the code for the phone. Everything else is small.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from assets.translations.catalog import Catalog
from device_drivers.escpos.codec.frames import Alignment
from device_drivers.escpos.document import Document, Line, Qr, Rule, Space, TextLine
from device_drivers.escpos.wrapping import columns
from hub.contract.notices import TicketSlip
from hub.contract.vocabulary import Instant, PriorityClass, Words
from kiosk.places import wait_words, windows_named

COLUMNS = 48
"""80 mm paper; a Chinese character takes two."""
NUMBER_SIZE = 6
"""Six times the normal size: 18 mm high, readable from the window to the chairs. Longer numbers get smaller."""
QR_MODULE = 6
"""0.75 mm a module: an old phone's camera reads it at arm's length; about 30 mm in all."""

_CENTRE = Alignment.CENTER


def words_in(text: Words, language: str) -> str:
    """A text in a language; Chinese where there is no other."""
    return (text.en or text.zh) if language == "en" else text.zh


def _largest(text: str, most: int) -> int:
    """The largest size, up to `most`, at which a text stands on one line."""
    return max(1, min(most, COLUMNS // max(1, columns(text))))


def _centred(text: str, most: int, *, bold: bool = False, least: int = 1) -> TextLine:
    return TextLine(text, size=max(least, _largest(text, most)), align=_CENTRE, bold=bold)


def _tight(text: str, words: Catalog) -> str:
    """Chinese without its thin spaces: on fixed-width paper a space is half a character wide."""
    return text.replace(" ", "") if words.language == "zh" else text


def local_time(at: Instant, timezone: str) -> datetime:
    """An instant on the hall's clock."""
    return datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(ZoneInfo(timezone))


def ticket_document(slip: TicketSlip, words: Catalog, timezone: str, *, with_area: bool = True) -> Document:
    """Lay a slip out. `with_area` is for halls of several areas; `words` decides the language."""
    language = words.language
    lines: list[Line] = []
    if slip.copy:
        lines += [_centred(words("ticket.copy"), 2, bold=True), Space(8)]
    lines += [_centred(words_in(slip.hall_name, language), 2, bold=True), Rule()]
    business = words_in(slip.business_name, language)
    lines.append(_centred(business, 2, bold=True))
    if language != "zh" and business != slip.business_name.zh:
        lines.append(TextLine(slip.business_name.zh, align=_CENTRE))
    department = words_in(slip.department, language)
    if department:
        lines.append(TextLine(department, align=_CENTRE))
    lines += [Space(24), TextLine(slip.number, size=_largest(slip.number, NUMBER_SIZE), align=_CENTRE, bold=True)]
    if slip.priority_class is not PriorityClass.ORDINARY:
        priority = words(f"priority.{slip.priority_class.value}")
        lines.append(_centred(words("ticket.priority", priority=priority), 2, bold=True))
    lines.append(Space(8))
    area = words_in(slip.area_name, language)
    windows = windows_named(slip.window_numbers, words)
    if with_area and area:
        lines.append(_centred(area, 2))
    if windows:
        lines.append(_centred(windows, 2, bold=True))
    lines.append(Space(8))
    ahead = words("ticket.ahead", n=slip.ahead) if slip.ahead else words("ticket.first")
    lines.append(_centred(_tight(ahead, words), 2))
    wait = wait_words(slip.expected_wait_s, words) if slip.ahead else ""
    if wait:
        lines.append(_centred(_tight(words("ticket.wait", wait=wait), words), 2))
    lines.append(Rule())
    if slip.url:
        lines += [Qr(slip.url, module=QR_MODULE), TextLine(words("ticket.qr"), align=_CENTRE)]
    taken = local_time(slip.taken_at, timezone)
    lines += [Space(8), TextLine(words("ticket.taken_at", at=f"{taken:%Y-%m-%d %H:%M}"), align=_CENTRE)]
    lines += [TextLine(note, align=_CENTRE) for note in (words_in(note, language) for note in slip.notes) if note]
    if slip.copy:
        lines += [Space(8), _centred(words("ticket.copy_note"), 1, bold=True)]
    return Document(tuple(lines))
