"""Notices and views with sensible fields, so that a test says only what it is about."""

from typing import Any

from hub.contract.notices import Called, DayNotice, QueueView
from hub.contract.vocabulary import DayState


def called(seq: int, prev: int, **fields: Any) -> Called:
    values: dict[str, Any] = {
        "epoch": 1, "at": 1_000_000, "call_seq": seq, "times": 1, "ticket_id": f"t{seq}", "number": f"A{seq:03d}",
        "business_id": "social", "window_id": "w1", "window_number": "1", "area_id": "hall",
    }  # fmt: skip
    return Called(seq=seq, prev=prev, **{**values, **fields})


def day_notice(seq: int, prev: int, **fields: Any) -> DayNotice:
    values: dict[str, Any] = {"epoch": 1, "at": 1_000_000, "business_date": "2026-11-22", "state": DayState.OPEN}
    return DayNotice(seq=seq, prev=prev, **{**values, **fields})


def queue_view(as_of: int, **fields: Any) -> QueueView:
    values: dict[str, Any] = {
        "epoch": 1, "business_id": "social", "waiting": 0, "ahead_if_taken_now": 0, "expected_wait_s": None,
        "open_windows": 1,
    }  # fmt: skip
    return QueueView(as_of=as_of, **{**values, **fields})
