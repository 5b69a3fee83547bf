"""A person's data: nowhere in clear, opened with the key, and gone for ever without it."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.contract import commands as cmd
from hub.contract.vocabulary import Person, TicketState
from tests.fakes.ledgers import Store
from tests.fakes.writers import Desk

MakeDesk = Callable[..., Desk]
PERSON = Person("欧阳小明", "11010119900307663X", "13800138000")
CLEAR = (PERSON.name, PERSON.id_number, PERSON.phone)
SECRETS = (*(text.encode() for text in CLEAR), PERSON.name.encode("unicode_escape"))


def files_of(folder: Path) -> bytes:
    """All that lies in the data folder, write-ahead logs included."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def take(desk: Desk) -> str:
    return str(desk.done(cmd.TakeTicket("b1", person=PERSON), "kiosk-1", "press-with-person").slip.ticket_id)


def test_a_person_stands_nowhere_in_clear(
    desk: Desk, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ticket_id = take(desk)
        desk.ledger.refusing = 1
        desk.send(cmd.TakeTicket("b1", person=PERSON), "kiosk-1")
        desk.ledger.breaking = "press-broken"
        desk.send(cmd.TakeTicket("b1", person=PERSON), "kiosk-1", "press-broken")
    desk.settle()
    everything = files_of(tmp_path) + caplog.text.encode() + repr(desk.publisher.said).encode()
    everything += repr(desk.heard).encode()
    for secret in SECRETS:
        assert secret not in everything
    record_id, box = store.run("SELECT record_id, box FROM sealed")[0]
    assert record_id == ticket_id
    assert store.vault().open(record_id, bytes(box)) == PERSON
    assert desk.settle().tickets[ticket_id].record_id == ticket_id


def test_a_ticket_without_a_person_seals_nothing(desk: Desk, store: Store) -> None:
    desk.done(cmd.TakeTicket("b1"), "kiosk-1")
    assert store.run("SELECT count(*) FROM sealed") == [(0,)]


def test_a_refused_press_seals_nothing(desk: Desk, store: Store) -> None:
    assert desk.send(cmd.TakeTicket("b9", person=PERSON), "kiosk-1").fault is not None
    assert store.run("SELECT count(*) FROM sealed") == [(0,)]


def test_erasure_destroys_key_and_record_and_the_chain_still_holds(desk: Desk, store: Store) -> None:
    ticket_id = take(desk)
    box = bytes(store.run("SELECT box FROM sealed")[0][0])
    desk.done(cmd.ErasePerson(ticket_id), "console")
    assert store.run("SELECT * FROM sealed") == []
    assert store.vault().open(ticket_id, box) is None
    hall = desk.settle()
    assert hall.tickets[ticket_id].record_id == ""
    assert hall.tickets[ticket_id].state is TicketState.WAITING, "the ticket itself goes on"
    assert store.verified().rows == hall.seq


def test_an_erasure_whose_key_outlived_a_crash_is_finished_at_the_next_start(make_desk: MakeDesk, store: Store) -> None:
    desk = make_desk().furnish()
    ticket_id = take(desk)
    sealed = store.run("SELECT box FROM sealed")[0]
    keys = store.key_file()
    key = keys.get(ticket_id)
    assert key is not None
    desk.done(cmd.ErasePerson(ticket_id), "console")
    desk.stop()
    keys._db.execute("INSERT INTO key VALUES (?, ?)", (ticket_id, key))  # the power went before it was destroyed
    keys._db.commit()
    make_desk()
    assert store.vault().open(ticket_id, bytes(sealed[0])) is None


def test_a_database_from_before_the_erasure_forgets_the_person_again(make_desk: MakeDesk, store: Store) -> None:
    desk = make_desk().furnish()
    ticket_id = take(desk)
    desk.stop()
    copy = {
        name: store.run(f'SELECT * FROM "{name}"') for name in ("hall", "journal", "receipt", "sealed", "ticket", "leg")
    }
    second = make_desk()
    second.done(cmd.ErasePerson(ticket_id), "console")
    second.stop()
    for name, rows in copy.items():
        store.run(f'DELETE FROM "{name}"')
        for row in rows:
            places = ", ".join(f":{column}" for column in row._mapping)
            store.run(f'INSERT INTO "{name}" VALUES ({places})', **row._mapping)
    box = bytes(copy["sealed"][0].box)
    assert store.run("SELECT count(*) FROM sealed") == [(1,)]
    third = make_desk()
    assert store.run("SELECT count(*) FROM sealed") == [(0,)]
    assert store.vault().open(ticket_id, box) is None
    assert third.settle().seq == store.verified().rows


def test_a_person_of_an_earlier_date_can_be_erased_once(desk: Desk, store: Store) -> None:
    ticket_id = take(desk)
    desk.done(cmd.CloseDay("2025-11-22"))
    desk.done(cmd.OpenDay("2025-11-23"))
    assert ticket_id not in desk.settle().tickets
    desk.done(cmd.ErasePerson(ticket_id), "console")
    assert store.run("SELECT count(*) FROM sealed") == [(0,)]
    assert store.key_file().get(ticket_id) is None
    assert desk.send(cmd.ErasePerson(ticket_id), "console").fault is not None
    store.verified()
