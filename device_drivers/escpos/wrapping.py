"""Breaking text into the lines of a narrow paper: by columns, a Chinese character taking two."""

import unicodedata

_NOT_FIRST = frozenset("，。、；：？！）》】」』”’…,.;:?!)]}%％")
"""What must not stand at the beginning of a line."""
_NOT_LAST = frozenset("（《【「『“‘([{")
"""What must not stand at the end of a line."""


def columns(text: str) -> int:
    """How many Latin characters wide the text is: whatever is not ASCII takes two columns, combining marks none."""
    return sum(0 if unicodedata.combining(char) else 1 if char < "\x7f" else 2 for char in text)


def _words(text: str) -> list[str]:
    """Pieces that stay whole: a Latin word or number with its space, or one Chinese character."""
    pieces: list[str] = []
    for char in text:
        latin = "!" <= char <= "~"
        joins = bool(pieces) and latin and "!" <= pieces[-1][-1] <= "~"
        if joins or (pieces and (unicodedata.combining(char) or char in _NOT_FIRST or pieces[-1][-1] in _NOT_LAST)):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _split_long(piece: str, width: int) -> list[str]:
    parts = [""]
    for char in piece:
        if columns(parts[-1] + char) > width:
            parts.append("")
        parts[-1] += char
    return parts


def wrap(text: str, width: int) -> list[str]:
    """The lines of `text` on paper `width` columns wide; at least one line, trailing spaces dropped.

    Punctuation stays with the character before it, Latin words stay whole, and the last line never holds one Chinese
    character alone.
    """
    lines: list[list[str]] = [[]]
    for piece in _words(text):
        for part in [piece] if columns(piece) <= width else _split_long(piece, width):
            if columns("".join(lines[-1])) + columns(part) > width:
                lines.append([])
            if lines[-1] or part != " " or len(lines) == 1:
                lines[-1].append(part)
    if len(lines) > 1 and len(lines[-1]) == 1 and columns(lines[-1][0]) <= 4 and len(lines[-2]) > 2:
        lines[-1].insert(0, lines[-2].pop())
    return ["".join(line).rstrip() for line in lines]
