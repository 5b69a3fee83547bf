"""Where to wait, and how long, in words: shared by the screens and the paper."""

from collections.abc import Sequence

from assets.translations.catalog import Catalog

_LIST_UP_TO = 4
"""So many window numbers are read at a glance; more are shortened."""
_RUN_LEAST = 3
"""Fewer neighbours than this are not worth a range."""
_PIECES_UP_TO = 5
"""More ranges than this are a riddle: then the first and the last window stand for all."""


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def window_list(numbers: Sequence[str], words: Catalog) -> str:
    """`1、2、3`, or `1至12` when many; without the words for window. Empty for no windows."""
    shown = list(dict.fromkeys(numbers))
    if len(shown) <= _LIST_UP_TO:
        return words("windows.comma").join(shown)
    if all(number.isascii() and number.isdecimal() and str(int(number)) == number for number in shown):
        pieces: list[str] = []
        for first, last in _runs([int(number) for number in shown]):
            if last - first + 1 >= _RUN_LEAST:
                pieces.append(words("windows.range", first=first, last=last))
            else:
                pieces += [str(number) for number in range(first, last + 1)]
        if len(pieces) <= _PIECES_UP_TO:
            return words("windows.comma").join(pieces)
    return words("windows.range", first=shown[0], last=shown[-1])


def windows_named(numbers: Sequence[str], words: Catalog) -> str:
    """`1、2、3号窗口`, `1至12号窗口`; empty for no windows."""
    listed = window_list(numbers, words)
    key = "windows.one" if len(set(numbers)) == 1 else "windows.named"
    return words(key, numbers=listed) if listed else ""


def minutes_of(seconds: int) -> int:
    """Whole minutes to promise: rounded up, at least one."""
    return max(1, -(-seconds // 60))


def wait_words(seconds: int | None, words: Catalog) -> str:
    """`约 12 分钟`, `约 1 小时 20 分钟`; empty when nothing honest can be said."""
    if seconds is None:
        return ""
    minutes = minutes_of(seconds)
    if minutes < 60:
        return words("wait.minutes", n=minutes)
    hours, rest = divmod(minutes, 60)
    return words("wait.hours_minutes", hours=hours, minutes=rest) if rest else words("wait.hours", n=hours)
