from pathlib import Path

from hub.bench.floors import durable_commits


def test_the_floor_of_commits_is_measured_in_the_folder_given(tmp_path: Path) -> None:
    per_second, median_ms = durable_commits(tmp_path, count=5)
    assert per_second > 0
    assert median_ms > 0
    assert (tmp_path / "floor.db").exists()
