"""The program itself, as a process: its first frame, its end, its refusals; and what it is made of."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from device_drivers.transport.null_modem import NullModem
from hub.contract.vocabulary import StationKind
from kiosk.tracing import TracedTransport, TraceFile
from tests.unit.kiosk.test_simulated import credential


def run(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_the_program_shows_its_first_frame_without_a_hub_and_ends_on_sigterm(tmp_path: Path) -> None:
    program = run("--station", str(credential(tmp_path, StationKind.KIOSK)), "--windowed", "1080x1920", "--no-motion")
    assert program.stdout is not None
    assert program.stdout.readline() == "ready kiosk kiosk-1\n"
    program.send_signal(signal.SIGTERM)
    _, errors = program.communicate(timeout=30)
    assert program.returncode == 0, errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--station", "nowhere.json"), "nowhere.json"),
        (("--station", "nowhere.json", "--windowed", "wide"), "1080x1920"),
    ],
)
def test_what_cannot_be_started_says_why_in_one_line(arguments: tuple[str, ...], said: str) -> None:
    program = run(*arguments)
    _, errors = program.communicate(timeout=60)
    assert program.returncode == 2
    assert said in errors
    assert len(errors.strip().splitlines()) == 1


def test_moments_are_written_as_lines(tmp_path: Path) -> None:
    trace = TraceFile(tmp_path / "trace")
    trace("touch", time.monotonic_ns())
    line = json.loads((tmp_path / "trace").read_text())
    trace.close()
    assert line["moment"] == "touch"


def test_only_a_tickets_bytes_are_told_not_a_question() -> None:
    modem = NullModem()
    ours, theirs = modem.host, modem.device
    moments: list[str] = []
    wire = TracedTransport(ours, lambda moment, _ns: moments.append(moment))
    wire.open()
    theirs.open()
    wire.write(b"\x10\x04\x01")
    assert moments == []
    wire.write(b"ticket")
    assert moments == ["last_byte"]
    assert theirs.read(1.0) == b"\x10\x04\x01ticket"
    assert wire.can_read
    assert wire.is_open
    assert wire.where == ours.where
    theirs.write(b"\x12")
    assert wire.read(1.0) == b"\x12"
    wire.close()
    assert not wire.is_open
