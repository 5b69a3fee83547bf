"""What is drawn from the code stands in docs/ as drawn: a changed message changes a file that a reviewer sees."""

from pathlib import Path

import pytest

from hub.drawing import documents

DOCS = Path(__file__).parents[2] / "docs"
DRAWN = documents()


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_document_in_docs_is_what_the_code_draws(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == DRAWN[name], "run `ting docs` and commit the difference"


def test_docs_hold_no_schema_of_a_message_that_is_gone() -> None:
    kept = {f"contract/{path.name}" for path in (DOCS / "contract").glob("*.schema.json")}
    assert kept == {name for name in DRAWN if name.endswith(".schema.json")}
