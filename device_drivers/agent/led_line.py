"""One line of window bars and its one thread: orders first, then present states, then probes.

A bar has one place for what it is to show: the newest order wins. Calls go before everything else on the line. After
an order has expired, and after the bar, its line or the hub was away, a bar follows its window's present state until
the next order comes.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from device_drivers.agent.bindings import LED_BAR, Bar, LedLinePlan
from device_drivers.agent.telling import Pace, Teller
from device_drivers.agent.trace import LED_BYTES, Tracer, silent
from device_drivers.clock import Clock, SystemClock
from device_drivers.faults import NO_ANSWER, UNREACHABLE
from device_drivers.health import Health, HealthRecord
from device_drivers.led_bar.codec import MAX_TEXT, Mode
from device_drivers.led_bar.driver import GAP_S, Expired, LedBar, LedBus, Shown, showable
from hub.contract.notices import DeviceHealth
from hub.contract.vocabulary import Instant, WindowId

PROBES_PER_S = 1.0
"""On a line of many bars: a probe costs a frame gap, and nine tenths of the line are to stay free for texts."""


@dataclass(frozen=True, slots=True)
class BarText:
    """A text for a bar; an order if it expires, else a present state. `not_after` by this machine's clock."""

    text: str
    flash: bool = False
    not_after: Instant | None = None
    call_seq: int = 0


@dataclass(frozen=True, slots=True)
class LedSurroundings:
    """What a line is given: where health goes, what a window shows now (None: not known), the bench's trace."""

    publish: Callable[[DeviceHealth], None]
    present: Callable[[WindowId], str | None]
    trace: Tracer = silent
    pace: Pace = field(default_factory=Pace)
    clock: Clock = field(default_factory=SystemClock)


@dataclass(slots=True)
class _Place:
    """One bar and what it is to show. `turn` says who waits longest; `shown` is the last text that left."""

    bar: Bar
    driver: LedBar
    probe_at: float
    waiting: BarText | None = None
    turn: int = 0
    following: bool = True
    shown: str | None = None
    counters: dict[str, int] = field(default_factory=lambda: {"shown": 0, "expired": 0})


def fitting(text: str) -> str:
    """As much of a text as one frame takes: 240 bytes of GBK."""
    kept = showable(text)
    while len(kept.encode("gbk")) > MAX_TEXT:
        kept = kept[:-1]
    return kept


class LedLine:
    """A line of window bars. Any thread may give texts; one thread, between `start` and `stop`, sends them."""

    def __init__(
        self, plan: LedLinePlan, surroundings: LedSurroundings, after: Callable[[], None] = lambda: None
    ) -> None:
        """`after` is waited for before the line is opened: whoever had it lets go of it first."""
        self.config = plan.config
        self._around = surroundings
        self._clock = surroundings.clock
        self._after = after
        self._bus = LedBus(plan.config, self._clock)
        self._line = HealthRecord(plan.config.name, self._clock)
        self._teller = Teller(surroundings.publish, surroundings.pace.health_s)
        self._changed = threading.Condition()
        self._places: dict[int, _Place] = {}
        self._turns = 0
        self._quiet_at = self._clock.monotonic()
        self._tell_at = 0.0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"led {plan.config.name}", daemon=True)
        self.configure(plan)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """Send nothing any more; returns at once."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def join(self, timeout_s: float | None = None) -> None:
        """Wait until the line is free."""
        self._thread.join(timeout_s)

    def configure(self, plan: LedLinePlan) -> None:
        """Look after these bars from now on; what stays the same is not disturbed."""
        with self._changed:
            for address, place in list(self._places.items()):
                if plan.devices.get(address) != place.bar:
                    del self._places[address]
                    self._teller.forget(place.bar.device_id)
            for address, bar in plan.devices.items():
                if address not in self._places:
                    driver = LedBar(self._bus, address, bar.device_id)
                    self._places[address] = place = _Place(bar, driver, self._clock.monotonic())
                    self._follow(place)
            self._tell_at = 0.0
            self._changed.notify_all()

    def order(self, address: int, text: BarText) -> None:
        """Show this in place of all that waits for the bar."""
        with self._changed:
            place = self._places.get(address)
            if place is not None:
                place.following = False
                self._put(place, text)

    def refresh(self) -> None:
        """Show every window's present state, and follow it until the next order."""
        with self._changed:
            for place in self._places.values():
                self._follow(place)

    def window_changed(self, window_id: WindowId) -> None:
        """A window's state is news: bars that follow it show it."""
        with self._changed:
            for place in self._places.values():
                if place.following and place.bar.window_id == window_id:
                    self._show_present(place, only_news=True)

    # --- with the lock held ---------------------------------------------------------------------------------------

    def _follow(self, place: _Place) -> None:
        if place.waiting is not None and place.waiting.not_after is not None:
            return  # an order on its way is newer than any state
        place.following = True
        self._show_present(place, only_news=False)

    def _show_present(self, place: _Place, *, only_news: bool) -> None:
        text = self._around.present(place.bar.window_id)
        coming = place.shown if place.waiting is None else place.waiting.text
        if text is not None and not (only_news and text == coming):
            self._put(place, BarText(text))

    def _put(self, place: _Place, text: BarText) -> None:
        if place.waiting is None:
            self._turns += 1
            place.turn = self._turns
        place.waiting = text
        self._changed.notify_all()

    def _drop_expired(self) -> None:
        now = self._clock.now_ms()
        for place in self._places.values():
            text = place.waiting
            if text is not None and text.not_after is not None and text.not_after < now:
                place.waiting = None
                self._expired(place)

    def _expired(self, place: _Place) -> None:
        place.counters["expired"] += 1
        self._follow(place)

    def _next_text(self) -> tuple[_Place, BarText] | None:
        waiting = [(place, place.waiting) for place in self._places.values() if place.waiting is not None]
        return min(waiting, key=lambda found: (found[1].call_seq == 0, found[0].turn), default=None)

    def _next_probe(self, now: float) -> _Place | None:
        due = [place for place in self._places.values() if place.probe_at <= now]
        return min(due, key=lambda place: place.probe_at, default=None)

    def _wake_at(self) -> float:
        return min([self._tell_at, *(place.probe_at for place in self._places.values())])

    def _tell(self) -> None:
        now = self._clock.monotonic()
        for place in self._places.values():
            health = place.driver.health if not self._is_down else self._line.current
            self._teller.tell(place.bar.device_id, LED_BAR, health, place.counters, now)
        self._tell_at = self._teller.due_at()

    @property
    def _is_down(self) -> bool:
        return UNREACHABLE in self._line.current.faults

    # --- the line's thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._after()
        while (work := self._next_work()) is not None:
            work()
        self._bus.close()

    def _next_work(self) -> Callable[[], None] | None:
        """Wait for something to do; None when the line is stopped."""
        with self._changed:
            while not self._stopping:
                now = self._clock.monotonic()
                self._drop_expired()
                if now >= self._tell_at:
                    self._tell()
                wake_at = self._wake_at()
                if now < self._quiet_at:
                    wake_at = min(self._quiet_at, self._tell_at)
                elif (found := self._next_text()) is not None:
                    place, text = found
                    # Taken from its place: what comes from now on is newer.
                    place.waiting, place.shown = None, text.text
                    return partial(self._show, place, text)
                elif (due := self._next_probe(now)) is not None:
                    return partial(self._probe, due)
                self._changed.wait(min(max(0.0, wake_at - now), threading.TIMEOUT_MAX))
            return None

    def _show(self, place: _Place, text: BarText) -> None:
        result = place.driver.show(
            fitting(text.text),
            colour=place.bar.colour,
            mode=Mode.BLINK if text.flash else Mode.AT_ONCE,
            not_after=text.not_after,
        )
        if text.call_seq and isinstance(result, Shown):
            self._around.trace(LED_BYTES, text.call_seq)
        with self._changed:
            if isinstance(result, Expired):
                self._expired(place)
                return
            if isinstance(result, Shown):
                place.counters["shown"] += 1
            elif place.waiting is None:
                place.waiting = text  # the next try, unless something newer has come
        self._line_was(place.driver.health, place if text.not_after is not None else None)

    def _probe(self, place: _Place) -> None:
        before = place.driver.health
        after = place.driver.probe(self._something_waits)
        with self._changed:
            every_s = max(self._around.pace.probe_s, len(self._places) / PROBES_PER_S)
            place.probe_at = self._clock.monotonic() + every_s
            if NO_ANSWER in before.faults and not after.faults:
                self._follow(place)  # it had no power: what it showed is gone
        self._line_was(after, None)

    def _something_waits(self) -> bool:
        with self._changed:
            return self._stopping or any(place.waiting is not None for place in self._places.values())

    def _line_was(self, health: Health, ordered: _Place | None) -> None:
        """Take note of what the last frame said about the line, and when the next may follow.

        A line that is back may have lost all its bars showed, but for what was just `ordered`.
        """
        now = self._clock.monotonic()
        down = UNREACHABLE in health.faults
        with self._changed:
            was_down = self._is_down
            self._line.record((UNREACHABLE,) if down else (), heard=False)
            self._quiet_at = now + (self._around.pace.retry_s if down else GAP_S)
            if was_down and not down:
                for place in self._places.values():
                    place.probe_at = min(place.probe_at, now)
                    if place is not ordered:
                        self._follow(place)
            if not self._stopping:
                self._tell()
