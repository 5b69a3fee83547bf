"""The door for commands: topic and bytes in; either a good command to the writer, or a typed refusal to its sender.

Nothing that arrives can raise here, and no line of the log quotes a payload.

Whether a press is too late is judged like this. The broker counts a message's expiry down and delivers what is left:
that decides when a press stops being meant (``expires_at``), whatever the clocks say. A press can also wait before
the broker, in the station's own network; its envelope says when it was made, by the station's clock. How far that
clock is off is known from the station's presence, which is sent live at every connection; where it is not known (the
hub has just started), only a message without expiry is judged by the clocks as they are.
"""

import logging
from collections.abc import Callable
from dataclasses import fields

from hub.contract import topics
from hub.contract.commands import COMMANDS, VERBS_OF, Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import StationPresence
from hub.contract.vocabulary import CommandId, HallId, Instant, StationId, StationKind
from hub.contract.wire import CommandMessage, Reply, command_id_of, decode_command
from hub.mqtt.digest import body_digest
from hub.service.ports import Incoming, KindOf, Submit

_log = logging.getLogger(__name__)

HUB_STATION = "hub"
"""The hub's own account, used by its command line; the broker gives this segment to nobody else."""

CLOCK_TOLERANCE_MS = 3_000
"""A station's clock is known to about the time that its presence took to arrive; 3 s is far above that and still far
below the minutes that a press must not come late."""

_WHOLE_NUMBERS = {
    verb: tuple(field.name for field in fields(shape) if field.type is int) for verb, shape in COMMANDS.items()
}
_LARGEST = 2**63 - 1
"""A journal row number, and a moment, fit into 64 bits; a database would raise at more."""

_SHOWN_IN_LOG = 40
"""Characters of a station's id that a log line shows: it comes from a topic, which may be anything."""


class Inbox:
    """Reads commands. ``take`` is called in the hub's network thread."""

    def __init__(
        self,
        hall_id: HallId,
        *,
        submit: Submit,
        kind_of: KindOf,
        reply: Callable[[StationId, Reply], None],
        clock: Callable[[], Instant],
    ) -> None:
        self._hall_id = hall_id
        self._submit = submit
        self._kind_of = kind_of
        self._reply = reply
        self._clock = clock
        self._clock_offsets: dict[StationId, int] = {}

    def learn_clock(self, presence: StationPresence) -> None:
        """A presence that has just been made (not a retained one) says what the station's clock shows now. A last will
        was made when the connection was: it says nothing."""
        if presence.online:
            self._clock_offsets[presence.station_id] = self._clock() - presence.since

    def take(self, topic: str, payload: bytes, expiry_s: int | None = None) -> None:
        """A command message has arrived; ``expiry_s`` is what is left of its MQTT expiry. Never raises."""
        received_at = self._clock()
        place = topics.parse_command(topic)
        if place is None:
            _log.warning("refused malformed: not a command's topic")
            return
        station_id = place.station_id
        try:
            if place.hall_id != self._hall_id:
                raise Fault(FaultCode.WRONG_HALL)  # noqa: TRY301
            self._check_sender(station_id, place.verb)
            message = decode_command(place.verb, payload)
            incoming = self._checked(station_id, message, received_at, expiry_s)
        except Fault as fault:
            self._refuse(station_id, place.verb, command_id_of(payload), fault)
            return
        except Exception as error:  # noqa: BLE001
            # A command that our own reading stumbles over is refused like any other, and we hear of it.
            _log.error("reading a command raised %s", type(error).__name__)
            self._refuse(station_id, place.verb, "", Fault(FaultCode.MALFORMED))
            return
        try:
            self._submit(incoming, lambda reply: self._reply(station_id, reply))
        except Exception as error:  # noqa: BLE001
            _log.error("the writer took no command: %s", type(error).__name__)
            self._refuse(station_id, place.verb, incoming.command_id, Fault(FaultCode.BUSY))

    def _check_sender(self, station_id: StationId, verb: str) -> None:
        if verb not in COMMANDS:
            raise Fault(FaultCode.UNKNOWN_VERB)
        kind = StationKind.HUB if station_id == HUB_STATION else self._kind_of(station_id)
        if kind is None:
            raise Fault(FaultCode.UNKNOWN_STATION, what=station_id)
        if verb not in VERBS_OF[kind]:
            raise Fault(FaultCode.STATION_NOT_ALLOWED)

    def _checked(
        self, station_id: StationId, message: CommandMessage[Command], received_at: Instant, expiry_s: int | None
    ) -> Incoming:
        if message.hall != self._hall_id:
            raise Fault(FaultCode.WRONG_HALL)
        command = message.body
        if not 0 <= message.at <= _LARGEST:
            raise Fault(FaultCode.MALFORMED)
        for name in _WHOLE_NUMBERS[command.verb]:
            if not 0 <= getattr(command, name) <= _LARGEST:
                raise Fault(FaultCode.MALFORMED)
        expires_at = self._expires_at(station_id, command, message.at, received_at, expiry_s)
        return Incoming(
            station_id, command, message.id, message.at, received_at, body_digest(command), expires_at
        )  # fmt: skip

    def _expires_at(
        self, station_id: StationId, command: Command, at: Instant, received_at: Instant, expiry_s: int | None
    ) -> Instant | None:
        """When this press stops being meant, by the hub's clock. Raises ``Fault`` too_late."""
        if command.lifetime_s is None:
            return None
        offset = self._clock_offsets.get(station_id, 0 if expiry_s is None else None)
        if offset is not None and received_at - (at + offset) > command.lifetime_s * 1000 + CLOCK_TOLERANCE_MS:
            raise Fault(FaultCode.TOO_LATE)
        left_s = command.lifetime_s if expiry_s is None else min(expiry_s, command.lifetime_s)
        return received_at + left_s * 1000

    def _refuse(self, station_id: StationId, verb: str, command_id: CommandId, fault: Fault) -> None:
        # A verb that there is not is anybody's text, a person's name too.
        known = verb if verb in COMMANDS else "?"
        _log.warning("refused %s: %r from %r", fault.code, known, station_id[:_SHOWN_IN_LOG])
        self._reply(station_id, Reply(command_id, 0, fault=fault))
