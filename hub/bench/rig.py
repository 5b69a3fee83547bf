"""A whole hall of real processes for a benchmark, started as a site starts them, then stopped."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import psutil

from hub.bench.sample_hall import HALL, write_pack
from hub.contract.faults import Fault, FaultCode

START_S = 60.0
"""The longest that a program may take to say that it is ready."""

PIN = "2468"
"""The PIN of every operator of a benchmark's hall."""


class Program:
    """One started program and what it prints."""

    def __init__(
        self, name: str, argv: Sequence[str], log: Path, environment: Mapping[str, str] | None = None, say: str = ""
    ) -> None:
        self.name = name
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", *argv], stdout=subprocess.PIPE, stderr=self._log, stdin=subprocess.PIPE,
            env={**os.environ, **(environment or {})}, text=True,
        )  # fmt: skip
        if say:
            self.tell(say)

    def tell(self, line: str) -> None:
        """Say a line to it on its standard input."""
        assert self.process.stdin is not None, "made with a pipe"
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    @property
    def output(self) -> IO[str]:
        """What the program prints."""
        assert self.process.stdout is not None, "made with a pipe"
        return self.process.stdout

    def wait_ready(self) -> str:
        """The line with which it says that it is ready. Raises ``Fault`` configuration when it does not."""
        return self.wait_line("ready ", "{")

    def wait_line(self, *beginnings: str) -> str:
        """The next line that begins so. Raises ``Fault`` configuration when the program ends without it."""
        for line in self.output:
            if line.startswith(beginnings):
                return line
        # The log goes with the rig's folder: its last line is what the reader will want.
        said = (Path(self._log.name).read_text(encoding="utf-8", errors="replace").splitlines() or [""])[-1]
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{self.name} 没有启动成功：{said}",
            en=f"{self.name} did not start: {said}",
        )

    def finish(self) -> str:
        """Wait for its end and return all that it printed."""
        printed = self.output.read()
        self.process.wait()
        return printed

    def kill(self) -> None:
        """End it without a word, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end; insist after ten seconds."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        assert self.process.stdin is not None, "made with a pipe"
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.output.close()
        self._log.close()


class Rig:
    """A hall in a folder of its own, removed at the end."""

    def __init__(self, windows: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ting-bench-"))
        self.pack = write_pack(self.folder / "pack.yaml", windows)
        self.data = self.folder / "hub"
        self._programs: list[Program] = []
        self.hub: Program | None = None

    def __enter__(self) -> "Rig":
        try:
            self.start_hub()
        except BaseException:
            self.__exit__(None, None, None)  # whatever was started before it failed
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for program in reversed(self._programs):
            program.stop()
        self._end_broker()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end_broker(self) -> None:
        """The hub left its Mosquitto running, as it was told to; nobody comes back for this one."""
        with contextlib.suppress(OSError, ValueError, KeyError, psutil.Error):
            kept = json.loads((self.data / "broker" / "process.json").read_text(encoding="utf-8"))
            broker = psutil.Process(kept["pid"])
            if str(self.data) in " ".join(broker.cmdline()):  # a pid alone is used again
                broker.terminate()
                broker.wait(10)

    def start_hub(self, *, ready: bool = True) -> Program:
        """Start the hub, and wait until it is ready unless ``ready`` is False."""
        argv = ["hub.cli", "hub", "--data", str(self.data), "--pack", str(self.pack), "--port", "0", "--always-open"]
        self.hub = self.start("hub", [*argv, "--leave-broker"], ready=ready)
        return self.hub

    def kill_hub(self) -> None:
        """End the hub as a power cut would; the broker goes on."""
        if self.hub is not None:
            self.hub.kill()
            self.stop_hub()

    def stop_hub(self) -> None:
        """Stop the hub; the broker goes on."""
        if self.hub is not None:
            self.stop(self.hub)
            self.hub = None

    def hub_account(self) -> dict[str, Any]:
        """Where the broker is and as whom the hub speaks to it: host, port, username, password."""
        login = json.loads((self.data / "broker" / "admin.json").read_text(encoding="utf-8"))["hub"]
        port = json.loads((self.data / "broker" / "listeners.json").read_text(encoding="utf-8"))["port"]
        return {"host": "127.0.0.1", "port": port, **login}

    def start_echo(self) -> Program:
        """Put a bare echo in the hub's place at the broker."""
        return self.start("echo", ["hub.mqtt.echo"], say=json.dumps({"hall": HALL, **self.hub_account()}))

    def start(
        self,
        name: str,
        argv: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        ready: bool = True,
        say: str = "",
    ) -> Program:
        """Start a program, tell it something on its standard input, wait until it says that it is ready."""
        program = Program(name, argv, self.folder / f"{name}.log", environment, say)
        self._programs.append(program)
        if ready:
            program.wait_ready()
        return program

    def stop(self, program: Program) -> None:
        """Stop one program before the end."""
        program.stop()
        self._programs.remove(program)

    def ting(self, *arguments: str) -> str:
        """Run a ``ting`` command to its end. Raises ``Fault`` configuration with what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "hub.cli", *arguments], capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise Fault(FaultCode.CONFIGURATION, zh=said, en=said)
        return done.stdout

    def enroll(self, stations: Sequence[dict[str, object]]) -> list[Path]:
        """Enrol stations; returns their credential files. Each is the body of an ``enroll_station``."""
        wanted = self.folder / "stations.json"
        wanted.write_text(json.dumps(stations), encoding="utf-8")
        out = self.folder / "stations"
        self.ting("station", "enroll-all", str(wanted), "--data", str(self.data), "--out", str(out))
        return [out / f"{station['station_id']}.json" for station in stations]

    def set_pins(self) -> None:
        """Give every operator the benchmark's PIN."""
        pin = self.folder / "pin.txt"
        pin.write_text(PIN, encoding="utf-8")
        self.ting("operator", "set-pin", "--all", "--demo", "--pin-file", str(pin), "--data", str(self.data))


def counters(numbers: Iterable[int]) -> list[dict[str, object]]:
    """Stations at these windows."""
    return [{"station_id": f"counter-{number}", "kind": "counter", "window_id": str(number)} for number in numbers]


def kiosks(count: int) -> list[dict[str, object]]:
    """That many kiosks."""
    return [{"station_id": f"kiosk-{number}", "kind": "kiosk"} for number in range(1, count + 1)]


def wait_until(condition: Callable[[], bool], patience_s: float = START_S, every_s: float = 0.02) -> None:
    """Wait for something that another program does. Raises ``Fault`` no_answer."""
    deadline = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline:
            raise Fault(FaultCode.NO_ANSWER)
        time.sleep(every_s)


def pss_mib(pid: int) -> float:
    """Memory of a process: its own pages, and its share of those that it has together with others."""
    return float(psutil.Process(pid).memory_full_info().pss) / 2**20
