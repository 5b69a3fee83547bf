"""PINs and passwords: scrypt, locked after five guesses, the same for an unknown name."""

import pytest

from hub.store.secrets import CONSOLE, LOCK_MS, PIN, SUPERVISOR, SecretStore
from tests.fakes.ledgers import Store


class Clock:
    now = 1_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def secrets(store: Store, clock: Clock) -> SecretStore:
    secrets = SecretStore(store.engine(), "test", clock)
    secrets.set(PIN, "1001", "8437")
    return secrets


def test_the_right_pin_and_no_other(secrets: SecretStore) -> None:
    assert secrets.check_pin("1001", "8437")
    for wrong in ("8438", "", "84370", "８４３７"):
        assert not secrets.check_pin("1001", wrong)


def test_an_unknown_operator_has_no_pin_not_even_an_empty_one(secrets: SecretStore) -> None:
    assert not secrets.check_pin("9999", "")
    assert not secrets.known(PIN, "9999")


def test_kinds_and_halls_are_apart(secrets: SecretStore, store: Store, clock: Clock) -> None:
    secrets.set(CONSOLE, SUPERVISOR, "correct horse")
    assert secrets.check(CONSOLE, SUPERVISOR, "correct horse")
    assert not secrets.check(CONSOLE, "1001", "8437")
    assert not SecretStore(store.engine(), "other", clock).check_pin("1001", "8437")


def test_a_new_pin_replaces_the_old(secrets: SecretStore) -> None:
    secrets.set(PIN, "1001", "2580")
    assert secrets.check_pin("1001", "2580")
    assert not secrets.check_pin("1001", "8437")


def test_the_table_holds_no_pin_and_two_like_pins_look_different(secrets: SecretStore, store: Store) -> None:
    secrets.set(PIN, "1002", "8437")
    first, second = (bytes(row[0]) for row in store.run("SELECT verifier FROM secret ORDER BY name"))
    assert b"8437" not in first
    assert first != second


def test_after_five_wrong_guesses_even_the_right_pin_waits_a_minute(secrets: SecretStore, clock: Clock) -> None:
    for _ in range(5):
        assert not secrets.check_pin("1001", "0000")
        clock.now += 100
    assert not secrets.check_pin("1001", "8437")
    clock.now += LOCK_MS
    assert secrets.check_pin("1001", "8437")


def test_a_right_pin_forgives_the_wrong_ones_before(secrets: SecretStore) -> None:
    for _ in range(3):
        for _ in range(4):
            assert not secrets.check_pin("1001", "0000")
        assert secrets.check_pin("1001", "8437")


def test_one_operators_lock_is_nobody_elses(secrets: SecretStore) -> None:
    secrets.set(PIN, "1002", "2580")
    for _ in range(5):
        assert not secrets.check_pin("1001", "0000")
    assert secrets.check_pin("1002", "2580")
