"""A picture beside each word: the icon of a business by what its name is about, and of each priority class.

A pack names its businesses freely; a word that is not in the table gets the plain document.
"""

from hub.contract.vocabulary import PriorityClass

_BY_WORD: tuple[tuple[str, str], ...] = (
    ("医", "heart"),
    ("社会保险", "person"),
    ("社保", "person"),
    ("不动产", "house"),
    ("房", "house"),
    ("公积金", "coins"),
    ("税", "coins"),
    ("市场主体", "briefcase"),
    ("企业", "briefcase"),
    ("营业执照", "briefcase"),
    ("户籍", "id-card"),
    ("户政", "id-card"),
    ("身份证", "id-card"),
    ("出入境", "id-card"),
    ("婚姻", "heart"),
    ("民政", "heart"),
    ("交通", "car"),
    ("车", "car"),
    ("驾驶", "car"),
    ("工程", "building"),
    ("建设", "building"),
    ("咨询", "info"),
    ("导办", "info"),
)
"""Word in the Chinese name → icon; the first that fits."""

PLAIN = "document"

OF_PRIORITY: dict[PriorityClass, str] = {
    PriorityClass.ELDERLY: "elder",
    PriorityClass.DISABLED: "wheelchair",
    PriorityClass.PREGNANT: "heart",
    PriorityClass.INFANT: "baby",
    PriorityClass.MILITARY: "star",
    PriorityClass.FOREIGNER: "language",
}
"""The classes a citizen may declare, in the order shown. VIP is a list kept by the hall and nobody's own word."""


def of_business(name_zh: str) -> str:
    """The icon of a business."""
    return next((icon for word, icon in _BY_WORD if word in name_zh), PLAIN)
