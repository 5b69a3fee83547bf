"""From journal to district: which event becomes which record, and which field comes from where. Data.

A record names kind and action; its fields are columns of :data:`RULES`. No column leads to a person: the token of the
phone page, the sealed record and the stations stay in the hall; names of staff go masked. Events that are the hall's
own business stand in :data:`NOT_REPORTED`, so that a new kind of event cannot be forgotten: a test compares both
tables with the contract.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from hub.contract import events as ev
from hub.contract.events import Event
from hub.contract.vocabulary import HallPlan, Words
from hub.core.recorded import Recorded
from hub.upstream.masking import masked_name
from hub.upstream.standards import Profile, rating_channel, standard_time

Record: TypeAlias = dict[str, Any]
"""One record as JSON will say it."""

Source: TypeAlias = Callable[[Recorded, Any, Profile], Any]
"""Makes one field of the row, its event and the district's code tables."""


def _of(name: str) -> Source:
    """The event's field of this name."""
    return lambda _row, event, _profile: getattr(event, name)


def _always(value: object) -> Source:
    return lambda _row, _event, _profile: value


@dataclass(frozen=True, slots=True)
class Rule:
    """One event's record: ``kind`` and ``action``, and its fields by name."""

    kind: str
    action: str
    fields: dict[str, Source]


_TICKET: dict[str, Source] = {
    "ticket": _of("ticket_id"),
    "number": _of("number"),
    "leg": _of("leg"),
    "business": _of("business_id"),
    "window": _of("window_id"),
    "operator": _of("operator_id"),
    "channel": _of("channel"),
    "priority": _of("priority_class"),
}
"""What every record about a ticket says."""

_WINDOW: dict[str, Source] = {"window": _of("window_id")}
_WINDOW_AND_OPERATOR = _WINDOW | {"operator": _of("operator_id")}
_DAY: dict[str, Source] = {"business_date": _of("business_date")}


def _ticket(kind: str, action: str, **more: Source) -> Rule:
    return Rule(kind, action, _TICKET | more)


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _businesses(_row: Recorded, event: ev.PackLoaded, _profile: Profile) -> list[Record]:
    return [
        {"id": item.business_id, "name": _words(item.name), "prefix": item.prefix,
         "department": _words(item.department)}
        for item in event.plan.businesses
    ]  # fmt: skip


def _windows(_row: Recorded, event: ev.PackLoaded, _profile: Profile) -> list[Record]:
    return [
        {"id": item.window_id, "number": item.number, "name": _words(item.name), "area": item.area_id,
         "businesses": list(item.businesses)}
        for item in event.plan.windows
    ]  # fmt: skip


def _operators(_row: Recorded, event: ev.PackLoaded, _profile: Profile) -> list[Record]:
    return [
        {"id": item.operator_id, "name_masked": masked_name(item.name), "post": item.post}
        for item in event.plan.operators
    ]


def _areas(_row: Recorded, event: ev.PackLoaded, _profile: Profile) -> list[Record]:
    return [{"id": item.area_id, "name": _words(item.name)} for item in event.plan.areas]


def _plan(read: Callable[[HallPlan], Any]) -> Source:
    return lambda _row, event, _profile: read(event.plan)


_EVALUATION: dict[str, Source] = {"request": _of("request_id")}

RULES: dict[type[Event], Rule] = {
    ev.PackLoaded: Rule("hall", "described", {
        "name": _plan(lambda plan: _words(plan.name)), "areas": _areas, "businesses": _businesses, "windows": _windows,
        "operators": _operators,
    }),
    ev.DayOpened: Rule("day", "opened", _DAY),
    ev.DayClosed: Rule("day", "closed", _DAY),
    ev.WindowSignedIn: Rule("window", "signed_in", _WINDOW_AND_OPERATOR),
    ev.WindowSignedOut: Rule("window", "signed_out", _WINDOW_AND_OPERATOR),
    ev.WindowOpened: Rule("window", "opened", _WINDOW),
    ev.WindowPaused: Rule("window", "paused", _WINDOW | {"reason": _of("reason")}),
    ev.WindowResumed: Rule("window", "resumed", _WINDOW),
    ev.WindowClosed: Rule("window", "closed", _WINDOW),
    ev.TicketTaken: _ticket("ticket", "taken", business_date=_of("business_date")),
    ev.TicketPassed: _ticket("ticket", "passed"),
    ev.TicketReactivated: _ticket("ticket", "reactivated"),
    ev.TicketHeld: _ticket("ticket", "held"),
    ev.TicketTransferred: _ticket(
        "ticket", "transferred", to_business=_of("to_business_id"), to_window=_of("to_window_id")
    ),
    ev.TicketAbandoned: _ticket("ticket", "abandoned"),
    ev.TicketExpired: _ticket("ticket", "expired"),
    ev.TicketCalled: _ticket("call", "called", call=lambda row, _event, _profile: row.seq, times=_always(1)),
    ev.TicketRecalled: _ticket("call", "recalled", call=_of("call_seq"), times=_of("times")),
    ev.ServiceStarted: _ticket("start", "started"),
    ev.ServiceCompleted: _ticket("completion", "completed", start_inferred=_of("start_inferred")),
    ev.EvaluationGiven: _ticket(
        "evaluation", "given", **_EVALUATION,
        satisfaction=lambda _row, event, profile: profile.satisfaction[event.level],
        options=lambda _row, event, _profile: list(event.options),
        pf=lambda row, _event, _profile: rating_channel(row.station_id),
    ),
    ev.EvaluationNotGiven: _ticket("evaluation", "not_given", **_EVALUATION),
}  # fmt: skip
"""Every event that the district hears of."""

NOT_REPORTED: frozenset[type[Event]] = frozenset(
    {
        ev.StationEnrolled,  # the hall's machines
        ev.BlockGranted,  # how numbers are allocated
        ev.GuideSignedIn,
        ev.GuideSignedOut,
        ev.TicketDelivered,  # paper and screens
        ev.TicketReprinted,
        ev.EvaluationAsked,  # its answer is reported, or that there was none
        ev.CallShown,
        ev.CallSpoken,
        ev.PersonErased,  # the district never had the person
    }
)
"""Events that stay in the hall. Their rows are covered by the batches' range and digest all the same."""


def record_of(row: Recorded, profile: Profile) -> Record | None:
    """The record of a journal row, None where it makes none."""
    rule = RULES.get(type(row.event))
    if rule is None:
        return None
    head: Record = {
        "seq": row.seq, "kind": rule.kind, "action": rule.action, "at": row.at, "time": standard_time(row.at),
    }  # fmt: skip
    return head | {name: source(row, row.event, profile) for name, source in rule.fields.items()}


def records_of(rows: Iterable[Recorded], profile: Profile) -> list[Record]:
    """The records of these rows, in their order."""
    return [record for row in rows if (record := record_of(row, profile)) is not None]
