from pathlib import Path

from hub.bench.press_to_paint import fill, judge, read_paints
from hub.bench.result import Result

MS = 1_000_000


def call(seq: int, sent_ms: int) -> dict[str, object]:
    return {"call_seq": seq, "number": f"A{seq:03}", "sent_ns": sent_ms * MS}


def test_a_calls_time_runs_from_sending_to_its_first_paint(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    lines = [
        ("received", 7, 104), ("painted", 7, 110), ("painted", 7, 300),
        ("painted", 8, 212),  # found in the retained state: painted without having been heard
    ]  # fmt: skip
    trace.write_text(
        "".join(f'{{"event":"{event}","call_seq":{seq},"number":"A1","t_ns":{at * MS}}}\n' for event, seq, at in lines)
    )
    paints = read_paints(trace)
    assert paints == {7: (104 * MS, 110 * MS), 8: (212 * MS, 212 * MS)}

    result = Result("press-to-paint")
    fill(result, [call(7, 100), call(8, 200)], paints)
    assert result.figures["calls"] == 2
    assert result.figures["lost"] == 0
    assert result.figures["median_ms"] == 11
    assert result.figures["longest_ms"] == 12
    assert result.figures["in_the_wall_median_ms"] == 3


def test_a_call_that_was_never_painted_is_lost_and_breaks_the_goal() -> None:
    result = Result("press-to-paint", floors={"sum_ms": 4.0})
    fill(result, [call(seq, 0) for seq in range(1, 202)], dict.fromkeys(range(1, 201), (5 * MS, 10 * MS)))
    judge(result)
    assert result.figures["lost"] == 1
    assert not result.goals["lost"].held
    assert result.goals["calls"].held
    assert result.goals["median_ms"].held
    assert result.goals["median_in_floors"].got == 2.5
