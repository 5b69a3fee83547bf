"""What the driver tests share: a clock that a test moves, and the ways to hand a codec its bytes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from device_drivers.framing import FrameReader


class ManualClock:
    """Stands still until somebody sleeps or the test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.seconds

    def now_ms(self) -> int:
        return int(self.seconds * 1000)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def read_every_way(decode: Callable[[bytes], Any], damage: type[Exception], data: bytes) -> Iterator[list[Any]]:
    """All frames of `data`: fed whole, byte by byte, and split in two at every position."""
    whole = FrameReader(decode, damage)
    yield whole.feed(data)
    single = FrameReader(decode, damage)
    yield [frame for byte in data for frame in single.feed(bytes((byte,)))]
    for cut in range(1, len(data)):
        reader = FrameReader(decode, damage)
        yield reader.feed(data[:cut]) + reader.feed(data[cut:])


@pytest.fixture
def every_way() -> Callable[..., Iterator[list[Any]]]:
    return read_every_way
