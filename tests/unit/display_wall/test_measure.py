"""The rules of distance: what is large enough, what leaves first."""

import math

import pytest

from display_wall.measure import CAP_HEIGHT, MM_PER_INCH, Box, Layout, arrange, remedy

WALLS = [
    (width, height, inch, distance)
    for width, height, inch in ((1920, 1080, 55), (3840, 2160, 75), (1080, 1920, 55), (1920, 1080, 98), (1280, 720, 43))
    for distance in (3, 4, 5, 6, 7, 8, 10)
]


def boxes(layout: Layout) -> list[Box]:
    found = [layout.header, layout.calls, layout.ticker]
    return found + [box for box in (layout.table, layout.strip) if box is not None]


@pytest.mark.parametrize(("width", "height", "inch", "distance"), WALLS)
def test_letters_are_as_high_as_the_distance_asks(width: int, height: int, inch: float, distance: float) -> None:
    layout = arrange(width, height, distance, inch)
    mm = inch * MM_PER_INCH / math.hypot(width, height)
    assert layout.text_px * CAP_HEIGHT * mm >= distance * 1000 / 250
    assert layout.number_px * CAP_HEIGHT * mm >= distance * 1000 / 150


@pytest.mark.parametrize(("width", "height", "inch", "distance"), WALLS)
def test_parts_stay_on_the_wall_and_off_each_other(width: int, height: int, inch: float, distance: float) -> None:
    layout = arrange(width, height, distance, inch)
    placed = boxes(layout)
    for box in placed:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= width
        assert box.y + box.height <= height
    for at, one in enumerate(placed):
        for other in placed[at + 1 :]:
            apart = (
                one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or one.y + one.height <= other.y
                or other.y + other.height <= one.y
            )
            assert apart, (one, other)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("distance", [3, 5, 6, 8])
def test_four_calls_and_the_windows_are_seen_at_usual_distances(width: int, height: int, distance: int) -> None:
    layout = arrange(width, height, distance, 55)
    assert layout.room >= 4
    assert layout.table is not None
    assert 3 <= layout.table_rows <= 12


def test_farther_seats_get_larger_letters_and_fewer_rows() -> None:
    near, far = arrange(1920, 1080, 4, 55), arrange(1920, 1080, 8, 55)
    assert far.text_px > near.text_px
    assert far.table_rows < near.table_rows


def test_a_4k_wall_of_the_same_size_shows_the_same() -> None:
    full, ultra = arrange(1920, 1080, 6, 55), arrange(3840, 2160, 6, 55)
    assert abs(ultra.text_px - 2 * full.text_px) <= 2
    assert (ultra.room, ultra.table_rows) == (full.room, full.table_rows)


def test_large_type_is_larger_and_shows_less() -> None:
    normal, large = arrange(1920, 1080, 6, 55), arrange(1920, 1080, 6, 55, larger=1.25)
    assert large.text_px > normal.text_px
    assert large.table_rows < normal.table_rows
    assert large.room >= 4


def test_when_room_runs_short_calls_stay_and_the_rest_leaves() -> None:
    layout = arrange(1920, 1080, 10, 55)
    assert (layout.table, layout.strip, layout.table_rows) == (None, None, 0)
    assert layout.room >= 3


def test_a_screen_too_small_for_its_distance_shows_one_call_at_a_time() -> None:
    layout = arrange(1920, 1080, 30, 24)
    assert layout.room == 1
    assert layout.number_px < layout.least_number_px


@pytest.mark.parametrize(
    ("width", "height", "distance", "inch", "larger"),
    [(100, 1080, 6, 55, 1), (1920, 1080, 0, 55, 1), (1920, 1080, 6, 0, 1), (1920, 1080, 6, 55, 0.5)],
)
def test_sizes_that_make_no_sense_are_refused(
    width: int, height: int, distance: float, inch: float, larger: float
) -> None:
    with pytest.raises(ValueError, match="200"):
        arrange(width, height, distance, inch, larger=larger)


@pytest.mark.parametrize(
    ("width", "height", "distance", "inch"), [(1920, 1080, 10, 32), (1080, 1920, 10, 32), (3840, 2160, 15, 55)]
)
def test_what_a_cramped_wall_needs_gives_it_its_calls(width: int, height: int, distance: float, inch: float) -> None:
    need = remedy(width, height, distance, inch)
    assert need is not None
    assert not arrange(width, height, distance, need.screen_inch).cramped
    assert not arrange(width, height, need.distance_m, inch).cramped


def test_a_wall_that_shows_enough_calls_needs_nothing() -> None:
    assert remedy(1920, 1080, 6, 55) is None
