"""Between the door and the writer: PINs are checked here, slowly on purpose, so that the writer never waits."""

import logging
from concurrent.futures import ThreadPoolExecutor

from hub.contract.commands import SignIn
from hub.contract.faults import Fault, FaultCode
from hub.contract.wire import Reply
from hub.service.ports import AnswerTo, Incoming, Secrets
from hub.service.writer import Writer

_log = logging.getLogger(__name__)


class Intake:
    """Hands commands to the writer; ``sign_in`` only after its PIN was checked in a thread of its own."""

    def __init__(self, writer: Writer, secrets: Secrets) -> None:
        self._writer = writer
        self._secrets = secrets
        self._checks = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pin")

    def submit(self, incoming: Incoming, answer: AnswerTo) -> None:
        """Hand in a command; returns at once."""
        if isinstance(incoming.command, SignIn):
            self._checks.submit(self._check, incoming, incoming.command, answer)
        else:
            self._writer.submit(incoming, answer)

    def _check(self, incoming: Incoming, command: SignIn, answer: AnswerTo) -> None:
        try:
            proven = self._secrets.check_pin(command.operator_id, command.pin)
        except Exception:  # noqa: BLE001  (nobody would hear of it in this thread; the clerk must)
            _log.exception("a PIN could not be checked")
            refused = Reply(incoming.command_id, 0, fault=Fault(FaultCode.NOT_SAVED))
            self._writer.errand(lambda _: answer(refused))
            return
        self._writer.submit(incoming, answer, proven=proven)

    def close(self) -> None:
        """Take no more; wait for checks under way."""
        self._checks.shutdown()
