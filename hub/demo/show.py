"""One run of the demo: the programs of the table, the page, and an end that leaves nothing behind."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from hub.demo.devices import Devices
from hub.demo.page import Evaluator, Hall, page_app
from hub.demo.program import Facts, Program, Status
from hub.demo.screens import Screen
from hub.demo.supervisor import ProgramFailedError, Supervisor

DEVICES_TIMEOUT_S = 3.0
"""The twins answer in milliseconds, a key press after the host's acknowledgement."""


class _PageServer(uvicorn.Server):
    """uvicorn without its own signal handling: the show ends everything in order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the show."""
        yield


@dataclass(frozen=True)
class Cast:
    """Everything a run needs to know. ``devices`` names the program whose facts tell the twins' address."""

    name_zh: str
    name_en: str
    programs: Sequence[Program]
    simulation: Program
    screens: Sequence[Screen]
    sockets: Path | None
    evaluators: Sequence[Evaluator]
    links: dict[str, str]
    logs: Path
    devices: str


class Show:
    """Runs a cast behind an open page socket until asked to end."""

    def __init__(self, cast: Cast, page: socket.socket, on_change: Callable[[Status], None]) -> None:
        self._cast = cast
        self._page = page
        self._supervisor = Supervisor(cast.programs, cast.logs, on_change)
        self._client = httpx.AsyncClient(timeout=DEVICES_TIMEOUT_S, trust_env=False)
        self._end = asyncio.Event()
        self._simulating = asyncio.Lock()

    @property
    def facts(self) -> Facts:
        """What the programs said about themselves."""
        return self._supervisor.facts

    def end(self) -> None:
        """Ask it to end."""
        self._end.set()

    async def run(self, on_ready: Callable[[], None]) -> None:
        """Run until :meth:`end`, SIGINT or SIGTERM. Raises ProgramFailedError when the start fails."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.end)
        config = uvicorn.Config(
            self._app(), log_level="warning", lifespan="off", ws="websockets-sansio", timeout_graceful_shutdown=1
        )
        server = _PageServer(config)
        serving = asyncio.create_task(server.serve(sockets=[self._page]))
        ending = asyncio.create_task(self._end.wait())
        starting = asyncio.create_task(self._supervisor.start())
        try:
            await asyncio.wait({starting, ending}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                on_ready()
                await ending
        finally:
            for task in (starting, ending):
                task.cancel()
            await asyncio.gather(starting, ending, return_exceptions=True)
            await self._supervisor.stop()
            server.should_exit = True
            await serving
            await self._client.aclose()

    def _app(self) -> FastAPI:
        cast = self._cast
        return page_app(
            Hall(
                name_zh=cast.name_zh,
                name_en=cast.name_en,
                screens=cast.screens,
                sockets=cast.sockets,
                evaluators=cast.evaluators,
                links=cast.links,
                statuses=lambda: tuple(self._supervisor.statuses.values()),
                devices=self._devices,
                simulated=lambda: self._supervisor.running(cast.simulation.name),
                simulation=self._simulate,
            )
        )

    def _devices(self) -> Devices | None:
        said = self._supervisor.facts.get(self._cast.devices)
        return Devices(self._client, str(said["control"])) if said else None

    async def _simulate(self, on: bool) -> bool:
        name = self._cast.simulation.name
        async with self._simulating:
            if not on:
                await self._supervisor.remove(name)
            elif not self._supervisor.running(name):
                with contextlib.suppress(ProgramFailedError):  # its status says so on the page
                    await self._supervisor.add(self._cast.simulation)
        return self._supervisor.running(name)
