"""The plugin's first file and its access lists, as data."""

import base64
import hashlib
from typing import Any

import pytest

from hub.broker.accounts import STATION_KINDS, access_list, check_station_id, first_file
from hub.broker.logins import Login, Logins, hashed
from hub.contract.commands import VERBS_OF
from hub.contract.faults import Fault
from hub.contract.topics import access_of, command
from hub.contract.vocabulary import StationKind

LOGINS = Logins(Login("ting-admin", "a"), Login("hub", "h"))


def topics_of(acls: list[dict[str, Any]], kind: str) -> set[str]:
    return {acl["topic"] for acl in acls if acl["acltype"] == kind and acl["allow"]}


def test_everything_is_refused_unless_allowed() -> None:
    defaults = first_file("changan", LOGINS)["defaultACLAccess"]
    assert defaults == {
        "publishClientSend": False,
        "publishClientReceive": False,
        "subscribe": False,
        "unsubscribe": True,
    }


def test_the_administrator_may_use_no_topic_of_the_hall() -> None:
    roles = {role["rolename"]: role["acls"] for role in first_file("changan", LOGINS)["roles"]}
    assert all(acl["topic"].startswith("$CONTROL/dynamic-security/") for acl in roles["admin"])
    assert {acl["topic"] for acl in roles["hub"]} == {"ting/changan/#"}


def test_the_first_file_holds_no_password_in_clear() -> None:
    clients = first_file("changan", Logins(Login("ting-admin", "secret-a"), Login("hub", "secret-h")))["clients"]
    assert "secret" not in str(clients)


@pytest.mark.parametrize("kind", STATION_KINDS)
def test_a_station_may_send_its_verbs_and_only_about_itself(kind: StationKind) -> None:
    acls = access_list(access_of("changan", "s1", kind))
    sent = topics_of(acls, "publishClientSend")
    assert {topic for topic in sent if "/cmd/" in topic} == {command("changan", "s1", verb) for verb in VERBS_OF[kind]}
    assert all("/s1" in topic for topic in sent)


def test_what_may_be_subscribed_may_be_received_and_nothing_else() -> None:
    acls = access_list(access_of("changan", "s1", StationKind.WALL))
    literal, pattern = topics_of(acls, "subscribeLiteral"), topics_of(acls, "subscribePattern")
    assert literal | pattern == topics_of(acls, "publishClientReceive")
    assert not any("+" in topic or "#" in topic for topic in literal)
    assert all("+" in topic for topic in pattern)


def test_every_kind_but_console_and_hub_has_an_account() -> None:
    assert set(STATION_KINDS) == set(StationKind) - {StationKind.CONSOLE, StationKind.HUB}


def test_a_password_is_kept_as_the_plugin_reads_it() -> None:
    kept = hashed("pw", b"twelve bytes")
    expected = hashlib.pbkdf2_hmac("sha512", b"pw", b"twelve bytes", kept["iterations"], 64)
    assert base64.b64decode(kept["password"]) == expected
    assert base64.b64decode(kept["salt"]) == b"twelve bytes"
    assert hashed("pw")["salt"] != hashed("pw")["salt"]


def test_a_plain_id_passes_and_a_reserved_one_does_not() -> None:
    check_station_id("Kiosk-1_a")
    with pytest.raises(Fault, match=r"hub-cli-7|configuration"):
        check_station_id("hub-cli-7")
