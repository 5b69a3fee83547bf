"""The `room` contract of import-linter: what a room may import, as a list of what is allowed.

import-linter's own contracts say what is forbidden, one external package at a time; a table that says what a
room *may* import (DESIGN section 2) needs the other direction: everything that is not the standard library, the
room itself or on its list is a violation. With ``never``, packages that may not be reached through others either.

Expressions: ``*`` stands for one part of a dotted name, ``**`` for any number of parts (none too). Each stands for the
modules it matches and all that is below them. A contract whose rooms match no module is broken: it would guard
nothing.
"""

import re
import sys
from collections.abc import Iterable
from typing import ClassVar

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


def pattern(expression: str) -> re.Pattern[str]:
    """Compile one expression; it matches a dotted module name at or below what it names."""
    parts: list[str] = []
    for part in expression.split("."):
        if part == "**":
            parts.append(r"(?:[^.]+\.)*")
        else:
            parts.append((r"[^.]+" if part == "*" else re.escape(part)) + r"\.")
    return re.compile("".join(parts) + r"(?:[^.]+\.)*")


def matches(module: str, expressions: Iterable[str]) -> bool:
    """Tell whether a module is at or below what one of the expressions names."""
    return any(pattern(expression).fullmatch(f"{module}.") for expression in expressions)


class RoomContract(Contract):  # type: ignore[misc]
    """What a room may import; see the module's words."""

    type_name: ClassVar[str] = "room"

    rooms = fields.ListField(subfield=fields.StringField())
    except_rooms = fields.ListField(subfield=fields.StringField(), default=())
    may_import = fields.ListField(subfield=fields.StringField(), default=())
    never = fields.ListField(subfield=fields.StringField(), default=())
    apart = fields.BooleanField(default=False)
    """The rooms are neighbours that may not import each other; otherwise they count as one room."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find every import that the room's list does not allow."""
        del verbose
        # One expression without wildcards names a room that has to be there; a wildcard may match nothing alone.
        absent = [
            room
            for room in self.rooms
            if not any(matches(module, [room]) for module in graph.modules) and "*" not in room
        ]
        members = [module for module in sorted(graph.modules) if self._is_member(module)]
        wrong: list[str] = [f"{room} is not there: nothing is guarded" for room in absent]
        if not members:
            wrong.append("no module is matched: nothing is guarded")
        for module in members:
            wrong += [
                f"{module} -> {imported}"
                for imported in sorted(graph.find_modules_directly_imported_by(module))
                if not self._allows(module, imported)
            ]
        for forbidden in sorted(module for module in graph.modules if matches(module, self.never)):
            for module in members:
                chain = graph.find_shortest_chain(importer=module, imported=forbidden)
                if chain and not any(matches(step, self.never) for step in chain[:-1]):
                    wrong.append(" -> ".join(chain))
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print the imports that are not allowed."""
        for line in check.metadata["wrong"]:
            output.print_error(line)
        output.new_line()

    def _is_member(self, module: str) -> bool:
        return matches(module, self.rooms) and not matches(module, self.except_rooms)

    def _allows(self, module: str, imported: str) -> bool:
        if imported.partition(".")[0] in sys.stdlib_module_names or matches(imported, self.may_import):
            return True
        if self.apart:
            return any(matches(module, [room]) and matches(imported, [room]) for room in self.rooms)
        return self._is_member(imported)
