"""The halls that come with Ting, and the example in the documentation."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from hub.contract import commands as cmd
from hub.contract.events import PackLoaded
from hub.contract.vocabulary import HallPlan, StationKind
from hub.contract.wire import decode_event, encode_event
from hub.core.hall import Hall
from hub.pack.reader import decode_pack, pack_named, packs, read_pack
from tests.fakes.halls import DrivenHall

DOCUMENT = Path(__file__).parents[4] / "docs" / "hall-packs.md"
ALL = [pack.name for pack in packs()]


def plan_of(name: str) -> HallPlan:
    return read_pack(pack_named(name))


@pytest.mark.parametrize("name", ALL)
def test_a_pack_is_called_like_its_hall(name: str) -> None:
    assert plan_of(name).hall_id == name


@pytest.mark.parametrize("name", ALL)
def test_every_business_has_names_department_and_hint_in_both_languages(name: str) -> None:
    for business in plan_of(name).businesses:
        for words in (business.name, business.department, business.hint):
            assert re.search("[\u4e00-\u9fff]", words.zh)
            assert words.en.isascii()
            assert words.en


@pytest.mark.parametrize("name", ALL)
def test_every_window_has_a_member_of_staff_and_there_are_guides(name: str) -> None:
    plan = plan_of(name)
    assert len(plan.operators) >= len(plan.windows)
    assert any(operator.guide for operator in plan.operators)
    assert len({operator.name for operator in plan.operators}) == len(plan.operators)


@pytest.mark.parametrize("name", ALL)
def test_there_are_texts_for_the_wall_and_the_ticket(name: str) -> None:
    plan = plan_of(name)
    assert plan.notices
    assert 0 < len(plan.ticket_notes) <= 3


@pytest.mark.parametrize("name", ALL)
def test_a_hall_can_load_it_and_hands_out_a_number_of_every_business(name: str) -> None:
    plan = plan_of(name)
    made = DrivenHall(hall=Hall(name))
    made.do(cmd.LoadPack(plan), "hub", StationKind.HUB)
    made.do(cmd.EnrollStation("kiosk-1", StationKind.KIOSK), "hub", StationKind.HUB)
    made.do(cmd.OpenDay("2026-11-23"), "hub", StationKind.HUB)
    numbers = [made.number(made.take(business.business_id)) for business in plan.businesses]
    assert numbers == [f"{business.prefix}001" for business in plan.businesses]


@pytest.mark.parametrize("name", ALL)
def test_it_goes_through_the_journal_unchanged(name: str) -> None:
    event = PackLoaded(plan=plan_of(name))
    assert decode_event("pack_loaded", json.loads(encode_event(event))) == event


def test_changan_has_thirty_windows_and_twelve_businesses_in_letters_without_i() -> None:
    plan = plan_of("changan")
    assert [window.window_id for window in plan.windows] == [str(number) for number in range(1, 31)]
    assert "".join(business.prefix for business in plan.businesses) == "ABCDEFGHJKLM"


def test_changan_serves_everything_at_the_windows_that_have_devices() -> None:
    plan = plan_of("changan")
    everything = tuple(business.business_id for business in plan.businesses)
    wired = [window for window in plan.windows if window.led_address]
    assert [(window.number, window.led_address, window.evaluator_address) for window in wired] == [
        (str(number), number, number) for number in range(1, 9)
    ]
    assert all(window.businesses == everything for window in wired)


def test_chengmai_has_the_windows_that_its_tender_asks_for() -> None:
    plan = plan_of("chengmai")
    assert Counter((window.area_id, window.group) for window in plan.windows) == {
        ("jinjiang", "社会事务区"): 6, ("jinjiang", "工程建设区"): 6, ("jinjiang", "企业服务区"): 6,
        ("jinjiang", "导办"): 1, ("jinjiang", "制证"): 1,
        ("laocheng-1", "综合窗口"): 4, ("laocheng-1", "导办"): 1,
        ("laocheng-2", "综合窗口"): 2,
    }  # fmt: skip


def test_chengmai_never_calls_anybody_to_another_area() -> None:
    plan = plan_of("chengmai")
    areas_of: dict[str, set[str]] = {}
    for window in plan.windows:
        for business_id in window.businesses:
            areas_of.setdefault(business_id, set()).add(window.area_id)
    assert all(len(areas) == 1 for areas in areas_of.values())


def test_the_example_of_the_documentation_is_a_pack() -> None:
    example = re.search(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    plan = decode_pack(example[1].encode())
    assert [window.window_id for window in plan.windows] == ["1", "2", "3", "4", "annex-1"]
    assert plan.operators[1].guide
