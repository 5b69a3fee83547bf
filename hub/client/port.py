"""What a station's presenters need of the hub: the port that ``Link`` fills, and the fake of the tests as well."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from hub.client.clock import HubClock
from hub.client.outbox import Outcome
from hub.contract.commands import Command
from hub.contract.notices import Answer, DeviceHealth, DeviceOrder, Notice, StationConfig, View
from hub.contract.vocabulary import CommandId, HallId, StationId, StationKind

ViewT = TypeVar("ViewT", bound=View)


class LinkState(StrEnum):
    """How a station stands to the hub."""

    CONNECTING = "connecting"  # 正在连接
    ONLINE = "online"  # 已连接
    NO_HUB = "no_hub"  # 消息服务器在，主机不在
    OFFLINE = "offline"  # 未连接


class StationLink(Protocol):
    """A station's link to the hub. Callbacks are called in the network thread; register them before ``start``."""

    hub_clock: HubClock

    @property
    def hall_id(self) -> HallId:
        """The hall that this station belongs to."""

    @property
    def station_id(self) -> StationId:
        """This station."""

    @property
    def kind(self) -> StationKind:
        """What this station is."""

    @property
    def state(self) -> LinkState:
        """How this station stands to the hub now."""

    def start(self) -> None:
        """Begin to connect; returns at once."""

    def close(self) -> None:
        """Say goodbye, disconnect, join threads."""

    def send(self, command: Command, on_outcome: Callable[[Outcome], None] | None = None) -> CommandId:
        """Send a command; ``on_outcome`` is called exactly once."""

    def request(self, command: Command, timeout_s: float = 5.0) -> Answer:
        """Send a command and wait. Raises ``Fault``."""

    def on_state(self, callback: Callable[[LinkState], None]) -> None:
        """Be told when the state changes."""

    def on_notice(self, callback: Callable[[Notice], None]) -> None:
        """Be told each notice, once."""

    def on_view(self, callback: Callable[[View], None]) -> None:
        """Be told each view that is news."""

    def on_config(self, callback: Callable[[StationConfig], None]) -> None:
        """Be told this station's configuration when it comes or changes."""

    def on_order(self, callback: Callable[[str, DeviceOrder], None]) -> None:
        """Be told each order: the device's id and the order."""

    def view(self, shape: type[ViewT], item: str) -> ViewT | None:
        """The newest retained view of one thing."""

    def views(self, shape: type[ViewT]) -> dict[str, ViewT]:
        """The newest retained views of a kind, by item."""

    def publish_health(self, health: DeviceHealth) -> None:
        """Tell how a device is; retained."""
