"""The trace that benches read."""

import json
from pathlib import Path

from device_drivers.agent.trace import VARIABLE, FileTrace, from_environment, silent


def test_moments_of_several_programs_stand_in_one_file(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    file.write_text('{"event":"painted"}\n')
    trace = FileTrace(file, clock_ns=lambda: 123)
    trace("led_bytes", 7)
    trace.close()
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {"event": "painted"},
        {"event": "led_bytes", "call_seq": 7, "t_ns": 123},
    ]


def test_the_environment_says_whether_there_is_one(tmp_path: Path) -> None:
    assert from_environment({}) is silent
    silent("led_bytes", 1)
    trace = from_environment({VARIABLE: str(tmp_path / "trace")})
    assert isinstance(trace, FileTrace)
    trace.close()
