"""Every mistake in a pack is refused with one sentence that names its line."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallPlan, OpenTicketRule, Operator, QueuePosition, SiteRules, Words
from hub.pack.document import SIZE_LIMIT_KIB
from hub.pack.reader import decode_pack, pack_named, packs, read_pack

AREAS = """
  - {id: main, name: {zh: 一楼, en: Ground floor}}
"""
BUSINESSES = """
  - id: social
    prefix: A
    name: {zh: 社会保险, en: Social insurance}
    department: {zh: 人社局, en: Social Security}
  - id: tax
    prefix: B
    name: {zh: 税费, en: Tax}
    department: {zh: 税务局, en: Tax Service}
    hint: {zh: 带身份证, en: Bring your ID card}
"""
WINDOWS = """
  - numbers: 1-3
    area: main
    name: {zh: 综合窗口, en: All services}
    businesses: all
"""
HERE = "#!"
"""Marks the line that the complaint must name."""


def text(*, areas: str = AREAS, businesses: str = BUSINESSES, windows: str = WINDOWS, more: str = "") -> str:
    return (
        "hall: test\nname: {zh: 测试, en: Test}\n"
        f"areas:{areas}businesses:{businesses}windows:{windows}{more}"
    )  # fmt: skip


def read(**parts: str) -> HallPlan:
    return decode_pack(text(**parts).encode())


def complaint(written: str | bytes) -> tuple[str, str, str]:
    """The place, Chinese and English of the refusal."""
    raw = written if isinstance(written, bytes) else written.encode()
    with pytest.raises(Fault) as caught:
        decode_pack(raw)
    fault = caught.value
    assert fault.code is FaultCode.PACK_INVALID
    assert str(fault.details["where"]) in fault.sentence("zh")
    return str(fault.details["where"]), str(fault.details["zh"]), str(fault.details["en"])


def check(written: str, en: str, zh: str = "") -> None:
    """The refusal says this, about the line that is marked."""
    line = next(number for number, row in enumerate(written.splitlines(), 1) if HERE in row)
    where, said_zh, said_en = complaint(written)
    assert where == f"pack.yaml:{line}"
    assert en in said_en
    assert zh in said_zh
    assert re.search("[\u4e00-\u9fff]", said_zh)
    assert not re.search("[{}]", said_zh + said_en)
    assert not any(re.search("[。？.?]{2}$", said) for said in (said_zh, said_en))
    assert said_zh[-1] in "。？"
    assert said_en[-1] in ".?"


def operators(*rows: str) -> str:
    return "operators:\n" + "".join(f"  - {row}\n" for row in rows)


def test_a_small_pack_gives_the_plan_as_written() -> None:
    plan = read(
        windows="""
  - numbers: 1-2
    area: main
    group: 综合
    name: {zh: 综合窗口, en: All services}
    businesses: all
    led_address: 11-12
    evaluator_address: [21, 22]
  - {numbers: "7, 9", area: main, name: {zh: 税费窗口, en: Tax}, businesses: [tax]}
""",
        more=operators('{id: "1001", name: 赵晓禾, post: 综合受理岗}', '{id: "2001", name: 陶春晓, guide: true}')
        + 'rules: {opens_at: "09:00", closes_at: "17:00", call_next_while_open: ask, recall_limit: 3}\n'
        + "notices: [{zh: 通知, en: Notice}]\nticket_notes: [{zh: 当日有效, en: Today only}]\n"
        + "timezone: Asia/Urumqi\n",
    )
    assert plan.hall_id == "test"
    assert [(area.area_id, area.name.en) for area in plan.areas] == [("main", "Ground floor")]
    assert [(business.business_id, business.prefix) for business in plan.businesses] == [("social", "A"), ("tax", "B")]
    assert [business.hint.en for business in plan.businesses] == ["", "Bring your ID card"]
    assert [
        (window.window_id, window.number, window.group, window.businesses, window.led_address, window.evaluator_address)
        for window in plan.windows
    ] == [
        ("1", "1", "综合", ("social", "tax"), 11, 21),
        ("2", "2", "综合", ("social", "tax"), 12, 22),
        ("7", "7", "", ("tax",), 0, 0),
        ("9", "9", "", ("tax",), 0, 0),
    ]
    assert plan.operators == (Operator("1001", "赵晓禾", "综合受理岗"), Operator("2001", "陶春晓", guide=True))
    assert plan.rules == SiteRules(
        call_next_while_open=OpenTicketRule.ASK, recall_limit=3, opens_at="09:00", closes_at="17:00"
    )
    assert plan.notices == (Words("通知", "Notice"),)
    assert plan.ticket_notes == (Words("当日有效", "Today only"),)
    assert plan.timezone == "Asia/Urumqi"


def test_what_may_be_left_out_keeps_its_default() -> None:
    plan = read()
    assert (plan.operators, plan.notices, plan.ticket_notes) == ((), (), ())
    assert plan.rules == SiteRules()
    assert plan.timezone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("5", ["5"]),
        ("1-3", ["1", "2", "3"]),
        ("[1, 3-4]", ["1", "3", "4"]),
        ('"1-2, 8"', ["1", "2", "8"]),
        ("1～2、8", ["1", "2", "8"]),
        ("08-10", ["08", "09", "10"]),
        ("A01-A03", ["A01", "A02", "A03"]),
        ("A9-11", ["A9", "A10", "A11"]),
        ("4-4", ["4"]),
    ],
)
def test_window_numbers_are_written_as_people_write_them(written: str, numbers: list[str]) -> None:
    plan = read(windows=WINDOWS.replace("1-3", written))
    assert [window.number for window in plan.windows] == numbers
    assert [window.window_id for window in plan.windows] == numbers


def test_an_area_with_own_numbers_puts_its_id_before_them() -> None:
    plan = read(
        areas=AREAS + "  - {id: annex, name: {zh: 附楼, en: Annex}, own_numbers: true}\n",
        windows=WINDOWS + WINDOWS.replace("main", "annex")[1:],
    )
    assert [(window.window_id, window.number) for window in plan.windows] == [
        ("1", "1"), ("2", "2"), ("3", "3"), ("annex-1", "1"), ("annex-2", "2"), ("annex-3", "3"),
    ]  # fmt: skip


def window(**fields: str) -> str:
    """One more item for the windows, with the complaint expected at the field marked with HERE."""
    base = {"numbers": "9", "area": "main", "name": "{zh: 窗口, en: Window}", "businesses": "all"} | fields
    rows = [f"{key}: {value}\n" for key, value in base.items()]
    return WINDOWS + "  - " + "    ".join(rows)


def business(**fields: str) -> str:
    base = {"id": "third", "prefix": "C", "name": "{zh: 三, en: Third}", "department": "{zh: 局, en: Office}"} | fields
    return BUSINESSES + "  - " + "    ".join(f"{key}: {value}\n" for key, value in base.items())


MISTAKES: dict[str, tuple[str, str]] = {
    "unknown key at the top": (text(more=f"ruels: {{}} {HERE}\n"), "unknown key “ruels”; did you mean “rules”?"),
    "unknown key without a near one": (text(more=f"xyzzy: 1 {HERE}\n"), "unknown key “xyzzy”."),
    "unknown key in a window": (text(windows=window(colour=f"red {HERE}")), "unknown key “colour”"),
    "merge key": (text(more=f"<<: {{}} {HERE}\n"), "unknown key “<<”"),
    "duplicate key": (text(more=f"hall: other {HERE}\n"), "“hall” is given twice, first in line 1"),
    "key that is a list": (text(more=f"? [a] {HERE}\n: b\n"), "a key must be one word"),
    "missing key": (
        text(windows=f"\n  - numbers: 1 {HERE}\n    area: main\n    businesses: all\n"),
        "“name” is missing",
    ),
    "list instead of keys": (text(areas=f"\n  - [main] {HERE}\n"), "areas must be lines of “key: value”"),
    "keys instead of a list": (text(areas=f"\n  id: main {HERE}\n"), "areas must be a list"),
    "list instead of a value": (text(windows=window(area=f"[main] {HERE}")), "area must be one value"),
    "keys instead of a value": (text(windows=window(numbers=f"{{a: b}} {HERE}")), "numbers must be one value"),
    "number instead of text": (text(more=operators(f"{{id: 1001, name: 赵}} {HERE}")), 'id must be text: write "1001"'),
    "yes instead of text": (text(more=operators(f'{{id: "1", name: yes}} {HERE}')), 'name must be text: write "yes"'),
    "empty text": (text(more=operators(f'{{id: "1", name: ""}} {HERE}')), "name is empty"),
    "nothing where text belongs": (text(more=operators(f'{{id: "1", name: }} {HERE}')), "name is empty"),
    "only Chinese": (text(more=f"notices: [{{zh: 通知}}] {HERE}\n"), "“en” is missing"),
    "no areas": (text(areas=f" [] {HERE}\n"), "areas is empty"),
    "no businesses": (text(businesses=f" [] {HERE}\n"), "businesses is empty"),
    "bad hall id": (text().replace("hall: test", f"hall: 厅 {HERE}"), "hall “厅” must be lower-case"),
    "bad business id": (text(businesses=business(id=f"Third/1 {HERE}")), "id “Third/1” must be lower-case"),
    "bad staff number": (text(more=operators(f'{{id: "10 01", name: 赵}} {HERE}')), "the staff number “10 01”"),
    "prefix with I": (text(businesses=business(prefix=f"I {HERE}")), "the prefix “I” must be one or two capital"),
    "prefix with O": (text(businesses=business(prefix=f"AO {HERE}")), "the prefix “AO”"),
    "prefix in small letters": (text(businesses=business(prefix=f"c {HERE}")), "the prefix “c”"),
    "prefix of three": (text(businesses=business(prefix=f"ABC {HERE}")), "the prefix “ABC”"),
    "prefix that is a number": (text(businesses=business(prefix=f"7 {HERE}")), "the prefix “7”"),
    "prefix N, not read as no": (text(businesses=business(prefix=f"no {HERE}")), "the prefix “no”"),
    "duplicate area": (
        text(areas=AREAS + f"  - {{id: main, name: {{zh: 二楼, en: First floor}}}} {HERE}\n"),
        "the area “main” is in line 4 already",
    ),
    "duplicate business": (text(businesses=business(id=f"tax {HERE}")), "the business “tax” is in line 10 already"),
    "duplicate prefix": (text(businesses=business(prefix=f"B {HERE}")), "the prefix B is used by “Tax” in line 11"),
    "duplicate operator": (
        text(more=operators('{id: "1001", name: 赵}', f'{{id: "1001", name: 钱}} {HERE}')),
        "the staff number 1001 is in line 21 already",
    ),
    "duplicate window": (text(windows=window(numbers=f"3-5 {HERE}")), "window 3 is in line 16 already"),
    "window twice in one range": (text(windows=window(numbers=f"[9, 9] {HERE}")), "window 9 is in line 20 already"),
    "unreadable numbers": (text(windows=window(numbers=f"one {HERE}")), "the window numbers “one” cannot be read"),
    "empty numbers": (text(windows=window(numbers=f"[] {HERE}")), "the window numbers “” cannot be read"),
    "numbers running backwards": (text(windows=window(numbers=f"9-7 {HERE}")), "“9-7” cannot be read"),
    "numbers of two rows": (text(windows=window(numbers=f"A1-B3 {HERE}")), "“A1-B3” cannot be read"),
    "a range that is a slip": (text(windows=window(numbers=f"1-9999 {HERE}")), "more than 500 of them"),
    "ranges that are a slip": (text(windows=window(numbers=f'"1-400, 500-800" {HERE}')), "more than 500 of them"),
    "unknown area": (text(windows=window(area=f"mian {HERE}")), "no area “mian”; did you mean “main”?"),
    "unknown business": (
        text(windows=window(businesses=f"[taxx] {HERE}")),
        "no business “taxx”; did you mean “tax”?",
    ),
    "business twice": (text(windows=window(businesses=f"[tax, tax] {HERE}")), "“tax” stands here twice"),
    "window without business": (text(windows=window(businesses=f"[] {HERE}")), "businesses is empty"),
    "nearly all": (text(windows=window(businesses=f"al {HERE}")), "businesses must be a list"),
    "business with no window": (
        text(businesses=business(id=f"third {HERE}"), windows=WINDOWS.replace("all", "[social, tax]")),
        "no window serves “Third” (third)",
    ),
    "address twice": (
        text(windows=window(numbers="8-9", led_address=f"[5, 5] {HERE}")),
        "the LED address 5 is used in line 24 already",
    ),
    "evaluator address twice": (
        text(windows=window(numbers="8-9", evaluator_address=f"[5, 5] {HERE}")),
        "the evaluator address 5 is used in line 24 already",
    ),
    "too few addresses": (
        text(windows=window(numbers="7-9", led_address=f"1-2 {HERE}")),
        "the LED address gives 2 for 3 windows",
    ),
    "address 0": (text(windows=window(led_address=f"0 {HERE}")), "numbers from 1 to 250"),
    "address beyond the bus": (text(windows=window(led_address=f"251 {HERE}")), "numbers from 1 to 250"),
    "address with a letter": (text(windows=window(led_address=f"A1 {HERE}")), "the LED address “A1”"),
    "address unreadable": (text(windows=window(led_address=f"x {HERE}")), "the LED address “x”"),
    "unknown rule": (text(more=f"rules: {{recal_limit: 1}} {HERE}\n"), "did you mean “recall_limit”?"),
    "rule out of bounds": (text(more=f"rules: {{recall_limit: 0}} {HERE}\n"), "from 1 to 99, not 0"),
    "rule in quotes": (text(more=f'rules: {{recall_limit: "5"}} {HERE}\n'), 'whole number from 1 to 99, not "5"'),
    "rule in words": (text(more=f"rules: {{block_size: many}} {HERE}\n"), "not many"),
    "unknown choice": (
        text(more=f"rules: {{transfer_position: kep}} {HERE}\n"),
        "must be one of keep, front, end, not “kep”; did you mean “keep”?",
    ),
    "time without quotes": (text(more=f"rules: {{closes_at: 18:00}} {HERE}\n"), "quoted time of day"),
    "no such time": (text(more=f'rules: {{closes_at: "24:00"}} {HERE}\n'), 'not "24:00"'),
    "time of one digit": (text(more=f'rules: {{opens_at: "9:00"}} {HERE}\n'), 'not "9:00"'),
    "closes before it opens": (
        text(more=f'rules: {{opens_at: "09:00", closes_at: "08:00"}} {HERE}\n'),
        "closing at 08:00 is not after opening at 09:00",
    ),
    "opens after it closes by default": (text(more=f'rules: {{opens_at: "19:00"}} {HERE}\n'), "closing at 18:00"),
    "neither true nor false": (text(more=operators(f'{{id: "1", name: 赵, guide: yes}} {HERE}')), "true or false"),
    "true in quotes": (text(more=operators(f'{{id: "1", name: 赵, guide: "true"}} {HERE}')), "true or false"),
    "no such zone": (text(more=f"timezone: Asia/Changan {HERE}\n"), "no time zone “Asia/Changan”"),
    "zone that is a path": (text(more=f"timezone: ../../etc/passwd {HERE}\n"), "no time zone"),
    "tab": (text(more=f"rules:\n\trecall_limit: 5 {HERE}\n"), "not valid YAML"),
    "full-width colon": (text(more=f"timezone：Asia/Shanghai {HERE}\n"), "not valid YAML"),
    "second document": (text(more=f"--- {HERE}\n"), "not valid YAML"),
    "unknown anchor": (text(more=f"notices: *texts {HERE}\n"), "not valid YAML"),
    "control character": (text(more=f"timezone: \x07 {HERE}\n"), "character U+0007"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gets_one_sentence_with_its_line(mistake: str) -> None:
    written, english = MISTAKES[mistake]
    check(written, english)


def test_a_mistake_is_told_in_chinese_with_the_near_word() -> None:
    check(text(windows=window(area=f"mian {HERE}")), "there is no area", "没有区域“mian”，是不是“main”？")


def test_a_list_may_hold_the_same_node_again() -> None:
    plan = read(more="notices: [&n {zh: 通知, en: Notice}, *n]\n")
    assert plan.notices == (Words("通知", "Notice"),) * 2


def test_a_list_that_holds_itself_is_refused() -> None:
    check(text(windows=f"\n  - &loop [*loop] {HERE}\n"), "windows must be lines of")


@pytest.mark.parametrize("written", ["", "# nothing\n"])
def test_an_empty_file_is_refused(written: str) -> None:
    where, _, english = complaint(written)
    assert where == "pack.yaml:1"
    assert english == "the file is empty."


def test_text_in_another_encoding_is_refused_at_its_line() -> None:
    where, _, english = complaint("hall: test\nname: {zh: 大厅, en: Hall}\n".encode("gb18030"))
    assert where == "pack.yaml:2"
    assert "UTF-8" in english


def test_a_byte_order_mark_does_no_harm() -> None:
    assert decode_pack(b"\xef\xbb\xbf" + text().encode()).hall_id == "test"


def test_a_file_far_too_large_is_refused_unread() -> None:
    where, _, english = complaint(b"#" * (SIZE_LIMIT_KIB * 1024 + 1))
    assert where == "pack.yaml"
    assert f"{SIZE_LIMIT_KIB} KiB" in english


@pytest.mark.parametrize("opener", ["[", "{", "[{", "- ", "? "])
def test_nesting_without_end_is_refused(opener: str) -> None:
    where, _, english = complaint(f"hall: test\nareas: \n{opener * 20_000}")
    assert re.match(r"pack\.yaml:\d", where)
    assert "nested too deeply" in english


def test_a_changed_pack_is_listed_under_its_new_title(tmp_path: Path) -> None:
    path = tmp_path / "here" / "pack.yaml"
    path.parent.mkdir()
    path.write_text(text(), encoding="utf-8")
    assert [pack.title.en for pack in packs(tmp_path)] == ["Test"]
    path.write_text(text().replace("en: Test", "en: Changed"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert [(pack.name, pack.title.en) for pack in packs(tmp_path)] == [("here", "Changed")]


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        read_pack(tmp_path / "hall.yaml")
    assert caught.value.sentence("en") == "hall.yaml: there is no such hall pack file."


def test_a_file_is_read_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "hall.yaml"
    path.write_text(text(), encoding="utf-8")
    assert read_pack(path) == read()
    path.write_text("hall: [\n", encoding="utf-8")
    with pytest.raises(Fault, match=r"hall\.yaml:2"):
        read_pack(path)


def test_packs_are_listed_with_their_titles() -> None:
    assert {(pack.name, pack.title.zh) for pack in packs()} >= {
        ("changan", "西安市长安区政务服务中心"),
        ("chengmai", "澄迈县政务服务中心"),
    }
    assert all(pack_named(pack.name) == pack.path for pack in packs())


@pytest.mark.parametrize("name", ["changna", "../changan", ""])
def test_an_unknown_pack_is_refused_with_those_that_exist(name: str) -> None:
    with pytest.raises(Fault) as caught:
        pack_named(name)
    assert "There are: changan, chengmai." in caught.value.sentence("en") or "changan, chengmai" in str(caught.value)
    assert ("did you mean “changan”" in str(caught.value)) == (name in ("changna", "../changan"))


def test_rules_take_every_choice() -> None:
    for choice in QueuePosition:
        plan = read(more=f"rules: {{transfer_position: {choice.value}}}\n")
        assert plan.rules.transfer_position is choice


SOUND = text(more=operators('{id: "1001", name: 赵晓禾, guide: true}') + 'rules: {opens_at: "09:00"}\n').encode()


def fault_of(raw: bytes) -> Fault | None:
    try:
        decode_pack(raw)
    except Fault as fault:
        return fault
    return None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_only_a_refusal_escapes_from_a_damaged_pack(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SOUND) - 1))
    length = data.draw(st.integers(0, 12))
    put = data.draw(
        st.binary(max_size=6) | st.sampled_from([b"&a ", b"*a", b"- ", b": ", b"[", b"{", b"? ", b"!!int "])
    )
    fault = fault_of(SOUND[:at] + put + SOUND[at + length :])
    assert fault is None or fault.code is FaultCode.PACK_INVALID
    assert fault is None or re.match(r"pack\.yaml(:\d+)?$", str(fault.details["where"]))
