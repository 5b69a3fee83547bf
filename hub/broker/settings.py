"""What a site decides about its broker, and where the broker's files lie."""

from dataclasses import dataclass
from pathlib import Path

from hub.contract.wire import MAX_PACK_BYTES

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class BrokerLimits:
    """Bounds that keep one bad client, or a flood, from taking the hall down."""

    connections: int = 1000
    """Per listener. 200 windows with a caller, an evaluator and a screen each are about 600."""

    payload_bytes: int = MAX_PACK_BYTES + 64 * 1024
    """The largest body is a whole hall pack (1 MiB) in its envelope; what is larger is nobody's press."""

    queued_messages: int = 10_000
    """Per client above those in flight. A wall behind a slow link takes minutes of calls, not hours: it asks for what
    it missed (``catch_up``)."""

    inflight_messages: int = 200
    """Per client. The default of 20 would make the hub, who hears every press, wait for its own acknowledgements."""

    keepalive_s: int = 60
    """The longest silence a station may announce; its last will goes out after one and a half times this."""

    autosave_s: int = 10
    """How often retained state is saved, in seconds. Mosquitto stops the world while it writes and syncs, so saving at
    every change would put a disk sync before every press. What a kill loses in between comes back by itself: stations
    and hub publish their retained state anew after every connection (DESIGN section 4)."""

    queued_bytes: int = 32 * 1024 * 1024
    """Per client. Mosquitto's own ``memory_limit`` is not used: version 2.0.11 counts what the security plugin frees
    but not what it takes, so that after some changes of accounts every client is cut off for want of memory."""

    log_bytes: int = 8 * 1024 * 1024
    """The log is begun anew above this; one older log is kept."""


@dataclass(frozen=True, slots=True)
class OuterListener:
    """The listener for stations on other machines. Without a certificate, passwords and tickets travel in clear:
    only for a network of the hall alone."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None

    @property
    def scheme(self) -> str:
        """``mqtts`` with a certificate, else ``mqtt``."""
        return "mqtts" if self.certificate else "mqtt"


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """A hall's own Mosquitto. It always listens on loopback, for the hub and the stations of the same machine;
    ``port`` 0 means: choose a free one at first start and keep it, since every station has it on file."""

    data: Path
    port: int = 0
    outer: OuterListener | None = None
    limits: BrokerLimits = BrokerLimits()

    @property
    def folder(self) -> Path:
        """Everything of the broker; readable by the hub's own user alone."""
        return self.data.absolute() / "broker"

    @property
    def configuration_file(self) -> Path:
        """What Mosquitto reads; written anew at every start."""
        return self.folder / "mosquitto.conf"

    @property
    def accounts_file(self) -> Path:
        """The dynamic security plugin's file; after the first start only the plugin writes it."""
        return self.folder / "dynamic-security.json"

    @property
    def logins_file(self) -> Path:
        """Passwords of the administrator's and the hub's account."""
        return self.folder / "admin.json"

    @property
    def listeners_file(self) -> Path:
        """Where the broker listens: the loopback port, once chosen, and the outer listener."""
        return self.folder / "listeners.json"

    @property
    def process_file(self) -> Path:
        """Which process is this hall's Mosquitto."""
        return self.folder / "process.json"

    @property
    def lock_file(self) -> Path:
        """Held by the one runner that starts, adopts or stops."""
        return self.folder / "lock"

    @property
    def log_file(self) -> Path:
        """Mosquitto's log: connections and errors, no payloads and no topics."""
        return self.folder / "mosquitto.log"

    @property
    def first_words_file(self) -> Path:
        """What Mosquitto says before its log is open."""
        return self.folder / "first-words.log"
