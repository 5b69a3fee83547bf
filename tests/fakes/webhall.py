"""A hall with web pages for tests: real writer, real ledger on SQLite, real pages; stations press as if by wire."""

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hub.contract import commands as cmd
from hub.contract.commands import Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import Answer, DeviceOrder, Notice, StationConfig, TicketIssued, View
from hub.contract.vocabulary import Delivery, HallPlan, StationKind, Words
from hub.contract.wire import Reply
from hub.core.hall import Hall
from hub.service.broadcast import Broadcast
from hub.service.ports import Incoming
from hub.service.timers import HallTimers, local_date_and_time
from hub.service.writer import Writer
from hub.store.engine import open_engine
from hub.store.ledger import SqlLedger
from hub.store.schema import migrate
from hub.store.secrets import CONSOLE, SecretStore
from hub.store.vault import AesVault, KeyFile
from hub.web.application import create_app
from hub.web.following import Pictures
from hub.web.ports import PackTitle, Ports
from hub.web.server import WebServer
from hub.web.stations import Stations
from tests.fakes.halls import plan

SETUP_CODE = "3F7K-92QD"
PASSWORD = "长安大厅 2025 秋天"


class Silence:
    """A publisher to whom nobody listens."""

    def publish_notice(self, notice: Notice) -> None: ...
    def publish_view(self, view: View, item: str) -> None: ...
    def publish_config(self, config: StationConfig) -> None: ...
    def publish_order(self, station_id: str, device_id: str, order: DeviceOrder) -> None: ...


class StoredSecrets:
    """The console's password in the real store."""

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    def known(self) -> bool:
        return self._store.known(CONSOLE, "admin")

    def set(self, password: str) -> None:
        self._store.set(CONSOLE, "admin", password)

    def check(self, password: str) -> bool:
        return self._store.check(CONSOLE, "admin", password)


class ListedPacks:
    """Two packs by name; a file is valid when its first line is a hall's name."""

    def __init__(self, hall_id: str) -> None:
        self.plans = {
            "small": replace(plan(3, 2, hall_id=hall_id), name=Words("小厅", "Small hall")),
            "large": replace(plan(9, 4, hall_id=hall_id), name=Words("大厅", "Large hall")),
        }

    def titles(self) -> Sequence[PackTitle]:
        return [PackTitle(name, item.name) for name, item in self.plans.items()]

    def named(self, name: str) -> HallPlan:
        return self.plans[name]

    def parse(self, file_name: str, content: bytes) -> HallPlan:
        text = content.decode("utf-8", "replace")
        if not text.startswith("hall: "):
            raise Fault(FaultCode.PACK_INVALID, where=f"{file_name}:1", zh="没有大厅名称。", en="the hall has no name.")
        return replace(plan(4, 3), name=Words(text[6:].strip(), "Uploaded"))


@dataclass(frozen=True)
class Broker:
    """How a broker is."""

    state: str = "running"
    since: int = 0
    restarts: int = 0
    last_error: str = ""


@dataclass(frozen=True)
class Uplink:
    """How the district is kept informed."""

    behind: int = 0
    behind_since: int | None = None
    last_ok_at: int | None = None
    last_error: Words | None = None


def wall_ms() -> int:
    return time.time_ns() // 1_000_000


class WebHall:
    """One hall and its pages. ``press`` sends a command as a station and waits for its answer."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], int] = wall_ms,
        hall_plan: HallPlan | None = None,
        *,
        empty: bool = False,
    ) -> None:
        self.clock = clock
        self.engine = open_engine(f"sqlite:///{folder / 'hall.db'}")
        migrate(self.engine)
        self.keys = KeyFile(folder / "keys.db")
        self.ledger = SqlLedger(self.engine, "test", self.keys)
        self.ledger.open()
        self.writer = Writer(
            self.ledger,
            AesVault(secrets.token_bytes(32), self.keys),
            Broadcast(Silence(), 1, lambda: "http://hall"),
            HallTimers(always_open=True),
            clock=clock,
            fresh_token=lambda: secrets.token_urlsafe(16),
            page=lambda token: f"/t/{token}",
        )
        self.pictures = Pictures(self.writer.errand)
        self.writer.follow(self.pictures)
        self.stations = Stations(self.pictures.ring)
        self.broker: Broker | None = Broker()
        self.uplink: Uplink | None = None
        self.packs = ListedPacks("test")
        self.ports = Ports(
            hall_id="test",
            submit=self.writer.submit,
            pictures=self.pictures,
            stations=self.stations,
            secrets=StoredSecrets(SecretStore(self.engine, "test", clock)),
            packs=self.packs,
            clock=clock,
            fresh_id=lambda: secrets.token_hex(16),
            setup_code=SETUP_CODE,
            broker=lambda: self.broker,
            uplink=lambda: self.uplink,
        )
        self.app = create_app(self.ports)
        self.server: WebServer | None = None
        self.writer.start()
        if not empty:
            self.furnish(hall_plan or plan(3, 2))

    def furnish(self, hall_plan: HallPlan) -> None:
        """Load the plan, enrol a station for every window, two kiosks and a wall, and wait for the day to open."""
        self.press(cmd.LoadPack(hall_plan), "hub")
        for window in hall_plan.windows:
            enroll = cmd.EnrollStation(f"counter-{window.window_id}", StationKind.COUNTER, window_id=window.window_id)
            self.press(enroll, "hub")
        for station, kind in (
            ("kiosk-1", StationKind.KIOSK),
            ("kiosk-2", StationKind.KIOSK),
            ("wall-1", StationKind.WALL),
        ):
            self.press(cmd.EnrollStation(station, kind), "hub")
        today, _ = local_date_and_time(hall_plan, self.clock())
        self.try_press(cmd.OpenDay(today), "hub")  # refused when the timer was quicker

    def staff(self, *numbers: int) -> None:
        """Sign an operator in at these windows and open them."""
        for number in numbers:
            self.press(cmd.SignIn(str(1000 + number), "1357"), f"counter-{number}")
            self.press(cmd.OpenWindow(), f"counter-{number}")

    def press(self, command: Command, station: str) -> Answer:
        """Send a command; a refusal is an error of the test."""
        reply = self.try_press(command, station)
        if reply.fault is not None:
            raise AssertionError(str(reply.fault))
        assert reply.answer is not None
        return reply.answer

    def try_press(self, command: Command, station: str) -> Reply:
        """Send a command and wait for its answer."""
        done, replies = threading.Event(), []

        def answer(reply: Reply) -> None:
            replies.append(reply)
            done.set()

        now = self.clock()
        self.writer.submit(Incoming(station, command, secrets.token_hex(16), now, now, b""), answer, proven=True)
        assert done.wait(10)
        return replies[0]

    def take(self, business: str = "b1", kiosk: str = "kiosk-1", *, printed: bool = True) -> TicketIssued:
        """Take a number; its slip has the address of the phone page."""
        issued = self.press(cmd.TakeTicket(business), kiosk)
        assert isinstance(issued, TicketIssued)
        if printed:
            self.press(cmd.ConfirmPrinted(issued.slip.ticket_id, Delivery.PAPER), kiosk)
        return issued

    def ask(self, question: Callable[[Hall], object]) -> object:
        """Ask the writer something."""
        done, answers = threading.Event(), []

        def errand(hall: Hall) -> None:
            answers.append(question(hall))
            done.set()

        self.writer.errand(errand)
        assert done.wait(10)
        return answers[0]

    def until(self, question: Callable[[Hall], bool]) -> None:
        """Wait until the hall is so."""
        deadline = time.monotonic() + 10
        while not self.ask(question):
            assert time.monotonic() < deadline, "the hall did not become so"
            self.writer.errand(lambda _hall: None)

    def serve(self) -> str:
        """Serve the pages on a free port; returns their address."""
        self.server = WebServer(self.app, closing=self.pictures.close)
        self.server.start()
        return f"http://127.0.0.1:{self.server.port}"

    def close(self) -> None:
        """Stop everything."""
        if self.server is not None:
            self.server.stop()
        self.writer.stop()
        self.ledger.close()
        self.keys.close()
        self.engine.dispose()
