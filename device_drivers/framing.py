"""Turns a stream of bytes into messages by a codec's `decode`, and stays in step when bytes are damaged."""

from collections.abc import Callable
from typing import Generic, TypeVar

F = TypeVar("F")

Decode = Callable[[bytes], tuple[int, F | None]]
"""`decode(buf) -> (used, frame)`. No frame and nothing used: more bytes are needed. No frame but bytes used:
they were no part of any frame. A damaged frame raises the codec's DecodeError, whose `used` says how many
bytes to drop before trying again."""

MAX_PENDING = 1 << 20
"""Bytes kept while waiting for the rest of a frame. The longest frame is a raster picture of a ticket
(72 bytes by some 2,000 rows); a peer that never finishes a frame must not fill the memory."""


class FrameReader(Generic[F]):
    """Collects bytes and hands out whole frames, counting what had to be dropped."""

    def __init__(self, decode: Decode[F], damage: type[Exception], max_pending: int = MAX_PENDING) -> None:
        self._decode = decode
        self._damage = damage
        self._max_pending = max_pending
        self._pending = bytearray()
        self.damaged = 0
        """Damaged frames met so far."""
        self.skipped = 0
        """Bytes dropped so far because they belonged to no good frame."""

    @property
    def pending(self) -> bytes:
        """Bytes of a frame that is not complete yet."""
        return bytes(self._pending)

    def clear(self) -> None:
        """Forget the incomplete frame, as after a reconnect."""
        self._pending.clear()

    def give_up(self) -> list[F]:
        """No more bytes come for the incomplete frame, so it was none; give the frames that stand behind its head."""
        frames: list[F] = []
        while self._pending:
            del self._pending[:1]
            self.skipped += 1
            frames += self.feed(b"")
        return frames

    def feed(self, data: bytes) -> list[F]:
        """Take bytes as they come; give all frames that are now complete."""
        self._pending += data
        window = bytes(self._pending)
        start = 0
        frames: list[F] = []
        while start < len(window):
            try:
                used, frame = self._decode(window[start:])
            except self._damage as error:
                used = max(1, getattr(error, "used", 1))
                self.damaged += 1
                self.skipped += used
                start += used
                continue
            if frame is not None:
                frames.append(frame)
            elif used == 0:
                break
            else:
                self.skipped += used
            start += used
        del self._pending[:start]
        if len(self._pending) > self._max_pending:
            self.skipped += len(self._pending)
            self._pending.clear()
        return frames
