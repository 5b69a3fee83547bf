"""Old events read as new ones: ``(kind, version) → body of version + 1``.

Run after the chain is checked, on the parsed body. A sample of every version ever shipped stays in
``tests/contract/events/``. Version 1 is the first: there is nothing to cast yet.
"""

import json
from collections.abc import Callable
from typing import Any

from hub.contract.events import EVENTS, Event
from hub.contract.faults import Fault, FaultCode
from hub.contract.wire import decode_event

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: dict[tuple[str, int], Upcaster] = {}


def read_event(kind: str, version: int, body: bytes, upcasters: dict[tuple[str, int], Upcaster] = UPCASTERS) -> Event:
    """The event that a journal row keeps, in today's shape. Raises ``Fault`` malformed for one nobody can read."""
    shape = EVENTS.get(kind)
    try:
        fields = json.loads(body)
    except ValueError:
        raise Fault(FaultCode.MALFORMED) from None
    if shape is None or version > shape.version or not isinstance(fields, dict):
        raise Fault(FaultCode.MALFORMED)
    while version < shape.version:
        upcast = upcasters.get((kind, version))
        if upcast is None:
            raise Fault(FaultCode.MALFORMED)
        fields = upcast(fields)
        version += 1
    return decode_event(kind, fields)
