"""The program itself: options, faults in one sentence, ready line, clean end; and the trace."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from display_wall import trace
from display_wall.__main__ import main


def station(folder: Path, **changes: object) -> Path:
    """A wall's file whose broker is a port that nobody listens on."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    value: dict[str, object] = {
        "hall": "changan",
        "station": "wall-1",
        "kind": "wall",
        "brokers": [f"mqtt://127.0.0.1:{port}"],
        "password": "x",
    }
    file = folder / "wall.json"
    file.write_text(json.dumps(value | changes), encoding="utf-8")
    return file


def test_a_wall_starts_says_that_it_is_ready_and_ends_cleanly(tmp_path: Path) -> None:
    out = tmp_path / "sounds"
    wall = subprocess.Popen(
        [
            sys.executable, "-m", "display_wall", "--station", str(station(tmp_path)), "--windowed", "1280x720",
            "--sound-out", str(out), "--quiet", "12:00-13:30",
        ],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert wall.stdout is not None
        assert wall.stdout.readline() == "ready display_wall wall-1\n"
        assert out.is_dir()
        wall.send_signal(signal.SIGTERM)
        _, errors = wall.communicate(timeout=30)
    finally:
        wall.kill()
        wall.wait()
    assert wall.returncode == 0
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"kind": "kiosk"}, "wall"), ({"brokrs": []}, "brokers"), ({"station": ""}, "station")],
)
def test_a_wrong_file_is_one_clear_sentence(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    result = CliRunner().invoke(main, ["--station", str(station(tmp_path, **changes))])
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--station", str(tmp_path / "none.json")])
    assert result.exit_code == 2
    assert "none.json" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--windowed", "big"),
        ("--windowed", "100x100"),
        ("--quiet", "noon"),
        ("--voice-languages", "zh,fr"),
        ("--distance-m", "0"),
        ("--screen-inch", "2"),
        ("--lang", "fr"),
    ],
)
def test_wrong_options_are_refused(tmp_path: Path, option: str, value: str) -> None:
    result = CliRunner().invoke(main, ["--station", str(station(tmp_path)), option, value])
    assert result.exit_code == 2


def test_a_trace_is_one_json_line_an_event(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    tracer = trace.from_environment({trace.VARIABLE: str(file)})
    tracer("received", 7, "A012")
    tracer("painted", 7, "A012")
    assert isinstance(tracer, trace.FileTrace)
    tracer.close()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(line["event"], line["call_seq"], line["number"]) for line in lines] == [
        ("received", 7, "A012"),
        ("painted", 7, "A012"),
    ]
    assert lines[0]["t_ns"] <= lines[1]["t_ns"]


def test_without_the_variable_nothing_is_traced() -> None:
    assert trace.from_environment({}) is trace.silent
    trace.silent("received", 1, "A001")
