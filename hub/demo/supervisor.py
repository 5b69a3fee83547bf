"""Runs a table of programs: in order, again when they fall, and none of them left when it ends.

A program is started when all it needs is ready, so independent ones start side by side. One that ends is started
again after a pause that doubles while it keeps failing. At the end every program is asked to stop after those that
need it have stopped; then whatever they left below this process is ended too.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hub.demo.child import Child, adopt_orphans, descendants, end_descendants, reap_orphans
from hub.demo.program import Program, Restart, State, Status
from hub.demo.readiness import NotReadyError

_log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
"""A program that ran this long starts again with the first pause."""
TRIES_AT_FIRST = 3
"""So often a program may fail before it was ever ready; then the whole start is given up."""


class ProgramFailedError(Exception):
    """A program could not be started; knows its last lines and where its log is."""

    def __init__(self, program: Program, zh: str, en: str, lines: Sequence[str], log: Path) -> None:
        super().__init__(f"{program.name}: {en}")
        self.program = program
        self.zh = zh
        self.en = en
        self.lines = tuple(lines)
        self.log = log


class Supervisor:
    """Keeps the programs of a table running. One asyncio loop; ``start`` once, ``stop`` once.

    ``on_change`` is told each new status. Logs go to ``folder/NAME.log``. Pauses are seconds.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        folder: Path,
        on_change: Callable[[Status], None] = lambda _status: None,
        *,
        first_pause: float = FIRST_PAUSE_S,
        longest_pause: float = LONGEST_PAUSE_S,
    ) -> None:
        self._programs = {program.name: program for program in programs}
        self._folder = folder
        self._on_change = on_change
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self._ready = {name: asyncio.Event() for name in self._programs}
        self._children: dict[str, Child] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._failure: asyncio.Future[ProgramFailedError] | None = None
        self._others: set[int] = set()
        self.facts: dict[str, Mapping[str, Any]] = {}
        self.statuses = {
            name: Status(name, program.zh, program.en, State.WAITING) for name, program in self._programs.items()
        }

    async def start(self) -> None:
        """Start all and wait until each is ready.

        Raises ProgramFailedError for the first one that never will be; the caller stops the rest.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._others = descendants()
        adopt_orphans(True)
        for name in self._programs:
            self._begin(name)
        await self._until_ready(self._programs)

    async def add(self, program: Program) -> None:
        """Add one program to the table, start it and wait until it is ready. Raises ProgramFailedError."""
        if program.name in self._tasks:
            await self.remove(program.name)
        self._programs[program.name] = program
        self._ready[program.name] = asyncio.Event()
        self.statuses[program.name] = Status(program.name, program.zh, program.en, State.WAITING)
        self._begin(program.name)
        await self._until_ready([program.name])

    async def remove(self, name: str) -> None:
        """Stop one program and take it from the table."""
        task = self._tasks.pop(name, None)
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._stop_child(name)
        self._programs.pop(name, None)
        self.statuses.pop(name, None)
        self.facts.pop(name, None)

    async def stop(self) -> None:
        """Stop all, those first that need others. Leaves no process behind."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        stopped = {name: asyncio.Event() for name in self._programs}
        await asyncio.gather(*(self._stop_in_order(name, stopped) for name in self._programs))
        for name in await end_descendants(grace=2.0, spare=self._others):
            _log.warning("ended what a program left behind: %s", name)
        adopt_orphans(False)

    def running(self, name: str) -> bool:
        """Tell whether a program is in the table and has not ended."""
        return name in self._children

    def _begin(self, name: str) -> None:
        self._tasks[name] = asyncio.create_task(self._keep(self._programs[name]), name=f"keep {name}")

    async def _until_ready(self, names: Iterable[str]) -> None:
        failure: asyncio.Future[ProgramFailedError] = asyncio.get_running_loop().create_future()
        everything = asyncio.create_task(self._all_ready(names))
        self._failure = failure
        futures: set[asyncio.Future[Any]] = {failure, everything}
        try:
            await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
            if failure.done():
                raise failure.result()
        finally:
            self._failure = None
            everything.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await everything

    async def _all_ready(self, names: Iterable[str]) -> None:
        for name in names:
            await self._ready[name].wait()

    async def _keep(self, program: Program) -> None:
        pause = self._first_pause
        failures = 0
        clock = asyncio.get_running_loop().time
        while True:
            for needed in program.needs:
                await self._ready[needed].wait()
            began = clock()
            error = await self._run_once(program)
            if program.restart is Restart.NEVER or (error is None and program.restart is Restart.ONCE):
                self._say(program, State.FAILED if error else State.DONE)
                if error:
                    self._give_up(error)
                return
            if program.restart is Restart.ALWAYS and clock() - began >= STEADY_S:
                pause, failures = self._first_pause, 0
            failures += 1
            if error is not None and failures >= TRIES_AT_FIRST and self._give_up(error):
                self._say(program, State.FAILED)
                return
            self._say(program, State.PAUSING if failures < TRIES_AT_FIRST else State.FAILED)
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._longest_pause)

    def _give_up(self, error: ProgramFailedError) -> bool:
        """Tell the one who waits for the start that it failed; False when nobody waits."""
        if self._failure is None or self._failure.done():
            return False
        self._failure.set_result(error)
        return True

    async def _run_once(self, program: Program) -> ProgramFailedError | None:
        """Start a program and see it to its end; gives what was wrong with it, None when nothing was."""
        log = self._folder / f"{program.name}.log"
        self._say(program, State.STARTING, start=True)
        launch = program.launch(self.facts)
        try:
            child = await Child.start(launch, log)
        except OSError as error:
            return ProgramFailedError(
                program, f"找不到程序 {launch.argv[0]}", f"cannot run {launch.argv[0]}", [str(error)], log
            )
        self._children[program.name] = child
        try:
            why = await self._wait_ready(program, child)
            if why is not None:
                await child.stop(program.grace)
                return ProgramFailedError(program, *why, tuple(child.last_lines), log)
            await child.wait()
            if program.restart is not Restart.ONCE:
                self._ready[program.name].clear()
        finally:
            if child.returncode is not None:
                self._children.pop(program.name, None)
        reap_orphans(self._others | {other.pid for other in self._children.values()})
        _log.info("%s ended with code %s", program.name, child.returncode)
        if child.returncode and program.restart is Restart.NEVER:
            zh, en = f"意外结束（代码 {child.returncode}）", f"ended with code {child.returncode}"
            return ProgramFailedError(program, zh, en, tuple(child.last_lines), log)
        return None

    async def _wait_ready(self, program: Program, child: Child) -> tuple[str, str] | None:
        """Wait until a started program is ready; gives why not, in Chinese and English."""
        check = asyncio.create_task(program.ready.wait(child))
        end = asyncio.create_task(child.wait())
        watched = {check} if program.restart is Restart.ONCE else {check, end}
        try:
            await asyncio.wait(watched, timeout=program.seconds, return_when=asyncio.FIRST_COMPLETED)
            if check.done():
                with contextlib.suppress(NotReadyError):
                    self.facts[program.name] = check.result()
                    child.unfollow()
                    if program.restart is not Restart.ONCE:  # a step that is ready is done, and is told so once
                        self._say(program, State.RUNNING)
                    self._ready[program.name].set()
                    return None
            if child.returncode is None and not check.done():
                return f"{program.seconds:g} 秒内没有就绪", f"was not ready within {program.seconds:g} s"
            code = await end
            return f"启动时退出（代码 {code}）", f"ended at its start with code {code}"
        finally:
            for task in (check, end):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, NotReadyError):
                    await task

    async def _stop_in_order(self, name: str, stopped: dict[str, asyncio.Event]) -> None:
        for other, program in self._programs.items():
            if name in program.needs:
                await stopped[other].wait()
        await self._stop_child(name)
        stopped[name].set()

    async def _stop_child(self, name: str) -> None:
        child = self._children.pop(name, None)
        if child is not None:
            await child.stop(self._programs[name].grace)
        if name in self._programs:
            self._say(self._programs[name], State.STOPPED)

    def _say(self, program: Program, state: State, *, start: bool = False) -> None:
        before = self.statuses[program.name]
        child = self._children.get(program.name)
        self.statuses[program.name] = replace(
            before,
            state=state,
            starts=before.starts + start,
            last_line=child.last_lines[-1] if child and child.last_lines else before.last_line,
        )
        self._on_change(self.statuses[program.name])
