"""JSON in and out: the envelope of every message, strict both ways, and its JSON schema.

A command travels as ``{v, id, at, hall, body}`` on its verb's topic; its answer as :class:`Reply`; everything
else (notices, views, device orders, presence, configuration) as ``{v, kind, body}``. Anything unexpected (unknown
key, wrong type, wrong version, oversize) is refused with a typed fault, never guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Generic, TypeVar, cast, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from hub.contract import notices
from hub.contract.commands import COMMANDS, Command
from hub.contract.events import EVENTS, Event
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import ANSWERS, DEVICE_ORDERS, NOTICES, VIEWS, Answer, DeviceOrder, Notice, View
from hub.contract.vocabulary import CommandId, HallId, Instant

WIRE_VERSION = 1
"""Version of every body on the wire."""

MAX_COMMAND_BYTES = 16 * 1024
"""A command is a press: a few hundred bytes."""

MAX_PACK_BYTES = 1024 * 1024
"""``load_pack`` carries a whole hall: 200 windows are about 60 kB."""

ID_PATTERN = r"^[A-Za-z0-9._:-]{8,64}$"
"""Command ids: a UUID made at the press, or a timer's id derived from its cause."""

CommandT = TypeVar("CommandT")
RecordT = TypeVar("RecordT")

RECORDS: dict[str, type[Any]] = {
    "hub_presence": notices.HubPresence,
    "station_presence": notices.StationPresence,
    "station_config": notices.StationConfig,
    "device_health": notices.DeviceHealth,
}
"""Retained records that are neither notices nor views."""


def _forbid_unknown_keys(shape: Any, seen: set[Any]) -> None:
    """Make pydantic refuse unknown keys of a dataclass and of all that it is made of."""
    for part in get_args(shape):
        _forbid_unknown_keys(part, seen)
    if not (isinstance(shape, type) and is_dataclass(shape)) or shape in seen:
        return
    seen.add(shape)
    shape.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
    hints = get_type_hints(shape)
    for part in fields(shape):
        _forbid_unknown_keys(hints[part.name], seen)


_SHAPES: tuple[type[Any], ...] = (
    *COMMANDS.values(), *EVENTS.values(), *NOTICES.values(), *VIEWS.values(), *DEVICE_ORDERS.values(),
    *ANSWERS.values(), *RECORDS.values(),
)  # fmt: skip
_seen: set[Any] = set()
for _shape in _SHAPES:
    _forbid_unknown_keys(_shape, _seen)


class CommandMessage(BaseModel, Generic[CommandT]):
    """A command in its envelope. ``at`` is the moment of the press by the station's clock."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    v: int
    id: CommandId = Field(pattern=ID_PATTERN)
    at: Instant
    hall: HallId
    body: CommandT


_command_models: dict[str, Any] = {}
_adapters: dict[Any, TypeAdapter[Any]] = {}


def _command_model(verb: str) -> type[CommandMessage[Command]]:
    if verb not in _command_models:
        _command_models[verb] = CommandMessage.__class_getitem__(COMMANDS[verb])
    return cast("type[CommandMessage[Command]]", _command_models[verb])


def _adapter(shape: Any) -> TypeAdapter[Any]:
    """The validator of a shape, made once: making one costs milliseconds."""
    if shape not in _adapters:
        _adapters[shape] = TypeAdapter(shape)
    return _adapters[shape]


def encode_command(command: Command, command_id: CommandId, at: Instant, hall_id: HallId) -> bytes:
    """A command's envelope as JSON."""
    return to_json({"v": WIRE_VERSION, "id": command_id, "at": at, "hall": hall_id, "body": command})


def encode_body(command: Command) -> bytes:
    """A command's body alone, always the same bytes for the same body: what its digest is made of."""
    return to_json(command)


def decode_command(verb: str, payload: bytes) -> CommandMessage[Command]:
    """Read a command of this verb. Raises ``Fault`` unknown_verb, oversize, wrong_version or malformed."""
    if verb not in COMMANDS:
        raise Fault(FaultCode.UNKNOWN_VERB)
    if len(payload) > (MAX_PACK_BYTES if verb == "load_pack" else MAX_COMMAND_BYTES):
        raise Fault(FaultCode.OVERSIZE)
    try:
        message = _command_model(verb).model_validate_json(payload, strict=True)
    except ValidationError as error:
        if _version_of(payload) not in (None, WIRE_VERSION):
            raise Fault(FaultCode.WRONG_VERSION) from None
        # The error's text would quote the payload, which may carry personal data: it is dropped here.
        del error
        raise Fault(FaultCode.MALFORMED) from None
    if message.v != WIRE_VERSION:
        raise Fault(FaultCode.WRONG_VERSION)
    return message


def _version_of(payload: bytes) -> int | None:
    value = _loose(payload).get("v")
    return value if isinstance(value, int) else None


def command_id_of(payload: bytes) -> CommandId:
    """The id of a command that cannot be read, so that its sender can be told; empty if there is none."""
    value = _loose(payload).get("id")
    return value if isinstance(value, str) and len(value) <= 64 else ""


def _loose(payload: bytes) -> dict[str, Any]:
    if len(payload) > MAX_PACK_BYTES:
        return {}
    try:
        value = from_json(payload)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one command: an ``answer`` or a ``fault``, never both. ``seq`` is its last journal row
    (0 when nothing was written)."""

    command_id: CommandId
    seq: int
    answer: Answer | None = None
    fault: Fault | None = None
    encoded: bytes = field(default=b"", compare=False, repr=False)
    """The reply as JSON where it is known already: it is kept in the receipt and sent, and made once."""


def encode_reply(reply: Reply) -> bytes:
    """An answer as JSON; a refusal carries its code and its sentence in Chinese and English."""
    if reply.encoded:
        return reply.encoded
    body: dict[str, Any] = {"v": WIRE_VERSION, "id": reply.command_id, "seq": reply.seq}
    if reply.fault is not None:
        body["outcome"] = "refused"
        body["fault"] = {
            "code": reply.fault.code.value,
            "details": reply.fault.details,
            "zh": reply.fault.sentence("zh"),
            "en": reply.fault.sentence("en"),
        }
    else:
        answer = reply.answer or notices.Done()
        body["outcome"] = "accepted"
        body["kind"] = answer.kind
        body["answer"] = answer
    return to_json(body)


def decode_reply(payload: bytes) -> Reply:
    """Read an answer. Raises ``Fault`` malformed or wrong_version."""
    body = _body(payload)

    def read() -> Reply:
        if body["outcome"] == "refused":
            fault = Fault(FaultCode(body["fault"]["code"]), **body["fault"]["details"])
            return Reply(body["id"], body["seq"], fault=fault)
        shape = ANSWERS[body["kind"]]
        return Reply(body["id"], body["seq"], answer=_adapter(shape).validate_python(body["answer"]))

    return _reading(read)


def _reading(read: Callable[[], RecordT]) -> RecordT:
    try:
        return read()
    except (KeyError, TypeError, ValueError):  # pydantic's ValidationError is a ValueError
        raise Fault(FaultCode.MALFORMED) from None


def _body(payload: bytes) -> dict[str, Any]:
    body = _loose(payload)
    if not body:
        raise Fault(FaultCode.MALFORMED)
    if body.get("v") != WIRE_VERSION:
        raise Fault(FaultCode.WRONG_VERSION)
    return body


def _encode_tagged(kind: str, record: Any) -> bytes:
    return to_json({"v": WIRE_VERSION, "kind": kind, "body": record})


def _decode_tagged(table: dict[str, type[Any]], payload: bytes) -> Any:
    body = _body(payload)
    return _reading(lambda: _adapter(table[body["kind"]]).validate_python(body["body"]))


def encode_notice(notice: Notice) -> bytes:
    """A notice as JSON."""
    return _encode_tagged(notice.kind, notice)


def decode_notice(payload: bytes) -> Notice:
    """Read a notice. Raises ``Fault`` malformed or wrong_version."""
    return cast(Notice, _decode_tagged(NOTICES, payload))


def encode_view(view: View) -> bytes:
    """Retained state as JSON."""
    return _encode_tagged(view.what, view)


def decode_view(payload: bytes) -> View:
    """Read retained state. Raises ``Fault`` malformed or wrong_version."""
    return cast(View, _decode_tagged(VIEWS, payload))


def encode_order(order: DeviceOrder) -> bytes:
    """An order to a device as JSON."""
    return _encode_tagged(order.kind, order)


def decode_order(payload: bytes) -> DeviceOrder:
    """Read an order to a device. Raises ``Fault`` malformed or wrong_version."""
    return cast(DeviceOrder, _decode_tagged(DEVICE_ORDERS, payload))


def encode_record(record: Any) -> bytes:
    """One of ``RECORDS`` (presence, configuration, health) as JSON."""
    kind = next(name for name, shape in RECORDS.items() if shape is type(record))
    return _encode_tagged(kind, record)


def decode_record(shape: type[RecordT], payload: bytes) -> RecordT:
    """Read presence, configuration or health. Raises ``Fault`` malformed or wrong_version."""
    record = _decode_tagged(RECORDS, payload)
    if not isinstance(record, shape):
        raise Fault(FaultCode.MALFORMED)
    return record


def encode_event(event: Event) -> bytes:
    """An event's body, the exact bytes that the journal keeps and hashes."""
    return to_json(event)


def decode_event(kind: str, body: dict[str, Any]) -> Event:
    """Make an event of its (upcast) body. Raises ``Fault`` malformed."""
    return cast(Event, _reading(lambda: _adapter(EVENTS[kind]).validate_python(body)))


def decode_bodies(shape: type[CommandT], payload: bytes) -> list[CommandT]:
    """A JSON list of a command's bodies, as a person writes them in a file.

    Raises ``Fault`` configuration naming the entry and the key that is wrong.
    """
    try:
        return cast(list[CommandT], _adapter(list.__class_getitem__(shape)).validate_json(payload))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "1"
        raise Fault(
            FaultCode.CONFIGURATION, zh=f"第 {where} 项有误：{first['msg']}。", en=f"entry {where}: {first['msg']}."
        ) from None


def schemas() -> dict[str, dict[str, Any]]:
    """JSON schema of every message, by file name without its ending, for ``docs/contract/``."""
    tables: dict[str, dict[str, type[Any]]] = {
        "notice": NOTICES, "view": VIEWS, "order": DEVICE_ORDERS, "answer": ANSWERS, "record": RECORDS, "event": EVENTS,
    }  # fmt: skip
    found = {f"command.{verb}": _command_model(verb).model_json_schema() for verb in COMMANDS}
    for group, table in tables.items():
        for name, shape in table.items():
            found[f"{group}.{name}"] = _adapter(shape).json_schema()
    return dict(sorted(found.items()))
