"""A virtual ticket printer: speaks a real one's bytes, keeps its jobs and can be given every fault.

Like a real printer it stops at a fault and keeps what it has not printed, answers status requests even then, and goes
on when the fault is over, unless told to forget the rest.
"""

import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from device_drivers.clock import Clock, SystemClock
from device_drivers.escpos.codec.answers import PaperAnswer, RealTimeAnswer, encode_answer
from device_drivers.escpos.codec.frames import ClearBuffer, Cut, Frame, IdentityRequest, PaperRequest, StatusRequest
from device_drivers.escpos.codec.marks import DecodeError
from device_drivers.escpos.codec.reading import decode
from device_drivers.escpos.codec.writing import encode
from device_drivers.escpos.picture import PageDrawer, PrintedPage
from device_drivers.escpos.status import FAULTS, PAPER_NEAR_END, PAPER_OUT, realtime_bits
from device_drivers.faults import NO_ANSWER, DeviceFault
from device_drivers.framing import FrameReader
from device_drivers.twins.port import Link

DOTS_PER_MM = 8
ROLL_MM = 60_000
"""A new roll of 60 m, as kiosks take."""
NEAR_END_MM = 3_000
KEPT_JOBS = 1000
"""Jobs kept to look at, some 20 kB each: a simulated day prints thousands."""
_ASKING = (StatusRequest, PaperRequest, IdentityRequest, ClearBuffer)


@dataclass(frozen=True)
class PrintedJob:
    """One ticket: its number (from 1), when it was cut (ms, UTC), its bytes without status requests, and its look."""

    number: int
    at: int
    data: bytes
    page: PrintedPage


class VirtualPrinter:
    """The device behind a port. Thread-safe: the port's thread prints while a test or a page looks on."""

    def __init__(
        self,
        clock: Clock | None = None,
        paper_mm: int = ROLL_MM,
        on_job: Callable[[PrintedJob], None] = lambda _job: None,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """``on_job`` is told each ticket as it is cut; ``numbers`` counts them, from 1 unless given."""
        self._clock = clock or SystemClock()
        self._on_job = on_job
        self._changed = threading.Condition(threading.RLock())
        self._reader: FrameReader[Frame] = FrameReader(decode, DecodeError)
        self._waiting: deque[Frame] = deque()
        self._link: Link | None = None
        self._faults: set[DeviceFault] = set()
        self._paper_dots = paper_mm * DOTS_PER_MM
        self._drawer = PageDrawer()
        self._data = bytearray()
        self._jobs: deque[PrintedJob] = deque(maxlen=KEPT_JOBS)
        self._numbers = numbers or itertools.count(1)
        self._bytes_to_live: int | None = None

    @property
    def jobs(self) -> tuple[PrintedJob, ...]:
        """The tickets that came out, newest last; the oldest are dropped after `KEPT_JOBS`."""
        with self._changed:
            return tuple(self._jobs)

    @property
    def paper_mm(self) -> int:
        """Paper left on the roll."""
        with self._changed:
            return max(0, self._paper_dots) // DOTS_PER_MM

    @property
    def faults(self) -> tuple[DeviceFault, ...]:
        """What is wrong with it now, paper included."""
        with self._changed:
            return tuple(self._present())

    @property
    def damaged(self) -> int:
        """Commands it could not read."""
        return self._reader.damaged

    def wait_for_jobs(self, count: int, timeout_s: float) -> tuple[PrintedJob, ...]:
        """All jobs, as soon as there are `count`. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._jobs) >= count, timeout_s):
                raise TimeoutError(f"{len(self._jobs)} of {count} jobs after {timeout_s} s")
            return tuple(self._jobs)

    def set_faults(self, *codes: str) -> None:
        """Have exactly these faults from now on; none is a printer in good order, which goes on with its work.

        `no_answer` makes it silent: it prints but answers nothing. Raises KeyError for an unknown code.
        """
        with self._changed:
            self._faults = {FAULTS[code] for code in codes}
            if not codes and self._paper_dots <= 0:
                self._paper_dots = ROLL_MM * DOTS_PER_MM
            self._work()

    def put_in_roll(self, paper_mm: int = ROLL_MM) -> None:
        """Change the paper."""
        with self._changed:
            self._paper_dots = paper_mm * DOTS_PER_MM
            self._work()

    def die_after(self, byte_count: int) -> None:
        """Break the connection when that many more bytes have come, and lose what was not printed."""
        with self._changed:
            self._bytes_to_live = byte_count

    def attached(self, link: Link) -> None:
        """A host has connected."""
        with self._changed:
            self._link = link

    def detached(self) -> None:
        """The host has gone. What it sent is still printed; the start of a command is forgotten."""
        with self._changed:
            self._link = None
            self._reader.clear()

    def received(self, data: bytes) -> None:
        """Bytes from the host."""
        with self._changed:
            if self._bytes_to_live is not None:
                data = data[: self._bytes_to_live]
                self._bytes_to_live -= len(data)
            for frame in self._reader.feed(data):
                self._obey(frame)
            if self._bytes_to_live == 0:
                self._die()

    def _obey(self, frame: Frame) -> None:
        match frame:
            case StatusRequest(about):
                self._answer(RealTimeAnswer(realtime_bits(about, self._present())))
            case ClearBuffer():
                self._forget()
            case _:
                self._waiting.append(frame)
                self._work()

    def _work(self) -> None:
        """Print what is waiting, as far as faults allow."""
        while self._waiting and not any(fault.blocking for fault in self._present() if fault is not NO_ANSWER):
            self._print(self._waiting.popleft())
        self._changed.notify_all()

    def _print(self, frame: Frame) -> None:
        if isinstance(frame, PaperRequest):
            self._answer(PaperAnswer(near_end=PAPER_NEAR_END in self._present(), end=False))
            return
        if isinstance(frame, _ASKING):
            return
        self._data += encode(frame)
        before = self._drawer.length_dots
        self._drawer.draw(frame)
        self._paper_dots -= self._drawer.length_dots - before
        if isinstance(frame, Cut):
            self._finish_job()

    def _finish_job(self) -> None:
        job = PrintedJob(next(self._numbers), self._clock.now_ms(), bytes(self._data), self._drawer.finish())
        self._data, self._drawer = bytearray(), PageDrawer()
        self._jobs.append(job)
        self._on_job(job)

    def _forget(self) -> None:
        self._waiting.clear()
        self._data, self._drawer = bytearray(), PageDrawer()

    def _die(self) -> None:
        self._bytes_to_live = None
        self._reader.clear()
        self._forget()
        if self._link is not None:
            self._link.drop()

    def _present(self) -> set[DeviceFault]:
        paper: set[DeviceFault] = set()
        if self._paper_dots <= 0:
            paper.add(PAPER_OUT)
        if self._paper_dots <= NEAR_END_MM * DOTS_PER_MM:
            paper.add(PAPER_NEAR_END)
        return self._faults | paper

    def _answer(self, answer: RealTimeAnswer | PaperAnswer) -> None:
        if self._link is not None and NO_ANSWER not in self._faults:
            self._link.send(encode_answer(answer))
