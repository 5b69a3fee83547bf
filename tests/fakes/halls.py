"""Small halls for tests: a plan, and a hall that is driven by commands without store or wire."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.contract import commands as cmd
from hub.contract.commands import Command
from hub.contract.events import Event
from hub.contract.faults import Fault
from hub.contract.vocabulary import (
    Area,
    Business,
    HallPlan,
    Operator,
    SiteRules,
    StationKind,
    Window,
    Words,
)
from hub.core.apply import apply
from hub.core.decide import decide
from hub.core.hall import Hall
from hub.core.press import Press, operator_of
from hub.core.recorded import Recorded

OFFICE = Words("部门", "Office")

START_MS = 1_763_773_200_000
"""2025-11-22 09:00 in Shanghai."""


def plan(windows: int = 3, businesses: int = 2, rules: SiteRules | None = None, hall_id: str = "test") -> HallPlan:
    """A hall of ``windows`` windows; window i serves all businesses but, for i = 1, only the first."""
    served = tuple(f"b{number}" for number in range(1, businesses + 1))
    return HallPlan(
        hall_id=hall_id,
        name=Words("测试大厅", "Test hall"),
        areas=(Area("main", Words("一楼", "Ground floor")),),
        businesses=tuple(
            Business(f"b{number}", Words(f"业务{number}", f"Business {number}"), chr(64 + number), OFFICE)
            for number in range(1, businesses + 1)
        ),
        windows=tuple(
            Window(
                str(number), str(number), Words(f"{number} 号窗口", f"Window {number}"), "main",
                served[:1] if number == 1 else served, led_address=number, evaluator_address=number,
            )
            for number in range(1, windows + 1)
        ),
        operators=tuple(
            Operator(str(1000 + number), f"张{number}", guide=number > windows) for number in range(1, windows + 2)
        ),
        rules=rules or SiteRules(),
    )  # fmt: skip


@dataclass
class DrivenHall:
    """A hall with a journal in a list: every accepted command's events are folded and kept."""

    hall: Hall = field(default_factory=lambda: Hall("test"))
    now: int = START_MS
    journal: list[Recorded] = field(default_factory=list)
    presses: int = 0

    def press(
        self,
        command: Command,
        station: str,
        kind: StationKind | None = None,
        *,
        record_id: str = "",
        command_id: str = "",
        proven: bool = True,
    ) -> tuple[Event, ...] | Fault:
        """Decide a command and fold what it makes happen. The kind follows from the name: ``counter-1``, ``hub``."""
        self.presses += 1
        press = Press(
            command,
            command_id or f"press-{self.presses:06d}",
            station,
            kind or StationKind(station.split("-")[0]),
            token=f"token-{self.presses}",
            record_id=record_id,
            proven=proven,
        )
        decided = decide(self.hall, press, self.now)
        if isinstance(decided, Fault):
            return decided
        operator = operator_of(self.hall, press)
        for event in decided:
            row = Recorded(self.hall.seq + 1, self.now, station, operator, press.command_id, event)
            apply(self.hall, row)
            self.journal.append(row)
        return decided

    def do(self, command: Command, station: str, kind: StationKind | None = None) -> tuple[Event, ...]:
        """As ``press``, but a refusal is an error of the test."""
        decided = self.press(command, station, kind)
        assert not isinstance(decided, Fault), str(decided)
        return decided

    def refused(self, command: Command, station: str, *, proven: bool = True) -> Fault:
        """As ``press``, but the press must be refused, in both languages, and change nothing."""
        before = copy.deepcopy(self.hall)
        decided = self.press(command, station, proven=proven)
        assert isinstance(decided, Fault), f"accepted: {decided}"
        assert decided.sentence("zh")
        assert decided.sentence("en")
        assert self.hall == before
        return decided

    def take(self, business: str = "b1", station: str = "kiosk-1", **more: object) -> str:
        """Take a number; returns the ticket id."""
        self.do(cmd.TakeTicket(business, **more), station, StationKind.KIOSK)  # type: ignore[arg-type]
        return self.journal[-1].event.ticket_id  # type: ignore[union-attr]

    def number(self, ticket_id: str) -> str:
        """A ticket's number."""
        return self.hall.tickets[ticket_id].number


def driven(windows: int = 3, businesses: int = 2, rules: SiteRules | None = None) -> DrivenHall:
    """A hall with its plan and stations (``counter-N``, two kiosks, a guide desk, a wall), day open, windows closed."""
    made = DrivenHall()
    made.do(cmd.LoadPack(plan(windows, businesses, rules)), "hub", StationKind.HUB)
    for number in range(1, windows + 1):
        enroll = cmd.EnrollStation(f"counter-{number}", StationKind.COUNTER, window_id=str(number))
        made.do(enroll, "hub", StationKind.HUB)
    others = {"kiosk-1": StationKind.KIOSK, "kiosk-2": StationKind.KIOSK, "guide-1": StationKind.GUIDE,
              "wall-1": StationKind.WALL, "devices-1": StationKind.DEVICES}  # fmt: skip
    for station, kind in others.items():
        made.do(cmd.EnrollStation(station, kind), "hub", StationKind.HUB)
    made.do(cmd.OpenDay("2025-11-22"), "hub", StationKind.HUB)
    return made


def staffed(windows: int = 3, businesses: int = 2, rules: SiteRules | None = None) -> DrivenHall:
    """As ``driven``, with an operator at every window, all open."""
    made = driven(windows, businesses, rules)
    for number in range(1, windows + 1):
        made.do(cmd.SignIn(str(1000 + number), "1357"), f"counter-{number}")
        made.do(cmd.OpenWindow(), f"counter-{number}")
    return made


def open_numbers(hall: Hall, states: Sequence[str] = ("waiting",)) -> list[str]:
    """Numbers of tickets in these states, in the order they were taken."""
    return [ticket.number for ticket in hall.tickets.values() if ticket.state.value in states]
