"""What the kiosk on its glass and the simulated one are made of alike: options, printer, spool, trace."""

import argparse
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from device_drivers.escpos.config import PrinterConfig
from device_drivers.escpos.driver import TicketPrinter
from device_drivers.transport.address import transport_for
from device_drivers.transport.errors import TransportError
from hub.client.settings import StationCredential, load
from hub.client.spool import Spool
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import DeviceHealth
from hub.contract.vocabulary import Instant, StationKind
from kiosk.printing import NotFitted, PrintDesk, Printer
from kiosk.tracing import Trace, TracedTransport, TraceFile, no_trace

NO_PRINTER = "none"
WRONG_USE = (OSError, TransportError)
"""What a wrong path or address raises, with a sentence of its own."""


def add_station_options(parser: argparse.ArgumentParser) -> None:
    """The options that both programs have."""
    parser.add_argument(
        "--printer",
        default=NO_PRINTER,
        metavar="ADDRESS",
        help="tcp://host:9100, serial:///dev/ttyS1?baud=115200, file:///dev/usb/lp0, or none (numbers on the screen)",
    )
    parser.add_argument("--trace", type=Path, metavar="FILE", help="append the moments of each ticket as JSON lines")


def credential_of(path: Path) -> StationCredential:
    """Read a kiosk's credential file. Raises ``Fault`` configuration, also when it is another kind of station's."""
    credential = load(path)
    if credential.kind is not StationKind.KIOSK:
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{path.name}：这是“{credential.kind}”的登记文件，取号机需要“kiosk”的。",
            en=f"{path.name}: this is the enrolment of a “{credential.kind}”; a kiosk needs that of a “kiosk”.",
        )
    return credential


def printer_at(address: str, now: Instant, trace: Trace = no_trace) -> Printer:
    """The printer at an address, its connection kept open. Raises TransportError for an address that cannot be."""
    if address == NO_PRINTER:
        return NotFitted(now)
    config = PrinterConfig(transport=address, keep_open=True)
    wire = TracedTransport(transport_for(address, config.timeouts), trace)
    return TicketPrinter(config, transport=wire)


def desk_for(
    address: str,
    on_health: Callable[[DeviceHealth], None],
    now_ms: Callable[[], Instant],
    trace: Trace = no_trace,
) -> PrintDesk:
    """The print desk of the printer at an address, not started yet. Raises TransportError."""
    return PrintDesk(printer_at(address, now_ms(), trace), on_health, now_ms, trace=trace)


@contextlib.contextmanager
def spool_beside(station_file: Path) -> Iterator[Spool]:
    """The station's durable outbox, in a file beside its credential file."""
    spool = Spool(station_file.with_suffix(".spool"))
    try:
        yield spool
    finally:
        spool.close()


def trace_to(path: Path | None, stack: contextlib.ExitStack) -> Trace:
    """Write moments to a file, or nowhere. Raises OSError."""
    if path is None:
        return no_trace
    trace = TraceFile(path)
    stack.callback(trace.close)
    return trace
