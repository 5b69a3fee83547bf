"""`python -m device_drivers.twins`: virtual devices for a demo or an end-to-end test, in one process.

When all are ready, prints one line of JSON with their addresses, then runs until SIGTERM, SIGINT or, with
`--until-stdin-closes`, until whoever started it is gone.
"""

import argparse
import contextlib
import json
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from device_drivers.led_bar.codec import Variant
from device_drivers.twins.control import ControlServer
from device_drivers.twins.stand import DeviceStand, StandConfig


def _addresses(text: str) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in text.split(",") if part.strip())
    if any(not 0 <= number <= 255 for number in numbers):
        raise argparse.ArgumentTypeError("bus addresses are 0 to 255")
    return numbers


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m device_drivers.twins",
        description="虚拟设备：小票打印机、窗口条屏、呼叫器和评价器。"
        " Virtual devices: a ticket printer, window bars, key pads and evaluators.",
    )
    add = parser.add_argument
    add("--folder", type=Path, required=True, help="where ticket pictures (PNG) and job bytes go")
    add(
        "--printer-port", type=int, default=0, metavar="PORT", help="TCP port of the printer; 0 (default): any free one"
    )
    add("--led-link", type=Path, metavar="PATH", help="stable path of the window bars' serial line")
    add("--caller-link", type=Path, metavar="PATH", help="stable path of the key pads' and evaluators' serial line")
    add("--led-variant", type=Variant, choices=list(Variant), default=Variant.SUM, help="checksum of the window bars")
    add("--led-addresses", type=_addresses, default=(1, 2, 3), metavar="1,2,3", help="window bars on the line")
    add("--keypads", type=_addresses, default=(1, 2, 3), metavar="1,2,3", help="key pads on the line")
    add("--evaluators", type=_addresses, default=(1, 2, 3), metavar="1,2,3", help="evaluators on the line")
    add(
        "--http-port",
        type=int,
        default=0,
        metavar="PORT",
        help="control address on loopback; 0 (default): any free one",
    )
    add("--allow-origin", metavar="URL", help="the one web origin whose pages may use the control address")
    add("--until-stdin-closes", action="store_true", help="also stop when standard input ends")
    return parser


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> int:
    """Run the stand until a signal comes or `stop` is set.

    0 after an orderly end, 1 with one sentence when something could not be had.
    """
    options = _parser().parse_args(arguments)
    if stop is None:
        stop = _stop_on_signals()
    config = StandConfig(
        folder=options.folder,
        printer_port=options.printer_port,
        led_link=options.led_link,
        caller_link=options.caller_link,
        led_variant=options.led_variant,
        led_addresses=options.led_addresses,
        keypads=options.keypads,
        evaluators=options.evaluators,
    )
    with contextlib.ExitStack() as running:
        try:
            stand = DeviceStand(config)
            running.callback(stand.close)
            control = ControlServer(stand, options.http_port, options.allow_origin)
            running.callback(control.close)
        except OSError as error:
            print(f"虚拟设备启动失败 / virtual devices cannot start: {error}", file=sys.stderr)
            return 1
        print(json.dumps({**stand.addresses(), "control": control.url}), flush=True)
        if options.until_stdin_closes:
            threading.Thread(target=_watch_stdin, args=(stop,), daemon=True).start()
        stop.wait()
    return 0


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _watch_stdin(stop: threading.Event) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
