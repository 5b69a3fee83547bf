"""PINs are checked before the writer hears of a sign-in, and the writer never waits for it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from hub.contract import commands as cmd
from hub.contract.faults import FaultCode
from hub.contract.notices import SignedIn
from hub.service.intake import Intake
from tests.fakes.ledgers import Store
from tests.fakes.writers import Desk, incoming

MakeDesk = Callable[..., Desk]


@dataclass
class Pins:
    """Knows one PIN, counts the questions, and breaks on command."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    broken: bool = False

    def check_pin(self, operator_id: str, pin: str) -> bool:
        if self.broken:
            raise RuntimeError("the disk is gone")
        self.asked.append((operator_id, pin))
        return (operator_id, pin) == ("1001", "8437")


@pytest.mark.parametrize(
    ("operator", "pin", "code"),
    [("1001", "8437", None), ("1001", "0000", FaultCode.WRONG_PIN), ("9999", "8437", FaultCode.WRONG_PIN)],
)
def test_a_sign_in_is_as_good_as_its_pin(desk: Desk, operator: str, pin: str, code: FaultCode | None) -> None:
    intake = Intake(desk.writer, Pins())
    intake.submit(incoming(cmd.SignIn(operator, pin), "counter-1", "press-0001"), desk.hear)
    (reply,) = desk.answers("press-0001")
    intake.close()
    if code is None:
        assert reply.answer == SignedIn("1001", "张1")
    else:
        assert reply.fault is not None
        assert reply.fault.code is code


def test_everything_else_needs_no_pin(desk: Desk) -> None:
    pins = Pins()
    intake = Intake(desk.writer, pins)
    intake.submit(incoming(cmd.TakeTicket("b1"), "kiosk-1", "press-0001"), desk.hear)
    assert desk.answers("press-0001")[0].fault is None
    intake.close()
    assert pins.asked == []


def test_a_pin_that_cannot_be_checked_is_answered_all_the_same(desk: Desk) -> None:
    intake = Intake(desk.writer, Pins(broken=True))
    intake.submit(incoming(cmd.SignIn("1001", "8437"), "counter-1", "press-0001"), desk.hear)
    (reply,) = desk.answers("press-0001")
    intake.close()
    assert reply.fault is not None
    assert reply.fault.code is FaultCode.NOT_SAVED


def test_a_pin_stands_in_no_table(desk: Desk, store: Store) -> None:
    intake = Intake(desk.writer, Pins())
    intake.submit(incoming(cmd.SignIn("1001", "8437"), "counter-1", "press-0001"), desk.hear)
    desk.answers("press-0001")
    intake.close()
    for table in ("journal", "receipt", "seat"):
        for row in store.run(f"SELECT * FROM {table}"):
            assert "8437" not in "".join(str(value) for name, value in row._mapping.items() if name != "at")
