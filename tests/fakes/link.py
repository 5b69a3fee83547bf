"""A link without a network: the same face as ``hub.client.link.Link``, answers from a table, driven by the test.

link = FakeLink(kind=StationKind.COUNTER)
link.answers[CallNext] = CallAnswer(called=None)       # an Answer, a Fault, a list of them, or command -> either
link.send(CallNext(), outcomes.append)                 # answered at once; without an entry it waits for
link.answer(link.sent[-1][0], Done())                  # an answer by hand
link.go(LinkState.ONLINE); link.show("A", queue_view); link.tell(called); link.configure(config)
"""

from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar

from hub.client.clock import HubClock
from hub.client.outbox import Outcome
from hub.client.port import LinkState
from hub.contract.commands import Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import Answer, DeviceHealth, DeviceOrder, Notice, StationConfig, View
from hub.contract.vocabulary import CommandId, HallId, Instant, StationId, StationKind

ViewT = TypeVar("ViewT", bound=View)
Scripted = Answer | Fault
Script = Scripted | list[Scripted] | Callable[[Any], Scripted]


class FakeLink:
    """In-memory link. Everything happens in the caller's thread, at once."""

    def __init__(
        self,
        *,
        hall_id: HallId = "changan",
        station_id: StationId = "station-1",
        kind: StationKind = StationKind.KIOSK,
        clock: Callable[[], Instant] = lambda: 0,
        state: LinkState = LinkState.CONNECTING,
    ) -> None:
        self.hall_id, self.station_id, self.kind = hall_id, station_id, kind
        self.hub_clock = HubClock(clock)
        self.state = state
        self.config: StationConfig | None = None
        self.started = False
        self.closed = False
        self.answers: dict[type[Command], Script] = {}
        self.sent: list[tuple[CommandId, Command]] = []
        self.healths: list[DeviceHealth] = []
        self._waiting: dict[CommandId, Callable[[Outcome], None] | None] = {}
        self._ids = count(1)
        self._views: dict[tuple[str, str], View] = {}
        self._callbacks: dict[str, list[Callable[..., None]]] = {}

    # --- the link's face -----------------------------------------------------------------------------------------

    def start(self) -> None:
        self.started = True

    def close(self) -> None:
        self.closed = True

    def send(self, command: Command, on_outcome: Callable[[Outcome], None] | None = None) -> CommandId:
        command_id = f"command-{next(self._ids):04d}"
        self.sent.append((command_id, command))
        self._waiting[command_id] = on_outcome
        scripted = self._scripted(command)
        if scripted is not None:
            self.answer(command_id, scripted)
        return command_id

    def request(self, command: Command, timeout_s: float = 5.0) -> Answer:
        outcomes: list[Outcome] = []
        self.send(command, outcomes.append)
        if not outcomes:
            raise Fault(FaultCode.NO_ANSWER)
        if outcomes[0].fault is not None:
            raise outcomes[0].fault
        assert outcomes[0].answer is not None
        return outcomes[0].answer

    def on_state(self, callback: Callable[[LinkState], None]) -> None:
        self._register("state", callback)

    def on_notice(self, callback: Callable[[Notice], None]) -> None:
        self._register("notice", callback)

    def on_view(self, callback: Callable[[View], None]) -> None:
        self._register("view", callback)

    def on_config(self, callback: Callable[[StationConfig], None]) -> None:
        self._register("config", callback)

    def on_order(self, callback: Callable[[str, DeviceOrder], None]) -> None:
        self._register("order", callback)

    def view(self, shape: type[ViewT], item: str) -> ViewT | None:
        return self._views.get((shape.what, item))  # type: ignore[return-value]

    def views(self, shape: type[ViewT]) -> dict[str, ViewT]:
        return {item: view for (what, item), view in self._views.items() if what == shape.what}  # type: ignore[misc]

    def publish_health(self, health: DeviceHealth) -> None:
        self.healths.append(health)

    # --- the test's side -----------------------------------------------------------------------------------------

    @property
    def commands(self) -> list[Command]:
        """What was sent, without ids."""
        return [command for _, command in self.sent]

    def answer(self, command_id: CommandId, answer: Scripted, seq: int = 1) -> None:
        """Let the hub answer a command that waits."""
        on_outcome = self._waiting.pop(command_id)
        fault = answer if isinstance(answer, Fault) else None
        outcome = Outcome(command_id, None if isinstance(answer, Fault) else answer, fault, 0 if fault else seq)
        if on_outcome is not None:
            on_outcome(outcome)

    def go(self, state: LinkState) -> None:
        """Change the link's state."""
        self.state = state
        self._call("state", state)

    def show(self, item: str, view: View) -> None:
        """Let the hub publish retained state."""
        self._views[view.what, item] = view
        self._call("view", view)

    def tell(self, notice: Notice) -> None:
        """Let the hub publish a notice."""
        self._call("notice", notice)

    def configure(self, config: StationConfig) -> None:
        """Let the hub publish this station's configuration."""
        self.config = config
        self._call("config", config)

    def order(self, device_id: str, order: DeviceOrder) -> None:
        """Let the hub order something."""
        self._call("order", device_id, order)

    def _scripted(self, command: Command) -> Scripted | None:
        script = self.answers.get(type(command))
        if isinstance(script, list):
            return script.pop(0) if script else None
        if script is None or isinstance(script, Fault) or not callable(script):
            return script
        return script(command)

    def _register(self, what: str, callback: Callable[..., None]) -> None:
        self._callbacks.setdefault(what, []).append(callback)

    def _call(self, what: str, *arguments: Any) -> None:
        for callback in self._callbacks.get(what, []):
            callback(*arguments)
