"""``ting verify``: what a person reads and what a script sees."""

from pathlib import Path

import pytest

from hub.cli import main
from hub.store.locating import claim_folder, database_url, hall_of, key_file, master_key
from tests.fakes.ledgers import Store, random_days, write_journal


@pytest.fixture
def days(store: Store, tmp_path: Path) -> Store:
    claim_folder(tmp_path, "test")
    ledger = store.ledger()
    write_journal(ledger, random_days(1, 40).journal)
    return store


def verify(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["verify", *arguments])
    return int(ended.value.code or 0)


def test_a_hall_in_order_is_counted_and_ends_with_0(
    days: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify("--data", str(tmp_path)) == 0
    said = capsys.readouterr().out
    rows = days.run("SELECT count(*) FROM journal")[0][0]
    assert f"日志 {rows} 行" in said
    assert f"{rows} journal rows" in said


def test_a_damaged_hall_ends_with_1_and_the_row(
    days: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days.run("UPDATE journal SET at = at + 1 WHERE seq = 12")
    assert verify("--data", str(tmp_path), "--database", days.url) == 1
    said = capsys.readouterr().err
    assert "日志第 12 行有误" in said
    assert "Journal row 12 is wrong" in said


def test_text_where_bytes_belong_is_damage_not_a_crash(
    days: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days.run("UPDATE journal SET body = 'a letter', digest = 'another' WHERE seq = 12")
    assert verify("--data", str(tmp_path)) == 1
    assert "Journal row 12" in capsys.readouterr().err


def test_a_folder_of_no_hall_is_said_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify("--data", str(tmp_path)) == 1
    assert "not a hall's data folder" in capsys.readouterr().err


@pytest.mark.parametrize("database", ["", "sqlite:////nowhere/at/all.db", "postgresql+psycopg://x@127.0.0.1:1/x"])
def test_a_database_that_cannot_be_read_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], database: str
) -> None:
    claim_folder(tmp_path, "test")
    assert verify("--data", str(tmp_path), "--database", database) == 1
    said = capsys.readouterr().err.strip()
    assert "数据库不可用" in said
    assert "Traceback" not in said
    assert not (tmp_path / "hall.db").exists(), "looking makes no database"


def test_a_data_folder_belongs_to_one_hall(tmp_path: Path) -> None:
    claim_folder(tmp_path / "new", "test")
    claim_folder(tmp_path / "new", "test")
    assert hall_of(tmp_path / "new") == "test"
    assert database_url(tmp_path).endswith("/hall.db")
    assert {key_file(tmp_path).name, master_key(tmp_path).name} == {"keys.db", "master.key"}
