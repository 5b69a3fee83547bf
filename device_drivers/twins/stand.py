"""A stand with one of each virtual device, plugged in and ready."""

import contextlib
import itertools
import logging
import queue
import threading
from dataclasses import dataclass
from pathlib import Path

from device_drivers.caller_bus.twin import VirtualCallerBus
from device_drivers.clock import Clock, SystemClock
from device_drivers.escpos.twin import PrintedJob, VirtualPrinter
from device_drivers.led_bar.codec import Variant
from device_drivers.led_bar.twin import VirtualLedBus
from device_drivers.twins.port import PtyPort, TcpPort

KEPT_FILES = 1000
"""Tickets whose files are kept, some 20 kB each."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StandConfig:
    """What stands there and where it is plugged in."""

    folder: Path
    """Where ticket pictures and job bytes go: `ticket-0001.png`, `ticket-0001.bin`, counting on over restarts."""
    printer_port: int = 0
    led_link: Path | None = None
    caller_link: Path | None = None
    led_variant: Variant = Variant.SUM
    led_addresses: tuple[int, ...] = (1, 2, 3)
    keypads: tuple[int, ...] = (1, 2, 3)
    evaluators: tuple[int, ...] = (1, 2, 3)


def _last_number(folder: Path) -> int:
    numbers = [path.stem.removeprefix("ticket-") for path in folder.glob("ticket-*.bin")]
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


class DeviceStand:
    """The devices and their ports. Ticket files are written by a thread of their own, so that printing never waits."""

    def __init__(self, config: StandConfig, clock: Clock | None = None) -> None:
        """Plug everything in. Raises OSError when a port or a folder is not to be had."""
        self.config = config
        config.folder.mkdir(parents=True, exist_ok=True)
        self._to_write: queue.Queue[PrintedJob | None] = queue.Queue()
        self._writer = threading.Thread(target=self._write_jobs, name="ticket-files", daemon=True)
        self._writer.start()
        shared_clock = clock or SystemClock()
        numbers = itertools.count(_last_number(config.folder) + 1)
        self.printer = VirtualPrinter(shared_clock, on_job=self._to_write.put, numbers=numbers)
        # A printer has one host, which stays connected: citizens played beside the kiosk need another one.
        self.second_printer = VirtualPrinter(shared_clock, on_job=self._to_write.put, numbers=numbers)
        self.led = VirtualLedBus(config.led_addresses, config.led_variant, shared_clock)
        self.caller = VirtualCallerBus(config.keypads, config.evaluators)
        with contextlib.ExitStack() as opened:
            opened.callback(self._to_write.put, None)
            self.printer_port = TcpPort(self.printer, config.printer_port)
            opened.callback(self.printer_port.close)
            self.second_printer_port = TcpPort(self.second_printer)
            opened.callback(self.second_printer_port.close)
            self.led_port = PtyPort(self.led, config.led_link)
            opened.callback(self.led_port.close)
            self.caller_port = PtyPort(self.caller, config.caller_link)
            opened.callback(self.caller_port.close)
            self._opened = opened.pop_all()

    @property
    def jobs(self) -> tuple[PrintedJob, ...]:
        """The tickets of both printers, newest last."""
        return tuple(sorted(self.printer.jobs + self.second_printer.jobs, key=lambda job: job.number))

    def addresses(self) -> dict[str, object]:
        """What a supervisor needs to set up drivers against this stand."""
        return {
            "printer": {"transport": self.printer_port.address},
            "second_printer": {"transport": self.second_printer_port.address},
            "led": {
                "transport": self.led_port.address,
                "variant": self.config.led_variant.value,
                "addresses": list(self.config.led_addresses),
            },
            "caller": {
                "transport": self.caller_port.address,
                "keypads": list(self.config.keypads),
                "evaluators": list(self.config.evaluators),
            },
            "folder": str(self.config.folder.absolute()),
        }

    def close(self) -> None:
        """Unplug everything and finish writing files."""
        self._opened.close()
        self._writer.join()

    def _write_jobs(self) -> None:
        while (job := self._to_write.get()) is not None:
            stem = self.config.folder / f"ticket-{job.number:04d}"
            try:
                stem.with_suffix(".png").write_bytes(job.page.png)
                stem.with_suffix(".bin").write_bytes(job.data)
                gone = self.config.folder / f"ticket-{job.number - KEPT_FILES:04d}"
                for suffix in (".png", ".bin"):
                    gone.with_suffix(suffix).unlink(missing_ok=True)
            except OSError as error:
                _log.warning("ticket %d could not be kept: %s", job.number, error)
