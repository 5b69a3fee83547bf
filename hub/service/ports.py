"""What the use cases need from the rooms around them, as protocols; the rooms implement them, ``hub.app`` wires."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from hub.contract.commands import Command
from hub.contract.notices import DeviceOrder, Notice, StationConfig, View
from hub.contract.vocabulary import CommandId, Instant, OperatorId, Person, StationId, StationKind, TicketId
from hub.contract.wire import Reply
from hub.core.hall import Hall
from hub.core.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Incoming:
    """A well-formed command as it reached the hub. ``at`` is the press by the station's clock, ``received_at`` by the
    hub's; ``body_digest`` tells a repeat from another command under the same id. ``expires_at`` (the hub's clock) is
    when it stops being meant: one that waits longer in the writer's queue is refused; None for facts."""

    station_id: StationId
    command: Command
    command_id: CommandId
    at: Instant
    received_at: Instant
    body_digest: bytes
    expires_at: Instant | None = None


AnswerTo: TypeAlias = Callable[[Reply], None]
"""Takes the answer to one command; called once, after the commit, in the writer's thread."""


class Submit(Protocol):
    """The writer's door."""

    def __call__(self, incoming: Incoming, answer: AnswerTo) -> None:
        """Hand in a command; returns at once."""


class KindOf(Protocol):
    """The station registry, as committed."""

    def __call__(self, station_id: StationId) -> StationKind | None:
        """What kind a station is, None if it is not enrolled; from any thread, without waiting."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one command was answered. ``answer`` is the reply's bytes without its envelope."""

    command_id: CommandId
    station_id: StationId
    body_digest: bytes
    at: Instant
    seq: int
    answer: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """A person encrypted: what is stored beside the journal. ``key`` is the record's own key, wrapped."""

    record_id: str
    finder: bytes
    box: bytes
    key: bytes


@dataclass(slots=True)
class Batch:
    """What one transaction writes: journal rows, receipts, sealed records, records to erase."""

    rows: list[Recorded] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    sealed: list[Sealed] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)


class Ledger(Protocol):
    """The store as the writer sees it."""

    def load(self) -> Hall:
        """The open day from the tables."""

    def receipts(self, command_ids: Iterable[CommandId]) -> Mapping[CommandId, Receipt]:
        """Those of these commands that were answered before."""

    def sealed_record(self, ticket_id: TicketId) -> str:
        """The sealed record of a ticket of any date; empty when it has none or it was erased."""

    def commit(self, batch: Batch, hall: Hall) -> None:
        """Write all of it or nothing. Raises ``Fault`` database; then nobody knows until ``load``."""


class Vault(Protocol):
    """Seals persons."""

    def seal(self, record_id: str, person: Person) -> Sealed:
        """Encrypt a person under a new key."""


class Secrets(Protocol):
    """Checks PINs."""

    def check_pin(self, operator_id: OperatorId, pin: str) -> bool:
        """Whether the PIN is right; as slow for an unknown operator as for a known one."""


class Publisher(Protocol):
    """Tells the stations. Never blocks."""

    def publish_notice(self, notice: Notice) -> None:
        """Tell everybody once."""

    def publish_view(self, view: View, item: str) -> None:
        """Retain a view under its item."""

    def publish_config(self, config: StationConfig) -> None:
        """Retain a station's configuration."""

    def publish_order(self, station_id: StationId, device_id: str, order: DeviceOrder) -> None:
        """Order a device."""


class Follower(Protocol):
    """Hears of every commit, in the writer's thread, in order; must be quick and must not fail."""

    def committed(self, rows: Iterable[Recorded], hall: Hall) -> None:
        """These rows are durable now; ``hall`` is the state after them."""
