"""The sentences of a call, in words that are read the same by every voice.

Chinese: ``请 A零零一 号，到三号窗口办理``. A ticket number is spelled digit by digit (a voice would read 101 as
一百零一), a window is a number (12 is 十二号). English: ``Number A 0 0 1, please go to window 3``.
"""

from collections.abc import Callable
from dataclasses import dataclass

DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_LONGEST_NUMBER = len(_PLACES)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the language that it is in (``zh`` or ``en``)."""

    text: str
    language: str


def spelled(number: str) -> str:
    """Spell a ticket number for Chinese: ``A012`` → ``A零一二``; letters are made capitals."""
    return "".join(DIGITS[int(sign)] if sign in "0123456789" else sign for sign in number.upper() if sign.isalnum())


def counted(value: int) -> str:
    """Say a number from 0 to 9999 as Chinese counts: 12 → 十二, 20 → 二十, 105 → 一百零五.

    Raises ValueError for others.
    """
    if not 0 <= value < 10**_LONGEST_NUMBER:
        raise ValueError(f"{value} is not between 0 and 9999")
    if value == 0:
        return DIGITS[0]
    said = ""
    gap = False
    for place in reversed(range(_LONGEST_NUMBER)):
        digit = value // 10**place % 10
        if digit == 0:
            gap = said != ""
            continue
        said += (DIGITS[0] if gap else "") + DIGITS[digit] + _PLACES[place]
        gap = False
    # 一十二 is said 十二 at the head of a number only: 112 stays 一百一十二.
    return said.removeprefix("一") if said.startswith("一十") else said


def window_in_chinese(number: str) -> str:
    """Say a window's number: counted when it is a number (``12``), spelled when it is not (``A3``)."""
    plain = number.strip()
    if plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST_NUMBER:
        return counted(int(plain))
    return spelled(plain)


def _chinese(number: str, window: str) -> str:
    return f"请 {spelled(number)} 号，到{window_in_chinese(window)}号窗口办理"


def _english(number: str, window: str) -> str:
    letters = " ".join(sign for sign in number.upper() if sign.isalnum())
    plain = window.strip()
    said = str(int(plain)) if plain.isascii() and plain.isdigit() else " ".join(plain)
    return f"Number {letters}, please go to window {said}"


_LANGUAGES: dict[str, Callable[[str, str], str]] = {"zh": _chinese, "en": _english}

LANGUAGES = tuple(_LANGUAGES)
"""The languages that a call can be spoken in."""


def call_sentence(number: str, window: str, language: str = "zh") -> Sentence:
    """Return the sentence that calls ticket ``number`` to ``window``; KeyError for an unknown language."""
    return Sentence(_LANGUAGES[language](number, window), language)
