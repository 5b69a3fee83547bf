"""The district's page, as somebody reads it."""

from starlette.testclient import TestClient

from hub.district.messages import batch_schema
from tests.fakes.reporting import OtherHall, day_record, ticket_record


def described(seq: int) -> dict[str, object]:
    name = {"zh": "示例大厅", "en": "Sample hall"}
    return {
        "seq": seq, "kind": "hall", "action": "described", "at": 1_795_309_200_000, "time": "20261122090000",
        "name": name, "areas": [{"id": "main", "name": name}],
        "businesses": [{"id": "b1", "name": {"zh": "社保<b>", "en": "Social"}, "prefix": "A", "department": name}],
        "windows": [{"id": "w3", "number": "3", "name": name, "area": "main", "businesses": ["b1"]}],
        "operators": [{"id": "1001", "name_masked": "张*", "post": ""}],
    }  # fmt: skip


def report(district: TestClient, hall: OtherHall, *records: dict[str, object]) -> None:
    last = int(str(records[-1]["seq"]))
    position = district.get(f"/v1/halls/{hall.hall}/position").json()["position"]
    body = hall.batch(position["seq"] + 1, last, position["batch"], records)
    answer = district.post(
        f"/v1/halls/{hall.hall}/batches", content=body, headers=hall.signature("batch", body)
    )  # fmt: skip
    assert answer.status_code == 200, answer.text


def test_district_without_halls_says_what_to_do(district: TestClient) -> None:
    assert "还没有大厅登记" in district.get("/").text


def test_hall_that_has_told_nothing_is_shown_as_such(district: TestClient, hall: OtherHall) -> None:
    text = district.get("/").text
    assert hall.hall in text
    assert "还没有收到记录" in text
    assert "尚未开始办理" in text


def test_page_counts_the_business_date_and_shows_names(district: TestClient, hall: OtherHall) -> None:
    report(
        district, hall, described(1), day_record(2, date="2026-11-21"), ticket_record(3, business_date="2026-11-21"),
        day_record(4, "closed", "2026-11-21"),
    )  # fmt: skip
    assert "2026-11-21 已结束" in district.get("/").text
    report(
        district, hall, day_record(5), ticket_record(6, business_date="2026-11-22"),
        ticket_record(7, business_date="2026-11-22"), ticket_record(8, "call", "called", call=8, times=1, window="w3"),
        ticket_record(9, "completion", "completed", start_inferred=False, window="w3"),
        ticket_record(10, "evaluation", "given", request="r1", satisfaction=2, pf=5),
        ticket_record(11, "evaluation", "given", request="r2", satisfaction=4, pf=5),
    )  # fmt: skip
    text = district.get("/").text
    assert "示例大厅" in text
    assert "2026-11-22 办理中" in text
    for label, figure in (("今日取号", "2"), ("今日办结", "1"), ("今日评价", "2"), ("满意率", "50%")):
        assert f"<dt>{label}</dt><dd >{figure}</dd>" in text
    assert "评价：不满意" in text
    assert "社保&lt;b&gt;" in text
    assert '<td class="window">3</td>' in text
    assert "张*" not in text


def test_page_speaks_english_too(district: TestClient, hall: OtherHall) -> None:
    report(district, hall, described(1), ticket_record(2))
    text = district.get("/?lang=en").text
    assert "Sample hall" in text
    assert "Number taken" in text
    assert 'lang="en"' in text


def test_unknown_language_is_chinese(district: TestClient) -> None:
    assert "区级平台" in district.get("/?lang=../../x").text


def test_page_brings_its_own_style_and_nothing_from_elsewhere(district: TestClient) -> None:
    assert "--ting-primary" in district.get("/theme.css").text
    assert district.get("/page.css").status_code == 200
    assert "default-src 'none'" in district.get("/").headers["content-security-policy"]


def test_schema_of_a_batch_names_every_kind_of_record() -> None:
    kinds = {"Hall", "Day", "Window", "Ticket", "Call", "Start", "Completion", "Evaluation"}
    assert {f"{kind}Record" for kind in kinds} <= set(batch_schema()["$defs"])
