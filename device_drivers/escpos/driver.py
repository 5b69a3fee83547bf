"""A ticket printer: lays a document out, sends it, and knows whether it came out.

A job is done in five steps: ask the status; refuse when the printer cannot print; send; wait for GS r, which is
answered when everything before it has been printed; ask the status again. What a job came to is one of three:

- `Printed`: the printer said so (or, without a way to say so, took every byte: `confirmed` is False).
- `NotPrinted`: nothing usable came out; the fault says why. Another printer, or the screen, may take over.
- `Unknown`: the wire broke, or the printer fell silent, after bytes had left. Only a person can look.

After a failure half-way the printer is told to forget the rest (it would print it when paper is put in).
"""

import threading
from dataclasses import dataclass
from typing import TypeVar

from device_drivers.clock import Clock, SystemClock
from device_drivers.escpos import library
from device_drivers.escpos.codec.answers import Answer, PaperAnswer, RealTimeAnswer, decode_answer
from device_drivers.escpos.codec.frames import ClearBuffer, PaperRequest, StatusRequest
from device_drivers.escpos.codec.marks import DecodeError
from device_drivers.escpos.codec.writing import encode
from device_drivers.escpos.config import CutStyle, JobEnd, PrinterCapabilities, PrinterConfig, StatusStyle
from device_drivers.escpos.document import Document
from device_drivers.escpos.layout import lay_out
from device_drivers.escpos.status import REALTIME_QUESTIONS, PrinterStatus, realtime_faults, silent, status_of
from device_drivers.faults import NO_ANSWER, UNREACHABLE, WIRE_BROKE, DeviceFault
from device_drivers.framing import FrameReader
from device_drivers.health import Health, HealthRecord
from device_drivers.transport.address import transport_for
from device_drivers.transport.errors import TransportError
from device_drivers.transport.wire import Transport

LOOK_S = 0.5
"""How often a printer that is still at a job is asked whether something stopped it."""
MAX_STALE_READS = 64
"""A device that never stops talking must not hold the driver up before its first question."""

A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True)
class Printed:
    """The ticket is out. `status` may still tell of paper running low."""

    confirmed: bool
    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """No whole ticket came out. `began` tells that part of one may hang in the slot."""

    fault: DeviceFault
    began: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes were sent, and then nobody could say what became of them."""

    fault: DeviceFault


PrintResult = Printed | NotPrinted | Unknown


class TicketPrinter:
    """One printer. Its methods may be called from any thread, one job at a time."""

    def __init__(self, config: PrinterConfig, clock: Clock | None = None, transport: Transport | None = None) -> None:
        """Raises TransportError BAD_ADDRESS for an address that cannot be; does not connect yet."""
        self.config = config
        self._clock = clock or SystemClock()
        self._transport = transport or transport_for(config.transport, config.timeouts)
        self._record = HealthRecord(config.name, self._clock)
        self._one_job = threading.Lock()
        self._answers: FrameReader[Answer] = FrameReader(decode_answer, DecodeError)
        self._job_ended = False
        self._asks = config.status is StatusStyle.DLE_EOT and self._transport.can_read

    @property
    def capabilities(self) -> PrinterCapabilities:
        """What this printer can do."""
        return PrinterCapabilities(
            reports_status=self._asks,
            confirms_jobs=self._asks and self.config.job_end is JobEnd.GS_R,
            cuts=self.config.cut is not CutStyle.NONE,
            chars_per_line=self.config.chars_per_line,
            dots_per_line=self.config.dots_per_line,
        )

    @property
    def health(self) -> Health:
        """How the printer was when last asked or used."""
        return self._record.current

    def warm_up(self) -> None:
        """Load what the first job would otherwise wait for (about half a second)."""
        library.load()

    def status(self) -> PrinterStatus:
        """Ask the printer how it is. Never raises: a printer that cannot be asked has a fault that says so.

        A printer without status answers is only tried for being there.
        """
        with self._one_job:
            try:
                return self._noted(self._reach())
            except TransportError:
                return self._lost(UNREACHABLE)
            finally:
                self._let_go()

    def print(self, document: Document) -> PrintResult:
        """Print a document. The printer's faults are results; raises DocumentError for what this paper cannot hold."""
        data = lay_out(document, self.config)
        with self._one_job:
            try:
                return self._print(data)
            finally:
                self._let_go()

    def close(self) -> None:
        """Hang up."""
        with self._one_job:
            self._transport.close()

    def _print(self, data: bytes) -> PrintResult:
        try:
            before = self._noted(self._reach())
            if before.blocking is not None:
                return NotPrinted(before.blocking)
        except TransportError:
            self._lost(UNREACHABLE)
            return NotPrinted(UNREACHABLE)
        try:
            self._transport.write(data)
        except TransportError as error:
            return self._send_failed(error)
        if not self._asks:
            return Printed(confirmed=False, status=self._noted(PrinterStatus((), answered=False)))
        try:
            return self._outcome()
        except TransportError:
            self._lost(WIRE_BROKE)
            return Unknown(WIRE_BROKE)

    def _reach(self) -> PrinterStatus:
        """Connect and ask. A connection held since the last job may have died unseen: then try a fresh one."""
        held = self._transport.is_open
        try:
            self._transport.open()
            return self._ask()
        except TransportError:
            if not held:
                raise
        self._transport.close()
        self._transport.open()
        return self._ask()

    def _outcome(self) -> PrintResult:
        """What became of a job whose bytes have all been sent."""
        confirmed = self.config.job_end is JobEnd.GS_R and self._printed_to_its_end()
        if not confirmed:
            return self._unconfirmed(self._noted(self._ask()))
        # Everything before GS r is on the paper; a fault that shows now belongs to the next ticket.
        try:
            return Printed(confirmed=True, status=self._noted(self._ask()))
        except TransportError:
            return Printed(confirmed=True, status=self._lost(WIRE_BROKE))

    def _unconfirmed(self, after: PrinterStatus) -> PrintResult:
        fault = after.blocking
        if not after.answered:
            return Unknown(fault or NO_ANSWER)
        if fault is not None:
            self._forget_the_rest()
            return NotPrinted(fault, began=True)
        if self.config.job_end is JobEnd.GS_R:
            return Unknown(NO_ANSWER)
        return Printed(confirmed=False, status=after)

    def _send_failed(self, error: TransportError) -> PrintResult:
        """The job could not be sent whole: a printer that stopped taking bytes may still say why."""
        try:
            after = self._ask()
            if after.blocking is not None and after.answered:
                self._noted(after)
                self._forget_the_rest()
                return NotPrinted(after.blocking, began=error.written > 0)
        except TransportError:
            pass  # the first error tells more than the second
        self._lost(WIRE_BROKE)
        return Unknown(WIRE_BROKE) if error.written else NotPrinted(WIRE_BROKE)

    def _forget_the_rest(self) -> None:
        """Have the printer drop what it has not printed; its next answer shows that it has heard."""
        self._transport.write(encode(ClearBuffer()))
        self._ask()

    def _printed_to_its_end(self) -> bool:
        """Wait for the answer to GS r; now and then ask, as a printer that has stopped still answers DLE EOT."""
        self._job_ended = False
        self._transport.write(encode(PaperRequest(1)))
        deadline = self._clock.monotonic() + self.config.job_timeout_s
        while (left := deadline - self._clock.monotonic()) > 0:
            if self._wait_for(PaperAnswer, min(left, LOOK_S)) is not None:
                return True
            status = self._ask()
            if self._job_ended or status.blocking is not None:
                break
        return self._job_ended

    def _ask(self) -> PrinterStatus:
        """Put the four questions of DLE EOT, one after the other: the answers do not say which they belong to."""
        if not self._asks:
            return PrinterStatus((), answered=False)
        self._answers.clear()
        for _ in range(MAX_STALE_READS):  # what was sent earlier answers nothing that is asked now
            stale = self._transport.read(0.0)
            if not stale:
                break
            self._take(stale)
        faults: list[DeviceFault] = []
        for about in REALTIME_QUESTIONS:
            self._transport.write(encode(StatusRequest(about)))
            answer = self._wait_for(RealTimeAnswer, self.config.answer_timeout_s)
            if answer is None:
                return silent()
            faults += realtime_faults(about, answer.bits)
        return status_of(faults)

    def _wait_for(self, kind: type[A], timeout_s: float) -> A | None:
        deadline = self._clock.monotonic() + timeout_s
        while (left := deadline - self._clock.monotonic()) > 0:
            data = self._transport.read(left)
            for answer in self._take(data):
                if isinstance(answer, kind):
                    return answer
            if not data:
                break
        return None

    def _take(self, data: bytes) -> list[Answer]:
        answers = self._answers.feed(data)
        self._job_ended = self._job_ended or any(isinstance(answer, PaperAnswer) for answer in answers)
        return answers

    def _noted(self, status: PrinterStatus) -> PrinterStatus:
        self._record.record(status.faults, heard=status.answered)
        return status

    def _lost(self, fault: DeviceFault) -> PrinterStatus:
        self._transport.close()
        return self._noted(silent(fault))

    def _let_go(self) -> None:
        if not self.config.keep_open:
            self._transport.close()
