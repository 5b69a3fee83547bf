import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.escpos.wrapping import columns, wrap


def test_chinese_is_two_columns_wide() -> None:
    assert columns("窗口 3") == 6
    assert columns("e\u0301") == 1  # e and a combining mark
    assert columns("𠮷") == 2


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("办理窗口", 10, ["办理窗口"]),
        ("企业开办与变更登记", 12, ["企业开办与变", "更登记"]),
        ("请到窗口等候，谢谢", 12, ["请到窗口等", "候，谢谢"]),
        ("请到三号窗口办理（室内）", 18, ["请到三号窗口办理", "（室内）"]),
        ("please go to window three", 12, ["please go to", "window three"]),
        ("abcdefghijkl", 5, ["abcde", "fghij", "kl"]),
        ("取号请到导办台", 12, ["取号请到导", "办台"]),
    ],
)
def test_lines_break_as_a_reader_expects(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(st.text("办理，。（）A1 bé𠮷", max_size=60), st.integers(4, 48))
def test_nothing_is_lost_and_nothing_sticks_out(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(columns(line) <= width for line in lines)
