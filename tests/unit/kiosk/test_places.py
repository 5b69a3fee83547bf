import pytest

from assets.translations.catalog import Catalog
from kiosk.places import minutes_of, wait_words, window_list, windows_named

ZH, EN = Catalog("kiosk", "zh"), Catalog("kiosk", "en")


@pytest.mark.parametrize(
    ("numbers", "zh"),
    [
        ((), ""),
        (("3",), "3"),
        (("1", "2", "3"), "1、2、3"),
        (("6", "12", "18", "24"), "6、12、18、24"),
        (tuple(str(n) for n in range(1, 13)), "1至12"),
        (("1", "2", "3", "7", "9"), "1至3、7、9"),
        (("1", "2", "5", "6", "7", "8"), "1、2、5至8"),
        (("1", "3", "5", "7", "9", "11"), "1至11"),
        (("A01", "A02", "A03", "A04", "A05"), "A01至A05"),
        (("1", "1", "1", "1", "1", "2"), "1、2"),
    ],
)
def test_windows_are_listed_shortly(numbers: tuple[str, ...], zh: str) -> None:
    assert window_list(numbers, ZH) == zh


def test_windows_are_named_in_both_languages() -> None:
    assert windows_named(("1", "2", "3"), ZH) == "1、2、3号窗口"
    assert windows_named(("3",), EN) == "Window 3"
    assert windows_named(("3", "4"), EN) == "Windows 3, 4"
    assert windows_named((), ZH) == ""


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 1), (1, 1), (60, 1), (61, 2), (720, 12)])
def test_minutes_are_rounded_up(seconds: int, minutes: int) -> None:
    assert minutes_of(seconds) == minutes


@pytest.mark.parametrize(
    ("seconds", "zh"),
    [(None, ""), (720, "约 12 分钟"), (3600, "约 1 小时"), (5400, "约 1 小时 30 分钟")],
)
def test_a_wait_is_said_in_minutes_and_hours_or_not_at_all(seconds: int | None, zh: str) -> None:
    assert wait_words(seconds, ZH) == zh
