"""The page that other makers of district platforms read says what the code does."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.district.faults import Refusal
from hub.district.messages import Batch, batch_schema, read
from hub.upstream.mapping import RULES

DOCS = Path(__file__).parents[4] / "docs"
PAGE = (DOCS / "district-interface.md").read_text(encoding="utf-8")


def test_schema_in_the_docs_is_what_the_code_draws() -> None:
    drawn = json.loads((DOCS / "district-batch.schema.json").read_text(encoding="utf-8"))
    assert drawn == batch_schema(), "run `python -m hub.district.messages > docs/district-batch.schema.json`"


def test_every_refusal_stands_in_the_page() -> None:
    assert [code for code in Refusal if f"`{code.value}`" not in PAGE] == []


def test_every_record_stands_in_the_page() -> None:
    assert [rule for rule in RULES.values() if f"`{rule.kind}`" not in PAGE or f"`{rule.action}`" not in PAGE] == []


def test_example_is_a_batch() -> None:
    found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    record = read(Batch, found[1].encode()).records[0]
    beijing = datetime.fromtimestamp(record.at / 1000, UTC) + timedelta(hours=8)
    assert record.time == beijing.strftime("%Y%m%d%H%M%S")
