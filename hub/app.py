"""The hub's process: the one place that wires things together, and ``ting hub``.

A killed hub is to be back within two seconds, and most of its start is Python reading modules. What the first command
does not need (pages, packs, the district, a site's own broker) is imported where it is used, after the hall works or
only if the hall has it.
"""

import logging
import random
import secrets
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.broker import logins
from hub.broker.listeners import parse_listener
from hub.broker.runner import Runner
from hub.broker.session import BrokerAddress, parse_address
from hub.broker.settings import BrokerSettings
from hub.contract.commands import Command, LoadPack
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import DeviceHealth, StationPresence
from hub.contract.vocabulary import Instant, StationId
from hub.contract.wire import Reply
from hub.core.hall import Hall
from hub.mqtt.inbox import Inbox
from hub.mqtt.publisher import Publisher
from hub.mqtt.session import Account, Life, Listeners, Session
from hub.service.broadcast import NOTICE_KINDS, Broadcast
from hub.service.housekeeping import Housekeeping
from hub.service.intake import Intake
from hub.service.ports import Incoming
from hub.service.print_orders import PrintOrders
from hub.service.timers import HallTimers
from hub.service.window_screen import WindowScreens
from hub.service.writer import Writer
from hub.settings import HubSettings
from hub.store.engine import open_engine
from hub.store.ledger import SqlLedger
from hub.store.locating import claim_folder, hall_of, key_file
from hub.store.schema import migrate
from hub.store.secrets import SecretStore
from hub.store.vault import AesVault, KeyFile, load_master_key
from hub.web.address import take_port
from hub.web.following import Pictures
from hub.web.stations import Stations

if TYPE_CHECKING:
    from hub.upstream.uplink import Uplink

_log = logging.getLogger(__name__)

TOKEN_BYTES = 16
"""128 random bits in a phone page's address: nobody finds another's page by trying."""


SWITCH_S = 0.0005
"""A thread's turn: half a millisecond is about one command."""


def now_ms() -> Instant:
    """The hub's clock."""
    return time.time_ns() // 1_000_000


class Hub:
    """Everything of one hall, made and started in order, stopped in the opposite one."""

    def __init__(self, settings: HubSettings, clock: Callable[[], Instant] = now_ms) -> None:
        self.settings = settings
        self._clock = clock
        self._stops: list[Callable[[], None]] = []

    def start(self) -> None:
        """Open the hall. Raises ``Fault`` with what is wrong; what was started before is stopped."""
        try:
            self._start_store()
            self._start_broker()
            self._start_writer()
            self._start_uplink()
            self._take_web_address()
            self._start_work()
            self._load_first_pack()
            self._start_session()
            self._start_web()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End in order: take no more, finish what was taken, say goodbye."""
        while self._stops:
            self._stops.pop()()

    # -- the parts, in the order in which they start ----------------------------------------------------------------

    def _start_store(self) -> None:
        settings = self.settings
        claim_folder(settings.data, settings.hall_id)
        self.engine = open_engine(settings.database_url)
        self._stops.append(self.engine.dispose)
        migrate(self.engine)
        self.keys = KeyFile(key_file(settings.data))
        self._stops.append(self.keys.close)
        self.vault = AesVault(load_master_key(settings.master_key), self.keys)
        self.secrets = SecretStore(self.engine, settings.hall_id, self._clock)
        self.ledger = SqlLedger(self.engine, settings.hall_id, self.keys)
        self._stops.append(self.ledger.close)
        self.ledger.open()
        self.life = Life(uuid.uuid4().hex, self.ledger.epoch, self._clock(), version("ting-hall"))

    def _start_broker(self) -> None:
        settings = self.settings
        self.broker: Runner | None = None
        if settings.broker_url:
            self._account = self._site_account()
            return
        self.broker = Runner(
            BrokerSettings(settings.data, settings.broker_port, settings.broker_outer), settings.hall_id
        )
        self.broker.start()
        self._stops.append(self.broker.leave if settings.leave_broker else self.broker.stop)
        self._account = _account(self.broker.address, self.broker.hub_login)

    def _site_account(self) -> Account:
        """The account at a broker that is not ours, which must keep its doors shut."""
        from hub.broker.probe import ProbeTarget, probe

        settings = self.settings
        address = parse_address(settings.broker_url, settings.broker_ca_file)
        if settings.broker_logins is None:
            raise Fault(
                FaultCode.CONFIGURATION,
                zh="使用已有的消息服务器时，请用 --broker-logins 给出主机和试探用的账号文件。",
                en="an existing broker needs accounts for hub and probe: give their file by --broker-logins.",
            )
        site = logins.load_site(settings.broker_logins)
        probe(ProbeTarget(address, settings.hall_id, site.hub, site.scratch))
        return _account(address, site.hub)

    def _start_writer(self) -> None:
        listeners = Listeners(
            command=self._take, connected=self._connected, presence=self._presence, health=self._health
        )
        self.session = Session(self.settings.hall_id, self._account, self.life, listeners)
        self.publisher = Publisher(self.session, self.settings.hall_id, clock=self._clock)
        for kind, events in NOTICE_KINDS.items():
            self.publisher.prime(kind, self.ledger.newest_row(events))
        self.broadcast = Broadcast(self.publisher, self.ledger.epoch, lambda: self.public_url)
        self.writer = Writer(
            self.ledger,
            self.vault,
            self.broadcast,
            HallTimers(always_open=self.settings.always_open),
            clock=self._clock,
            fresh_token=lambda: secrets.token_urlsafe(TOKEN_BYTES),
            page=self.page,
        )
        self.writer.follow(WindowScreens(self.publisher, fresh_id))
        self.writer.follow(Housekeeping(self.ledger))
        self.writer.follow(PrintOrders(self.publisher, self.page, fresh_id))
        self.intake = Intake(self.writer, self.secrets)
        self.inbox = Inbox(
            self.settings.hall_id,
            submit=self.intake.submit,
            kind_of=self.writer.kind_of,
            reply=self.publisher.publish_reply,
            clock=self._clock,
        )

    def _start_uplink(self) -> None:
        """The district, if the hall has one."""
        self.uplink: Uplink | None = None
        if self.settings.district_url:
            self.uplink = self._made_uplink()
            self.writer.follow(self.uplink)
            self.uplink.start()
            self._stops.append(self.uplink.stop)

    def _made_uplink(self) -> "Uplink":
        from hub.store.journal import SqlJournal
        from hub.upstream.key import load_key
        from hub.upstream.uplink import Uplink

        settings = self.settings
        return Uplink(
            SqlJournal(self.engine, settings.hall_id),
            settings.hall_id,
            settings.district_url,
            settings.district_token,
            load_key(settings.data),
            clock=self._clock,
            jitter=random.random,
        )

    def _take_web_address(self) -> None:
        """The pages' address, which tickets carry, and what the pages show; the pages themselves come last."""
        self.pictures = Pictures(self.writer.errand)
        self.stations = Stations(self.pictures.ring)
        self.writer.follow(self.pictures)
        self._web_socket = take_port(self.settings.host, self.settings.port)
        self._stops.append(self._web_socket.close)

    def _start_work(self) -> None:
        """Begin to write, now that everybody listens."""
        self.writer.start()
        self._stops.append(self.writer.stop)
        self._stops.append(self.intake.close)

    def _load_first_pack(self) -> None:
        """A hall without a plan gets the pack named at the start. Raises ``Fault`` when the pack is refused."""
        if not self.settings.pack or self.ask(lambda hall: hall.plan) is not None:
            return
        from hub.pack.reader import plan_of

        self.command(LoadPack(plan_of(self.settings.pack, self.settings.hall_id)))

    def _start_session(self) -> None:
        self.session.start()
        self._stops.append(self.session.close)

    def _start_web(self) -> None:
        """The pages; they come up while the hall already works."""
        from hub.console_ports import BuiltInPacks, ConsolePassword, setup_code
        from hub.web.application import create_app
        from hub.web.ports import Ports
        from hub.web.server import WebServer

        settings = self.settings
        ports = Ports(
            hall_id=settings.hall_id,
            submit=self.intake.submit,
            pictures=self.pictures,
            stations=self.stations,
            secrets=ConsolePassword(self.secrets),
            packs=BuiltInPacks(settings.hall_id),
            clock=self._clock,
            fresh_id=fresh_id,
            setup_code=setup_code(settings.data),
            broker=lambda: self.broker.health() if self.broker is not None else None,
            uplink=lambda: self.uplink.status() if self.uplink is not None else None,
        )
        web = WebServer(create_app(ports), listening=self._web_socket, closing=self.pictures.close)
        web.start()
        self._stops.append(web.stop)

    # -- what others of the process ask ---------------------------------------------------------------------------

    @property
    def public_url(self) -> str:
        """Where phones reach this hub."""
        return self.settings.public_url or f"http://{self.settings.host}:{self._web_socket.getsockname()[1]}"

    def page(self, token: str) -> str:
        """Address of a ticket's phone page."""
        return f"{self.public_url}/t/{token}"

    def ask(self, question: Callable[[Hall], object]) -> object:
        """Ask the writer something about the hall and wait for the answer."""
        done = threading.Event()
        answers: list[object] = []

        def errand(hall: Hall) -> None:
            answers.append(question(hall))
            done.set()

        self.writer.errand(errand)
        done.wait()
        return answers[0]

    def command(self, command: Command) -> None:
        """Send a command as the hub itself and wait. Raises its ``Fault``."""
        done = threading.Event()
        replies: list[Reply] = []

        def answer(reply: Reply) -> None:
            replies.append(reply)
            done.set()

        now = self._clock()
        self.writer.submit(Incoming("hub", command, fresh_id(), now, now, b""), answer)
        done.wait()
        if replies[0].fault is not None:
            raise replies[0].fault

    # -- what arrives ---------------------------------------------------------------------------------------------

    def _take(self, topic: str, payload: bytes, expiry_s: int | None) -> None:
        self.inbox.take(topic, payload, expiry_s)

    def _connected(self, found: frozenset[str]) -> None:
        def say_everything(hall: Hall) -> None:
            views, configs = self.broadcast.everything(hall)
            self.publisher.publish_everything(views, configs, found)

        self.writer.errand(say_everything)

    def _presence(self, presence: StationPresence, live: bool) -> None:
        if live:
            self.inbox.learn_clock(presence)
        self.stations.presence(presence, live)

    def _health(self, station_id: StationId, health: DeviceHealth) -> None:
        self.stations.health(station_id, health)


def fresh_id() -> str:
    """A new random id."""
    return uuid.uuid4().hex


def _account(address: BrokerAddress, login: logins.Login) -> Account:
    return Account(address.host, address.port, login.username, login.password, tls=address.tls, ca_file=address.ca_file)


def hall_id_of(data: Path, hall: str, pack: str) -> str:
    """Which hall: named, or known from the folder, or the pack's own."""
    if hall:
        return hall
    if (data / "hall.json").exists():
        return hall_of(data)
    if not pack:
        return "hall"
    from hub.pack.reader import pack_hall

    return pack_hall(pack)


@click.command("hub")
@click.option("--data", type=click.Path(path_type=Path), required=True, help="数据目录 / data folder")
@click.option("--hall", default="", help="大厅标识，默认取自数据目录或配置包 / hall id")
@click.option("--pack", default="", help="首次启动时载入的大厅配置包 / hall pack to load at first start")
@click.option("--database", default="", help="例如 postgresql+psycopg://… ，默认 SQLite / database URL")
@click.option("--master-key", type=click.Path(path_type=Path), help="主密钥文件 / master key file")
@click.option("--host", default="127.0.0.1", show_default=True, help="网页监听地址 / address of the web pages")
@click.option("--port", default=8080, show_default=True, help="网页端口 / port of the web pages")
@click.option("--public-url", default="", help="手机访问本大厅的地址 / where phones reach this hub")
@click.option("--broker", default="", help="已有的消息服务器 mqtts://… / an existing broker")
@click.option("--broker-port", default=0, help="自带消息服务器的端口，0 为自动 / port of our own broker, 0 chooses")
@click.option("--broker-listen", default="", help="自带消息服务器对其他机器的地址 HOST:PORT / where our broker listens")
@click.option("--broker-certificate", type=click.Path(path_type=Path), help="该地址的 TLS 证书 / its certificate")
@click.option("--broker-key", type=click.Path(path_type=Path), help="该证书的私钥 / the certificate's key")
@click.option("--broker-ca", default=None, help="消息服务器证书的 CA 文件 / CA file of the broker's certificate")
@click.option("--broker-logins", type=click.Path(path_type=Path), help="主机账号文件 / file of the hub's accounts")
@click.option("--district", default="", help="区级平台地址 / the district platform's URL")
@click.option("--district-token", default="", envvar="TING_DISTRICT_TOKEN", help="区级平台登记码 / registration token")
@click.option("--always-open", is_flag=True, help="不论时刻都开放，用于演示和培训 / open at any hour")
@click.option("--leave-broker", is_flag=True, help="主机停止时让消息服务器继续运行 / let the broker run on at the end")
def hub_command(
    data: Path,
    hall: str,
    pack: str,
    database: str,
    master_key: Path | None,
    host: str,
    port: int,
    public_url: str,
    broker: str,
    broker_port: int,
    broker_listen: str,
    broker_certificate: Path | None,
    broker_key: Path | None,
    broker_ca: str | None,
    broker_logins: Path | None,
    district: str,
    district_token: str,
    always_open: bool,
    leave_broker: bool,
) -> None:
    """运行大厅主机 / Run the hall's hub."""
    # The network thread and the writer hand work to each other many times a second: with Python's own 5 ms each would
    # wait for the other's turn to end before its next small step.
    sys.setswitchinterval(SWITCH_S)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = HubSettings(
        data, hall_id_of(data, hall, pack), pack, database, master_key, host, port, public_url, broker, broker_port,
        broker_ca, broker_logins, district, district_token, always_open, leave_broker,
        parse_listener(broker_listen, broker_certificate, broker_key),
    )  # fmt: skip
    running = Hub(settings)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    running.start()
    click.echo(f"ready hub {settings.hall_id} {running.public_url}")
    over.wait()
    running.stop()
