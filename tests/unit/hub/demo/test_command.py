"""`ting demo` and `ting simulate`: what is decided before anything runs, and the words when it fails."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.contract.commands import EnrollStation
from hub.contract.faults import Fault
from hub.contract.wire import decode_bodies
from hub.demo import hall
from hub.demo.command import alone, cast_of, demo_command, screen_folder, tell, virtual_screens, words_of
from hub.demo.ports import Ports
from hub.demo.program import Facts, State, Status
from hub.demo.screens import DISPLAY, has_display
from hub.demo.simulate import Crowd, programs, simulate_command
from hub.demo.supervisor import ProgramFailedError


def plan(tmp_path: Path, sockets: Path | None) -> hall.Plan:
    return hall.Plan(tmp_path, "changan", Ports(), sockets)


def test_every_program_needs_only_programs_of_the_table(tmp_path: Path) -> None:
    for sockets in (None, tmp_path):
        table = hall.programs(plan(tmp_path, sockets))
        names = [program.name for program in table]
        assert len(set(names)) == len(names)
        assert {needed for program in table for needed in program.needs} <= set(names)


def test_screens_draw_on_virtual_displays_or_as_windows(tmp_path: Path) -> None:
    said = {"printer": {"transport": "tcp://127.0.0.1:9"}}
    facts: Facts = {f"screen-{seat.screen.name}": {DISPLAY: 7} for seat in hall.SEATS} | {"devices": said}
    virtual = {program.name: program for program in hall.programs(plan(tmp_path, tmp_path))}
    windows = {program.name: program for program in hall.programs(plan(tmp_path, None))}
    drawn = virtual["kiosk"].launch(facts)
    assert drawn.environment["DISPLAY"] == ":7"
    assert "1080x1920" in drawn.argv
    assert drawn.argv[-2:] == ("--printer", "tcp://127.0.0.1:9")
    assert "screen-kiosk" in virtual["kiosk"].needs
    assert windows["kiosk"].launch(facts).environment == {"QT_SCALE_FACTOR": "0.45"}
    assert windows["counter-1"].launch(facts).environment == {}
    assert "1080x1920" in windows["kiosk"].launch(facts).argv
    assert "screen-kiosk" not in windows


def test_virtual_screens_listen_on_private_sockets_and_no_port(tmp_path: Path) -> None:
    table = {program.name: program for program in hall.programs(plan(tmp_path, tmp_path))}
    argv = table["screen-wall"].launch({}).argv
    assert argv[argv.index("-rfbport") + 1] == "-1"
    assert argv[argv.index("-rfbunixmode") + 1] == str(0o600)


def test_the_agent_gets_a_bar_and_an_evaluator_at_each_window_where_the_twins_are(tmp_path: Path) -> None:
    said = {"led": {"transport": "serial:///led"}, "caller": {"transport": "serial:///caller"}}
    table = {program.name: program for program in hall.programs(plan(tmp_path, None))}
    argv = table["enrol"].launch({"devices": said}).argv
    listed = Path(argv[argv.index("enroll-all") + 1])
    assert listed.stat().st_mode & 0o077 == 0
    stations = {one.station_id: one for one in decode_bodies(EnrollStation, listed.read_bytes())}
    assert set(stations) == {"kiosk-1", "wall-1", "counter-1", "counter-2", "devices-1"}
    assert stations["counter-2"].window_id == "2"
    bindings = stations["devices-1"].devices
    assert {one.url for one in bindings if one.kind == "led_bar"} == {"serial:///led"}
    assert {one.url for one in bindings if one.kind == "evaluator"} == {"serial:///caller"}
    assert all(one.window_id == str(one.address) for one in bindings)


def test_kiosk_and_wall_stand_in_an_area_and_windows_in_their_own(tmp_path: Path) -> None:
    placed = replace(plan(tmp_path, None), area="jinjiang")
    table = {program.name: program for program in hall.programs(placed)}
    said = {"led": {"transport": "serial:///led"}, "caller": {"transport": "serial:///caller"}}
    argv = table["enrol"].launch({"devices": said}).argv
    stations = decode_bodies(EnrollStation, Path(argv[argv.index("enroll-all") + 1]).read_bytes())
    assert {one.station_id: one.area_id for one in stations} == {
        "kiosk-1": "jinjiang", "wall-1": "jinjiang", "counter-1": "", "counter-2": "", "devices-1": "",
    }  # fmt: skip


def test_the_hub_gets_the_districts_code_where_no_other_user_sees_it(tmp_path: Path) -> None:
    (tmp_path / "district").mkdir()
    (tmp_path / "district" / "registration-token").write_text("secret-code\n", encoding="ascii")
    table = {program.name: program for program in hall.programs(plan(tmp_path, None))}
    start = table["hub"].launch({})
    assert start.environment["TING_DISTRICT_TOKEN"] == "secret-code"
    assert "secret-code" not in " ".join(start.argv)


def test_everybodys_pin_comes_from_a_private_file(tmp_path: Path) -> None:
    table = {program.name: program for program in hall.programs(plan(tmp_path, None))}
    argv = table["pins"].launch({}).argv
    file = Path(argv[argv.index("--pin-file") + 1])
    assert file.read_text(encoding="ascii").strip() == hall.DEMO_PIN
    assert file.stat().st_mode & 0o077 == 0


def test_the_cast_knows_the_pages_of_hub_and_district(tmp_path: Path) -> None:
    cast = cast_of(plan(tmp_path, None))
    assert cast.links == {"console": "http://127.0.0.1:8801/console", "district": "http://127.0.0.1:8802"}
    assert cast.simulation.name not in [program.name for program in cast.programs]
    played = cast.simulation.launch({"devices": {"second_printer": {"transport": "tcp://127.0.0.1:9"}}}).argv
    assert "simulate" in played
    assert played[-2:] == ("--printer", "tcp://127.0.0.1:9")


@pytest.mark.parametrize(
    ("environment", "there"),
    [({}, False), ({"DISPLAY": ""}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_a_display_is_recognised_by_its_variable(environment: dict[str, str], there: bool) -> None:
    assert has_display(environment) is there


def test_windows_are_opened_when_asked_for() -> None:
    assert virtual_screens("windows") is False


def test_two_runs_do_not_share_a_data_folder(tmp_path: Path) -> None:
    with alone(tmp_path / "new"):
        done = CliRunner().invoke(demo_command, ["--data", str(tmp_path / "new"), "--screens", "windows"])
        assert isinstance(done.exception, Fault)
        assert "演示已经在运行" in done.exception.sentence("zh")
    with alone(tmp_path / "new"):
        pass


def test_the_folder_of_screens_is_private_short_and_removed() -> None:
    with screen_folder(True) as folder:
        assert folder is not None
        assert folder.stat().st_mode & 0o077 == 0
        assert len(str(folder / "counter-1.vnc")) < 100
    assert not folder.exists()
    with screen_folder(False) as none:
        assert none is None


def test_a_failed_start_names_program_last_words_log_and_what_to_do(tmp_path: Path) -> None:
    program = hall.programs(plan(tmp_path, None))[0]
    failed = ProgramFailedError(program, "启动时退出（代码 1）", "ended at its start", ["no paper"], tmp_path / "x.log")
    words = words_of(failed)
    for part in ("虚拟设备", "启动时退出", "no paper", "x.log", "再运行一次", "run again"):
        assert part in words


def test_the_terminal_tells_what_is_ready_and_what_fell(capsys: pytest.CaptureFixture[str]) -> None:
    for state in State:
        tell(Status("kiosk", "取号机", "kiosk", state))
    assert capsys.readouterr().out.splitlines() == [
        "  ✓ 取号机 · kiosk",
        "  ↻ 取号机 · kiosk",
        "  ✓ 取号机 · kiosk",
        "  ✗ 取号机 · kiosk",
    ]


def test_simulated_people_have_their_own_stations_windows_and_staff(tmp_path: Path) -> None:
    crowd = Crowd(kiosks=1, windows=["3", "4"], rate=2.0, speed=20.0, seed=5)
    table = {program.name: program for program in programs(crowd, tmp_path)}
    citizens = table["sim-citizens"].launch({}).argv
    clerks = table["sim-clerks"].launch({}).argv
    assert citizens[2] == "kiosk.simulated"
    assert citizens[-1].endswith("sim-kiosk-1.json")
    assert clerks[2] == "counter_client.simulated"
    assert clerks[-1].endswith("sim-counter-4.json")
    assert table["sim-clerks"].needs == table["sim-citizens"].needs == ("enrol",)
    staff = Path(clerks[clerks.index("--operators") + 1])
    assert set(json.loads(staff.read_text(encoding="utf-8"))) == {"sim-counter-3", "sim-counter-4"}
    assert staff.stat().st_mode & 0o077 == 0
    argv = table["enrol"].launch({}).argv
    listed = decode_bodies(EnrollStation, Path(argv[argv.index("enroll-all") + 1]).read_bytes())
    assert [(one.station_id, one.window_id) for one in listed] == [
        ("sim-kiosk-1", ""), ("sim-counter-3", "3"), ("sim-counter-4", "4"),
    ]  # fmt: skip


def test_one_printer_serves_one_simulated_kiosk(tmp_path: Path) -> None:
    crowd = Crowd(kiosks=1, windows=["3"], rate=2.0, speed=20.0, seed=5, printer="tcp://127.0.0.1:9")
    table = {program.name: program for program in programs(crowd, tmp_path)}
    argv = table["sim-citizens"].launch({}).argv
    assert argv[argv.index("--printer") + 1] == "tcp://127.0.0.1:9"
    done = CliRunner().invoke(simulate_command, ["--kiosks", "2", "--printer", "tcp://127.0.0.1:9"])
    assert done.exit_code == 2
    assert "--printer" in done.output


def test_a_simulation_without_a_running_hall_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(simulate_command, ["--data", str(tmp_path)])
    assert isinstance(done.exception, Fault)
    assert "make run" in done.exception.sentence("zh")


def test_a_simulation_whose_hub_is_away_says_so_in_words(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    done = CliRunner().invoke(simulate_command, ["--data", str(tmp_path), "--counters", "1"])
    assert done.exit_code == 1
    assert "启动时退出" in done.output
    assert str(tmp_path / "log") in done.output


def test_ctrl_c_during_the_start_ends_everything(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "hub.cli", "demo", "--data", str(tmp_path), "--port", "0", "--screens", "windows"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert run.stdout is not None
    with run.stdout:
        assert "正在启动" in run.stdout.readline()
        run.stdout.readline()  # the first program is there, so the signals are the show's
        run.send_signal(signal.SIGINT)
        run.stdout.read()
    assert run.wait() in (0, 1)
