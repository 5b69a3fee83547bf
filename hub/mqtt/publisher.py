"""What the hub says: replies, notices, retained state, orders. Called in the writer's thread; never blocks.

While there is no broker nothing is kept for later, on purpose. State is published whole after every connection,
replies are asked for again under the same id and answered from their receipt, and of a notice that nobody heard the
next one tells by its ``prev``, so that stations ask for what they missed. A queue would bring all of that late.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from hub.contract import topics
from hub.contract.notices import DeviceOrder, Notice, StationConfig, View
from hub.contract.vocabulary import HallId, Instant, StationId
from hub.contract.wire import Reply, encode_notice, encode_order, encode_record, encode_reply, encode_view

_REPLY_QOS = 0
"""Asked for again under the same id when it is lost, and answered from the receipt: QoS 1 would guard it a second time
for one more packet each way, which costs a fifth of the commands a second (measured)."""


class Wire(Protocol):
    """A connection to the broker, or none: ``publish`` says whether the message went out."""

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> bool:
        """Hand a message over; from any thread, without waiting."""


class Publisher:
    """The hub's voice in one hall."""

    def __init__(self, wire: Wire, hall_id: HallId, *, clock: Callable[[], Instant]) -> None:
        self._wire = wire
        self._hall_id = hall_id
        self._clock = clock
        self._prev: dict[str, int] = {}

    def prime(self, kind: str, seq: int) -> None:
        """After a start: the journal row of the last notice of this kind, so that the first one leaves no gap."""
        self._prev[kind] = seq

    def publish_reply(self, station_id: StationId, reply: Reply) -> None:
        """Answer a command."""
        self._wire.publish(topics.reply(self._hall_id, station_id), encode_reply(reply), qos=_REPLY_QOS)

    def publish_notice(self, notice: Notice) -> None:
        """Tell everybody once. ``prev`` is filled in here: whether or not anybody could hear, this one was said."""
        numbered = replace(notice, prev=self._prev.get(notice.kind, 0))
        self._prev[notice.kind] = notice.seq
        self._wire.publish(topics.event(self._hall_id, notice.kind), encode_notice(numbered))

    def publish_view(self, view: View, item: str) -> None:
        """Retain a view under its item."""
        self._wire.publish(topics.state(self._hall_id, view.what, item), encode_view(view), retain=True)

    def clear_view(self, what: str, item: str) -> None:
        """Take a retained view away: the thing is no more."""
        self._wire.publish(topics.state(self._hall_id, what, item), b"", retain=True)

    def publish_config(self, config: StationConfig) -> None:
        """Retain a station's configuration."""
        topic = topics.station_config(self._hall_id, config.station_id)
        self._wire.publish(topic, encode_record(config), retain=True)

    def publish_order(self, station_id: StationId, device_id: str, order: DeviceOrder) -> None:
        """Order a device; the broker forgets the order when it expires."""
        left_ms = order.expires_at - self._clock()
        if left_ms <= 0:
            return
        topic = topics.device_order(self._hall_id, station_id, device_id)
        self._wire.publish(topic, encode_order(order), expiry_s=-(-left_ms // 1000))

    def publish_everything(
        self, views: Iterable[tuple[View, str]], configs: Iterable[StationConfig], found: Iterable[str] = ()
    ) -> None:
        """After a connection: say all state again, and clear those retained topics ``found`` at the broker that the
        hall no longer has."""
        current = set()
        for view, item in views:
            self.publish_view(view, item)
            current.add(topics.state(self._hall_id, view.what, item))
        for config in configs:
            self.publish_config(config)
            current.add(topics.station_config(self._hall_id, config.station_id))
        for topic in set(found) - current:
            self._wire.publish(topic, b"", retain=True)
