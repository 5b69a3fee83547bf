"""A link that goes nowhere, for pictures: it holds what it is told and answers only when it is given an answer."""

from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar

from hub.client.clock import HubClock
from hub.client.outbox import Outcome
from hub.client.port import LinkState
from hub.contract.commands import Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import Answer, DeviceHealth, DeviceOrder, Notice, StationConfig, View
from hub.contract.vocabulary import CommandId, StationKind

ViewT = TypeVar("ViewT", bound=View)


class StillLink:
    """Fills ``hub.client.port.StationLink`` without a network."""

    def __init__(self, kind: StationKind, station_id: str) -> None:
        self.kind = kind
        self.station_id = station_id
        self.hall_id = "changan"
        self.state = LinkState.CONNECTING
        self.hub_clock = HubClock(lambda: 0)
        self.next_answer: Answer | Fault | None = None
        """What the next command is answered with; None leaves it waiting."""
        self._ids = count(1)
        self._views: dict[tuple[str, str], View] = {}
        self._callbacks: dict[str, list[Callable[..., None]]] = {}

    def go(self, state: LinkState) -> None:
        """The line is like this now."""
        self.state = state
        self._tell("state", state)

    def show(self, item: str, view: View) -> None:
        """The hub publishes a view."""
        self._views[view.what, item] = view
        self._tell("view", view)

    def tell(self, notice: Notice) -> None:
        """The hub publishes a notice."""
        self._tell("notice", notice)

    def configure(self, config: StationConfig) -> None:
        """The hub says what this station is."""
        self._tell("config", config)

    def forget(self) -> None:
        """As if nothing had been published yet."""
        self._views.clear()

    # ---- the port

    def start(self) -> None:
        """Nothing to connect."""

    def close(self) -> None:
        """Nothing to close."""

    def send(self, command: Command, on_outcome: Callable[[Outcome], None] | None = None) -> CommandId:  # noqa: ARG002
        """Answer with ``next_answer``, if there is one."""
        command_id = f"still-{next(self._ids):04}"
        answer, self.next_answer = self.next_answer, None
        if answer is not None and on_outcome is not None:
            fault = answer if isinstance(answer, Fault) else None
            on_outcome(Outcome(command_id, None if isinstance(answer, Fault) else answer, fault, 0 if fault else 1))
        return command_id

    def request(self, command: Command, timeout_s: float = 5.0) -> Answer:  # noqa: ARG002
        """Nobody answers."""
        raise Fault(FaultCode.NO_ANSWER)

    def on_state(self, callback: Callable[[LinkState], None]) -> None:
        """Register."""
        self._register("state", callback)

    def on_notice(self, callback: Callable[[Notice], None]) -> None:
        """Register."""
        self._register("notice", callback)

    def on_view(self, callback: Callable[[View], None]) -> None:
        """Register."""
        self._register("view", callback)

    def on_config(self, callback: Callable[[StationConfig], None]) -> None:
        """Register."""
        self._register("config", callback)

    def on_order(self, callback: Callable[[str, DeviceOrder], None]) -> None:
        """Register."""
        self._register("order", callback)

    def view(self, shape: type[ViewT], item: str) -> ViewT | None:
        """What was shown."""
        return self._views.get((shape.what, item))  # type: ignore[return-value]

    def views(self, shape: type[ViewT]) -> dict[str, ViewT]:
        """What was shown."""
        return {item: view for (what, item), view in self._views.items() if what == shape.what}  # type: ignore[misc]

    def publish_health(self, health: DeviceHealth) -> None:
        """There are no devices."""

    def _register(self, what: str, callback: Callable[..., None]) -> None:
        self._callbacks.setdefault(what, []).append(callback)

    def _tell(self, what: str, *arguments: Any) -> None:
        for callback in self._callbacks.get(what, []):
            callback(*arguments)
