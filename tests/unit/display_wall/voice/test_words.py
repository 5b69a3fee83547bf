"""Sentences, pinyin and quiet hours."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display_wall.voice.pinyin import LETTERS, to_pinyin
from display_wall.voice.quiet import QuietSpan, is_quiet, parse_span
from display_wall.voice.sentences import DIGITS, call_sentence, counted, spelled, window_in_chinese


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "零"), (3, "三"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一"), (101, "一百零一"),
        (110, "一百一十"),
        (112, "一百一十二"), (1000, "一千"), (1005, "一千零五"), (1050, "一千零五十"), (9999, "九千九百九十九"),
    ],
)  # fmt: skip
def test_numbers_are_counted_as_people_count(value: int, said: str) -> None:
    assert counted(value) == said


@pytest.mark.parametrize("value", [-1, 10_000])
def test_numbers_beyond_are_refused(value: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        counted(value)


@given(st.integers(min_value=0, max_value=9999))
def test_no_two_windows_sound_alike(value: int) -> None:
    assert counted(value) != counted((value + 1) % 10_000)


def test_a_ticket_is_spelled_digit_by_digit() -> None:
    assert spelled("A101") == "A一零一"
    assert spelled("b-012") == "B零一二"


@pytest.mark.parametrize(
    ("number", "said"), [("3", "三"), ("12", "十二"), ("03", "三"), ("A3", "A三"), ("12345", "一二三四五")]
)
def test_a_window_is_counted_if_it_is_a_number(number: str, said: str) -> None:
    assert window_in_chinese(number) == said


def test_the_sentences_of_a_call() -> None:
    assert call_sentence("A001", "3").text == "请 A零零一 号，到三号窗口办理"
    assert call_sentence("A001", "12").text == "请 A零零一 号，到十二号窗口办理"
    assert call_sentence("A001", "3", "en").text == "Number A 0 0 1, please go to window 3"
    assert call_sentence("A001", "B2", "en").text == "Number A 0 0 1, please go to window B 2"


def test_a_sentence_becomes_syllables_with_tones() -> None:
    assert to_pinyin(call_sentence("A001", "12").text) == (
        "qing3 ei1 ling2 ling2 yi1 hao4, dao4 shi2 er4 hao4 chuang1 kou3 ban4 li3"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [("银行", "yin2 hang2"), ("重庆", "chong2 qing4"), ("会计", "kuai4 ji4"), ("，好", "hao3"), ("", "")],
)
def test_polyphones_are_read_by_phrase(text: str, said: str) -> None:
    assert to_pinyin(text) == said


@given(st.text(alphabet="ABCDEFGHJKLM" + DIGITS + "请号到窗口办理，。 1-", max_size=30))
def test_nothing_but_syllables_reaches_the_voice(text: str) -> None:
    assert all(
        part.rstrip(",.?")[:-1].isalpha() and part.rstrip(",.?")[-1] in "12345" for part in to_pinyin(text).split()
    )


def test_every_letter_has_a_chinese_reading() -> None:
    assert set(LETTERS) == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def at(hour: int, minute: int) -> int:
    return round(datetime(2026, 11, 22, hour, minute, tzinfo=timezone(timedelta(hours=8))).timestamp() * 1000)


@pytest.mark.parametrize(
    ("span", "hour", "minute", "quiet"),
    [
        ("12:00-13:30", 12, 0, True),
        ("12:00-13:30", 13, 29, True),
        ("12:00-13:30", 13, 30, False),
        ("12:00-13:30", 11, 59, False),
        ("22:00-06:00", 23, 0, True),
        ("22:00-06:00", 5, 59, True),
        ("22:00-06:00", 12, 0, False),
    ],
)
def test_quiet_hours_begin_and_end_on_the_halls_clock(span: str, hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet((parse_span(span),), at(hour, minute), ZoneInfo("Asia/Shanghai")) is quiet


def test_without_spans_it_is_never_quiet() -> None:
    assert not is_quiet((), at(12, 0), UTC)


def test_a_span_is_read() -> None:
    assert parse_span(" 9:05-24:00 ") == QuietSpan(545, 1440)


@pytest.mark.parametrize("text", ["", "12-13", "12:00", "12:60-13:00", "25:00-26:00"])
def test_a_span_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        parse_span(text)
