"""The accounts file for a broker that is not ours."""

import json
from pathlib import Path

import pytest

from hub.broker.logins import Login, load_site
from hub.contract.faults import Fault, FaultCode


def test_both_accounts_are_read(tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    file.write_text(
        json.dumps(
            {
                "hub": {"username": "hub", "password": "one"},
                "scratch": {"username": "kiosk-probe", "password": "two"},
            }
        )
    )
    site = load_site(file)
    assert (site.hub, site.scratch) == (Login("hub", "one"), Login("kiosk-probe", "two"))


@pytest.mark.parametrize("content", ["{}", '{"hub": {"username": "hub", "password": "one"}}', '{"hub": 1}'])
def test_file_that_names_only_one_account_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "accounts.json"
    file.write_text(content)
    with pytest.raises(Fault) as refused:
        load_site(file)
    assert refused.value.code is FaultCode.CONFIGURATION
    assert "scratch" in refused.value.sentence("zh")


def test_missing_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Fault):
        load_site(tmp_path / "nothing.json")
