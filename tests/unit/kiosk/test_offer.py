"""A kiosk offers what is served where it stands."""

from dataclasses import replace

from hub.contract.notices import HallView
from hub.contract.vocabulary import Area, Business, DayState, SiteRules, Window, Words
from kiosk.offer import offered

AREAS = (Area("main", Words("主楼", "Main")), Area("annex", Words("附楼", "Annex")))
BUSINESSES = tuple(
    Business(name, Words(name, name), letter, Words("部门", "Office"))
    for name, letter in (("tax", "A"), ("land", "B"), ("new", "C"))
)
WINDOWS = (
    Window("1", "1", Words("一", "One"), "main", ("tax",)),
    Window("2", "2", Words("二", "Two"), "annex", ("land",)),
)
HALL = HallView(
    1, 1, "test", Words("厅", "Hall"), AREAS, BUSINESSES, WINDOWS, SiteRules(), (), (), "Asia/Shanghai", "2026-11-22",
    DayState.OPEN,
)  # fmt: skip


def names(hall: HallView) -> list[str]:
    return [business.business_id for business in hall.businesses]


def test_kiosk_of_an_area_does_not_send_people_to_another_building() -> None:
    assert names(offered(HALL, "annex")) == ["land", "new"]


def test_business_without_any_window_stays_with_its_reason() -> None:
    assert "new" in names(offered(HALL, "main"))


def test_kiosk_without_an_area_offers_the_whole_hall() -> None:
    assert offered(HALL, "") == HALL


def test_area_that_the_hall_does_not_have_hides_nothing() -> None:
    assert offered(replace(HALL, areas=AREAS[:1]), "annex").businesses == BUSINESSES
