"""A YAML file as values that know their line, so that every complaint can say where.

YAML is composed, not loaded: nodes keep their marks, and nothing is guessed (`no`, `08:30` and `1_6` stay
what was written). Keys are strict: unknown, repeated and missing ones are refused.
"""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from hub.contract.faults import Fault
from hub.contract.vocabulary import Words
from hub.pack.complaints import Complaint, complain

SIZE_LIMIT_KIB = 128
"""Two hundred windows and five hundred members of staff stay below 100 KiB; a pack this long is read in 2 s."""

DEPTH_LIMIT = 64
"""Brackets within brackets. A pack needs four; PyYAML's time grows with the square of the depth."""

_TEXT = "tag:yaml.org,2002:str"
_YES_NO = {"true": True, "false": False}
_NO_COLON = "could not find expected ':'"
"""What PyYAML says of a key with a full-width colon, or none."""
_BRACKETS = {"[": 1, "{": 1, "]": -1, "}": -1}
_QUOTES = ("'", '"')

Value = TypeVar("Value")


def near(word: str, known: Sequence[str]) -> dict[str, str]:
    """The end of a sentence about an unknown word: the closest known one, or just the full stop."""
    found = difflib.get_close_matches(word, known, n=1)
    return {
        "near_zh": f"，是不是“{found[0]}”？" if found else "。",
        "near_en": f"; did you mean “{found[0]}”?" if found else ".",
    }


@dataclass(frozen=True, slots=True)
class Item:
    """A value in the file: its node, the file's name and what it is called in complaints."""

    node: yaml.Node
    file: str
    what: str

    @property
    def line(self) -> int:
        """The line it begins in, from 1."""
        return int(self.node.start_mark.line) + 1

    @property
    def where(self) -> str:
        """``pack.yaml:12``."""
        return f"{self.file}:{self.line}"

    def complain(self, complaint: Complaint, **details: str | int | tuple[str, str]) -> Fault:
        """Make the fault to raise about this value."""
        return complain(self.where, complaint, **details)

    @property
    def scalar(self) -> str:
        """What was written, not interpreted. Raises ``Fault`` pack_invalid for lists and mappings."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.complain(Complaint.WANT_ONE, what=self.what)
        return str(self.node.value)

    @property
    def shown(self) -> str:
        """What was written, with its quotes, to be shown in a complaint about them."""
        return f'"{self.scalar}"' if self.quoted else self.scalar

    @property
    def quoted(self) -> bool:
        """Whether it stands in quotes."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.style in _QUOTES

    def written(self, word: str) -> bool:
        """Whether it is just this word."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.value == word

    def joined(self) -> str:
        """One value, or the values of a list with commas between them, as written."""
        if isinstance(self.node, yaml.SequenceNode):
            return ", ".join(item.scalar for item in self.items())
        return self.scalar.strip()

    def text(self) -> str:
        """Text with something in it; outer blanks are dropped."""
        written = self.scalar.strip()
        if not written:
            raise self.complain(Complaint.BLANK, what=self.what)
        if self.node.tag != _TEXT:
            raise self.complain(Complaint.WANT_TEXT, what=self.what, value=written)
        return written

    def whole(self, least: int, most: int) -> int:
        """A whole number within bounds."""
        written = self.scalar
        if self.quoted or not (written.isascii() and written.isdecimal()) or not least <= int(written) <= most:
            raise self.complain(Complaint.WANT_NUMBER, what=self.what, least=least, most=most, value=self.shown)
        return int(written)

    def yes_no(self) -> bool:
        """``true`` or ``false``."""
        written = self.scalar
        if self.quoted or written not in _YES_NO:
            raise self.complain(Complaint.WANT_YES_NO, what=self.what, value=self.shown)
        return _YES_NO[written]

    def one_of(self, known: Sequence[str]) -> str:
        """One of some words."""
        written = self.scalar
        if written not in known:
            raise self.complain(
                Complaint.WANT_ONE_OF, what=self.what, known=", ".join(known), value=written, **near(written, known)
            )
        return written

    def items(self) -> Iterator["Item"]:
        """The items of a list, one after another."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.complain(Complaint.WANT_LIST, what=self.what)
        return (Item(node, self.file, self.what) for node in self.node.value)

    def mapping(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, "Item"]:
        """The values by key. Raises ``Fault`` pack_invalid for an unknown, repeated or missing key."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.complain(Complaint.WANT_MAPPING, what=self.what)
        known = (*required, *optional)
        found: dict[str, Item] = {}
        lines: dict[str, int] = {}
        for key_node, node in self.node.value:
            place = Item(key_node, self.file, self.what)
            if not isinstance(key_node, yaml.ScalarNode):
                raise place.complain(Complaint.KEY_NOT_TEXT)
            key = place.scalar
            if key in found:
                raise place.complain(Complaint.DUPLICATE_KEY, key=key, first=lines[key])
            if key not in known:
                raise place.complain(Complaint.UNKNOWN_KEY, key=key, **near(key, known))
            found[key] = Item(node, self.file, key)
            lines[key] = place.line
        for key in required:
            if key not in found:
                raise self.complain(Complaint.MISSING_KEY, key=key)
        return found

    def words(self) -> Words:
        """A text in both languages."""
        both = self.mapping(("zh", "en"))
        return Words(both["zh"].text(), both["en"].text())


def open_document(path: Path) -> Item:
    """Read a YAML file. Raises ``Fault`` pack_invalid with file and line when it is none."""
    try:
        raw = path.read_bytes()
    except OSError:
        raise complain(path.name, Complaint.NO_FILE) from None
    return decode_document(raw, path.name)


def decode_document(raw: bytes, file: str) -> Item:
    """Read a YAML file's bytes. Raises ``Fault`` pack_invalid with file and line when they are none."""
    if len(raw) > SIZE_LIMIT_KIB * 1024:
        raise complain(file, Complaint.TOO_BIG, limit=SIZE_LIMIT_KIB)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise complain(f"{file}:{line}", Complaint.NOT_TEXT) from None
    return parse(text, file)


def parse(text: str, file: str) -> Item:
    """Read YAML text. Raises ``Fault`` pack_invalid with file and line when it is none."""
    deep = _too_deep(text)
    if deep:
        raise complain(f"{file}:{deep}", Complaint.SYNTAX, problem="nested too deeply")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.problem == _NO_COLON:  # noticed a line late
            mark = error.context_mark
        line = mark.line + 1 if mark is not None else 1
        raise complain(f"{file}:{line}", Complaint.SYNTAX, problem=str(error.problem or error.context)) from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise complain(f"{file}:{line}", Complaint.SYNTAX, problem=f"character U+{error.character:04X}") from None
    except RecursionError:
        raise complain(f"{file}:1", Complaint.SYNTAX, problem="nested too deeply") from None
    if node is None:
        raise complain(f"{file}:1", Complaint.EMPTY)
    return Item(node, file, file)


def _too_deep(text: str) -> int:
    """The line in which brackets are open beyond the limit, or 0."""
    depth = 0
    for line, row in enumerate(text.splitlines(), 1):
        for char in row:
            depth += _BRACKETS.get(char, 0)
            if depth > DEPTH_LIMIT:
                return line
    return 0
