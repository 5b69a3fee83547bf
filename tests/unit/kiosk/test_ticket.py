from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from assets.translations.catalog import Catalog
from device_drivers.escpos.config import PrinterConfig
from device_drivers.escpos.document import Document, Qr, TextLine
from device_drivers.escpos.layout import lay_out
from hub.contract.vocabulary import PriorityClass, Words
from kiosk.gallery import START_MS, sample_slip
from kiosk.ticket import local_time, ticket_document, words_in

ZH, EN = Catalog("kiosk", "zh"), Catalog("kiosk", "en")


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines if isinstance(line, TextLine)]


def test_a_ticket_says_everything_in_order() -> None:
    assert texts(ticket_document(sample_slip(), ZH, "Asia/Shanghai")) == [
        "长安区政务服务中心",
        "社会保险",
        "人力资源和社会保障局",
        "A012",
        "综合服务区",
        "1、2、3号窗口",
        "前面还有4人",
        "大约12分钟",
        "手机扫一扫，随时看前面还有几人",
        "取号时间 2026-11-22 09:13",
        "请留意叫号和显示屏；过号请到导办台。",
    ]


def test_the_code_is_the_phone_page() -> None:
    slip = sample_slip()
    codes = [line for line in ticket_document(slip, ZH, "Asia/Shanghai").lines if isinstance(line, Qr)]
    assert [code.data for code in codes] == [slip.url]
    assert not [
        line for line in ticket_document(replace(slip, url=""), ZH, "Asia/Shanghai").lines if isinstance(line, Qr)
    ]


def test_a_copy_says_so_first_and_last() -> None:
    said = texts(ticket_document(sample_slip(copy=True), ZH, "Asia/Shanghai"))
    assert said[0] == "【补打】"
    assert said[-1] == "本票为补打，与原票号码相同，只叫一次。"


def test_nothing_is_said_about_a_wait_that_is_not_known() -> None:
    said = texts(ticket_document(replace(sample_slip(), expected_wait_s=None), ZH, "Asia/Shanghai"))
    assert "前面还有4人" in said
    assert not any("分钟" in text for text in said)


def test_the_first_in_line_and_a_hall_of_one_area_and_no_windows() -> None:
    slip = replace(sample_slip(ahead=0), window_numbers=(), department=Words("", ""), notes=())
    said = texts(ticket_document(slip, ZH, "Asia/Shanghai", with_area=False))
    assert said[:4] == ["长安区政务服务中心", "社会保险", "A012", "前面没有人等候"]


def test_a_priority_class_stands_under_the_number() -> None:
    said = texts(ticket_document(replace(sample_slip(), priority_class=PriorityClass.ELDERLY), ZH, "Asia/Shanghai"))
    assert said[said.index("A012") + 1] == "优先：老年人"


def test_an_english_ticket_keeps_the_chinese_name_of_the_business() -> None:
    said = texts(ticket_document(sample_slip(), EN, "Asia/Shanghai"))
    assert said[1:3] == ["Social Insurance", "社会保险"]
    assert "4 ahead of you" in said


@pytest.mark.parametrize("number", ["A1", "A012", "AP1234", "LOVE00123456"])
def test_a_number_of_any_length_stands_on_one_line(number: str) -> None:
    document = ticket_document(replace(sample_slip(), number=number), ZH, "Asia/Shanghai")
    line = next(line for line in document.lines if isinstance(line, TextLine) and line.text == number)
    assert isinstance(line.size, int)
    assert len(number) * line.size <= 48
    assert line.size >= 4
    assert lay_out(document, PrinterConfig("tcp://printer:9100"))


def test_chinese_where_there_is_no_english() -> None:
    assert words_in(Words("税务", ""), "en") == "税务"


def test_times_are_the_halls_own() -> None:
    assert local_time(START_MS, "Asia/Shanghai").tzinfo == ZoneInfo("Asia/Shanghai")
    assert local_time(START_MS, "UTC").hour == 1
