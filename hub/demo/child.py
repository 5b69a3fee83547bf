"""One running program: its own session, its output in a log file, no life after its parent's.

Linux only, as the hall's machines are: the kernel sends SIGTERM to a child whose parent died, even by SIGKILL.
"""

import asyncio
import contextlib
import ctypes
import logging
import os
import signal
from collections import deque
from collections.abc import AsyncIterator, Callable
from io import FileIO
from logging.handlers import RotatingFileHandler
from pathlib import Path

import psutil

from hub.demo.program import Launch

LINES_KEPT = 12
"""As many as fit a terminal beside the words that explain them."""
LOG_BYTES = 2_000_000
LONGEST_LINE = 1 << 20

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True)


def _die_with(parent: int) -> Callable[[], None]:
    """Make what a child does between fork and exec: ask to be ended with its parent."""

    def ask() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return ask


def adopt_orphans(on: bool) -> None:
    """Become the parent of what children leave behind, so that it can be found and ended; or stop being it."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, int(on))


def descendants() -> set[int]:
    """Give the ids of all processes below this one."""
    return {child.pid for child in psutil.Process().children(recursive=True)}


def reap_orphans(known: set[int]) -> None:
    """Take the exit of adopted processes that have ended; ``known`` are waited for by others."""
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess, ChildProcessError):
            if child.pid not in known and child.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(child.pid, os.WNOHANG)


async def end_descendants(grace: float, spare: set[int]) -> list[str]:
    """End every process below this one but ``spare``: ask, wait, then kill. Gives the names of what was left."""
    reap_orphans(spare)
    left = [child for child in psutil.Process().children(recursive=True) if child.pid not in spare]
    names = []
    for child in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            names.append(child.name())
            child.terminate()
    _, alive = await asyncio.to_thread(psutil.wait_procs, left, grace)
    for child in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    await asyncio.to_thread(psutil.wait_procs, alive, grace)
    return names


class Child:
    """A started program. Make it with :meth:`start`."""

    def __init__(self, process: asyncio.subprocess.Process, output: FileIO, log: Path) -> None:
        self._process = process
        self._output = output
        self._handler = RotatingFileHandler(log, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
        self.last_lines: deque[str] = deque(maxlen=LINES_KEPT)
        self._first_lines: list[str] = []
        self._printed = asyncio.Condition()
        self._followed = True
        self._output_ended = False
        self._pump = asyncio.create_task(self._keep_output())

    @classmethod
    async def start(cls, launch: Launch, log: Path) -> "Child":
        """Start it. Raises OSError when the program is not there."""
        # A pipe of our own: asyncio's tells of a program's end only when the pipe is closed too, and what a killed
        # program leaves running (the hub's broker) holds it open.
        out, into = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *launch.argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=into,
                stderr=into,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **launch.environment},
                start_new_session=True,  # Ctrl-C is ours to pass on, in order
                preexec_fn=_die_with(os.getpid()),
            )
        except BaseException:
            os.close(out)
            raise
        finally:
            os.close(into)
        return cls(process, os.fdopen(out, "rb", buffering=0), log)

    @property
    def pid(self) -> int:
        """Its process id, which is its group's too."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._process.returncode

    async def lines(self) -> AsyncIterator[str]:
        """Give its lines from the first one on, until its output ends or :meth:`unfollow` is called."""
        at = 0
        while True:
            async with self._printed:
                while at >= len(self._first_lines) and not self._output_ended:
                    await self._printed.wait()
                if at >= len(self._first_lines):
                    return
                line = self._first_lines[at]
            at += 1
            yield line

    def unfollow(self) -> None:
        """Keep no more lines for :meth:`lines`: the program is ready."""
        self._followed = False
        self._first_lines.clear()

    async def wait(self) -> int:
        """Wait for its end and for its last words."""
        code = await self._process.wait()
        # A grandchild may hold the pipe open long after: the last words of the program itself are there by then.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._pump), timeout=0.5)
        return code

    async def stop(self, grace: float) -> None:
        """Ask it to end, wait, then kill its group.

        Only the program itself is asked: it ends what it has started in its own order.
        """
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), timeout=grace)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.wait()
        else:
            self._signal(signal.SIGKILL)  # what it left in its group
        self._pump.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._pump
        self._handler.close()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    async def _keep_output(self) -> None:
        stream = asyncio.StreamReader(limit=LONGEST_LINE)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), self._output
        )
        try:
            while True:
                try:
                    raw = await stream.readline()
                except ValueError:  # longer than LONGEST_LINE: asyncio has dropped it
                    continue
                if not raw:
                    break
                await self._keep(raw.decode("utf-8", "replace").rstrip("\n"))
        finally:
            transport.close()
            async with self._printed:
                self._output_ended = True
                self._printed.notify_all()

    async def _keep(self, line: str) -> None:
        self._handler.emit(logging.makeLogRecord({"msg": line}))
        self.last_lines.append(line)
        if self._followed:
            async with self._printed:
                self._first_lines.append(line)
                self._printed.notify_all()
