"""Keeps this hall's Mosquitto running: starts it or adopts it, watches it, and ends it only when told to.

A killed hub leaves the broker behind on purpose: stations stay connected and keep their place until the hub is back.
"""

import fcntl
import hashlib
import logging
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from hub.broker import accounts, configuration, listeners, logins, process, record
from hub.broker.accounts import Accounts
from hub.broker.listeners import Listeners
from hub.broker.logins import Login
from hub.broker.process import BrokerProcess
from hub.broker.session import BrokerAddress
from hub.broker.settings import BrokerSettings
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallId, Instant

_log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the runner waits, in seconds."""

    start_s: float = 15.0
    """A start reads the saved state; a slow disk with a large one takes seconds, never this long."""

    answer_s: float = 3.0
    """To answer the administrator. Only a broker that hangs takes longer."""

    grace_s: float = 10.0
    """To save and say goodbye when asked to end; it takes well under a second even with a thousand clients."""

    look_s: float = 0.5
    """Between two looks at the process. Stations come back after 1 to 4 s, so a quicker look gains nothing."""

    ask_s: float = 30.0
    """Between two questions whether it still answers, for a broker that runs but hangs."""

    first_pause_s: float = 0.2
    longest_pause_s: float = 30.0
    """Pauses between restarts double from the first to the longest: a broker that cannot start (a full disk) must not
    fill the log and the processor."""

    steady_s: float = 60.0
    """After this long a broker counts as healthy again, and the next pause is the first one."""


UNANSWERED_LIMIT = 3
"""So many questions in a row without an answer: the broker hangs and is ended, to be started again."""


class BrokerState(StrEnum):
    """How the hall's broker is."""

    RUNNING = "running"
    RESTARTING = "restarting"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class BrokerHealth:
    """The broker in figures, for the console."""

    state: BrokerState
    pid: int
    port: int
    since: Instant
    adopted: bool
    restarts: int
    last_error: str


def _wall_ms() -> Instant:
    return time.time_ns() // 1_000_000


class Runner:
    """One hall's own Mosquitto."""

    def __init__(
        self,
        settings: BrokerSettings,
        hall_id: HallId,
        *,
        executable: Path | None = None,
        patience: Patience | None = None,
        clock: Callable[[], Instant] = _wall_ms,
        dice: random.Random | None = None,
    ) -> None:
        self.settings = settings
        self.hall_id = hall_id
        self._executable = executable
        self._patience = patience or Patience()
        self._clock = clock
        self._dice = dice or random.SystemRandom()
        self._lock = threading.Lock()
        self._leave = threading.Event()
        self._watcher: threading.Thread | None = None
        self._process: BrokerProcess | None = None
        self._listeners: Listeners | None = None
        self._logins: logins.Logins | None = None
        self._text: str | None = None
        self._state = BrokerState.STOPPED
        self._since: Instant = 0
        self._adopted = False
        self._restarts = 0
        self._last_error = ""

    @property
    def address(self) -> BrokerAddress:
        """Where programs of this machine reach the broker; known from :meth:`start` on."""
        return self._started(self._listeners).loopback

    @property
    def hub_login(self) -> Login:
        """The hub's own account; known from :meth:`start` on."""
        return self._started(self._logins).hub

    @property
    def accounts(self) -> Accounts:
        """The stations' accounts; known from :meth:`start` on."""
        return Accounts(self.address, self._started(self._logins).admin, self.hall_id)

    def start(self) -> None:
        """Adopt this hall's Mosquitto when it runs, else start it; return when it answers, and watch it from then on.

        Raises ``Fault`` configuration (not installed, damaged files) or broker_gone (it cannot start; says why).
        """
        record.make_private_folder(self.settings.folder)
        with self._alone():
            executable = self._executable or configuration.find_executable()
            self._executable = executable
            plugin = configuration.find_plugin()
            self._logins = logins.load_or_make(self.settings.logins_file)
            self._listeners = listeners.choose(self.settings, listeners.shuffled_ports(self._dice))
            self._text = configuration.render(self.settings, self._listeners.port, plugin)
            self._adopt_or_start()
        self.accounts.refresh()
        self._leave.clear()
        self._watcher = threading.Thread(target=self._watch, name="broker-watch", daemon=True)
        self._watcher.start()

    def leave(self) -> None:
        """Stop watching; Mosquitto goes on. For a hub that ends while the hall stays open."""
        self._leave.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None

    def stop(self) -> None:
        """End Mosquitto in order: it saves its state and says goodbye."""
        self.leave()
        with self._alone():
            if self._process is not None:
                self._process.end(self._patience.grace_s)
            process.forget(self.settings)
        self._set_state(BrokerState.STOPPED)

    def health(self) -> BrokerHealth:
        """How the broker is, without asking it anything: cheap enough for every page."""
        with self._lock:
            return BrokerHealth(
                self._state,
                self._process.pid if self._process else 0,
                self._listeners.port if self._listeners else 0,
                self._since,
                self._adopted,
                self._restarts,
                self._last_error,
            )

    @staticmethod
    def _started(value: T | None) -> T:
        if value is None:
            raise RuntimeError("the broker's runner has not been started")
        return value

    def _adopt_or_start(self) -> None:
        executable = self._started(self._executable)
        # Always from our own text: with a missing file Mosquitto would run with its defaults.
        text = self._started(self._text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        running = process.find_running(self.settings, executable)
        if running is not None:
            same = process.configuration_of(self.settings, running) in (digest, None) and self._written() == text
            # A busy machine may keep one question waiting; ending a good broker throws every station out.
            if same and any(self._answers(running) for _ in range(UNANSWERED_LIMIT)):
                process.remember(self.settings, running, self.address.port, digest)
                self._take(running, adopted=True)
                _log.info("broker adopted, pid %d, port %d", running.pid, self.address.port)
                return
            reason = "does not answer" if same else "runs with other settings"
            _log.warning("broker pid %d %s: it is ended and started again", running.pid, reason)
            running.end(self._patience.grace_s)
        accounts.write_first_file(self.settings, self.hall_id, self._started(self._logins))
        record.write_text(self.settings.configuration_file, text)
        self._spawn(executable, digest)
        _log.info("broker started, pid %d, port %d", self._started(self._process).pid, self.address.port)

    def _written(self) -> str:
        try:
            return self.settings.configuration_file.read_text(encoding="utf-8")
        except OSError:
            return ""

    def _spawn(self, executable: Path, digest: str) -> None:
        self._trim_log()
        spawned = process.spawn(executable, self.settings)
        process.remember(self.settings, spawned, self.address.port, digest)
        deadline = time.monotonic() + self._patience.start_s
        while not self._answers(spawned):
            if not spawned.alive() or time.monotonic() > deadline:
                spawned.end(self._patience.grace_s)
                process.forget(self.settings)
                raise Fault(
                    FaultCode.BROKER_GONE,
                    what=f"{self.address.url}: {process.last_words(self.settings, spawned.log_from)}",
                )
            # It listens within some 20 ms of its start.
            time.sleep(0.02)
        self._take(spawned, adopted=False)

    def _answers(self, broker: BrokerProcess) -> bool:
        return broker.listens_on(self.address.port) and self.accounts.answers(self._patience.answer_s)

    def _take(self, taken: BrokerProcess, *, adopted: bool) -> None:
        with self._lock:
            self._process = taken
            self._adopted = adopted
            self._state = BrokerState.RUNNING
            self._since = self._clock()

    def _set_state(self, state: BrokerState, error: str = "") -> None:
        with self._lock:
            if self._state is not state:
                self._since = self._clock()
            self._state = state
            self._last_error = error or self._last_error

    def _watch(self) -> None:
        steady_from = asked_at = time.monotonic()
        unanswered = 0
        pause_s = self._patience.first_pause_s
        while not self._leave.wait(self._patience.look_s):
            now = time.monotonic()
            broker = self._started(self._process)
            if broker.alive():
                if now - steady_from > self._patience.steady_s:
                    pause_s = self._patience.first_pause_s
                if now - asked_at < self._patience.ask_s:
                    continue
                asked_at = now
                self._trim_log()
                unanswered = 0 if self._answers(broker) else unanswered + 1
                if unanswered < UNANSWERED_LIMIT:
                    continue
                broker.end(self._patience.grace_s)
            pause_s = self._bring_back(pause_s)
            unanswered = 0
            steady_from = asked_at = time.monotonic()

    def _bring_back(self, pause_s: float) -> float:
        """Start again until it runs; returns the pause for the next time."""
        error = process.last_words(self.settings, self._started(self._process).log_from)
        self._set_state(BrokerState.RESTARTING, error)
        _log.error("broker gone (%s), starting it again", error)
        while not self._leave.wait(pause_s):
            pause_s = min(pause_s * 2, self._patience.longest_pause_s)
            try:
                with self._alone():
                    self._adopt_or_start()
            except (Fault, OSError) as fault:
                # Said once, above; the newest reason stands in the health.
                self._set_state(BrokerState.RESTARTING, str(fault))
                continue
            with self._lock:
                self._restarts += 1
            _log.info("broker is back")
            break
        return pause_s

    def _trim_log(self) -> None:
        """Begin the log anew above the limit. Mosquitto appends, so its file can be cut under its hand."""
        log = self.settings.log_file
        try:
            if not log.exists() or log.stat().st_size <= self.settings.limits.log_bytes:
                return
            shutil.copyfile(log, log.with_suffix(".log.1"))
            log.with_suffix(".log.1").chmod(record.PRIVATE_FILE)
            with log.open("r+b") as cut:
                cut.truncate(0)
        except OSError as error:
            _log.warning("the broker's log cannot be trimmed: %s", error.strerror)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one program at a time starts, adopts or ends this hall's broker."""
        with self.settings.lock_file.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
