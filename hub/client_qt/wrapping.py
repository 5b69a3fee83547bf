"""Line breaking for Chinese and English, without Qt.

What it keeps: no closing punctuation at the head of a line and no opening one at its end; words, numbers and a
number with its unit (`12 分钟`, `3 号窗口`) stay whole; no lone last character on a line.
"""

import re
from collections.abc import Callable

Measure = Callable[[str], float]
"""Gives the width of a text, in any one unit."""

CLOSING = "，。！？；：、）》」』】〉”’…·,.!?;:)]}%"
OPENING = "（《「『【〈“‘([{"
UNITS = "号窗口|号|分钟|小时|人|位|元|份|页|天|楼|秒|点|个|次"
ELLIPSIS = "…"

_PIECE = re.compile(
    rf"\d+(?:[-–:：~～至]\d+)* ?(?:{UNITS})"  # a number with its unit
    r"|(?:window|No\.) \d+"  # and in English
    r"|\d+(?:[-–:]\d+)* [A-Za-z]+"
    r"|\n"
    r"|[^\S\n]+"  # spaces
    r"|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…·]+"  # a word or a number
    r"|.",
)


def pieces(paragraph: str) -> list[str]:
    """Return the parts of a paragraph between which a line may break; joined they are the paragraph."""
    found: list[str] = []
    glue = False
    for match in _PIECE.finditer(paragraph):
        part = match.group()
        if found and (glue or part.isspace() or all(sign in CLOSING for sign in part)):
            found[-1] += part
        else:
            found.append(part)
        glue = part in OPENING
    return found


def wrap(text: str, width: float, measure: Measure, max_lines: int | None = None) -> list[str]:
    """Return the lines of `text` within `width`; past `max_lines` the last line ends in an ellipsis.

    A piece wider than the line is broken between characters: nothing is ever lost to the right of the line.
    """
    lines = [line for paragraph in text.split("\n") for line in _fill(pieces(paragraph), width, measure)]
    if max_lines is not None and len(lines) > max_lines:
        rest = "".join(lines[max_lines - 1 :])
        lines = [*lines[: max_lines - 1], elide(rest, width, measure)]
    return lines


def balanced(text: str, width: float, measure: Measure, max_lines: int | None = None) -> list[str]:
    """Return as many lines as `wrap` needs, but about equally long: for titles and what is centred."""
    lines = wrap(text, width, measure, max_lines)
    if len(lines) < 2 or lines[-1].endswith(ELLIPSIS):
        return lines
    if at := _joint(text):
        apart = [*balanced(text[:at].rstrip(), width, measure), *balanced(text[at:], width, measure)]
        if len(apart) <= len(lines):
            return apart
    widest = max(measure(piece.rstrip()) for line in text.split("\n") for piece in pieces(line) or [""])
    low, high = max(widest, width / len(lines)), width
    if low >= high:  # a word is as wide as the room, or wider: nothing can be narrower
        return lines
    for _ in range(7):
        middle = (low + high) / 2
        tried = wrap(text, middle, measure, max_lines)
        fits = len(tried) <= len(lines) and all(measure(line) <= middle for line in tried)
        if fits and "".join(tried) == "".join(lines):
            lines, high = tried, middle
        else:
            low = middle
    return lines


def _joint(text: str) -> int:
    """Return the best place to break a name, or 0: before words in brackets at its end, else after the 与 that joins
    its two halves (`民政与` / `社会救助`, not inside `社会`)."""
    bracket = re.search(r"[（(][^（(]*[）)]$", text)
    if bracket:
        return bracket.start()
    joining = re.search(r"(?<=[\u4e00-\u9fff]{2})与(?=[\u4e00-\u9fff]{2})", text)
    return joining.end() if joining else 0


def elide(text: str, width: float, measure: Measure) -> str:
    """Return `text`, shortened with an ellipsis if it is wider than `width`."""
    if measure(text.rstrip()) <= width:
        return text.rstrip()
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + ELLIPSIS) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


def _fill(parts: list[str], width: float, measure: Measure) -> list[str]:
    lines: list[list[str]] = [[]]
    for part in parts:
        for piece in _whole_or_split(part, width, measure):
            if lines[-1] and measure(("".join(lines[-1]) + piece).rstrip()) > width:
                lines.append([])
            lines[-1].append(piece)
    _no_lone_last(lines, width, measure)
    # Trailing spaces hang over the edge; a line keeps one where the next line goes on with a word.
    return ["".join(line).rstrip() if at == len(lines) - 1 else "".join(line) for at, line in enumerate(lines)]


def _whole_or_split(part: str, width: float, measure: Measure) -> list[str]:
    if measure(part.rstrip()) <= width:
        return [part]
    words = re.findall(r"\S+\s*", part)
    if len(words) > 1:
        return [piece for word in words for piece in _whole_or_split(word, width, measure)]
    return list(part)


def _no_lone_last(lines: list[list[str]], width: float, measure: Measure) -> None:
    if len(lines) < 2 or len(lines[-2]) < 2:
        return
    last = "".join(lines[-1]).strip(CLOSING + OPENING + " ")
    moved = lines[-2][-1]
    if len(last) == 1 and measure((moved + "".join(lines[-1])).rstrip()) <= width:
        lines[-1].insert(0, lines[-2].pop())
