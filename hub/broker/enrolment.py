"""Letting a station into the hall: its account at the broker, its binding at the hub, its credential file."""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from hub.broker import listeners, logins, record
from hub.broker.accounts import Accounts, StationAccount, check_station_id
from hub.broker.listeners import Listeners
from hub.broker.logins import HUB_USERNAME, Logins
from hub.broker.session import FIRST_ERROR, RefusedError, Session, parse_address
from hub.broker.settings import BrokerSettings
from hub.contract import topics, wire
from hub.contract.commands import EnrollStation
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import StationConfig, StationPresence
from hub.contract.vocabulary import DeviceBinding, HallId, StationId

# A hub that runs answers within milliseconds; one that is starting or very busy within a few seconds.
_PATIENCE_S = 10.0


RecordT = TypeVar("RecordT")


@dataclass(frozen=True, slots=True)
class EnrolledStation:
    """A station with what the broker and the hub know of it."""

    account: StationAccount
    window_id: str = ""
    area_id: str = ""
    online: bool = False
    devices: tuple[DeviceBinding, ...] = ()


def hall_of(data: Path) -> HallId:
    """The hall whose data this is. Raises ``Fault`` configuration when no hub has started here yet."""
    found = record.read(data / "hall.json")
    hall_id = None if found is None else found.get("hall")
    if not isinstance(hall_id, str) or not hall_id:
        raise Fault(
            FaultCode.CONFIGURATION,
            zh="这个数据目录里还没有大厅，请先在这里启动一次大厅主机（ting hub）。",
            en="there is no hall in this data folder; start the hub (ting hub) on it first.",
        )
    return hall_id


def _read(shape: type[RecordT], payload: bytes | None) -> RecordT | None:
    """A retained record; None when there is none, or another version's that we cannot read."""
    if payload is None:
        return None
    try:
        return wire.decode_record(shape, payload)
    except Fault:
        return None


class Enrolment:
    """Stations of the hall in a data folder. Hub and broker must be running."""

    def __init__(self, data: Path, patience_s: float = _PATIENCE_S) -> None:
        self.settings = BrokerSettings(data)
        self.hall_id = hall_of(data)
        self._patience_s = patience_s
        self._logins, self._listeners = self._own_broker()
        self._accounts = Accounts(self._listeners.loopback, self._logins.admin, self.hall_id)

    def brokers(self, urls: tuple[str, ...]) -> list[str]:
        """The urls for a credential file: the given ones, else the outer listener's, else loopback's.

        Raises ``Fault`` configuration for an url that is none, and when the broker listens on all interfaces and none
        is given: which of its names the station can reach, only a person knows.
        """
        if urls:
            return [parse_address(url).url for url in urls]
        if self._listeners.outer == "":
            raise Fault(
                FaultCode.CONFIGURATION,
                zh="消息服务器监听所有网卡，请用 --broker 写明终端能访问的地址。",
                en="the broker listens on all interfaces; name the address that the station can reach with --broker.",
            )
        return [self._listeners.outer or self._listeners.loopback.url]

    def enroll(self, station: EnrollStation, out: Path, urls: tuple[str, ...] = (), ca_file: str | None = None) -> None:
        """Bind the station at the hub, then make its account anew and write its credential file.

        The hub is asked first: when it refuses or is silent, nothing has changed. Raises ``Fault``.
        """
        check_station_id(station.station_id)
        brokers = self.brokers(urls)
        self._ask_hub(station)
        password = logins.new_password()
        self._accounts.create(station.station_id, station.kind, password)
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            record.write(
                out,
                {
                    "hall": self.hall_id,
                    "station": station.station_id,
                    "kind": station.kind.value,
                    "brokers": brokers,
                    "password": password,
                    "ca_file": ca_file,
                },
            )
        except OSError as error:
            raise Fault(
                FaultCode.CONFIGURATION,
                zh=f"终端已登记，但写不了凭据文件 {out}（{error.strerror}）；请换一个位置重新登记。",
                en=f"the station is enrolled, but {out} cannot be written ({error.strerror}); enrol it again.",
            ) from None

    def lacking(self, wanted: Iterable[EnrollStation], file_of: Callable[[StationId], Path]) -> list[EnrollStation]:
        """Those of the wanted stations that hub, broker and credential file do not all know as they are wanted.

        Raises ``Fault`` broker_gone, or configuration for a credential file that is not JSON.
        """
        known = {station.account.station_id: station for station in self.stations() if station.account.enabled}
        return [one for one in wanted if not self._in_place(one, known.get(one.station_id), file_of(one.station_id))]

    def _in_place(self, wanted: EnrollStation, known: EnrolledStation | None, file: Path) -> bool:
        if known is None or (known.account.kind, known.window_id, known.area_id, known.devices) != (
            wanted.kind,
            wanted.window_id,
            wanted.area_id,
            wanted.devices,
        ):
            return False
        written = record.read(file) or {}
        return written.get("hall") == self.hall_id and written.get("brokers") == self.brokers(())

    def stations(self) -> list[EnrolledStation]:
        """All stations with their binding and whether they are connected. Raises ``Fault`` broker_gone."""
        accounts = self._accounts.stations()
        kept = self._retained(topics.station_config(self.hall_id, "+"), topics.stations_presence(self.hall_id))
        found = []
        for account in accounts:
            config = _read(StationConfig, kept.get(topics.station_config(self.hall_id, account.station_id)))
            presence = _read(StationPresence, kept.get(topics.station_presence(self.hall_id, account.station_id)))
            found.append(
                EnrolledStation(
                    account,
                    config.window_id if config else "",
                    config.area_id if config else "",
                    presence is not None and presence.online,
                    config.devices if config else (),
                )
            )
        return found

    def remove(self, station_id: StationId) -> None:
        """Shut a station out for good and clear what is retained of it. Raises ``Fault`` unknown_station."""
        self._accounts.delete(station_id)
        with self._as_hub() as session:
            for topic in (
                topics.station_config(self.hall_id, station_id),
                topics.station_presence(self.hall_id, station_id),
            ):
                session.publish(topic, b"", retain=True)

    def _own_broker(self) -> tuple[Logins, Listeners]:
        kept, where = logins.load(self.settings.logins_file), listeners.load(self.settings)
        if kept is None or where is None:
            raise Fault(
                FaultCode.CONFIGURATION,
                zh="这个大厅没有自带的消息服务器；使用外部消息服务器时，请在那里建立终端账号。",
                en="this hall runs no broker of its own; with an external one, make the station's account there.",
            )
        return kept, where

    def _as_hub(self) -> Session:
        client_id = f"hub-cli-{secrets.token_hex(8)}"
        try:
            return Session(self._listeners.loopback, client_id, self._logins.hub, self._patience_s)
        except RefusedError:
            raise Fault(FaultCode.BROKER_GONE, what=f"{self._listeners.loopback.url}: hub refused") from None

    def _ask_hub(
        self,
        station: EnrollStation,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        new_id: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        command_id = new_id()
        with self._as_hub() as session:
            session.subscribe(topics.reply(self.hall_id, HUB_USERNAME))
            payload = wire.encode_command(station, command_id, now_ms(), self.hall_id)
            code = session.publish(
                topics.command(self.hall_id, HUB_USERNAME, station.verb), payload, expiry_s=station.lifetime_s
            )
            if code >= FIRST_ERROR:
                raise Fault(FaultCode.BROKER_GONE, what="enroll_station: refused")
            while (heard := session.next_heard()) is not None:
                reply = wire.decode_reply(heard.payload)
                if reply.command_id != command_id:
                    continue
                if reply.fault is not None:
                    raise reply.fault
                return
        raise Fault(
            FaultCode.CONFIGURATION,
            zh="大厅主机没有回应，终端没有登记。请启动大厅主机（ting hub）后再试。",
            en="the hub does not answer, so the station was not enrolled; start it (ting hub) and try again.",
        )

    def _retained(self, *patterns: str) -> dict[str, bytes]:
        """What is retained under these patterns. A message to ourselves comes after all that, and ends the list."""
        found: dict[str, bytes] = {}
        with self._as_hub() as session:
            fence = topics.reply(self.hall_id, f"hub-cli-{secrets.token_hex(8)}")
            for pattern in (*patterns, fence):
                session.subscribe(pattern)
            session.publish(fence, b"")
            while (heard := session.next_heard()) is not None and heard.topic != fence:
                if heard.retained and heard.payload:
                    found[heard.topic] = heard.payload
        return found
