"""Does a broker that is not ours keep the doors shut? Tried at start, before the hub trusts it.

With ``--broker mqtts://…`` the access lists are the site's. The probe does what a thief with one station's password
would do, and looks twice: at the broker's answer, and at whether the message came through all the same. What it sends
is passing (never retained) and readable as nothing.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from hub.broker.logins import Login
from hub.broker.session import FIRST_ERROR, PATIENCE_S, BrokerAddress, RefusedError, Session
from hub.contract import topics
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallId, StationKind

_PROBE = b"probe"


@dataclass(frozen=True, slots=True)
class ProbeTarget:
    """The site's broker and two of its accounts.

    ``scratch`` is a kiosk's account that no kiosk uses; its username is its station id and its client id.
    """

    address: BrokerAddress
    hall_id: HallId
    hub: Login
    scratch: Login


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing that the scratch kiosk must not be able to do."""

    what: str
    topic: Callable[[HallId, str, str], str]
    """Of the hall, the scratch station and somebody else."""


FORBIDDEN_TO_PUBLISH = (
    Attempt("kiosk sends call_next", lambda hall, own, _: topics.command(hall, own, "call_next")),
    Attempt("kiosk sends as another station", lambda hall, _, other: topics.command(hall, other, "take_ticket")),
    Attempt("kiosk answers for the hub", lambda hall, _, other: topics.reply(hall, other)),
    Attempt("kiosk publishes a notice", lambda hall, *_: topics.event(hall, "probe")),
    Attempt("kiosk publishes state", lambda hall, _, other: topics.state(hall, "probe", other)),
    Attempt("kiosk publishes a configuration", lambda hall, own, _: topics.station_config(hall, own)),
    Attempt("kiosk gives an order to a device", lambda hall, _, other: topics.device_order(hall, other, "probe")),
    Attempt("kiosk speaks as another's presence", lambda hall, _, other: topics.station_presence(hall, other)),
    Attempt("kiosk speaks as the hub's presence", lambda hall, *_: topics.hub_presence(hall)),
)
"""Publishing that must be refused."""

FORBIDDEN_TO_HEAR = (
    Attempt("kiosk hears another's answers", lambda hall, _, other: topics.reply(hall, other)),
    Attempt("kiosk hears all answers", lambda hall, *_: topics.reply(hall, "+")),
    Attempt("kiosk hears all commands", lambda hall, *_: topics.commands_of_all(hall)),
    Attempt("kiosk hears everything", lambda *_: "#"),
    Attempt(
        "kiosk hears another's answers as a group",
        lambda hall, _, other: f"$share/probe/{topics.reply(hall, other)}",
    ),
)
"""Subscriptions that must be refused."""


def probe(target: ProbeTarget, patience_s: float = PATIENCE_S) -> None:
    """Try what is forbidden. Raises ``Fault`` broker_open when something succeeds, broker_gone when the broker cannot
    be reached, configuration when it refuses what Ting needs."""
    other = f"probe-{secrets.token_hex(4)}"
    (everything,) = topics.access_of(target.hall_id, target.hub.username, StationKind.HUB).subscribe
    _refuse_strangers(target, patience_s)
    with _enter(target, target.hub, f"hub-probe-{secrets.token_hex(4)}", patience_s) as hub:
        _need(hub.subscribe(everything), target.hub.username)
        for attempt in FORBIDDEN_TO_PUBLISH:
            _try_publish(target, attempt, other, patience_s)
        _listen_for_leaks(target, hub, other, patience_s)
        for attempt in FORBIDDEN_TO_HEAR:
            _try_hear(target, attempt, other, patience_s)
        _listen_for_stray_answers(target, hub, other, patience_s)


def _enter(target: ProbeTarget, login: Login, client_id: str, patience_s: float) -> Session:
    try:
        return Session(target.address, client_id, login, patience_s)
    except RefusedError:
        raise _unusable(login.username) from None


def _scratch(target: ProbeTarget, patience_s: float) -> Session:
    return _enter(target, target.scratch, target.scratch.username, patience_s)


def _unusable(what: str) -> Fault:
    return Fault(
        FaultCode.CONFIGURATION,
        zh=f"消息服务器拒绝了账号“{what}”应有的操作，请检查其账号和访问控制。",
        en=f"the broker refuses what account “{what}” must be able to do; check its accounts and access lists.",
    )


def _need(code: int, username: str) -> None:
    if code >= FIRST_ERROR:
        raise _unusable(username)


def _refuse_strangers(target: ProbeTarget, patience_s: float) -> None:
    strangers: tuple[tuple[str, Login | None], ...] = (
        ("anonymous connection", None),
        ("wrong password", Login(target.hub.username, secrets.token_urlsafe(16))),
    )
    for what, login in strangers:
        try:
            Session(target.address, f"probe-{secrets.token_hex(8)}", login, patience_s).close()
        except RefusedError:
            continue
        raise Fault(FaultCode.BROKER_OPEN, what=what)


def _try_publish(target: ProbeTarget, attempt: Attempt, other: str, patience_s: float) -> None:
    topic = attempt.topic(target.hall_id, target.scratch.username, other)
    # A connection each: some brokers answer a forbidden packet by breaking the connection.
    with _scratch(target, patience_s) as scratch:
        accepted = scratch.publish(topic, _PROBE) < FIRST_ERROR
    # MQTT 5 can say no; a broker that says yes cannot be told from one that lets everything through a moment later.
    if accepted:
        raise Fault(FaultCode.BROKER_OPEN, what=attempt.what)


def _listen_for_leaks(target: ProbeTarget, hub: Session, other: str, patience_s: float) -> None:
    """After all attempts the kiosk says what it may say: by then its earlier words have arrived, or never will."""
    fence = topics.device_event(target.hall_id, target.scratch.username, other)
    with _scratch(target, patience_s) as scratch:
        _need(scratch.publish(fence, _PROBE), target.scratch.username)
    whats = {
        attempt.topic(target.hall_id, target.scratch.username, other): attempt.what for attempt in FORBIDDEN_TO_PUBLISH
    }
    while (heard := hub.next_heard()) is not None:
        if heard.topic == fence:
            return
        if heard.payload == _PROBE and heard.topic in whats:
            raise Fault(FaultCode.BROKER_OPEN, what=whats[heard.topic])
    raise _unusable(target.hub.username)


def _try_hear(target: ProbeTarget, attempt: Attempt, other: str, patience_s: float) -> None:
    pattern = attempt.topic(target.hall_id, target.scratch.username, other)
    with _scratch(target, patience_s) as scratch:
        if scratch.subscribe(pattern) < FIRST_ERROR:
            raise Fault(FaultCode.BROKER_OPEN, what=attempt.what)


def _listen_for_stray_answers(target: ProbeTarget, hub: Session, other: str, patience_s: float) -> None:
    """The kiosk asks for another's answers and for its own; the hub answers both, the other first."""
    strange, own = topics.reply(target.hall_id, other), topics.reply(target.hall_id, target.scratch.username)
    with _scratch(target, patience_s) as scratch:
        _need(scratch.subscribe(own), target.scratch.username)
        scratch.subscribe(strange)
        if not scratch.alive:
            return  # refused by breaking the connection
        _need(hub.publish(strange, _PROBE), target.hub.username)
        _need(hub.publish(own, _PROBE), target.hub.username)
        while (heard := scratch.next_heard()) is not None:
            if heard.topic == strange:
                raise Fault(FaultCode.BROKER_OPEN, what="kiosk hears another's answers")
            if heard.topic == own:
                return
    raise _unusable(target.scratch.username)
