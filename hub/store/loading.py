"""The open day from the tables: start-up replays nothing."""

import json
import types
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_type_hints

from sqlalchemy import Connection, Table, or_, select

from hub.contract.events import PackLoaded
from hub.contract.vocabulary import DayState, DeviceBinding, EvaluationState
from hub.contract.wire import decode_event
from hub.core.hall import Block, Call, Evaluation, Hall, Leg, Seat, Station, Ticket
from hub.core.numbering import HUB_HOLDER
from hub.core.transitions import OPEN_STATES
from hub.store.tables import metadata

_ThingT = TypeVar("_ThingT")


def table(name: str) -> Table:
    """A table by name."""
    return metadata.tables[name]


def load_hall(connection: Connection, hall_id: str) -> Hall:
    """Read a hall's open day. A hall without a row is new and empty."""
    hall = Hall(hall_id)
    head = connection.execute(select(table("hall")).where(table("hall").c.hall_id == hall_id)).mappings().one_or_none()
    if head is None:
        return hall
    hall.seq, hall.day_seq, hall.day_at = head["seq"], head["day_seq"], head["day_at"]
    hall.business_date, hall.day_state = head["business_date"], DayState(head["day_state"])
    _load_plan(connection, hall)
    _load_stations(connection, hall)
    for row in _rows(connection, hall, "seat"):
        if row["window_id"] in hall.windows:
            hall.seats[row["window_id"]] = _thing(Seat, row)
    for row in _rows(connection, hall, "pace"):
        hall.pace_ms[row["business_id"]] = row["pace_ms"]
    _load_blocks(connection, hall)
    _load_evaluations(connection, hall)
    _load_tickets(connection, hall)
    calls = table("call")
    for row in _rows(connection, hall, "call", calls.c.call_seq > hall.day_seq, order=calls.c.seq):
        hall.calls[row["call_seq"]] = _thing(Call, row)
    return hall


def _rows(connection: Connection, hall: Hall, name: str, *where: Any, order: Any = None) -> list[dict[str, Any]]:
    query = select(table(name)).where(table(name).c.hall_id == hall.hall_id, *where)
    if order is not None:
        query = query.order_by(order)
    return [dict(row) for row in connection.execute(query).mappings()]


def _load_plan(connection: Connection, hall: Hall) -> None:
    for row in _rows(connection, hall, "plan"):
        event = decode_event("pack_loaded", json.loads(row["body"]))
        assert isinstance(event, PackLoaded)
        hall.furnish(event.plan, 0)


def _load_stations(connection: Connection, hall: Hall) -> None:
    for row in _rows(connection, hall, "station"):
        devices = tuple(DeviceBinding(**device) for device in json.loads(row["devices"]))
        hall.stations[row["station_id"]] = _thing(Station, row, devices=devices)


def _load_blocks(connection: Connection, hall: Hall) -> None:
    blocks = table("block")
    for row in _rows(connection, hall, "block", blocks.c.business_date == hall.business_date, order=blocks.c.first):
        block = _thing(Block, row)
        hall.blocks[block.prefix, block.first] = block
        if block.holder == HUB_HOLDER:
            hall.hub_blocks[block.prefix] = block.first


def _load_evaluations(connection: Connection, hall: Hall) -> None:
    evaluations = table("evaluation")
    current = or_(
        evaluations.c.state == EvaluationState.ASKED.value,
        evaluations.c.asked_at >= hall.day_at,
        evaluations.c.answered_at >= hall.day_at,
    )
    for row in _rows(connection, hall, "evaluation", current, order=evaluations.c.asked_at):
        hall.evaluations[row["request_id"]] = _thing(Evaluation, row, options=tuple(json.loads(row["options"])))


def _load_tickets(connection: Connection, hall: Hall) -> None:
    """Today's tickets, and older ones that are still open, ended today, or have an evaluation here."""
    tickets = table("ticket")
    current = or_(
        tickets.c.taken_seq > hall.day_seq,
        tickets.c.state.in_([state.value for state in OPEN_STATES]),
        tickets.c.ended_at >= hall.day_at,
        tickets.c.ticket_id.in_({item.ticket_id for item in hall.evaluations.values()}),
    )
    rows = _rows(connection, hall, "ticket", current, order=tickets.c.taken_seq)
    past = _past_legs(connection, hall, {row["ticket_id"]: row["leg"] for row in rows if row["leg"] > 1})
    for row in rows:
        ticket = _thing(Ticket, row, past_legs=tuple(past.get(row["ticket_id"], ())))
        hall.keep(ticket)
        if ticket.taken_seq > hall.day_seq:
            hall.numbers[ticket.number] = ticket.ticket_id


def _past_legs(connection: Connection, hall: Hall, current: Mapping[str, int]) -> dict[str, list[Leg]]:
    legs = table("leg")
    past: dict[str, list[Leg]] = {}
    for row in _rows(connection, hall, "leg", legs.c.ticket_id.in_(current), order=legs.c.leg) if current else ():
        if row["leg"] < current[row["ticket_id"]]:
            past.setdefault(row["ticket_id"], []).append(_thing(Leg, row))
    return past


_readers: dict[type[Any], dict[str, type[StrEnum] | None]] = {}


def _thing(shape: type[_ThingT], row: Mapping[str, Any], **extra: Any) -> _ThingT:
    """A value of this shape from a row: enums from their words, other columns as they are."""
    if shape not in _readers:
        _readers[shape] = {name: _enum_in(hint) for name, hint in get_type_hints(shape).items()}
    values: dict[str, Any] = {}
    for name, enum in _readers[shape].items():
        if name in extra or name not in row:
            continue
        value = row[name]
        values[name] = enum(value) if enum is not None and value is not None else value
    return shape(**values, **extra)


def _enum_in(hint: Any) -> type[StrEnum] | None:
    options = get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return next((item for item in options if isinstance(item, type) and issubclass(item, StrEnum)), None)
