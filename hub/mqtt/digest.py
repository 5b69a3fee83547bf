"""The digest of a command's body: the same id with another body is refused.

It stands in the receipt for a week, so what would let somebody guess a secret from it is left out: the PIN of a
sign-in, and whom a ticket is for (names and ID numbers are quickly guessed; only that there was a person counts).
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hub.contract.commands import Command, SignIn, TakeTicket
from hub.contract.vocabulary import Person
from hub.contract.wire import encode_body


def _without_pin(command: SignIn) -> SignIn:
    return replace(command, pin="")


def _without_person(command: TakeTicket) -> TakeTicket:
    return command if command.person is None else replace(command, person=Person())


_LEFT_OUT: dict[type[Any], Callable[[Any], Command]] = {SignIn: _without_pin, TakeTicket: _without_person}


def body_digest(command: Command) -> bytes:
    """SM3 (GB/T 32905) of the verb and the body without its secrets: 32 bytes."""
    strip = _LEFT_OUT.get(type(command))
    shown = command if strip is None else strip(command)
    return hashlib.new("sm3", command.verb.encode() + b"\0" + encode_body(shown), usedforsecurity=False).digest()
