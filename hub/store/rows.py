"""State to rows and back: which rows an event touches, and what they say.

Tables are views of the hall: after a batch every touched thing is written once, as it stands. ``ting verify`` makes
the same rows from a replay and compares.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from enum import Enum
from typing import Any, TypeAlias

from hub.contract.events import BlockGranted, PackLoaded, ServiceCompleted, TicketCalled, TicketTaken
from hub.contract.wire import encode_event
from hub.core.hall import Block, Call, Evaluation, Hall, Leg, Seat, Station, Ticket
from hub.core.recorded import Recorded

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str, ...]
"""A thing: its table and its key, e.g. ``("ticket", ticket_id)``."""

_ID_FIELDS: tuple[tuple[str, str], ...] = (
    ("ticket_id", "ticket"),
    ("window_id", "seat"),
    ("request_id", "evaluation"),
    ("call_seq", "call"),
    ("station_id", "station"),
)
"""An event that has this field touches this table's row: fields are named alike everywhere. (A receipt of a call
names its station too: writing that row again is harmless.)"""

_NAMES: dict[type[Any], tuple[str, ...]] = {
    shape: tuple(field.name for field in fields(shape) if field.name not in ("past_legs", "devices", "options"))
    for shape in (Ticket, Leg, Seat, Call, Block, Evaluation, Station)
}


def touched(hall: Hall, rows: Iterable[Recorded]) -> set[Key]:
    """Which things these journal rows changed, seen from the hall after them."""
    keys: set[Key] = set()
    for row in rows:
        event = row.event
        for field, table in _ID_FIELDS:
            value = getattr(event, field, "")
            if value:
                keys.add((table, str(value)))
        if isinstance(event, TicketCalled):
            keys.add(("call", str(row.seq)))
        if isinstance(event, BlockGranted):
            keys.add(("block", f"{event.prefix}:{event.first}"))
        if isinstance(event, TicketTaken):
            keys.update(_block_of(hall, event))
        if isinstance(event, ServiceCompleted):
            keys.add(("pace", event.business_id))
        if isinstance(event, PackLoaded):
            keys.add(("plan", ""))
            keys.update(("seat", window_id) for window_id in hall.seats)
    return keys


def _block_of(hall: Hall, event: TicketTaken) -> Iterable[Key]:
    return (
        ("block", f"{prefix}:{first}")
        for (prefix, first), block in hall.blocks.items()
        if prefix == event.prefix and first <= event.ordinal <= block.last
    )


def rows_of(hall: Hall, keys: Iterable[Key]) -> dict[str, list[Row]]:
    """The rows of these things as they stand, by table. Things that the hall has let go of are not among them."""
    found: dict[str, list[Row]] = {}
    for key in keys:
        for table, row in _rows(hall, key):
            found.setdefault(table, []).append(row)
    return found


def _rows(hall: Hall, key: Key) -> list[tuple[str, Row]]:
    table, name = key
    if table == "ticket":
        ticket = hall.tickets.get(name)
        return [] if ticket is None else _ticket_rows(hall, ticket)
    if table == "seat":
        seat = hall.seats.get(name)
        return [] if seat is None else [("seat", _plain(hall, seat))]
    if table == "call":
        call = hall.calls.get(int(name))
        return [] if call is None else [("call", _plain(hall, call))]
    if table == "evaluation":
        evaluation = hall.evaluations.get(name)
        if evaluation is None:
            return []
        return [("evaluation", _plain(hall, evaluation) | {"options": json.dumps(list(evaluation.options))})]
    if table == "station":
        station = hall.stations.get(name)
        if station is None:
            return []
        devices = json.dumps([asdict(device) for device in station.devices], ensure_ascii=False)
        return [("station", _plain(hall, station) | {"devices": devices})]
    if table == "block":
        prefix, first = name.split(":")
        block = hall.blocks.get((prefix, int(first)))
        return [] if block is None else [("block", _plain(hall, block))]
    if table == "pace":
        return [("pace", {"hall_id": hall.hall_id, "business_id": name, "pace_ms": hall.pace_ms[name]})]
    if table == "plan" and hall.plan is not None:
        body = encode_event(PackLoaded(plan=hall.plan))
        return [("plan", {"hall_id": hall.hall_id, "body": body})]
    return []


def _ticket_rows(hall: Hall, ticket: Ticket) -> list[tuple[str, Row]]:
    legs = [
        ("leg", _plain(hall, leg) | {"ticket_id": ticket.ticket_id})
        for leg in (*ticket.past_legs, ticket.current_leg())
    ]
    return [("ticket", _plain(hall, ticket)), *legs]


def _plain(hall: Hall, thing: Any) -> Row:
    row: Row = {"hall_id": hall.hall_id}
    for name in _NAMES[type(thing)]:
        value = getattr(thing, name)
        row[name] = value.value if isinstance(value, Enum) else value
    return row
