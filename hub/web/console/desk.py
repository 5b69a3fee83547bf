"""The supervisor's desk: commands through the writer, as station ``console``, each pressed once."""

import asyncio
import contextlib
import hashlib
import re

from hub.contract.commands import Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import Answer
from hub.contract.wire import Reply, encode_body
from hub.service.ports import Incoming
from hub.web.ports import Ports

STATION = "console"

PRESS = re.compile(r"[0-9a-f]{32}")
"""A press is named when its button is drawn: pressing twice sends the same name twice and is done once."""

ANSWER_S = 10.0
"""A commit takes milliseconds; after this the page says that it does not know."""


class Desk:
    """Sends commands and waits for their answers."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def press(self) -> str:
        """A name for a press that may come."""
        return self._ports.fresh_id()

    async def order(self, command: Command, press: str) -> Answer:
        """Send a command and wait. Raises its ``Fault``; no_answer when the writer does not answer in time."""
        if not PRESS.fullmatch(press):
            raise Fault(FaultCode.MALFORMED)
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Reply] = loop.create_future()

        def tell(reply: Reply) -> None:
            if not answered.done():
                answered.set_result(reply)

        now = self._ports.clock()
        expires_at = None if command.lifetime_s is None else now + command.lifetime_s * 1000
        digest = hashlib.sha256(command.verb.encode() + b"\0" + encode_body(command)).digest()
        incoming = Incoming(STATION, command, press, now, now, digest, expires_at)

        def answer(reply: Reply) -> None:
            with contextlib.suppress(RuntimeError):  # the web server was stopped meanwhile; the writer goes on
                loop.call_soon_threadsafe(tell, reply)

        self._ports.submit(incoming, answer)
        try:
            reply = await asyncio.wait_for(answered, ANSWER_S)
        except TimeoutError:
            raise Fault(FaultCode.NO_ANSWER) from None
        if reply.fault is not None:
            raise reply.fault
        assert reply.answer is not None, "a reply without a fault has an answer"
        return reply.answer
