"""The tables. The journal is the source; every other table but the sealed records is a view of it.

Column names are the field names of ``hub.core.hall``, so that rows are made by name. Times are whole milliseconds
since the Unix epoch, UTC. Every row carries its hall.
"""

from sqlalchemy import BigInteger, Column, Index, LargeBinary
from sqlmodel import Field, SQLModel


def _instant(*, nullable: bool = False) -> Column[int]:
    return Column(BigInteger, nullable=nullable)


class HallRow(SQLModel, table=True):
    """One hall: who may write it (``epoch``) and how far its journal is."""

    __tablename__ = "hall"
    hall_id: str = Field(primary_key=True)
    epoch: int
    seq: int = Field(sa_column=_instant())
    head: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    business_date: str | None = None
    day_state: str = "closed"
    day_seq: int = Field(sa_column=_instant())
    day_at: int = Field(sa_column=_instant())


class JournalRow(SQLModel, table=True):
    """The journal, append only. ``body`` is the exact text that was hashed into ``digest``."""

    __tablename__ = "journal"
    __table_args__ = (Index("journal_command", "hall_id", "command_id"),)
    hall_id: str = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: int = Field(sa_column=_instant())
    station_id: str
    operator_id: str
    command_id: str
    kind: str
    version: int
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ReceiptRow(SQLModel, table=True):
    """What a command was answered, so that a repeat gets the same answer. Kept for seven days."""

    __tablename__ = "receipt"
    __table_args__ = (Index("receipt_at", "hall_id", "at"),)
    hall_id: str = Field(primary_key=True)
    command_id: str = Field(primary_key=True)
    station_id: str
    body_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: int = Field(sa_column=_instant())
    seq: int = Field(sa_column=_instant())
    answer: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PlanRow(SQLModel, table=True):
    """The hall pack in force, as JSON."""

    __tablename__ = "plan"
    hall_id: str = Field(primary_key=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class StationRow(SQLModel, table=True):
    """Enrolled stations. ``devices`` is JSON."""

    __tablename__ = "station"
    hall_id: str = Field(primary_key=True)
    station_id: str = Field(primary_key=True)
    kind: str
    window_id: str
    area_id: str
    operator_id: str
    devices: str


class SeatRow(SQLModel, table=True):
    """Windows as they stand."""

    __tablename__ = "seat"
    hall_id: str = Field(primary_key=True)
    window_id: str = Field(primary_key=True)
    state: str
    reason: str | None
    operator_id: str
    ticket_id: str
    since: int = Field(sa_column=_instant())
    priority_run: int


class BlockRow(SQLModel, table=True):
    """Blocks of numbers; never reissued."""

    __tablename__ = "block"
    hall_id: str = Field(primary_key=True)
    business_date: str = Field(primary_key=True)
    prefix: str = Field(primary_key=True)
    first: int = Field(primary_key=True)
    last: int
    holder: str
    lease_epoch: int
    next: int


class TicketRow(SQLModel, table=True):
    """Tickets of all dates. ``past_legs`` are rows of their own."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ticket_date", "hall_id", "business_date"),
        Index("ticket_token", "token"),
    )
    hall_id: str = Field(primary_key=True)
    ticket_id: str = Field(primary_key=True)
    number: str
    prefix: str
    ordinal: int
    business_date: str
    business_id: str
    state: str
    priority_class: str
    channel: str
    token: str
    record_id: str
    taken_seq: int = Field(sa_column=_instant())
    taken_at: int = Field(sa_column=_instant())
    taken_at_station: str
    printed_at_station: str
    delivery: str
    queued_at: int = Field(sa_column=_instant())
    order_at: int = Field(sa_column=_instant())
    leg: int
    window_id: str
    target_window_id: str
    operator_id: str
    first_called_at: int | None = Field(sa_column=_instant(nullable=True))
    called_at: int | None = Field(sa_column=_instant(nullable=True))
    call_seq: int = Field(sa_column=_instant())
    times: int
    started_at: int | None = Field(sa_column=_instant(nullable=True))
    start_inferred: bool
    ended_at: int | None = Field(sa_column=_instant(nullable=True))
    reprints: int
    passes: int


class LegRow(SQLModel, table=True):
    """Every service of every visit: what waits and service times are counted from."""

    __tablename__ = "leg"
    hall_id: str = Field(primary_key=True)
    ticket_id: str = Field(primary_key=True)
    leg: int = Field(primary_key=True)
    business_id: str
    window_id: str
    operator_id: str
    queued_at: int = Field(sa_column=_instant())
    first_called_at: int | None = Field(sa_column=_instant(nullable=True))
    called_at: int | None = Field(sa_column=_instant(nullable=True))
    started_at: int | None = Field(sa_column=_instant(nullable=True))
    start_inferred: bool
    ended_at: int | None = Field(sa_column=_instant(nullable=True))
    outcome: str


class CallRow(SQLModel, table=True):
    """Every call, with when it was first shown and spoken."""

    __tablename__ = "call"
    hall_id: str = Field(primary_key=True)
    call_seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    seq: int = Field(sa_column=_instant())
    at: int = Field(sa_column=_instant())
    times: int
    ticket_id: str
    number: str
    business_id: str
    window_id: str
    shown_at: int | None = Field(sa_column=_instant(nullable=True))
    spoken_at: int | None = Field(sa_column=_instant(nullable=True))


class EvaluationRow(SQLModel, table=True):
    """Requests for an evaluation and their one rating. ``options`` is JSON."""

    __tablename__ = "evaluation"
    __table_args__ = (Index("evaluation_state", "hall_id", "state"),)
    hall_id: str = Field(primary_key=True)
    request_id: str = Field(primary_key=True)
    ticket_id: str
    leg: int
    window_id: str
    operator_id: str
    state: str
    asked_at: int = Field(sa_column=_instant())
    closes_at: int = Field(sa_column=_instant())
    answered_at: int | None = Field(sa_column=_instant(nullable=True))
    level: str | None
    options: str


class PaceRow(SQLModel, table=True):
    """The moving average of service times, per business."""

    __tablename__ = "pace"
    hall_id: str = Field(primary_key=True)
    business_id: str = Field(primary_key=True)
    pace_ms: float


class SealedRow(SQLModel, table=True):
    """Persons, encrypted, apart from the journal. Its key lies in the key file; without it this is noise.

    ``finder`` is a keyed digest of the ID number, to find the same person again; it goes with the row.
    """

    __tablename__ = "sealed"
    hall_id: str = Field(primary_key=True)
    record_id: str = Field(primary_key=True)
    finder: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    box: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class FollowerRow(SQLModel, table=True):
    """How far a follower of the journal has come."""

    __tablename__ = "follower"
    hall_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    seq: int = Field(sa_column=_instant())


class SecretRow(SQLModel, table=True):
    """Verifiers of PINs and console passwords (scrypt); never the secrets. Not in the journal."""

    __tablename__ = "secret"
    hall_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    verifier: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


metadata = SQLModel.metadata
