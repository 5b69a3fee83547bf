"""`python -m device_drivers.agent --station FILE`: looks after the devices that the hub names.

Prints `ready devices STATION` when the hub is there and the devices are known, then runs until SIGTERM or SIGINT.
`TING_TRACE=FILE` in the environment appends the moments of calls as JSON lines.
"""

import argparse
import contextlib
import logging
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from device_drivers.agent import trace
from device_drivers.agent.agent import Agent
from hub.client.link import Link
from hub.client.settings import StationCredential, load
from hub.client.spool import Spool
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import StationKind

BAD_USE = 2
"""Exit code for a bad file or option."""


def _credential(path: Path) -> StationCredential:
    credential = load(path)
    if credential.kind is not StationKind.DEVICES:
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{path.name}：这是“{credential.kind}”的登记文件，设备代理需要“devices”的。",
            en=f"{path.name}: this is the enrolment of a “{credential.kind}”; the agent needs that of “devices”.",
        )
    return credential


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m device_drivers.agent",
        description="设备代理：窗口条屏和评价器。 The device agent: window bars and evaluators.",
    )
    parser.add_argument("--station", type=Path, required=True, metavar="FILE", help="登记文件 · the station's file")
    return parser


def _version() -> str:
    try:
        return metadata.version("ting-hall")
    except metadata.PackageNotFoundError:
        return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to end. Exit code 2 and one sentence when it cannot start."""
    given = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        credential = _credential(given.station)
        with contextlib.ExitStack() as stack:
            tracer = trace.from_environment()
            if isinstance(tracer, trace.FileTrace):
                stack.callback(tracer.close)
            spool = Spool(given.station.with_suffix(".spool"))
            stack.callback(spool.close)
            link = Link(credential, version=_version(), spool=spool)
            agent = Agent(link, on_ready=lambda: print(f"ready devices {credential.station}", flush=True), trace=tracer)
            stack.callback(link.close)
            stack.callback(agent.close)
            link.start()
            stop.wait()
    except (Fault, OSError) as error:
        print(error, file=sys.stderr)
        return BAD_USE
    return 0


if __name__ == "__main__":
    sys.exit(main())
