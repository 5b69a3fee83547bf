"""Who may speak to the broker, and about what: accounts and access lists of Mosquitto's dynamic security plugin.

Everything that is not allowed is refused. The access lists are made from ``hub.contract.topics.access_of``, a role of
its own for each station. The first file is written here, before Mosquitto ever runs, so that there is no moment without
accounts; afterwards only the plugin writes it, and changes go over ``$CONTROL/dynamic-security/v1`` (Mosquitto's
``plugins/dynamic-security/README``).

What the plugin cannot express: it knows no difference between a retained and a passing message. A station may
therefore retain a command in its own name, and the hub hears it again after each connection; its receipt, or its
lifetime, keeps it from being done again.
"""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hub.broker import record
from hub.broker.logins import ADMIN_USERNAME, HUB_USERNAME, Login, Logins, hashed
from hub.broker.session import FIRST_ERROR, PATIENCE_S, BrokerAddress, RefusedError, Session
from hub.broker.settings import BrokerSettings
from hub.contract.faults import Fault, FaultCode
from hub.contract.topics import Access, access_of
from hub.contract.vocabulary import HallId, StationId, StationKind

CONTROL = "$CONTROL/dynamic-security/v1"
_RESPONSE = f"{CONTROL}/response"
_ROLE_PREFIX = "station-"
_ADMIN_ROLE = "admin"
_HUB_ROLE = "hub"

# Letters, digits, dash and underscore: nothing that means something in a topic, a path or a URL.
_STATION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_RESERVED = frozenset({ADMIN_USERNAME, HUB_USERNAME})

STATION_KINDS = (
    StationKind.KIOSK,
    StationKind.COUNTER,
    StationKind.GUIDE,
    StationKind.WALL,
    StationKind.DEVICES,
)
"""Kinds that have an account of their own. The console lives in the hub."""


@dataclass(frozen=True, slots=True)
class StationAccount:
    """One station's account as the broker knows it."""

    station_id: StationId
    kind: StationKind
    enabled: bool


def check_station_id(station_id: StationId) -> None:
    """Refuse an id that could not be a topic's segment or is one of ours. Raises ``Fault`` configuration."""
    if _STATION_ID.fullmatch(station_id) is None or station_id in _RESERVED or station_id.startswith("hub-cli-"):
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"终端编号“{station_id}”不可用：只能用 1 到 32 个英文字母、数字、- 和 _，且不能是保留名称。",
            en=f"station id “{station_id}” cannot be used: 1 to 32 letters, digits, - and _, and no reserved name.",
        )


def access_list(access: Access) -> list[dict[str, Any]]:
    """Access as the plugin's list. What is published may be sent, what is subscribed may be subscribed and received.

    Receiving is allowed apart from subscribing, so that even a subscription that slipped through would stay silent.
    """
    rules = [("publishClientSend", topic) for topic in access.publish]
    rules += [("publishClientReceive", topic) for topic in access.subscribe]
    # A narrower pattern than ours is fine (one kind of state); a plain topic must be met exactly.
    rules += [
        ("subscribePattern" if "+" in topic or "#" in topic else "subscribeLiteral", topic)
        for topic in access.subscribe
    ]
    return [{"acltype": kind, "topic": topic, "priority": 0, "allow": True} for kind, topic in rules]


def first_file(hall_id: HallId, logins: Logins) -> dict[str, Any]:
    """The plugin's file before the first start: the administrator, the hub, and nothing else allowed."""
    control = (f"{CONTROL}/#",)
    return {
        "defaultACLAccess": {
            "publishClientSend": False,
            "publishClientReceive": False,
            "subscribe": False,
            "unsubscribe": True,
        },
        "clients": [
            _first_client(logins.admin, _ADMIN_ROLE),
            _first_client(logins.hub, _HUB_ROLE),
        ],
        "roles": [
            {"rolename": _ADMIN_ROLE, "acls": access_list(Access((CONTROL,), control))},
            {
                "rolename": _HUB_ROLE,
                "acls": access_list(access_of(hall_id, HUB_USERNAME, StationKind.HUB)),
            },
        ],
        "groups": [],
    }


def _first_client(login: Login, role: str) -> dict[str, Any]:
    return {"username": login.username, "roles": [{"rolename": role}], **hashed(login.password)}


def write_first_file(settings: BrokerSettings, hall_id: HallId, logins: Logins) -> None:
    """Write the plugin's file unless there is one: from then on it is the plugin's own.

    Raises ``Fault`` configuration when it is damaged: Mosquitto would run, without any account, and not say why.
    """
    if record.read(settings.accounts_file) is None:
        record.write(settings.accounts_file, first_file(hall_id, logins))


class Accounts:
    """The stations' accounts at the running broker. Changes take effect at once: a station that is changed or removed
    is disconnected."""

    def __init__(self, address: BrokerAddress, admin: Login, hall_id: HallId) -> None:
        self._address = address
        self._admin = admin
        self._hall_id = hall_id

    def create(self, station_id: StationId, kind: StationKind, password: str) -> None:
        """Make a station's account, or make it anew: with this kind and this password only.

        The account is bound to its client id, so nobody else can push it off the broker. Raises ``Fault``.
        """
        check_station_id(station_id)
        role = _ROLE_PREFIX + station_id
        with self._control() as control:
            # The account before its role: the other way round Mosquitto 2.0 can crash (its issue 2660).
            if station_id in {account.station_id for account in self._listed(control)}:
                control.ask({"command": "deleteClient", "username": station_id})
            if role in control.roles():
                control.ask({"command": "deleteRole", "rolename": role})
            control.ask({"command": "createRole", "rolename": role, "acls": self._wanted(station_id, kind)})
            control.ask(
                {
                    "command": "createClient",
                    "username": station_id,
                    "clientid": station_id,
                    "password": password,
                    "textname": kind.value,
                    "roles": [{"rolename": role}],
                }
            )

    def disable(self, station_id: StationId) -> None:
        """Shut a station out without forgetting it. Raises ``Fault`` unknown_station."""
        self._change(station_id, {"command": "disableClient", "username": station_id})

    def enable(self, station_id: StationId) -> None:
        """Let a disabled station in again. Raises ``Fault`` unknown_station."""
        self._change(station_id, {"command": "enableClient", "username": station_id})

    def delete(self, station_id: StationId) -> None:
        """Remove a station's account and role. Raises ``Fault`` unknown_station."""
        self._change(
            station_id,
            {"command": "deleteClient", "username": station_id},
            {"command": "deleteRole", "rolename": _ROLE_PREFIX + station_id},
        )

    def stations(self) -> tuple[StationAccount, ...]:
        """All stations' accounts by id."""
        with self._control() as control:
            return tuple(self._listed(control))

    def refresh(self) -> tuple[StationId, ...]:
        """Bring every role up to this version's access table; returns the stations that changed.

        A new version may add or take verbs; without this a station enrolled years ago would keep its old rights.
        """
        changed = []
        with self._control() as control:
            kept = control.roles()
            for account in self._listed(control):
                role = _ROLE_PREFIX + account.station_id
                wanted = self._wanted(account.station_id, account.kind)
                if _comparable(kept.get(role, [])) == _comparable(wanted):
                    continue
                if role in kept:
                    control.ask({"command": "modifyRole", "rolename": role, "acls": wanted})
                else:
                    control.ask({"command": "createRole", "rolename": role, "acls": wanted})
                    control.ask({"command": "addClientRole", "username": account.station_id, "rolename": role})
                changed.append(account.station_id)
        return tuple(changed)

    def answers(self, patience_s: float) -> bool:
        """Whether the broker there is ours: it lets our administrator in and answers with our accounts."""
        try:
            with self._control(patience_s) as control:
                return HUB_USERNAME in control.usernames()
        except Fault:
            return False

    def _wanted(self, station_id: StationId, kind: StationKind) -> list[dict[str, Any]]:
        return access_list(access_of(self._hall_id, station_id, kind))

    def _change(self, station_id: StationId, *commands: dict[str, Any]) -> None:
        with self._control() as control:
            if station_id not in {account.station_id for account in self._listed(control)}:
                raise Fault(FaultCode.UNKNOWN_STATION, what=station_id)
            for command in commands:
                control.ask(command)

    @staticmethod
    def _listed(control: "_Control") -> list[StationAccount]:
        kinds = {kind.value: kind for kind in STATION_KINDS}
        return sorted(
            (
                StationAccount(client["username"], kinds[client["textname"]], not client.get("disabled", False))
                for client in control.clients()
                if client.get("textname") in kinds and client["username"] not in _RESERVED
            ),
            key=lambda account: account.station_id,
        )

    @contextmanager
    def _control(self, patience_s: float = PATIENCE_S) -> Iterator["_Control"]:
        client_id = f"{ADMIN_USERNAME}-{secrets.token_hex(8)}"
        try:
            session = Session(self._address, client_id, self._admin, patience_s)
        except RefusedError:
            raise Fault(FaultCode.BROKER_GONE, what=f"{self._address.url}: administrator refused") from None
        with session:
            if session.subscribe(_RESPONSE) >= FIRST_ERROR:
                raise Fault(FaultCode.BROKER_GONE, what=f"{self._address.url}: administrator refused")
            yield _Control(session)


def _comparable(acls: list[dict[str, Any]]) -> set[tuple[str, str, bool]]:
    return {(acl["acltype"], acl["topic"], bool(acl["allow"])) for acl in acls}


class _Control:
    """Questions to the plugin and its answers, one at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(self, command: dict[str, Any]) -> dict[str, Any]:
        """Have one command done and return its data. Raises ``Fault`` broker_gone naming the command, when refused."""
        mark = secrets.token_hex(8)
        name = command["command"]
        payload = json.dumps({"commands": [{**command, "correlationData": mark}]}).encode()
        if self._session.publish(CONTROL, payload) >= FIRST_ERROR:
            raise Fault(FaultCode.BROKER_GONE, what=f"{name}: refused")
        while (heard := self._session.next_heard()) is not None:
            for answer in json.loads(heard.payload).get("responses", []):
                if answer.get("correlationData") != mark:
                    continue
                if "error" in answer:
                    # The plugin's error texts are fixed sentences without names or passwords.
                    raise Fault(FaultCode.BROKER_GONE, what=f"{name}: {answer['error']}")
                data = answer.get("data", {})
                return data if isinstance(data, dict) else {}
        raise Fault(FaultCode.BROKER_GONE, what=f"{name}: no answer")

    def clients(self) -> list[dict[str, Any]]:
        """All accounts with their text names."""
        return list(self.ask({"command": "listClients", "verbose": True, "count": -1, "offset": 0}).get("clients", []))

    def usernames(self) -> frozenset[str]:
        """Names of all accounts."""
        return frozenset(client["username"] for client in self.clients())

    def roles(self) -> dict[str, list[dict[str, Any]]]:
        """All roles with their access lists."""
        found = self.ask({"command": "listRoles", "verbose": True, "count": -1, "offset": 0}).get("roles", [])
        return {role["rolename"]: list(role.get("acls", [])) for role in found}
