import json
from pathlib import Path
from typing import Any

import pytest

from hub.client.settings import Broker, broker_of, load
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import StationKind

GOOD: dict[str, Any] = {
    "hall": "changan", "station": "kiosk-1", "kind": "kiosk", "brokers": ["mqtt://127.0.0.1:1884", "mqtts://b"],
    "password": "secret", "ca_file": None,
}  # fmt: skip


def written(tmp_path: Path, value: object) -> Path:
    path = tmp_path / "kiosk.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def refusal(path: Path) -> Fault:
    with pytest.raises(Fault) as caught:
        load(path)
    assert caught.value.code is FaultCode.CONFIGURATION
    assert path.name in caught.value.sentence("zh")
    return caught.value


def test_a_good_file_makes_a_credential(tmp_path: Path) -> None:
    credential = load(written(tmp_path, GOOD))
    assert credential.station == "kiosk-1"
    assert credential.kind is StationKind.KIOSK
    assert credential.brokers == ("mqtt://127.0.0.1:1884", "mqtts://b")
    assert credential.ca_file is None


def test_the_password_shows_in_no_log(tmp_path: Path) -> None:
    assert "secret" not in repr(load(written(tmp_path, GOOD)))


def test_an_unknown_key_is_named_with_the_near_one(tmp_path: Path) -> None:
    sentence = refusal(written(tmp_path, {**GOOD, "broker": []})).sentence("en")
    assert "unknown key “broker”; did you mean “brokers”?" in sentence


def test_an_unknown_key_like_nothing_is_named_alone(tmp_path: Path) -> None:
    sentence = refusal(written(tmp_path, {**GOOD, "zzz": 1})).sentence("en")
    assert "unknown key “zzz”." in sentence
    assert "did you mean" not in sentence


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hall": ""}, "“hall”"),
        ({"station": 5}, "“station”"),
        ({"password": None}, "“password”"),
        ({"station": "a/b"}, "may not contain"),
        ({"hall": "+"}, "may not contain"),
        ({"kind": "toaster"}, "one of: kiosk"),
        ({"brokers": []}, "at least one address"),
        ({"brokers": "mqtt://a"}, "at least one address"),
        ({"brokers": [1]}, "at least one address"),
        ({"brokers": ["http://a"]}, "http://a"),
        ({"ca_file": 5}, "“ca_file”"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    assert said in refusal(written(tmp_path, {**GOOD, **change})).sentence("en")


@pytest.mark.parametrize("text", ["{", "[]", '"x"'])
def test_what_is_no_json_object_is_refused(tmp_path: Path, text: str) -> None:
    assert "JSON" in refusal(written(tmp_path, text)).sentence("en")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "absent.json").sentence("en")


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("mqtt://hub.local", Broker("hub.local", 1883, tls=False)),
        ("mqtts://10.0.0.1/", Broker("10.0.0.1", 8883, tls=True)),
        ("mqtts://[::1]:99", Broker("::1", 99, tls=True)),
    ],
)
def test_broker_addresses_are_read(url: str, broker: Broker) -> None:
    assert broker_of(url) == broker


@pytest.mark.parametrize(
    "url", ["", "mqtt://", "tcp://a", "mqtt://a:x", "mqtt://a:99999", "mqtt://a/b", "mqtt://u@a", "mqtt://[a"]
)
def test_a_wrong_broker_address_is_shown_with_the_right_form(url: str) -> None:
    with pytest.raises(Fault) as caught:
        broker_of(url)
    assert "mqtts://host:port" in caught.value.sentence("en")
