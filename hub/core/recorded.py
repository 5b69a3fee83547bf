"""An event with its place in the journal: what ``apply`` folds and followers read."""

from dataclasses import dataclass

from hub.contract.events import Event
from hub.contract.vocabulary import CommandId, Instant, OperatorId, StationId


@dataclass(frozen=True, slots=True)
class Recorded:
    """One journal row. ``seq`` counts from 1 without gaps; ``at`` is the hub's clock."""

    seq: int
    at: Instant
    station_id: StationId
    operator_id: OperatorId
    command_id: CommandId
    event: Event
