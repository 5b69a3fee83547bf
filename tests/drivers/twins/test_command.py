"""The command as a demo and an end-to-end test use it: a real process, real drivers, real HTTP."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from device_drivers.caller_bus.codec import DigitEntered, EvaluatorPressed, Key, KeyPressed
from device_drivers.caller_bus.driver import CallerBus, CallerBusConfig, Evaluator, Keypad
from device_drivers.escpos.config import PrinterConfig
from device_drivers.escpos.document import Document, Qr, TextLine
from device_drivers.escpos.driver import NotPrinted, Printed, TicketPrinter
from device_drivers.escpos.layout import lay_out
from device_drivers.escpos.status import COVER_OPEN, PAPER_OUT
from device_drivers.led_bar.codec import Variant
from device_drivers.led_bar.driver import LedBar, LedBus, LedBusConfig
from device_drivers.twins.__main__ import main
from device_drivers.twins.control import ControlServer, answer
from device_drivers.twins.stand import KEPT_FILES, DeviceStand, StandConfig

ROOT = Path(__file__).parents[3]
TICKET = Document((TextLine("A012", size=4), TextLine("企业开办"), Qr("https://ting.example.cn/t/1")))


@dataclass
class Running:
    addresses: dict[str, Any]
    http: httpx.Client


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    stand = DeviceStand(
        StandConfig(
            tmp_path / "tickets",
            led_link=tmp_path / "led",
            caller_link=tmp_path / "caller",
            led_variant=Variant.XOR,
        )
    )
    control = ControlServer(stand)
    with httpx.Client(base_url=control.url, trust_env=False) as http:
        yield Running(stand.addresses(), http)
    control.close()
    stand.close()


def start(folder: Path, *arguments: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "device_drivers.twins", "--folder", str(folder), *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def finish(process: subprocess.Popen[str]) -> int:
    """Its exit code; its pipes are closed."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    return process.wait(20)


def test_the_command_says_where_its_devices_are_and_ends_on_a_signal(tmp_path: Path) -> None:
    links = ("--led-link", str(tmp_path / "led"), "--caller-link", str(tmp_path / "caller"), "--led-variant", "xor")
    process, addresses = start(tmp_path / "tickets", *links, "--led-addresses", "4,5")
    printer = TicketPrinter(PrinterConfig(addresses["printer"]["transport"]))
    assert isinstance(printer.print(TICKET), Printed)
    assert addresses["led"] == {
        "transport": f"serial://{tmp_path / 'led'}?baud=9600",
        "variant": "xor",
        "addresses": [4, 5],
    }
    assert addresses["caller"]["keypads"] == [1, 2, 3]
    jobs = httpx.get(f"{addresses['control']}/printer/jobs", trust_env=False).json()["jobs"]
    assert jobs[0]["text"] == ["A012", "企业开办"]
    process.send_signal(signal.SIGTERM)
    assert finish(process) == 0
    assert sorted(path.name for path in Path(addresses["folder"]).iterdir()) == ["ticket-0001.bin", "ticket-0001.png"]
    assert not (tmp_path / "led").is_symlink()


def test_a_ticket_is_printed_looked_at_and_kept(running: Running) -> None:
    printer = TicketPrinter(PrinterConfig(running.addresses["printer"]["transport"]))
    assert isinstance(printer.print(TICKET), Printed)
    (job,) = running.http.get("/printer/jobs").json()["jobs"]
    assert job["number"] == 1
    assert job["text"] == ["A012", "企业开办"]
    assert job["qr"] == ["https://ting.example.cn/t/1"]
    picture = running.http.get(job["picture"])
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert running.http.get(job["bytes"]).content == lay_out(TICKET, printer.config)
    assert running.http.get("/printer").json()["newest"] == 1
    assert running.http.get("/printer/jobs/7.png").status_code == 404


def test_a_page_may_ask_for_the_newest_tickets_alone(running: Running) -> None:
    printer = TicketPrinter(PrinterConfig(running.addresses["printer"]["transport"]))
    for number in range(1, 4):
        printer.print(Document((TextLine(f"A00{number}"),)))

    def texts(query: str) -> list[list[str]]:
        return [job["text"] for job in running.http.get(f"/printer/jobs{query}").json()["jobs"]]

    assert texts("") == [["A001"], ["A002"], ["A003"]]
    assert texts("?last=2") == [["A002"], ["A003"]]
    assert texts("?last=9") == texts("")
    assert texts("?last=0") == []
    assert running.http.get("/printer/jobs?last=x").status_code == 400


def test_a_printer_fault_is_set_and_ended(running: Running) -> None:
    printer = TicketPrinter(PrinterConfig(running.addresses["printer"]["transport"]))
    reply = running.http.post("/printer/fault", params={"name": "paper_out,cover_open"})
    assert set(reply.json()["faults"]) == {"paper_out", "cover_open"}
    assert set(printer.status().faults) == {PAPER_OUT, COVER_OPEN}
    assert isinstance(printer.print(TICKET), NotPrinted)
    assert running.http.post("/printer/fault?name=none").json()["faults"] == []
    assert isinstance(printer.print(TICKET), Printed)
    assert running.http.post("/printer/fault?name=coffee").status_code == 400
    assert running.http.post("/printer/fault").status_code == 400


def test_bars_show_what_they_were_told(running: Running) -> None:
    led = running.addresses["led"]
    bus = LedBus(LedBusConfig(led["transport"], variant=Variant(led["variant"])))
    bar = LedBar(bus, led["addresses"][1])
    bar.show("请A012号到2号窗口")
    assert bar.probe().state == "online"  # so the text before has been taken
    bars = running.http.get("/led").json()["bars"]
    assert [face["text"] for face in bars] == ["", "请A012号到2号窗口", ""]
    assert (bars[1]["colour"], bars[1]["mode"], bars[1]["on"]) == ("red", "at_once", True)
    assert bars[1]["at"] > 0
    bus.close()


def test_keys_are_pressed_and_acknowledged(running: Running) -> None:
    caller = running.addresses["caller"]
    bus = CallerBus(CallerBusConfig(caller["transport"]))
    pressed: list[object] = []
    stop = threading.Event()

    def poll() -> None:
        while not stop.is_set():
            pressed.extend(bus.poll(0.05))

    assert running.http.post("/evaluator/1/press?key=0").status_code == 409
    assert Evaluator(bus, 1).ask() is None
    Keypad(bus, 2).show("A012", waiting=7)
    thread = threading.Thread(target=poll)
    thread.start()
    try:
        assert running.http.post("/keypad/2/press?key=call_next").json() == {"acknowledged": True}
        assert running.http.post("/keypad/2/press?key=6").json() == {"acknowledged": True}
        assert running.http.post("/evaluator/1/press?key=3").json() == {"acknowledged": True}
    finally:
        stop.set()
        thread.join()
    assert pressed == [KeyPressed(2, Key.CALL_NEXT), DigitEntered(2, 6), EvaluatorPressed(1, 3)]
    faces = running.http.get("/caller").json()
    assert faces["keypads"][1] == {"address": 2, "ticket": "012", "waiting": "7", "beeps": 0}
    assert faces["evaluators"][0] == {"address": 1, "open": False, "stars": 0, "pressed": 3}
    bus.close()


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/keypad/9/press?key=recall", 404),
        ("/keypad/1/press?key=dance", 400),
        ("/evaluator/9/press?key=1", 404),
        ("/evaluator/1/press?key=x", 400),
        ("/nothing", 404),
    ],
)
def test_what_cannot_be_pressed_is_refused(tmp_path: Path, target: str, status: int) -> None:
    stand = DeviceStand(StandConfig(tmp_path))
    assert answer(stand, "POST", target).status == status
    stand.close()


def test_a_press_nobody_hears_is_told(tmp_path: Path) -> None:
    stand = DeviceStand(StandConfig(tmp_path))
    assert answer(stand, "POST", "/keypad/1/press?key=recall").status == 504
    stand.close()


def test_pages_from_elsewhere_cannot_press_keys(tmp_path: Path) -> None:
    stand = DeviceStand(StandConfig(tmp_path))
    control = ControlServer(stand, allowed_origin="http://127.0.0.1:8800")
    with httpx.Client(base_url=control.url, trust_env=False) as http:
        assert http.get("/led", headers={"Origin": "https://evil.example"}).status_code == 403
        assert http.get("/led", headers={"Host": "evil.example"}).status_code == 403
        allowed = http.get("/led", headers={"Origin": "http://127.0.0.1:8800"})
        assert allowed.headers["access-control-allow-origin"] == "http://127.0.0.1:8800"
        assert "access-control-allow-origin" not in http.get("/led").headers
    control.close()
    stand.close()


def test_ticket_files_count_on_after_a_restart(tmp_path: Path) -> None:
    for first in (1, 2):
        stand = DeviceStand(StandConfig(tmp_path))
        assert isinstance(TicketPrinter(PrinterConfig(stand.printer_port.address)).print(TICKET), Printed)
        assert [job.number for job in stand.printer.jobs] == [first]
        stand.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ticket-0001.bin",
        "ticket-0001.png",
        "ticket-0002.bin",
        "ticket-0002.png",
    ]


def test_only_the_newest_ticket_files_are_kept(tmp_path: Path) -> None:
    (tmp_path / f"ticket-{KEPT_FILES:04d}.bin").write_bytes(b"")
    (tmp_path / "ticket-0001.bin").write_bytes(b"")
    stand = DeviceStand(StandConfig(tmp_path))
    assert isinstance(TicketPrinter(PrinterConfig(stand.printer_port.address)).print(TICKET), Printed)
    stand.close()
    newest = KEPT_FILES + 1
    assert sorted(path.name for path in tmp_path.glob("*.bin")) == [f"ticket-{KEPT_FILES}.bin", f"ticket-{newest}.bin"]


def test_two_printers_of_a_stand_print_at_the_same_time_and_count_together(tmp_path: Path) -> None:
    stand = DeviceStand(StandConfig(tmp_path))
    kept_open = TicketPrinter(PrinterConfig(stand.printer_port.address, keep_open=True))
    assert isinstance(kept_open.print(TICKET), Printed)
    second = str(stand.addresses()["second_printer"]["transport"])  # type: ignore[index]
    assert isinstance(TicketPrinter(PrinterConfig(second)).print(TICKET), Printed)
    assert [job.number for job in stand.jobs] == [1, 2]
    assert [job.number for job in stand.second_printer.jobs] == [2]
    assert answer(stand, "GET", "/printer/jobs/2.png").status == 200
    stand.close()


def test_a_folder_that_cannot_be_written_loses_the_picture_not_the_ticket(tmp_path: Path, caplog) -> None:
    folder = tmp_path / "tickets"
    stand = DeviceStand(StandConfig(folder))
    folder.rmdir()
    assert isinstance(TicketPrinter(PrinterConfig(stand.printer_port.address)).print(TICKET), Printed)
    stand.close()
    assert "ticket 1 could not be kept" in caplog.text


def test_it_ends_with_its_starter(tmp_path: Path) -> None:
    process, _ = start(tmp_path / "tickets", "--until-stdin-closes")
    assert finish(process) == 0


def test_the_command_ends_when_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stop = threading.Event()
    stop.set()
    assert main(["--folder", str(tmp_path)], stop) == 0
    assert json.loads(capsys.readouterr().out)["folder"] == str(tmp_path)


def test_a_taken_port_is_one_clear_sentence(tmp_path: Path) -> None:
    stand = DeviceStand(StandConfig(tmp_path / "a"))
    taken = stand.printer_port.port
    done = subprocess.run(
        [sys.executable, "-m", "device_drivers.twins", "--folder", str(tmp_path / "b"), "--printer-port", str(taken)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    stand.close()
    assert done.returncode == 1
    assert "虚拟设备启动失败" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("addresses", ["1,2,x", "256"])
def test_wrong_bus_addresses_are_refused(tmp_path: Path, addresses: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "device_drivers.twins", "--folder", str(tmp_path), "--keypads", addresses],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert "--keypads" in done.stderr
