import json
import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from counter_client.__main__ import Memory, main, tracer
from tests.unit.counter_client.test_simulated import station_file


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.mark.parametrize("kind", ["kiosk", "wall"])
def test_another_kind_of_station_is_one_clear_sentence(tmp_path, kind):
    result = run("--station", station_file(tmp_path, kind))
    assert result.exit_code == 2
    assert "counter or guide" in result.output


def test_a_bad_file_is_one_clear_sentence(tmp_path):
    file = tmp_path / "broken.json"
    file.write_text("{")
    result = run("--station", file)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.output.strip()


@pytest.mark.parametrize("option", ["--windowed", "--at"])
def test_a_bad_size_is_one_clear_sentence(tmp_path, option):
    result = run("--station", station_file(tmp_path), option, "large")
    assert result.exit_code == 2
    assert "1080x1920" in result.output


@pytest.mark.parametrize("kind", ["counter", "guide"])
def test_the_program_says_that_it_is_ready_and_sigterm_closes_it_cleanly(tmp_path, kind):
    process = subprocess.Popen(
        [sys.executable, "-m", "counter_client", "--station", str(station_file(tmp_path, kind)), "--windowed",
         "820x760",
         "--at", "10x10", "--settings", str(tmp_path / "kept.json"), "--trace", str(tmp_path / "trace")],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready counter_client counter-3\n"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        assert process.returncode == 0
    finally:
        process.kill()


def test_the_shape_is_remembered_between_runs(tmp_path):
    memory = Memory(tmp_path / "deep" / "kept.json")
    assert memory.shape() == "card"
    memory.remember("bar")
    assert Memory(tmp_path / "deep" / "kept.json").shape() == "bar"


@pytest.mark.parametrize("text", ["{", "[]", '{"shape": "ball"}'])
def test_a_broken_memory_is_forgotten(tmp_path, text):
    file = tmp_path / "kept.json"
    file.write_text(text)
    assert Memory(file).shape() == "card"


def test_a_disk_that_keeps_nothing_is_no_reason_to_stop(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    Memory(tmp_path / "file" / "kept.json").remember("bar")
    assert "kept.json" in capsys.readouterr().err


def test_presses_are_traced_as_json_lines(tmp_path):
    assert tracer(None) is None
    trace = tracer(tmp_path / "trace")
    assert trace is not None
    trace("call_next.sent", 42)
    assert json.loads((tmp_path / "trace").read_text()) == {"event": "call_next.sent", "ns": 42}
