"""`ting station` against a real broker and a station-side double of the hub that speaks the real protocol."""

import json
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.broker import listeners, logins, record
from hub.broker.command import station_command
from hub.broker.enrolment import Enrolment
from hub.broker.logins import Login
from hub.broker.runner import Runner
from hub.broker.session import RefusedError, Session, parse_address
from hub.broker.settings import BrokerLimits, BrokerSettings, OuterListener
from hub.cli import run, ting
from hub.client.settings import load
from hub.contract import topics, wire
from hub.contract.commands import EnrollStation
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import StationConfig, StationPresence
from hub.contract.vocabulary import DeviceBinding, StationKind
from tests.integration.broker.conftest import HALL, QUICK, data_folder
from tests.integration.broker.test_runner import free_port


class VirtualHub:
    """Answers ``enroll_station`` as the hub does: configuration retained, then a reply; window ``none`` is refused."""

    def __init__(self, runner: Runner) -> None:
        self.session = Session(runner.address, "hub", runner.hub_login)
        self.session.subscribe(topics.command(HALL, "+", "enroll_station"))
        self.enrolled: list[EnrollStation] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self.session.close()

    def _work(self) -> None:
        while not self._over.is_set():
            heard = self.session.next_heard(0.05)
            if heard is None:
                continue
            message = wire.decode_command("enroll_station", heard.payload)
            assert isinstance(message.body, EnrollStation)
            # An answer to somebody else comes first: it must not be taken for ours.
            self._reply(wire.Reply("another-command", 1))
            if message.body.window_id == "none":
                self._reply(wire.Reply(message.id, 0, fault=Fault(FaultCode.UNKNOWN_WINDOW, what="none")))
                continue
            self.enrolled.append(message.body)
            station = message.body
            config = StationConfig(
                1, station.station_id, station.kind, station.window_id, station.area_id, "", station.devices
            )
            topic = topics.station_config(HALL, station.station_id)
            self.session.publish(topic, wire.encode_record(config), retain=True)
            self._reply(wire.Reply(message.id, 7))

    def _reply(self, reply: wire.Reply) -> None:
        self.session.publish(topics.reply(HALL, "hub"), wire.encode_reply(reply))


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    data = data_folder(tmp_path_factory.mktemp("enrol"))
    runner = Runner(BrokerSettings(data, limits=BrokerLimits(autosave_s=1)), HALL, patience=QUICK)
    runner.start()
    yield runner
    runner.stop()


@pytest.fixture
def hub(hall: Runner) -> Iterator[VirtualHub]:
    hub = VirtualHub(hall)
    yield hub
    hub.close()


@pytest.fixture
def station(hall: Runner) -> Callable[..., Result]:
    def invoke(*arguments: object) -> Result:
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(station_command, [*words, "--data", str(hall.settings.data)])

    return invoke


def test_enroll_binds_the_station_and_writes_a_credential_that_works(
    hall: Runner, hub: VirtualHub, station: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "stations" / "counter-1.json"
    result = station("enroll", "counter-1", "--kind", "counter", "--window", "w1", "--area", "a", "--out", out)
    assert result.exit_code == 0, result.output
    assert hub.enrolled == [EnrollStation("counter-1", StationKind.COUNTER, "w1", "a")]
    credential = json.loads(out.read_text())
    assert {key: credential[key] for key in ("hall", "station", "kind", "brokers", "ca_file")} == {
        "hall": HALL,
        "station": "counter-1",
        "kind": "counter",
        "brokers": [hall.address.url],
        "ca_file": None,
    }
    assert load(out).station == "counter-1"
    assert credential["password"] not in result.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    address = parse_address(credential["brokers"][0])
    with Session(address, "counter-1", Login("counter-1", credential["password"])) as counter:
        assert counter.publish(topics.command(HALL, "counter-1", "call_next"), b"{}") < 0x80


def test_enrolling_again_makes_the_old_credential_worthless(
    hub: VirtualHub, station: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "kiosk-1.json"
    arguments = ("enroll", "kiosk-1", "--kind", "kiosk", "--broker", "mqtt://10.0.0.5", "--broker", "mqtts://hall:1")
    assert station(*arguments, "--ca-file", "ca.pem", "--out", out).exit_code == 0
    first = json.loads(out.read_text())
    assert first["brokers"] == ["mqtt://10.0.0.5:1883", "mqtts://hall:1"]
    assert first["ca_file"] == "ca.pem"
    assert station(*arguments, "--out", out).exit_code == 0
    assert json.loads(out.read_text())["password"] != first["password"]


def test_an_agent_is_enrolled_with_its_devices(hub: VirtualHub, station: Callable[..., Result], tmp_path: Path) -> None:
    devices = tmp_path / "devices.json"
    entry = {"device_id": "led-1", "kind": "led_bar", "url": "serial:///dev/ttyS1", "address": 1, "window_id": "1"}
    devices.write_text(json.dumps([entry]))
    arguments = ("enroll", "devices-1", "--kind", "devices", "--out", tmp_path / "devices-1.json")
    assert station(*arguments, "--devices", devices).exit_code == 0
    assert hub.enrolled[-1].devices == (DeviceBinding("led-1", "led_bar", "serial:///dev/ttyS1", 1, "1"),)
    devices.write_text(json.dumps([{**entry, "adress": 1}]))
    wrong = station(*arguments, "--devices", devices)
    assert isinstance(wrong.exception, Fault)
    assert "did you mean “address”" in str(wrong.exception)
    assert len(hub.enrolled) == 1
    on_a_wall = station("enroll", "wall-9", "--kind", "wall", "--devices", devices)
    assert on_a_wall.exit_code == 2


def test_list_shows_kind_binding_and_presence(
    hall: Runner, hub: VirtualHub, station: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "wall-1.json"
    assert station("enroll", "wall-1", "--kind", "wall", "--area", "east", "--out", out).exit_code == 0
    login = Login("wall-1", json.loads(out.read_text())["password"])
    with Session(hall.address, "wall-1", login) as wall:
        presence = wire.encode_record(StationPresence("wall-1", True, 0))
        wall.publish(topics.station_presence(HALL, "wall-1"), presence, retain=True)
    lines = station("list").output.splitlines()
    shown = next(line for line in lines if line.startswith("wall-1"))
    assert "显示屏 wall" in shown
    assert "east" in shown
    assert "在线 online" in shown
    with Session(hall.address, "wall-1", login) as wall:
        wall.publish(topics.station_presence(HALL, "wall-1"), b"from another version", retain=True)
    assert "离线 offline" in next(line for line in station("list").output.splitlines() if line.startswith("wall-1"))
    hall.accounts.disable("wall-1")
    assert "停用 disabled" in next(line for line in station("list").output.splitlines() if line.startswith("wall-1"))


def test_remove_shuts_the_station_out_and_clears_what_was_retained(
    hall: Runner, hub: VirtualHub, station: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "guide-1.json"
    assert station("enroll", "guide-1", "--kind", "guide", "--out", out).exit_code == 0
    result = station("remove", "guide-1")
    assert (result.exit_code, "已移除 guide-1" in result.output) == (0, True)
    with pytest.raises(RefusedError):
        Session(hall.address, "guide-1", Login("guide-1", json.loads(out.read_text())["password"]))
    with Session(hall.address, "hub-reader", hall.hub_login) as reader:
        reader.subscribe(topics.station_config(HALL, "guide-1"))
        reader.subscribe(topics.reply(HALL, "fence"))
        reader.publish(topics.reply(HALL, "fence"), b"")
        heard = reader.next_heard()
        assert heard is not None
        assert heard.topic == topics.reply(HALL, "fence")
    gone = station("remove", "guide-1")
    assert isinstance(gone.exception, Fault)
    assert gone.exception.code is FaultCode.UNKNOWN_STATION


def test_a_refusal_by_the_hub_makes_no_account_and_no_file(
    hall: Runner, hub: VirtualHub, station: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "refused-1.json"
    result = station("enroll", "refused-1", "--kind", "counter", "--window", "none", "--out", out)
    assert isinstance(result.exception, Fault)
    assert result.exception.code is FaultCode.UNKNOWN_WINDOW
    assert not out.exists()
    assert "refused-1" not in {account.station_id for account in hall.accounts.stations()}


def test_a_silent_hub_is_said_in_one_sentence(hall: Runner, tmp_path: Path) -> None:
    out = tmp_path / "kiosk-9.json"
    with pytest.raises(Fault) as silent:
        Enrolment(hall.settings.data, patience_s=0.3).enroll(EnrollStation("kiosk-9", StationKind.KIOSK), out)
    assert "没有回应" in str(silent.value)
    assert len(str(silent.value).splitlines()) == 1
    assert not out.exists()
    assert "kiosk-9" not in {account.station_id for account in hall.accounts.stations()}


def test_a_counter_without_window_and_a_strange_kind_are_refused(station: Callable[..., Result]) -> None:
    assert station("enroll", "c", "--kind", "counter").exit_code == 2
    assert station("enroll", "c", "--kind", "hub").exit_code == 2


def test_a_file_that_cannot_be_written_is_named(
    hub: VirtualHub, station: Callable[..., Result], tmp_path: Path
) -> None:
    in_the_way = tmp_path / "in-the-way"
    in_the_way.write_text("")
    result = station("enroll", "kiosk-2", "--kind", "kiosk", "--out", in_the_way / "kiosk-2.json")
    assert isinstance(result.exception, Fault)
    assert "in-the-way" in str(result.exception)


def test_a_stopped_broker_is_said_in_one_sentence_by_ting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runner = Runner(BrokerSettings(data_folder(tmp_path)), HALL, patience=QUICK)
    runner.start()
    runner.stop()
    with pytest.raises(SystemExit) as ended:
        run(ting, ["station", "list", "--data", str(tmp_path)])
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "连接不上消息服务器" in said
    assert len(said.splitlines()) == 1


def test_a_hall_without_stations_says_so(tmp_path: Path) -> None:
    runner = Runner(BrokerSettings(data_folder(tmp_path)), HALL, patience=QUICK)
    runner.start()
    try:
        result = CliRunner().invoke(station_command, ["list", "--data", str(tmp_path)])
    finally:
        runner.stop()
    assert "还没有登记终端" in result.output


@pytest.mark.parametrize(
    ("host", "urls", "brokers"),
    [
        ("10.0.0.5", (), ["mqtt://10.0.0.5:1883"]),
        ("0.0.0.0", ("mqtt://hall-hub",), ["mqtt://hall-hub:1883"]),
    ],
)
def test_the_credential_names_the_listener_that_the_station_can_reach(
    tmp_path: Path, host: str, urls: tuple[str, ...], brokers: list[str]
) -> None:
    enrolment = _with_outer(tmp_path, host)
    assert enrolment.brokers(urls) == brokers


def test_a_broker_on_all_interfaces_needs_a_name(tmp_path: Path) -> None:
    with pytest.raises(Fault) as unclear:
        _with_outer(tmp_path, "0.0.0.0").brokers(())
    assert "--broker" in str(unclear.value)


def _with_outer(data: Path, host: str) -> Enrolment:
    settings = BrokerSettings(data_folder(data), port=free_port(), outer=OuterListener(host, 1883))
    record.make_private_folder(settings.folder)
    logins.load_or_make(settings.logins_file)
    listeners.choose(settings, [])
    return Enrolment(data)


def test_a_folder_without_hall_or_broker_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Fault) as no_hall:
        Enrolment(tmp_path)
    assert "ting hub" in str(no_hall.value)
    with pytest.raises(Fault) as no_broker:
        Enrolment(data_folder(tmp_path))
    assert no_broker.value.code is FaultCode.CONFIGURATION


def test_passwords_that_no_longer_fit_are_said_to_be_refused(tmp_path: Path) -> None:
    runner = Runner(BrokerSettings(data_folder(tmp_path)), HALL, patience=QUICK)
    runner.start()
    try:
        runner.settings.logins_file.unlink()
        logins.load_or_make(runner.settings.logins_file)
        enrolment = Enrolment(tmp_path, patience_s=1.0)
        with pytest.raises(Fault, match=r".*") as listing:
            enrolment.stations()
        with pytest.raises(Fault) as enrolling:
            enrolment.enroll(EnrollStation("kiosk-1", StationKind.KIOSK), tmp_path / "kiosk-1.json")
    finally:
        runner.stop()
    assert "administrator refused" in str(listing.value)
    assert "hub refused" in str(enrolling.value)


def test_a_list_is_enrolled_once_and_again_only_where_something_has_changed(
    hub: VirtualHub, station: Callable[..., Result], tmp_path: Path
) -> None:
    wanted = tmp_path / "list.json"
    bodies = [
        {"station_id": "again-kiosk", "kind": "kiosk"},
        {"station_id": "again-counter", "kind": "counter", "window_id": "w1"},
    ]
    wanted.write_text(json.dumps(bodies), encoding="utf-8")
    out = tmp_path / "out"

    def enrol() -> list[str]:
        hub.enrolled.clear()
        result = station("enroll-all", wanted, "--missing", "--out", out)
        assert result.exit_code == 0, result.output
        return [one.station_id for one in hub.enrolled]

    assert enrol() == ["again-kiosk", "again-counter"]
    key = (out / "again-kiosk.json").read_bytes()
    assert enrol() == []
    bodies[1]["window_id"] = "w2"
    wanted.write_text(json.dumps(bodies), encoding="utf-8")
    assert enrol() == ["again-counter"]
    assert (out / "again-kiosk.json").read_bytes() == key
    (out / "again-kiosk.json").unlink()
    assert enrol() == ["again-kiosk"]
    moved = json.loads((out / "again-counter.json").read_text())
    (out / "again-counter.json").write_text(json.dumps({**moved, "brokers": ["mqtt://127.0.0.1:1"]}))
    assert enrol() == ["again-counter"]
    assert station("remove", "again-kiosk").exit_code == 0
    assert enrol() == ["again-kiosk"]
