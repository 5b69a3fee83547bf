"""What halls send and what they are answered: the interface of ``docs/district-interface.md`` as models.

Strict both ways: an unknown key, a wrong type or an impossible range is refused, never guessed. Other districts need
none of this code; `python -m hub.district.messages` draws the JSON schema in the docs from it.
"""

import json
from itertools import pairwise
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hub.district.faults import DistrictFault, Refusal

VERSION = 1
MAX_BODY_BYTES = 1024 * 1024
"""200 records are about 80 kB; the description of a large hall, some 100 kB."""

MAX_ROWS = 1000
"""Journal rows that one batch may cover."""

MAX_SEQ = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""

HALL_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

Hall: TypeAlias = Annotated[str, Field(pattern=HALL_PATTERN)]
Seq: TypeAlias = Annotated[int, Field(ge=1, le=MAX_SEQ)]
Digest: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
DigestOrNone: TypeAlias = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
Id: TypeAlias = Annotated[str, Field(max_length=64)]
Text: TypeAlias = Annotated[str, Field(max_length=200)]
Date: TypeAlias = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Message(BaseModel):
    """Base of all: frozen, and nothing unexpected."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Name(Message):
    """A name, Chinese first."""

    zh: Text
    en: Text


class Area(Message):
    """A part of the hall."""

    id: Id
    name: Name


class Business(Message):
    """What one takes a number for."""

    id: Id
    name: Name
    prefix: Annotated[str, Field(max_length=8)]
    department: Name


class Window(Message):
    """A service point; ``number`` is what citizens read."""

    id: Id
    number: Annotated[str, Field(max_length=16)]
    name: Name
    area: Id
    businesses: Annotated[list[Id], Field(max_length=500)]


class Operator(Message):
    """A member of staff, by number; the name comes masked."""

    id: Id
    name_masked: Annotated[str, Field(max_length=60)]
    post: Text


class Record(Message):
    """What every record says. ``at``: milliseconds since 1970, UTC; ``time``: the same as GB/T 39046 writes it."""

    seq: Seq
    at: Annotated[int, Field(ge=0, le=MAX_SEQ)]
    time: Annotated[str, Field(pattern=r"^\d{14}$")]


class HallRecord(Record):
    """The hall described anew: what the ids in other records mean from here on."""

    kind: Literal["hall"]
    action: Literal["described"]
    name: Name
    areas: Annotated[list[Area], Field(max_length=100)]
    businesses: Annotated[list[Business], Field(max_length=1000)]
    windows: Annotated[list[Window], Field(max_length=1000)]
    operators: Annotated[list[Operator], Field(max_length=2000)]


class DayRecord(Record):
    """A business date began or ended."""

    kind: Literal["day"]
    action: Literal["opened", "closed"]
    business_date: Date


class WindowRecord(Record):
    """A window's state changed, or who sits there. ``reason`` of a pause."""

    kind: Literal["window"]
    action: Literal["signed_in", "signed_out", "opened", "paused", "resumed", "closed"]
    window: Id
    operator: Id = ""
    reason: Id = ""


class TicketFields(Record):
    """What every record about a ticket says. ``leg`` counts the services of one visit."""

    ticket: Id
    number: Annotated[str, Field(max_length=16)]
    leg: Annotated[int, Field(ge=1, le=10_000)]
    business: Id
    window: Id
    operator: Id
    channel: Id
    priority: Id


class TicketRecord(TicketFields):
    """A number was taken, or its place in the queue changed."""

    kind: Literal["ticket"]
    action: Literal["taken", "passed", "reactivated", "held", "transferred", "abandoned", "expired"]
    business_date: Date | None = None
    to_business: Id = ""
    to_window: Id = ""


class CallRecord(TicketFields):
    """A ticket was called; ``call`` is the seq of its first announcement, ``times`` counts them."""

    kind: Literal["call"]
    action: Literal["called", "recalled"]
    call: Seq
    times: Annotated[int, Field(ge=1, le=10_000)]


class StartRecord(TicketFields):
    """The person is at the window."""

    kind: Literal["start"]
    action: Literal["started"]


class CompletionRecord(TicketFields):
    """The service ended; ``start_inferred``: nobody pressed start, it counts from the call."""

    kind: Literal["completion"]
    action: Literal["completed"]
    start_inferred: bool


class EvaluationRecord(TicketFields):
    """One rating of one service, or that none was given. ``satisfaction`` is read by the batch's ``profile``."""

    kind: Literal["evaluation"]
    action: Literal["given", "not_given"]
    request: Id
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None
    options: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=40)] = []
    pf: Annotated[int, Field(ge=1, le=9)] | None = None

    @model_validator(mode="after")
    def _given_means_a_level(self) -> "EvaluationRecord":
        if (self.action == "given") != (self.satisfaction is not None):
            raise ValueError("satisfaction stands in a rating that was given, and in no other")
        return self


AnyRecord: TypeAlias = Annotated[
    HallRecord
    | DayRecord
    | WindowRecord
    | TicketRecord
    | CallRecord
    | StartRecord
    | CompletionRecord
    | EvaluationRecord,
    Field(discriminator="kind"),
]


class Batch(Message):
    """The journal rows ``first`` to ``last`` of a hall. ``head`` is the journal's digest at ``last``; ``previous``
    that of the batch before, empty for the first."""

    v: Literal[1]
    hall: Hall
    profile: Literal["gbt39046", "hcp"]
    first: Seq
    last: Seq
    head: Digest
    previous: DigestOrNone
    records: Annotated[list[AnyRecord], Field(max_length=MAX_ROWS)]

    @model_validator(mode="after")
    def _records_lie_in_the_range_in_order(self) -> "Batch":
        if not 0 <= self.last - self.first < MAX_ROWS:
            raise ValueError("first and last are no range of at most 1000 rows")
        places = [self.first - 1, *(record.seq for record in self.records), self.last + 1]
        if any(after <= before for before, after in pairwise(places)):
            raise ValueError("records do not lie in the range in order")
        return self


class Registration(Message):
    """First contact: the hall's public key (base64 of 32 bytes), and proof of knowing the token."""

    v: Literal[1]
    hall: Hall
    public_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]
    proof: Digest


class Position(Message):
    """Up to where this district has a hall's journal: where to continue."""

    seq: int
    head: DigestOrNone
    batch: DigestOrNone


_MessageT = TypeVar("_MessageT", bound=Message)


def read(shape: type[_MessageT], body: bytes) -> _MessageT:
    """Read a body. Raises ``DistrictFault`` malformed naming the first place, never quoting it."""
    try:
        return shape.model_validate_json(body, strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)[0]
        # After a record's place pydantic names the chosen kind as a step of its own; a reader looks for keys.
        steps = [str(part)[:40] for place, part in enumerate(found["loc"]) if place != _KIND_STEP]
        raise DistrictFault(Refusal.MALFORMED, where=".".join(steps)[:120] or "body") from None


_KIND_STEP = 2
"""In ``records.3.ticket.number``."""


def batch_schema() -> dict[str, Any]:
    """JSON schema of a batch, for the docs."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Batch.model_json_schema()}


if __name__ == "__main__":
    click.echo(json.dumps(batch_schema(), ensure_ascii=False, indent=2, sort_keys=True))
