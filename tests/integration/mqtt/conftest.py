"""The hub's end of the wire: its real session, inbox and publisher; the writer behind keeps what it did in a dict."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.client.clock import now_ms, ticks_ms
from hub.client.link import Link
from hub.client.settings import StationCredential
from hub.client.spool import Spool
from hub.contract.commands import CatchUp, Command
from hub.contract.notices import Called, CaughtUp, DeviceHealth, Done, StationConfig, StationPresence, View
from hub.contract.vocabulary import StationKind
from hub.contract.wire import Reply
from hub.mqtt.inbox import Inbox
from hub.mqtt.publisher import Publisher
from hub.mqtt.session import Account, Life, Listeners, Session
from hub.service.ports import Incoming
from tests.integration.conftest import OpenBroker, wait_until

HALL = "changan"
KINDS = {
    "w1": StationKind.COUNTER, "k1": StationKind.KIOSK, "wall": StationKind.WALL, "dev": StationKind.DEVICES,
    "pc": StationKind.CONSOLE,
}  # fmt: skip


class HubEnd:
    """A hub without rules: every command is done once under its id. ``deaf`` hears and does not answer."""

    def __init__(self, broker: OpenBroker, *, life: str = "life-1", epoch: int = 1, ca_file: str | None = None) -> None:
        self.deaf = False
        self.heard: list[Incoming] = []
        self.done: dict[str, Command] = {}
        self.calls: list[Called] = []
        self.views: dict[str, View] = {}
        self.configs: list[StationConfig] = []
        self.presences: dict[str, StationPresence] = {}
        self.healths: dict[str, DeviceHealth] = {}
        self.found: frozenset[str] = frozenset()
        self.connections = 0
        listeners = Listeners(
            command=lambda *arguments: self.inbox.take(*arguments),
            connected=self._connected,
            presence=self._presence,
            health=lambda _station, health: self.healths.update({health.device_id: health}),
        )
        account = Account("127.0.0.1", broker.port, "hub", "", tls=ca_file is not None, ca_file=ca_file)
        self.session = Session(HALL, account, Life(life, epoch, now_ms(), "1.0"), listeners)
        self.publisher = Publisher(self.session, HALL, clock=now_ms)
        self.inbox = Inbox(
            HALL, submit=self._submit, kind_of=KINDS.get, reply=self.publisher.publish_reply, clock=now_ms
        )

    def start(self) -> "HubEnd":
        self.session.start()
        wait_until(lambda: self.session.connected)
        return self

    def call(self, notice: Called) -> None:
        self.calls.append(notice)
        self.publisher.publish_notice(notice)

    def _submit(self, incoming: Incoming, answer: Callable[[Reply], None]) -> None:
        self.heard.append(incoming)
        if self.deaf:
            return
        self.done[incoming.command_id] = incoming.command
        if isinstance(incoming.command, CatchUp):
            after = incoming.command.after_seq
            missed = CaughtUp(tuple(call for call in self.calls if call.seq > after))
            answer(Reply(incoming.command_id, 0, missed))
        else:
            answer(Reply(incoming.command_id, len(self.done), Done()))

    def _presence(self, presence: StationPresence, live: bool) -> None:
        self.presences[presence.station_id] = presence
        if live:
            self.inbox.learn_clock(presence)

    def _connected(self, found: frozenset[str]) -> None:
        self.connections += 1
        self.found = found
        self.publisher.publish_everything([(view, item) for item, view in self.views.items()], self.configs, found)


class Ear:
    """Keeps what a callback is called with."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.threads: set[threading.Thread] = set()

    def __call__(self, *arguments: object) -> None:
        self.heard.append(arguments[0] if len(arguments) == 1 else arguments)
        self.threads.add(threading.current_thread())


@pytest.fixture
def hub_end(open_broker: OpenBroker) -> Iterator[HubEnd]:
    hub = HubEnd(open_broker).start()
    yield hub
    hub.session.close()


LinkTo = Callable[..., Link]


@pytest.fixture
def link_to(open_broker: OpenBroker, tmp_path: Path) -> Iterator[LinkTo]:
    links: list[Link] = []

    def make(
        station: str = "w1",
        *,
        spool: Spool | None = None,
        brokers: tuple[str, ...] = (),
        clock: Callable[[], int] = now_ms,
        ticks: Callable[[], int] = ticks_ms,
    ) -> Link:
        credential = StationCredential(HALL, station, KINDS[station], brokers or (open_broker.url,), "x")
        link = Link(credential, version="2.0", spool=spool, clock=clock, ticks=ticks)
        links.append(link)
        return link

    yield make
    for link in links:
        link.close()
