"""Between the door and the writer: PINs are checked here, slowly on purpose, so that the writer never waits."""

from concurrent.futures import ThreadPoolExecutor

from hub.contract.commands import SignIn
from hub.service.ports import AnswerTo, Incoming, Secrets
from hub.service.writer import Writer


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
        proven = self._secrets.check_pin(command.operator_id, command.pin)
        self._writer.submit(incoming, answer, proven=proven)

    def close(self) -> None:
        """Take no more; wait for checks under way."""
        self._checks.shutdown()
