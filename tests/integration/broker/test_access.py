"""What the real broker lets the accounts of a hall do, and what it refuses."""

import json
from collections.abc import Callable

import pytest

from hub.broker.accounts import CONTROL, STATION_KINDS, Accounts
from hub.broker.logins import Login
from hub.broker.runner import Runner
from hub.broker.session import RefusedError, Session
from hub.contract import topics
from hub.contract.commands import COMMANDS, VERBS_OF
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import StationKind
from tests.integration.broker.conftest import HALL, Ear, wait_for

REFUSED = 0x87
Enter = Callable[..., Session]


@pytest.mark.parametrize(
    "login",
    [None, Login("hub", "guess"), Login("nobody", "pw"), Login("ting-admin", ""), Login("", "")],
    ids=["anonymous", "wrong password", "unknown", "empty password", "empty name"],
)
def test_strangers_are_refused(broker: Runner, login: Login | None) -> None:
    with pytest.raises(RefusedError):
        Session(broker.address, "stranger", login)


@pytest.mark.parametrize("kind", STATION_KINDS)
def test_each_kind_may_send_exactly_its_verbs(broker: Runner, ear: Ear, enter: Enter, kind: StationKind) -> None:
    station = f"matrix-{kind.value}"
    broker.accounts.create(station, kind, "pw")
    session = enter(station)
    accepted = {verb for verb in COMMANDS if session.publish(topics.command(HALL, station, verb), b"{}") != REFUSED}
    arrived = {topics.parse_command(heard.topic) for heard in ear.heard_so_far()}
    assert accepted == VERBS_OF[kind]
    assert {command.verb for command in arrived if command} == VERBS_OF[kind]


def test_a_wall_may_send_only_shown_spoken_and_catch_up(broker: Runner, ear: Ear, enter: Enter) -> None:
    broker.accounts.create("wall-1", StationKind.WALL, "pw")
    wall = enter("wall-1")
    for verb in ("shown", "spoken", "catch_up"):
        assert wall.publish(topics.command(HALL, "wall-1", verb), b"{}") < 0x80
    for verb in ("call_next", "take_ticket", "evaluate", "no_such_verb"):
        assert wall.publish(topics.command(HALL, "wall-1", verb), b"{}") == REFUSED
    assert len(ear.heard_so_far()) == 3


@pytest.fixture
def kiosk(broker: Runner, enter: Enter) -> Session:
    broker.accounts.create("kiosk-1", StationKind.KIOSK, "pw")
    broker.accounts.create("counter-1", StationKind.COUNTER, "pw")
    return enter("kiosk-1")


@pytest.mark.parametrize(
    "topic",
    [
        topics.command(HALL, "kiosk-1", "call_next"),
        topics.command(HALL, "counter-1", "call_next"),
        topics.command(HALL, "kiosk-2", "take_ticket"),
        topics.command(HALL, "hub", "enroll_station"),
        topics.command("chengmai", "kiosk-1", "take_ticket"),
        topics.reply(HALL, "kiosk-1"),
        topics.reply(HALL, "counter-1"),
        topics.event(HALL, "called"),
        topics.state(HALL, "window", "w1"),
        topics.station_config(HALL, "kiosk-1"),
        topics.station_presence(HALL, "counter-1"),
        topics.device_health(HALL, "counter-1", "printer"),
        topics.device_order(HALL, "kiosk-1", "printer"),
        topics.hub_presence(HALL),
        CONTROL,
        "$SYS/broker/uptime",
        "elsewhere",
    ],
)
def test_a_kiosk_cannot_speak_for_others(kiosk: Session, ear: Ear, topic: str) -> None:
    ear.forget()
    assert kiosk.publish(topic, b"{}") == REFUSED
    assert kiosk.publish(topic, b"{}", retain=True) == REFUSED
    assert [heard for heard in ear.heard_so_far() if heard.topic == topic] == []


@pytest.mark.parametrize(
    "pattern",
    [
        topics.reply(HALL, "counter-1"),
        topics.reply(HALL, "+"),
        f"$share/group/{topics.reply(HALL, 'counter-1')}",
        topics.commands_of_all(HALL),
        topics.station_config(HALL, "counter-1"),
        topics.device_order(HALL, "counter-1", "+"),
        f"ting/{HALL}/#",
        "ting/+/event/+",
        "#",
        "+/+/reply/+",
        "$CONTROL/#",
        "$SYS/#",
    ],
)
def test_a_kiosk_cannot_listen_to_others(kiosk: Session, ear: Ear, pattern: str) -> None:
    assert kiosk.subscribe(pattern) == REFUSED
    kiosk.subscribe(topics.reply(HALL, "kiosk-1"))
    for station in ("counter-1", "kiosk-1"):
        ear.session.publish(topics.reply(HALL, station), station.encode())
    heard = kiosk.next_heard()
    assert heard is not None
    assert heard.payload == b"kiosk-1"


def test_a_station_hears_what_it_needs(kiosk: Session, ear: Ear) -> None:
    wanted = [
        (topics.reply(HALL, "kiosk-1"), topics.reply(HALL, "kiosk-1")),
        (topics.event(HALL, "+"), topics.event(HALL, "called")),
        (topics.hub_presence(HALL), topics.hub_presence(HALL)),
        (topics.states(HALL, "window"), topics.state(HALL, "window", "w1")),
        (topics.station_config(HALL, "kiosk-1"), topics.station_config(HALL, "kiosk-1")),
        (topics.device_order(HALL, "kiosk-1", "+"), topics.device_order(HALL, "kiosk-1", "printer")),
    ]
    for pattern, topic in wanted:
        assert kiosk.subscribe(pattern) < 0x80
        ear.session.publish(topic, b"x")
        heard = kiosk.next_heard()
        assert heard is not None
        assert heard.topic == topic


def test_a_station_retains_its_presence_and_the_health_of_its_devices(kiosk: Session, ear: Ear, broker: Runner) -> None:
    for topic in (topics.station_presence(HALL, "kiosk-1"), topics.device_health(HALL, "kiosk-1", "printer")):
        assert kiosk.publish(topic, b"here", retain=True) < 0x80
    with Session(broker.address, "hub-late", broker.hub_login) as late:
        late.subscribe(f"ting/{HALL}/station/kiosk-1/#")
        kept = [late.next_heard(), late.next_heard()]
        assert [heard and (heard.payload, heard.retained) for heard in kept] == [(b"here", True)] * 2
        for heard in kept:
            assert heard is not None
            late.publish(heard.topic, b"", retain=True)


def test_nobody_takes_a_stations_client_id(kiosk: Session, enter: Enter, broker: Runner) -> None:
    with pytest.raises(RefusedError):
        enter("counter-1", client_id="kiosk-1")
    with pytest.raises(RefusedError):
        enter("kiosk-1", client_id="another")
    assert kiosk.alive
    assert kiosk.publish(topics.command(HALL, "kiosk-1", "take_ticket"), b"{}") < 0x80


def test_a_last_will_cannot_speak_for_others(broker: Runner, ear: Ear, enter: Enter) -> None:
    for station, will in (
        ("dying-1", topics.event(HALL, "called")),
        ("dying-2", topics.station_presence(HALL, "dying-2")),
    ):
        broker.accounts.create(station, StationKind.KIOSK, "pw")
        try:
            session = enter(station, will=(will, b"last words"))
        except RefusedError:
            continue  # refusing such a will at once is as good
        session.drop()
    heard = ear.session.next_heard()
    assert heard is not None
    assert heard.topic == topics.station_presence(HALL, "dying-2")
    assert ear.heard_so_far() == []


def test_a_removed_station_is_thrown_out_and_stays_out(broker: Runner, enter: Enter) -> None:
    broker.accounts.create("gone-1", StationKind.KIOSK, "pw")
    session = enter("gone-1")
    broker.accounts.delete("gone-1")
    wait_for(lambda: not session.alive, "the removed station to be disconnected")
    with pytest.raises(RefusedError):
        enter("gone-1")
    assert "gone-1" not in {account.station_id for account in broker.accounts.stations()}
    with pytest.raises(Fault) as refused:
        broker.accounts.delete("gone-1")
    assert refused.value.code is FaultCode.UNKNOWN_STATION


def test_a_disabled_station_is_out_until_it_is_enabled(broker: Runner, enter: Enter) -> None:
    broker.accounts.create("paused-1", StationKind.KIOSK, "pw")
    session = enter("paused-1")
    broker.accounts.disable("paused-1")
    wait_for(lambda: not session.alive, "the disabled station to be disconnected")
    with pytest.raises(RefusedError):
        enter("paused-1")
    assert not next(a for a in broker.accounts.stations() if a.station_id == "paused-1").enabled
    broker.accounts.enable("paused-1")
    assert enter("paused-1").alive


def test_enrolling_again_changes_password_and_rights(broker: Runner, enter: Enter) -> None:
    broker.accounts.create("again-1", StationKind.COUNTER, "first")
    session = enter("again-1", "first")
    broker.accounts.create("again-1", StationKind.WALL, "second")
    wait_for(lambda: not session.alive, "the old session to be disconnected")
    with pytest.raises(RefusedError):
        enter("again-1", "first")
    changed = enter("again-1", "second")
    assert changed.publish(topics.command(HALL, "again-1", "call_next"), b"{}") == REFUSED
    assert changed.publish(topics.command(HALL, "again-1", "shown"), b"{}") < 0x80


def test_refresh_brings_old_rights_up_to_the_table(broker: Runner, enter: Enter) -> None:
    broker.accounts.create("old-1", StationKind.WALL, "pw")
    everything = [{"acltype": "publishClientSend", "topic": "#", "priority": 0, "allow": True}]
    _control(broker, {"command": "modifyRole", "rolename": "station-old-1", "acls": everything})
    assert enter("old-1").publish(topics.command(HALL, "old-1", "call_next"), b"{}") < 0x80
    assert broker.accounts.refresh() == ("old-1",)
    assert broker.accounts.refresh() == ()
    assert enter("old-1").publish(topics.command(HALL, "old-1", "call_next"), b"{}") == REFUSED


@pytest.mark.parametrize(
    "station_id", ["", "a/b", "+", "a#", "hub", "ting-admin", "hub-cli-1", "号", "x" * 33, "a b", "-a"]
)
def test_an_unsafe_station_id_is_refused(broker: Runner, station_id: str) -> None:
    with pytest.raises(Fault) as refused:
        broker.accounts.create(station_id, StationKind.KIOSK, "pw")
    assert refused.value.code is FaultCode.CONFIGURATION


def test_too_large_a_packet_ends_the_connection_and_reaches_nobody(kiosk: Session, ear: Ear) -> None:
    huge = b"x" * 2_000_000
    assert kiosk.publish(topics.command(HALL, "kiosk-1", "take_ticket"), huge) >= 0x80
    assert [heard for heard in ear.heard_so_far() if len(heard.payload) > 1000] == []


def _control(broker: Runner, command: dict[str, object]) -> None:
    admin = json.loads(broker.settings.logins_file.read_text())["admin"]
    with Session(broker.address, "test-admin", Login(admin["username"], admin["password"])) as session:
        session.subscribe(f"{CONTROL}/response")
        session.publish(CONTROL, json.dumps({"commands": [command]}).encode())
        answer = session.next_heard()
        assert answer is not None
        assert b"error" not in answer.payload


def test_only_the_administrator_changes_accounts(broker: Runner) -> None:
    for impostor, login in (("wrong password", Login("ting-admin", "guess")), ("the hub", broker.hub_login)):
        accounts = Accounts(broker.address, login, HALL)
        with pytest.raises(Fault) as refused:
            accounts.create("smuggled-1", StationKind.KIOSK, "pw")
        assert refused.value.code is FaultCode.BROKER_GONE, impostor
        assert not accounts.answers(1.0)
    assert "smuggled-1" not in {account.station_id for account in broker.accounts.stations()}


def test_refresh_gives_a_lost_role_back(broker: Runner, enter: Enter) -> None:
    broker.accounts.create("lost-1", StationKind.KIOSK, "pw")
    _control(broker, {"command": "removeClientRole", "username": "lost-1", "rolename": "station-lost-1"})
    _control(broker, {"command": "deleteRole", "rolename": "station-lost-1"})
    assert broker.accounts.refresh() == ("lost-1",)
    assert enter("lost-1").publish(topics.command(HALL, "lost-1", "take_ticket"), b"{}") < 0x80
    assert broker.accounts.refresh() == ()
