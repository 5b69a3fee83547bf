"""What is thrown away when a day is over: receipts that no press can ask for any more."""

import logging
from collections.abc import Iterable
from typing import Protocol

from hub.contract.events import DayClosed
from hub.contract.faults import Fault
from hub.contract.vocabulary import Instant
from hub.core.hall import Hall
from hub.core.recorded import Recorded

_log = logging.getLogger(__name__)

RECEIPT_MS = 7 * 24 * 3600 * 1000
"""Receipts outlive the longest spool, seven days; an older press is refused, not run."""


class Receipts(Protocol):
    """The ledger's receipts."""

    def forget_receipts(self, before: Instant) -> int:
        """Drop receipts older than this moment; returns how many."""


class Housekeeping:
    """Follows the writer and tidies up after closing time, when nobody waits for the database."""

    def __init__(self, receipts: Receipts) -> None:
        self._receipts = receipts

    def committed(self, rows: Iterable[Recorded], hall: Hall) -> None:
        """At the end of a day forget what is older than a week."""
        del hall
        for row in rows:
            if isinstance(row.event, DayClosed):
                self._forget(row.at)

    def _forget(self, now: Instant) -> None:
        try:
            gone = self._receipts.forget_receipts(now - RECEIPT_MS)
        except Fault as fault:
            _log.warning("old receipts stay until the next day: %s", fault.code)
        else:
            _log.info("%d old receipts forgotten", gone)
