"""In order and once, whatever breaks: real processes, killed and cut off at seeded random moments."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.upstream.key import FILE
from hub.upstream.uplink import FOLLOWER, Uplink
from tests.fakes.reporting import TOKEN, WrittenHall
from tests.integration.upstream.conftest import DistrictProcess, check_all_there_once_and_in_order, until
from tests.integration.upstream.proxy import Cut, CuttingProxy

MakeUplink = Callable[..., Uplink]
ROOT = Path(__file__).parents[3]


def finished(hall: WrittenHall, uplink: Uplink) -> Callable[[], bool]:
    def condition() -> bool:
        uplink.wake()
        status = uplink.status()
        return status.behind == 0 and status.last_error is None and hall.newest > 0

    return condition


def test_hall_reports_while_it_works(hall: WrittenHall, district: DistrictProcess, uplink_to: MakeUplink) -> None:
    uplink = uplink_to(district.url)
    for _ in range(5):
        hall.serve(4)
        uplink.wake()
    until(finished(hall, uplink))
    check_all_there_once_and_in_order(hall, district)


KILLS = pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.soak)])


@KILLS
def test_district_killed_in_the_middle_of_batches_misses_and_doubles_nothing(
    hall: WrittenHall, district: DistrictProcess, uplink_to: MakeUplink, kills: int
) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    hall.serve(40 * kills)
    proxy = CuttingProxy(iter(()))
    proxy.target = district.port
    try:
        uplink = uplink_to(proxy.url)
        for _ in range(kills):
            wanted = min(hall.newest - 20, district.seq() + chance.randrange(1, 60))
            until(lambda wanted=wanted: district.seq() >= wanted)  # type: ignore[misc]
            district.kill()
            hall.serve(3)
            uplink.wake()
            until(lambda: uplink.status().last_error is not None)
            district.start()
            proxy.target = district.port
        until(finished(hall, uplink))
    finally:
        proxy.close()
    check_all_there_once_and_in_order(hall, district)


def test_connections_cut_anywhere_miss_and_double_nothing(
    hall: WrittenHall, district: DistrictProcess, uplink_to: MakeUplink
) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    hall.serve(60)
    cuts = [
        Cut(up=chance.randrange(9_000)) if chance.random() < 0.5 else Cut(down=chance.randrange(1_200))
        for _ in range(30)
    ]  # fmt: skip
    proxy = CuttingProxy(iter(cuts))
    proxy.target = district.port
    try:
        until(finished(hall, uplink_to(proxy.url)))
        assert proxy.cut > 5
    finally:
        proxy.close()
    check_all_there_once_and_in_order(hall, district)


@KILLS
def test_hub_killed_between_post_and_position_misses_and_doubles_nothing(
    hall: WrittenHall, district: DistrictProcess, kills: int
) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    hall.serve(40 * kills)
    for kill in (*[True] * kills, False):
        command = [sys.executable, "-m", "tests.integration.upstream.reporter", str(hall.folder), district.url, TOKEN]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as reporter:
            assert reporter.stdout is not None
            assert reporter.stdout.readline() == "ready\n"
            wanted = min(hall.newest - 30, district.seq() + chance.randrange(1, 80)) if kill else hall.newest
            until(lambda wanted=wanted: district.seq() >= wanted)  # type: ignore[misc]
            if kill:
                reporter.kill()
            else:
                reporter.terminate()
    assert hall.journal.position(FOLLOWER) == hall.newest
    check_all_there_once_and_in_order(hall, district)


def test_uplink_with_an_older_position_sends_nothing_twice(
    hall: WrittenHall, district: DistrictProcess, uplink_to: MakeUplink
) -> None:
    hall.serve(10)
    first = uplink_to(district.url)
    until(finished(hall, first))
    first.stop()
    hall.journal.keep_position(FOLLOWER, 5)
    hall.serve(2)
    second = uplink_to(district.url)
    until(finished(hall, second))
    check_all_there_once_and_in_order(hall, district)
    assert second.status().sent < first.status().sent


def test_district_restored_from_a_backup_gets_what_it_lost(
    hall: WrittenHall, district: DistrictProcess, uplink_to: MakeUplink, tmp_path: Path
) -> None:
    hall.serve(5)
    proxy = CuttingProxy(iter(()))
    proxy.target = district.port
    try:
        uplink = uplink_to(proxy.url)
        until(finished(hall, uplink))
        district.stop()
        shutil.copytree(district.data, tmp_path / "backup")
        district.start()
        proxy.target = district.port
        hall.serve(10)
        until(finished(hall, uplink))
        district.kill()
        shutil.rmtree(district.data)
        shutil.copytree(tmp_path / "backup", district.data)
        district.start()
        proxy.target = district.port
        hall.serve(1)
        uplink.wake()
        until(lambda: district.seq() == hall.newest)
        until(finished(hall, uplink))
    finally:
        proxy.close()
    check_all_there_once_and_in_order(hall, district)


def test_hall_restored_from_an_old_backup_overwrites_nothing(
    hall: WrittenHall, district: DistrictProcess, uplink_to: MakeUplink, tmp_path: Path
) -> None:
    hall.serve(3)
    uplink = uplink_to(district.url)
    until(finished(hall, uplink))
    uplink.stop()
    before = district.records()
    older = tmp_path / "older"
    older.mkdir()
    shutil.copy(hall.folder / FILE, older / FILE)
    restored = WrittenHall(older)  # the same hall before anybody came
    with restored.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM journal WHERE seq > 4")
    hall.journal = restored.journal
    uplink = uplink_to(district.url)
    until(lambda: uplink.status().last_error is not None)
    error = uplink.status().last_error
    assert error is not None
    assert "已停止上报" in error.zh
    assert district.records() == before
    uplink.stop()
    restored.close()


def test_lost_key_is_refused_until_the_district_releases_the_hall(
    hall: WrittenHall, district: DistrictProcess, uplink_to: MakeUplink
) -> None:
    hall.serve(2)
    first = uplink_to(district.url)
    until(finished(hall, first))
    first.stop()
    (hall.folder / FILE).unlink()
    hall.serve(1)
    second = uplink_to(district.url)
    until(lambda: second.status().last_error is not None)
    error = second.status().last_error
    assert error is not None
    assert "签名不对" in error.zh
    assert district.seq() < hall.newest
    second.stop()
    port_before = district.url
    district.stop()
    subprocess.run(
        [sys.executable, "-m", "hub.cli", "district", "--data", str(district.data), "--release", "test"],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    district.start()
    assert district.url.startswith(port_before.rpartition(":")[0])
    third = uplink_to(district.url)
    until(finished(hall, third))
    assert district.seq() == hall.newest


@pytest.mark.parametrize("token", ["", "guessed"])
def test_hall_without_the_right_token_is_not_let_in(
    hall: WrittenHall, district: DistrictProcess, uplink_to: MakeUplink, token: str
) -> None:
    uplink = uplink_to(district.url, token=token)
    until(lambda: uplink.status().last_error is not None)
    error = uplink.status().last_error
    assert error is not None
    assert "登记码" in error.zh
    assert district.http.get(f"{district.url}/health").json() == {"status": "ok", "halls": 0}
