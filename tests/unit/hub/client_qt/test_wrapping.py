"""Lines are broken as a Chinese reader expects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.client_qt.wrapping import CLOSING, OPENING, balanced, elide, pieces, wrap


def wide(text: str) -> float:
    """A Chinese character is two units wide, a Latin one is one."""
    return float(sum(2 if ord(sign) > 0x2000 else 1 for sign in text))


def shown(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines]


@pytest.mark.parametrize("width", range(4, 40))
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(width: int) -> None:
    lines = wrap("请取走小票（凭条），到“3 号窗口”旁等候；前面还有《4》人。", width, wide)
    for line in lines if width >= 12 else []:
        assert line[0] not in CLOSING
        assert line.rstrip()[-1] not in OPENING


def test_a_number_stays_with_its_unit() -> None:
    assert pieces("到 3 号窗口，约 12 分钟") == ["到 ", "3 号窗口，", "约 ", "12 分钟"]
    assert pieces("wait near window 3, 12 minutes") == ["wait ", "near ", "window 3, ", "12 minutes"]


def test_english_words_stay_whole() -> None:
    assert shown(wrap("Please take your ticket", 12, wide)) == ["Please take", "your ticket"]


def test_no_lone_last_character() -> None:
    assert wrap("现在没有人等候", 12, wide) == ["现在没有人", "等候"]
    assert wrap("现在没有人等候。", 12, wide) == ["现在没有人", "等候。"]


def test_a_word_wider_than_the_line_is_broken_rather_than_lost() -> None:
    assert wrap("Donaudampfschiff", 6, wide) == ["Donaud", "ampfsc", "hiff"]
    assert shown(wrap("window 12345", 8, wide)) == ["window", "12345"]


def test_a_line_feed_begins_a_line() -> None:
    assert wrap("第一行\n第二行", 40, wide) == ["第一行", "第二行"]


def test_past_the_last_line_comes_an_ellipsis() -> None:
    assert wrap("请取走小票到窗口旁等候", 10, wide, max_lines=1) == ["请取走小…"]
    assert elide("短", 10, wide) == "短"


def test_balanced_lines_are_about_equally_long() -> None:
    assert balanced("查询我的预约和办件进度吧", 20, wide) == ["查询我的预约", "和办件进度吧"]
    assert balanced("短", 20, wide) == ["短"]


def test_balancing_never_breaks_a_word() -> None:
    assert shown(balanced("Social insurance", 14, wide)) == ["Social", "insurance"]
    assert balanced("insurance", 4, wide) == wrap("insurance", 4, wide)


def test_a_name_breaks_before_its_brackets() -> None:
    assert balanced("不动产登记（二手房转移）", 20, wide) == ["不动产登记", "（二手房转移）"]


@given(
    st.text(st.sampled_from("请取走小票（，。）《》ab 1234号 \n"), max_size=60),
    st.integers(2, 40),
    st.sampled_from([wrap, balanced]),
)
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int, breaker: object) -> None:
    lines = breaker(text, width, wide)  # type: ignore[operator]
    assert "".join("".join(lines).split()) == "".join(text.split())
    # Punctuation that hangs on a single character may stand out by itself; a line of more never does.
    for line in lines:
        assert wide(line.rstrip()) <= width or len(pieces(line)) == 1
