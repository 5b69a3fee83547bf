"""Old receipts go when a day is over, and no sooner."""

import logging

import pytest

from hub.contract import commands as cmd
from hub.contract.faults import Fault, FaultCode
from hub.service.housekeeping import RECEIPT_MS, Housekeeping
from tests.fakes.halls import driven
from tests.fakes.ledgers import Store
from tests.fakes.writers import Desk


def test_receipts_of_last_week_are_forgotten_after_closing_time(desk: Desk, store: Store) -> None:
    keeping = Housekeeping(desk.ledger.inner)
    hall = driven()
    hall.now = desk.clock.now + RECEIPT_MS + 1
    day = hall.journal[:]
    desk.writer.errand(lambda state: keeping.committed(day, state))
    desk.settle()
    assert store.run("SELECT count(*) FROM receipt")[0][0] > 0, "nothing goes in the middle of a day"
    hall.do(cmd.CloseDay("2025-11-22"), "hub")
    evening = hall.journal[-1:]
    desk.writer.errand(lambda state: keeping.committed(evening, state))
    desk.settle()
    assert store.run("SELECT count(*) FROM receipt") == [(0,)]


def test_a_lost_database_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    class Lost:
        def forget_receipts(self, before: int) -> int:
            raise Fault(FaultCode.DATABASE, what="gone")

    hall = driven()
    hall.do(cmd.CloseDay("2025-11-22"), "hub")
    with caplog.at_level(logging.WARNING):
        Housekeeping(Lost()).committed(hall.journal, hall.hall)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
