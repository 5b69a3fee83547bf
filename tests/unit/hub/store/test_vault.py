"""Persons sealed under keys that can be destroyed."""

import stat
from pathlib import Path

import pytest

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import Person
from hub.service.ports import Batch
from hub.store.vault import KEY_BYTES, AesVault, load_master_key
from tests.fakes.ledgers import Store

PERSON = Person("王小明", "11010119900307663x", "13800138000")


def test_a_sealed_person_is_opened_with_its_key_and_is_noise_without(store: Store) -> None:
    keys = store.key_file()
    vault = AesVault(bytes(32), keys)
    sealed = vault.seal("record-1", PERSON)
    for secret in (PERSON.name, PERSON.id_number, PERSON.phone):
        assert secret.encode() not in sealed.box + sealed.finder + sealed.key
    keys.put([sealed])
    assert vault.open("record-1", sealed.box) == PERSON
    keys.destroy("record-1")
    assert vault.open("record-1", sealed.box) is None


def test_every_record_has_its_own_key(store: Store) -> None:
    vault = store.vault()
    first, second = vault.seal("record-1", PERSON), vault.seal("record-1", PERSON)
    assert first.box != second.box
    assert first.key != second.key
    assert first.finder == second.finder, "the same person is found again"


def test_a_person_is_found_by_a_keyed_digest_whatever_the_case_and_nobody_by_none(store: Store) -> None:
    keys = store.key_file()
    assert AesVault(bytes(32), keys).finder("x1") == AesVault(bytes(32), keys).finder("X1")
    assert AesVault(bytes(32), keys).finder("x1") != AesVault(b"k" * 32, keys).finder("x1")
    assert AesVault(bytes(32), keys).finder("") == b""


@pytest.mark.parametrize("what", ["box", "record", "master"])
def test_a_damaged_record_is_a_fault_not_a_person(store: Store, what: str) -> None:
    keys = store.key_file()
    vault = AesVault(bytes(32), keys)
    sealed = vault.seal("record-1", PERSON)
    keys.put([sealed])
    box, name = sealed.box, "record-1"
    if what == "box":
        box = box[:-1] + bytes([box[-1] ^ 1])
    elif what == "record":
        other = vault.seal("record-2", PERSON)
        keys.put([other])
        name = "record-2"
    else:
        vault = AesVault(b"k" * 32, keys)
    with pytest.raises(Fault) as refused:
        vault.open(name, box)
    assert refused.value.code is FaultCode.DATABASE


def test_the_key_file_and_the_master_key_are_their_owners_alone(store: Store, tmp_path: Path) -> None:
    store.key_file()
    load_master_key(tmp_path / "deep" / "master.key")
    for path in (tmp_path / "keys.db", tmp_path / "deep" / "master.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_master_key_is_made_once(tmp_path: Path) -> None:
    key = load_master_key(tmp_path / "master.key")
    assert len(key) == KEY_BYTES
    assert load_master_key(tmp_path / "master.key") == key
    (tmp_path / "master.key").write_bytes(b"short")
    with pytest.raises(Fault) as refused:
        load_master_key(tmp_path / "master.key")
    assert refused.value.code is FaultCode.CONFIGURATION


def test_a_destroyed_key_lingers_in_no_file(store: Store, tmp_path: Path) -> None:
    keys = store.key_file()
    sealed = AesVault(bytes(32), keys).seal("record-1", PERSON)
    keys.put([sealed])
    keys.destroy("record-1")
    left = b"".join(path.read_bytes() for path in tmp_path.glob("keys.db*"))
    assert sealed.key not in left


# -- erasures that a crash cut short, and restores --------------------------------------------------------------


def sealed_in(store: Store, *names: str) -> dict[str, bytes]:
    """Records written by a ledger, as the writer does; returns their boxes."""
    ledger, vault = store.ledger(), store.vault()
    sealed = [vault.seal(name, PERSON) for name in names]
    ledger.commit(Batch(sealed=sealed), ledger.load())
    ledger.close()
    return {item.record_id: item.box for item in sealed}


def test_a_key_that_outlived_its_record_in_a_crash_is_destroyed_at_the_next_start(store: Store) -> None:
    boxes = sealed_in(store, "record-1", "record-2")
    store.run("DELETE FROM sealed WHERE record_id = 'record-1'")  # committed; then the power went
    store.ledger()
    vault = store.vault()
    assert vault.open("record-1", boxes["record-1"]) is None
    assert vault.open("record-2", boxes["record-2"]) == PERSON


def test_a_restored_database_forgets_again_whom_it_had_forgotten(store: Store) -> None:
    sealed_in(store, "record-1", "record-2")
    old = store.run("SELECT * FROM sealed WHERE record_id = 'record-1'")[0]
    ledger = store.ledger()
    ledger.commit(Batch(erased=["record-1"]), ledger.load())
    ledger.close()
    assert store.run("SELECT record_id FROM sealed") == [("record-2",)]
    store.run("INSERT INTO sealed VALUES (:hall_id, :record_id, :finder, :box)", **old._mapping)  # yesterday's copy
    assert store.vault().open("record-1", old.box) is None
    store.ledger()
    assert store.run("SELECT record_id FROM sealed") == [("record-2",)]
