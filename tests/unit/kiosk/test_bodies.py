from dataclasses import replace

import pytest

from hub.client.port import LinkState
from hub.contract.notices import QueueView
from hub.contract.vocabulary import DayState
from kiosk.bodies import Condition
from kiosk.flow import Screen
from kiosk.gallery import sample_hall
from kiosk.model import (
    ConfirmBody,
    HomeBody,
    NoticeBody,
)
from tests.fakes.kiosk import Kiosk

# ---- the business page


def test_the_idle_kiosk_shows_businesses_with_who_waits_and_how_long(kiosk: Kiosk) -> None:
    body = kiosk.body
    assert isinstance(body, HomeBody)
    first, third, fourth = body.tiles[0], body.tiles[2], body.tiles[3]
    assert (first.name, first.prefix, first.waiting, first.wait) == ("社会保险", "A", "前面 4 人", "约 12 分钟")
    assert (third.waiting, third.wait) == ("前面没有人", "")
    assert (fourth.waiting, fourth.wait) == ("前面 7 人", "")
    assert kiosk.presenter.frame.chrome.hall_name == "长安区政务服务中心"
    assert kiosk.presenter.frame.chrome.clock == "09:13"
    assert kiosk.presenter.frame.chrome.date == "11月22日　星期日"


def test_a_business_without_window_says_why_and_cannot_be_chosen(kiosk: Kiosk) -> None:
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert body.tiles[9].reason == "暂无窗口，请问导办台"
    kiosk.presenter.choose("b9")
    assert kiosk.presenter.screen is Screen.HOME


def test_a_business_whose_windows_are_closed_can_be_taken_but_says_so(kiosk: Kiosk) -> None:
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert (body.tiles[7].wait, body.tiles[7].reason) == ("窗口还未开", "")


def test_an_unknown_business_cannot_be_chosen(kiosk: Kiosk) -> None:
    kiosk.presenter.choose("nonsense")
    assert kiosk.presenter.screen is Screen.HOME


def test_more_than_twelve_businesses_get_pages() -> None:
    kiosk = Kiosk(businesses=20)
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert (len(body.tiles), body.pages, body.page_words) == (12, 2, "第 1 页，共 2 页")
    kiosk.presenter.turn_page(1)
    kiosk.presenter.turn_page(1)
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert (len(body.tiles), body.page) == (8, 1)


def test_a_small_glass_holds_fewer_tiles(kiosk: Kiosk) -> None:
    kiosk.presenter.set_page_size(9)
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert (len(body.tiles), body.pages) == (9, 2)


def test_a_hall_without_businesses_says_so() -> None:
    body = Kiosk(businesses=0).body
    assert isinstance(body, HomeBody)
    assert "导办台" in body.empty


def test_a_new_queue_view_is_shown_at_once(kiosk: Kiosk) -> None:
    queue = kiosk.link.view(QueueView, "b0")
    assert queue is not None
    kiosk.link.show("b0", replace(queue, ahead_if_taken_now=5))
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert body.tiles[0].waiting == "前面 5 人"


# ---- when the hall cannot be used


@pytest.mark.parametrize("state", [LinkState.NO_HUB, LinkState.OFFLINE])
def test_without_the_hub_the_kiosk_sends_people_to_the_guide_desk_and_recovers_by_itself(state: LinkState) -> None:
    kiosk = Kiosk()
    kiosk.presenter.choose("b0")
    kiosk.link.go(state)
    body = kiosk.body
    assert isinstance(body, NoticeBody)
    assert (body.title, body.working) == ("取号机正在重新连接", True)
    assert "导办台" in body.detail
    kiosk.presenter.take()
    assert not kiosk.link.commands
    kiosk.link.go(LinkState.ONLINE)
    assert isinstance(kiosk.body, ConfirmBody)


def test_a_kiosk_that_starts_says_that_it_connects() -> None:
    kiosk = Kiosk(hall=False, state=LinkState.CONNECTING)
    assert kiosk.presenter.condition is Condition.CONNECTING


def test_a_hall_without_plan_is_called_so_only_after_the_plan_had_time_to_come() -> None:
    kiosk = Kiosk(hall=False, state=LinkState.CONNECTING)
    kiosk.link.go(LinkState.ONLINE)
    assert kiosk.presenter.condition is Condition.CONNECTING
    kiosk.later(2_000)
    body = kiosk.body
    assert isinstance(body, NoticeBody)
    assert body.title == "大厅还没有配置"
    kiosk.link.show("plan", sample_hall())
    assert isinstance(kiosk.body, HomeBody)


def test_before_the_day_opens_the_hours_are_told(kiosk: Kiosk) -> None:
    kiosk.link.show("plan", sample_hall(day=DayState.CLOSED))
    body = kiosk.body
    assert isinstance(body, NoticeBody)
    assert "08:00 至 18:00" in body.detail
    kiosk.presenter.choose("b0")
    kiosk.presenter.care()
    assert kiosk.presenter.screen is Screen.HOME
