"""The chain's digest: SM3 by the standard's own example, the same from both libraries."""

import pytest

from hub.store import chain
from hub.store.chain import GENESIS, row_digest

ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
"""GB/T 32905-2016, annex A.1."""

ROW = (GENESIS, "test", 1, 1_763_773_200_000, "kiosk-1", "", "press-0001", "day_opened", 1, b"{}")


def test_the_standards_example() -> None:
    assert chain.sm3(b"abc").hex() == ABC
    assert chain._sm3_cryptography(b"abc").hex() == ABC


@pytest.mark.parametrize("place", range(len(ROW)))
def test_every_part_of_a_row_counts(place: int) -> None:
    changed = list(ROW)
    value = changed[place]
    changed[place] = value + 1 if isinstance(value, int) else value + (b"x" if isinstance(value, bytes) else "x")
    assert row_digest(*changed) != row_digest(*ROW)


def test_parts_cannot_be_shifted_into_one_another() -> None:
    first = row_digest(GENESIS, "test", 1, 1, "kiosk-1", "a", "bc", "k", 1, b"")
    assert first != row_digest(GENESIS, "test", 1, 1, "kiosk-1", "ab", "c", "k", 1, b"")
