"""Chinese text as pinyin with tone digits, which is what espeak-ng's one good Mandarin voice reads.

espeak-ng's own tables of characters guess at polyphones (银行, 重庆); pypinyin knows them by phrase. Latin letters are
given the syllables that people say for them in Chinese, so that the voice never falls back to English.
"""

import re

from pypinyin import Style, lazy_pinyin

LETTERS: dict[str, str] = {
    "A": "ei1", "B": "bi4", "C": "xi1", "D": "di4", "E": "yi4", "F": "ai2 fu2", "G": "ji4", "H": "ai2 chi2",
    "I": "ai4", "J": "jie4", "K": "kai4", "L": "ai2 lou4", "M": "ai2 mu3", "N": "en1", "O": "ou1", "P": "pi4",
    "Q": "kiu4", "R": "a4 er5", "S": "ai2 si1", "T": "ti4", "U": "you1", "V": "wei1", "W": "da2 bu4 liu5",
    "X": "ai2 ke4 si1", "Y": "wai4", "Z": "zei4",
}  # fmt: skip
"""How a letter of a ticket number is said in Chinese."""

_PAUSES = str.maketrans({"，": ",", "。": ".", "；": ",", "：": ",", "、": ",", "！": ".", "？": "?"})
_PARTS = re.compile(r"[A-Za-z]|[\u4e00-\u9fff]+|[,.?]")


def to_pinyin(text: str) -> str:
    """Return ``text`` as syllables with tone digits; what cannot be said (signs, spaces) is left out.

    >>> to_pinyin("请 A零一 号")
    'qing3 ei1 ling2 yi1 hao4'
    """
    said: list[str] = []
    for part in _PARTS.findall(text.translate(_PAUSES)):
        if part in ",.?":
            if said:
                said[-1] += part
        elif part.isascii():
            said.append(LETTERS[part.upper()])
        else:
            said += lazy_pinyin(part, style=Style.TONE3, neutral_tone_with_five=True)
    return " ".join(said)
