"""The one shape of all wires: open, write, read with a time limit, close."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a wire may take, in seconds."""

    connect_s: float = 3.0
    """A printer in the same building answers within milliseconds; three seconds survive one lost packet."""
    write_s: float = 5.0
    """A printer without paper takes no more bytes when its buffer is full; then its status must be asked."""


class Transport(Protocol):
    """Moves bytes. Knows nothing of what they mean. One thread may read while another writes."""

    @property
    def where(self) -> str:
        """The address, for logs and messages."""
        ...

    @property
    def can_read(self) -> bool:
        """False for devices that are only written to."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether `open` succeeded and neither end has hung up since, as far as is known."""
        ...

    def open(self) -> None:
        """Connect. Does nothing when open already. Raises TransportError."""
        ...

    def write(self, data: bytes) -> None:
        """Send all of `data` or raise TransportError, whose `written` says how much had gone."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """The bytes that are there, waiting up to `timeout_s` for the first; `b""` when none came in time.

        Raises TransportError when the wire broke.
        """
        ...

    def close(self) -> None:
        """Hang up. Never raises; does nothing when closed already."""
        ...
