"""One line of evaluators and its one thread: asks go out, presses come in and are told with the request they answer.

A press names the newest request that was opened at that evaluator, whatever the window has called since. It counts
once, and only while its prompt lasts.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from device_drivers.agent.bindings import EVALUATOR, CallerLinePlan, EvaluatorKeys
from device_drivers.agent.telling import Pace, Teller
from device_drivers.caller_bus.codec import EvaluatorPressed
from device_drivers.caller_bus.driver import CallerBus, Evaluator
from device_drivers.clock import Clock, SystemClock
from device_drivers.faults import UNREACHABLE
from hub.contract.notices import DeviceHealth
from hub.contract.vocabulary import EvaluationLevel, Instant, RequestId

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request for a rating; `expires_at` by the hub's clock."""

    request_id: RequestId
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class EvaluatorSurroundings:
    """What a line is given: where health and ratings go, and the hub's time."""

    publish: Callable[[DeviceHealth], None]
    evaluated: Callable[[RequestId, EvaluationLevel], None]
    hub_now: Callable[[], Instant]
    pace: Pace = field(default_factory=Pace)
    clock: Clock = field(default_factory=SystemClock)


@dataclass(slots=True)
class _Place:
    """One evaluator: the ask that waits to go out, and the prompt that it shows."""

    keys: EvaluatorKeys
    driver: Evaluator
    waiting: Prompt | None = None
    prompt: Prompt | None = None
    counters: dict[str, int] = field(default_factory=lambda: {"asked": 0, "expired": 0, "given": 0, "ignored": 0})


class EvaluatorLine:
    """A line of evaluators. Any thread may ask; one thread, between `start` and `stop`, has the line."""

    def __init__(
        self, plan: CallerLinePlan, surroundings: EvaluatorSurroundings, after: Callable[[], None] = lambda: None
    ) -> None:
        """`after` is waited for before the line is opened: whoever had it lets go of it first."""
        self.config = plan.config
        self._around = surroundings
        self._after = after
        self._bus = CallerBus(plan.config, surroundings.clock)
        self._teller = Teller(surroundings.publish, surroundings.pace.health_s)
        self._changed = threading.Condition()
        self._places: dict[int, _Place] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"evaluators {plan.config.name}", daemon=True)
        self.configure(plan)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Hear nothing any more; returns at once."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def join(self, timeout_s: float | None = None) -> None:
        """Wait until the line is free."""
        self._thread.join(timeout_s)

    def configure(self, plan: CallerLinePlan) -> None:
        """Look after these evaluators from now on; a prompt outlasts a change of what the keys mean."""
        with self._changed:
            for address, place in list(self._places.items()):
                keys = plan.devices.get(address)
                if keys is not None and (keys.device_id, keys.window_id) == (
                    place.keys.device_id,
                    place.keys.window_id,
                ):
                    place.keys = keys
                else:
                    del self._places[address]
                    self._teller.forget(place.keys.device_id)
            for address, keys in plan.devices.items():
                if address not in self._places:
                    self._places[address] = _Place(keys, Evaluator(self._bus, address))

    def ask(self, address: int, prompt: Prompt) -> None:
        """Ask for this rating; in place of an ask that has not gone out."""
        with self._changed:
            place = self._places.get(address)
            if place is not None:
                place.waiting = prompt

    # --- the line's thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._after()
        while not self._stopping:
            messages = self._bus.poll(self._around.pace.poll_s)
            for message in messages:
                # A pad's keys on the same line are acknowledged by the driver; its clerk has a counter to press.
                if isinstance(message, EvaluatorPressed):
                    self._pressed(message)
            self._open_prompts()
            self._tell()
            if UNREACHABLE in self._bus.health.faults:
                with self._changed:
                    self._changed.wait_for(lambda: self._stopping, self._around.pace.retry_s)
        self._bus.close()

    def _open_prompts(self) -> None:
        now = self._around.hub_now()
        with self._changed:
            asks = [(place, place.waiting) for place in self._places.values() if place.waiting is not None]
        for place, prompt in asks:
            if prompt.expires_at <= now:
                place.counters["expired"] += 1
            elif place.driver.ask() is None:
                place.prompt = prompt
                place.counters["asked"] += 1
            else:
                continue  # the line is gone; the ask waits for it while it may
            with self._changed:
                if place.waiting is prompt:
                    place.waiting = None

    def _pressed(self, pressed: EvaluatorPressed) -> None:
        with self._changed:
            place = self._places.get(pressed.address)
        if place is None:
            _log.info("%s: key pressed at address %d, where no evaluator is set up", self.config.name, pressed.address)
            return
        prompt, level = place.prompt, place.keys.levels.get(pressed.index)
        if prompt is None:
            reason = "nothing was asked"
        elif prompt.expires_at <= self._around.hub_now():
            reason = "the time to answer was over"
        elif level is None:
            reason = "the key has no level"
        else:
            place.prompt = None
            place.counters["given"] += 1
            self._around.evaluated(prompt.request_id, level)
            return
        place.counters["ignored"] += 1
        _log.info("%s: key %d ignored: %s", place.keys.device_id, pressed.index, reason)

    def _tell(self) -> None:
        now = self._around.clock.monotonic()
        with self._changed:
            if not self._stopping:
                for place in self._places.values():
                    self._teller.tell(place.keys.device_id, EVALUATOR, place.driver.health, place.counters, now)
