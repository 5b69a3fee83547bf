import json
from pathlib import Path

from hub.bench.ticket import waits_ms

MS = 1_000_000


def test_a_ticket_counts_from_the_finger_to_its_last_byte(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    moments = [
        ("finger", 10), ("touch", 12), ("asked", 20), ("answered", 30), ("last_byte", 60), ("printed", 90),
        ("finger", 100), ("touch", 101), ("asked", 103),  # never printed
        ("finger", 200), ("asked", 201), ("answered", 204), ("last_byte", 225),
        ("last_byte", 400),  # a copy that nobody touched 取号 for
    ]  # fmt: skip
    trace.write_text("".join(json.dumps({"moment": moment, "ns": at * MS}) + "\n" for moment, at in moments))
    assert waits_ms(trace) == [50.0, 25.0]
    assert waits_ms(trace, "asked", "answered") == [10.0, 3.0]
