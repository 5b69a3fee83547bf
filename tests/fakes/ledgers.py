"""A hall's database in a folder: opened, written in batches as the writer does, and looked into."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.commands import Command
from hub.contract.vocabulary import EvaluationLevel, OpenTicketRule, PauseReason, PriorityClass, SiteRules
from hub.core.apply import apply
from hub.core.hall import Hall
from hub.core.recorded import Recorded
from hub.service.ports import Batch, Receipt
from hub.store.engine import open_engine
from hub.store.ledger import SqlLedger
from hub.store.schema import migrate
from hub.store.vault import AesVault, KeyFile
from hub.store.verifying import Verified, verify
from tests.fakes.halls import DrivenHall, staffed

MASTER = bytes(range(32))


@dataclass
class Store:
    """A hall's database, key file and ledgers. ``close`` closes whatever was opened."""

    folder: Path
    url: str
    _ledgers: list[SqlLedger] = field(default_factory=list)
    _engines: list[Engine] = field(default_factory=list)
    _keys: list[KeyFile] = field(default_factory=list)
    _outside: Engine | None = None

    def engine(self) -> Engine:
        """An engine of its own, as another process would have; the tables are there."""
        engine = open_engine(self.url)
        self._engines.append(engine)
        migrate(engine)
        return engine

    def key_file(self) -> KeyFile:
        """The key file, opened once more."""
        keys = KeyFile(self.folder / "keys.db")
        self._keys.append(keys)
        return keys

    def vault(self) -> AesVault:
        """A vault over the key file."""
        return AesVault(MASTER, self.key_file())

    def ledger(self, engine: Engine | None = None, *, opened: bool = True) -> SqlLedger:
        """A ledger of a hub of its own."""
        ledger = SqlLedger(engine or self.engine(), "test", self.key_file())
        self._ledgers.append(ledger)
        if opened:
            ledger.open()
        return ledger

    def verified(self) -> Verified:
        """What ``ting verify`` finds. Raises its fault."""
        with self.outside().connect() as connection:
            return verify(connection, "test")

    def run(self, statement: str, **values: Any) -> list[Any]:
        """Look into the database, or damage it; commits."""
        with self.outside().begin() as connection:
            found = connection.execute(text(statement), values)
            return list(found.all()) if found.returns_rows else []

    def outside(self) -> Engine:
        """The engine of whoever looks into the database from outside."""
        if self._outside is None:
            self._outside = self.engine()
        return self._outside

    def close(self) -> None:
        """Close whatever was opened."""
        for ledger in self._ledgers:
            ledger.close()
        for keys in self._keys:
            keys.close()
        for engine in self._engines:
            engine.dispose()


def sqlite_store(folder: Path) -> Store:
    """A hall on SQLite in a folder."""
    return Store(folder, f"sqlite:///{folder / 'hall.db'}")


def write_journal(ledger: SqlLedger, rows: Iterable[Recorded], seed: int = 1) -> Hall:
    """Fold rows into what the ledger has, in batches of random sizes; returns the hall after them."""
    hall, batch, sizes = ledger.load(), Batch(), random.Random(seed)
    for row in rows:
        alone = isinstance(row.event, ev.DayOpened | ev.PackLoaded)
        if batch.rows and (alone or sizes.random() < 0.2):
            ledger.commit(batch, hall)
            batch = Batch()
        apply(hall, row)
        batch.rows.append(row)
        batch.receipts.append(Receipt(f"receipt-{row.seq}", row.station_id, b"digest", row.at, row.seq, b"answer"))
    if batch.rows:
        ledger.commit(batch, hall)
    return hall


def as_compared(hall: Hall) -> dict[str, object]:
    """A hall's state without the order of its dictionaries and without emptied queues."""
    queues = {
        (kind, name): queue.lanes
        for kind, table in (("b", hall.queues.of_business), ("w", hall.queues.of_window))
        for name, queue in table.items()
        if len(queue)
    }
    state = {item.name: getattr(hall, item.name) for item in fields(hall) if item.name not in ("queues", "aside")}
    return state | {"queues": queues, "aside": {key: set(value) for key, value in hall.aside.items()}}


PRESSES: Sequence[Command] = (
    cmd.CallNext(), cmd.CallNext(), cmd.CallNext(), cmd.Recall(), cmd.StartService(), cmd.CompleteService(),
    cmd.CompleteService(), cmd.PassTicket(), cmd.PassAndNext(), cmd.HoldTicket(), cmd.Transfer(to_business_id="b1"),
    cmd.Transfer(to_business_id="b2"), cmd.Transfer(to_window_id="2"), cmd.PauseWindow(PauseReason.LUNCH),
    cmd.ResumeWindow(), cmd.CloseWindow(confirmed=True), cmd.OpenWindow(), cmd.Abandon(),
)  # fmt: skip


def random_days(seed: int, presses: int = 150) -> DrivenHall:
    """Two days of random presses at four windows, the same for the same seed."""
    chance = random.Random(seed)
    hall = staffed(windows=4, rules=SiteRules(block_size=7, call_next_while_open=OpenTicketRule.COMPLETE))
    for number in range(presses):
        hall.now += chance.randint(250, 60_000)
        if number == presses // 2:
            hall.do(cmd.CloseDay("2025-11-22"), "hub")
            hall.now += 1000
            hall.do(cmd.OpenDay("2025-11-23"), "hub")
            for window in range(1, 5):
                hall.press(cmd.SignIn(str(1000 + window), "1357"), f"counter-{window}")
                hall.press(cmd.OpenWindow(), f"counter-{window}")
        if chance.random() < 0.35:
            priority = chance.choice([PriorityClass.ORDINARY, PriorityClass.ORDINARY, PriorityClass.ELDERLY])
            record_id = f"record-{number}" if chance.random() < 0.2 else ""
            hall.press(cmd.TakeTicket(chance.choice(["b1", "b2"]), priority), "kiosk-1", record_id=record_id)
        else:
            hall.press(chance.choice(PRESSES), f"counter-{chance.randint(1, 4)}")
        if hall.hall.evaluations and chance.random() < 0.2:
            request_id = chance.choice(sorted(hall.hall.evaluations))
            hall.press(cmd.Evaluate(request_id, EvaluationLevel.SATISFIED, ("polite",)), "devices-1")
        if hall.hall.calls and chance.random() < 0.3:
            hall.press(cmd.Shown(chance.choice(sorted(hall.hall.calls))), "wall-1")
        for state in hall.hall.aside:
            aside = sorted(hall.hall.aside[state])
            if aside and chance.random() < 0.2:
                hall.press(cmd.Reactivate(chance.choice(aside)), "console")
    return hall
