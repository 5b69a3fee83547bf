import json
import random
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from counter_client import sample
from counter_client.clerk import Clerk, Mix
from counter_client.sample import window
from counter_client.simulated import Office, main
from counter_client.situation import Situation
from hub.contract.commands import CloseWindow, OpenWindow, SignIn, SignOut
from hub.contract.notices import Done, SignedIn
from hub.contract.vocabulary import WindowState


def station_file(folder, kind="counter", name="counter-3", port=9):
    file = folder / f"{name}.json"
    # Port 9 (discard) has no broker: the programs start, wait for a connection and end cleanly.
    file.write_text(json.dumps({
        "hall": "changan", "station": name, "kind": kind, "brokers": [f"mqtt://127.0.0.1:{port}"], "password": "x",
    }))  # fmt: skip
    return file


def staff_file(folder, text=None):
    file = folder / "operators.json"
    file.write_text(text if text is not None else json.dumps({"counter-3": {"operator_id": "1003", "pin": "8642"}}))
    return file


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_a_missing_station_file_is_one_clear_sentence(tmp_path):
    result = run("--stations", tmp_path / "none.json", "--operators", staff_file(tmp_path))
    assert result.exit_code == 2
    assert "none.json" in result.output


def test_a_kiosk_cannot_be_a_clerk(tmp_path):
    result = run("--stations", station_file(tmp_path, "kiosk"), "--operators", staff_file(tmp_path))
    assert result.exit_code == 2
    assert "not a counter station" in result.output


@pytest.mark.parametrize("text", ["{", '{"counter-3": 5}', '{"counter-3": {"pin": "8642"}}', "[]"])
def test_a_wrong_operators_file_is_told_without_its_pins(tmp_path, text):
    result = run("--stations", station_file(tmp_path), "--operators", staff_file(tmp_path, text))
    assert result.exit_code == 2
    assert "operators.json" in result.output
    assert "8642" not in result.output


def test_a_missing_operators_file_is_told(tmp_path):
    result = run("--stations", station_file(tmp_path), "--operators", tmp_path / "nobody.json")
    assert result.exit_code == 2
    assert "nobody.json" in result.output


def test_a_station_without_an_operator_is_told(tmp_path):
    result = run("--stations", station_file(tmp_path), "--operators", staff_file(tmp_path, "{}"))
    assert result.exit_code == 2
    assert "counter-3" in result.output


def test_a_wrong_mix_is_told(tmp_path):
    result = run("--stations", station_file(tmp_path), "--operators", staff_file(tmp_path), "--mix", "sing=1")
    assert result.exit_code == 2
    assert "sing" in result.output


def test_sigterm_ends_with_one_json_summary(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "counter_client.simulated", "--stations", str(station_file(tmp_path)),
         "--operators", str(staff_file(tmp_path)), "--trace", str(tmp_path / "trace")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        assert any("ready" in line for line in process.stderr)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 0
    summary = json.loads(out)
    assert (summary["clerks"], summary["completed"], summary["left"]) == (1, 0, 1)


class Still:
    """A clock that advances a little at each look, so that waits end."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 0.05
        return self.now


def test_the_office_brings_everybody_home_and_closes_the_links(new_desk):
    desk = new_desk(sample.StationKind.COUNTER).ready(window(WindowState.CLOSED, signed_in=False))
    views = {
        SignIn: window(WindowState.CLOSED),
        OpenWindow: window(),
        CloseWindow: window(WindowState.CLOSED),
        SignOut: window(WindowState.CLOSED, signed_in=False),
    }

    def done(command):
        desk.window(views[type(command)])
        return SignedIn("1003", "李敏") if isinstance(command, SignIn) else Done()

    for command in views:
        desk.link.answers[command] = done
    office = Office(Still())
    office.links.append(desk.link)
    office.clerks.append(
        Clerk(desk.session, operator_id="1003", pin="8642", agenda=office.agenda, lot=random.Random(1),
              speed=60.0, service_s=240.0, mix=Mix(), completed=office.note_completed)
    )  # fmt: skip
    for view in ("budongchan", "shichang", "shuiwu"):
        desk.link.show(view, sample.queue(view))
    office.clerks[0].start()
    office.deliver(lambda: None)
    office.run_until(lambda: desk.session.situation is Situation.FREE)
    office.note_completed()
    office.go_home()
    assert desk.link.closed
    summary = office.summary(1.0)
    assert summary["left"] == 1
    assert summary["completed"] == 1
    assert summary["done"] == {"close_window": 1, "open_window": 1, "sign_in": 1, "sign_out": 1}
