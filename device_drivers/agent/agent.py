"""The device agent: what the hub says of devices becomes lines, its orders go to them, their news to it.

The hub's messages come in the link's network thread, which never waits for a wire: each line has a thread of its own.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial

from device_drivers.agent.bindings import (
    Bar,
    CallerLinePlan,
    EvaluatorKeys,
    LedLinePlan,
    LinePlan,
    Refused,
    plan_kinds,
    plan_of,
)
from device_drivers.agent.evaluator_line import EvaluatorLine, EvaluatorSurroundings, Prompt
from device_drivers.agent.led_line import BarText, LedLine, LedSurroundings
from device_drivers.agent.telling import Pace, health_of, removed
from device_drivers.agent.trace import Tracer, silent
from device_drivers.agent.window_text import text_of
from device_drivers.clock import Clock, SystemClock
from device_drivers.health import Health, HealthState
from hub.client.outbox import Outcome
from hub.client.port import LinkState, StationLink
from hub.contract.commands import Evaluate
from hub.contract.notices import (
    AskEvaluation,
    DeviceOrder,
    HallView,
    ShowText,
    StationConfig,
    View,
    WindowView,
)
from hub.contract.vocabulary import EvaluationLevel, RequestId, WindowId

_log = logging.getLogger(__name__)

_PLAN = "plan"
"""The one item of ``state/hall``."""

Line = LedLine | EvaluatorLine


class Agent:
    """Looks after the devices of one station. Make it before the link is started: it registers its callbacks."""

    def __init__(
        self,
        link: StationLink,
        *,
        on_ready: Callable[[], None] = lambda: None,
        trace: Tracer = silent,
        pace: Pace | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`on_ready` is called once, when the hub is there and the devices are known."""
        self._link = link
        self._on_ready: Callable[[], None] | None = on_ready
        self._clock = clock or SystemClock()
        around = pace or Pace()
        self._led = LedSurroundings(link.publish_health, self._present, trace, around, self._clock)
        self._caller = EvaluatorSurroundings(
            link.publish_health, self._evaluated, link.hub_clock.now, around, self._clock
        )
        self._lock = threading.Lock()
        self._lines: dict[str, Line] = {}
        self._plan = plan_of(())
        self._devices: dict[str, tuple[str, Bar | EvaluatorKeys]] = {}
        self._configured = False
        self._closed = False
        link.on_config(self._take_config)
        link.on_order(self._take_order)
        link.on_view(self._take_view)
        link.on_state(self._take_state)

    def close(self, patience_s: float = 0.5) -> None:
        """Let go of all lines. One that hangs in its wire is left to the end of the process."""
        deadline = time.monotonic() + patience_s
        with self._lock:
            self._closed = True
            lines, self._lines = list(self._lines.values()), {}
        for line in lines:
            line.stop()
        for line in lines:
            line.join(max(0.0, deadline - time.monotonic()))

    # --- what the hub says, in the network thread ------------------------------------------------------------------

    def _take_config(self, config: StationConfig) -> None:
        plan = plan_of(config.devices)
        with self._lock:
            if self._closed:
                return
            for url in [url for url in self._lines if url not in plan.lines]:
                self._lines.pop(url).stop()
            for url, line_plan in plan.lines.items():
                self._set_up(url, line_plan)
            self._devices = {
                device.device_id: (url, device)
                for url, line_plan in plan.lines.items()
                for device in line_plan.devices.values()
            }
            self._refuse(plan.refused)
            before, after = plan_kinds(self._plan), plan_kinds(plan)
            for device_id in before.keys() - after.keys():
                self._link.publish_health(removed(device_id, before[device_id], self._clock.now_ms()))
            self._plan = plan
            self._configured = True
        self._say_when_ready()

    def _set_up(self, url: str, plan: LinePlan) -> None:
        line = self._lines.get(url)
        if isinstance(line, LedLine) and isinstance(plan, LedLinePlan) and line.config == plan.config:
            line.configure(plan)
            return
        if isinstance(line, EvaluatorLine) and isinstance(plan, CallerLinePlan) and line.config == plan.config:
            line.configure(plan)
            return
        if line is not None:
            line.stop()
        after = _at_once if line is None else line.join
        made: Line
        if isinstance(plan, LedLinePlan):
            made = LedLine(plan, self._led, after)
        else:
            made = EvaluatorLine(plan, self._caller, after)
        self._lines[url] = made
        made.start()

    def _refuse(self, refused: Iterable[Refused]) -> None:
        for one in refused:
            if one in self._plan.refused:
                continue
            _log.warning("%s: %s", one.binding.device_id, one.fault.en)
            health = Health(HealthState.FAILED, self._clock.now_ms(), (one.fault,))
            if one.binding.device_id not in self._devices:
                self._link.publish_health(health_of(one.binding.device_id, one.binding.kind, health))

    def _take_order(self, device_id: str, order: DeviceOrder) -> None:
        with self._lock:
            url, device = self._devices.get(device_id, ("", None))
            line = self._lines.get(url)
        if isinstance(order, ShowText) and isinstance(line, LedLine) and isinstance(device, Bar):
            not_after = order.expires_at - self._link.hub_clock.offset_ms
            line.order(device.address, BarText(order.text, order.flash, not_after, order.call_seq))
        elif isinstance(order, AskEvaluation) and isinstance(line, EvaluatorLine) and isinstance(device, EvaluatorKeys):
            line.ask(device.address, Prompt(order.request_id, order.expires_at))
        else:
            _log.warning("%s: order %s is for no such device here", device_id, order.kind)

    def _take_view(self, view: View) -> None:
        if isinstance(view, WindowView):
            self._tell_lines(partial(LedLine.window_changed, window_id=view.window_id))
        elif isinstance(view, HallView):
            for window in view.windows:
                self._tell_lines(partial(LedLine.window_changed, window_id=window.window_id))

    def _take_state(self, state: LinkState) -> None:
        if state is LinkState.ONLINE:
            self._tell_lines(LedLine.refresh)
            self._say_when_ready()

    def _tell_lines(self, say: Callable[[LedLine], None]) -> None:
        with self._lock:
            lines = list(self._lines.values())
        for line in lines:
            if isinstance(line, LedLine):
                say(line)

    def _say_when_ready(self) -> None:
        if self._configured and self._link.state is LinkState.ONLINE and self._on_ready is not None:
            told, self._on_ready = self._on_ready, None
            told()

    # --- what the lines say, in their threads ----------------------------------------------------------------------

    def _present(self, window_id: WindowId) -> str | None:
        view = self._link.view(WindowView, window_id)
        return None if view is None else text_of(view, self._link.view(HallView, _PLAN))

    def _evaluated(self, request_id: RequestId, level: EvaluationLevel) -> None:
        self._link.send(Evaluate(request_id, level), _note_refusal)


def _at_once() -> None:
    """Nobody has the line."""


def _note_refusal(outcome: Outcome) -> None:
    """The hub said no (it was answered already, or too late): nothing is left to do, but it is written down."""
    if outcome.fault is not None:
        _log.info("an evaluation was refused: %s", outcome.fault.code)
