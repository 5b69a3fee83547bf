"""Runs the web application in a thread of its own, on a port that is taken before anything is promised."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from hub.contract.faults import Fault, FaultCode
from hub.web.address import take_port

START_S = 10.0
"""To begin to serve; it takes some tens of milliseconds."""

GRACE_S = 3
"""Requests under way may take this long when the server stops; streams are ended before."""


class WebServer:
    """One application on one address, or on a socket that listens already. ``closing`` runs in the server's loop
    before it stops: it ends the streams."""

    def __init__(
        self,
        app: FastAPI,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        listening: socket.socket | None = None,
        closing: Callable[[], None] = lambda: None,
    ) -> None:
        self._host = host
        self._port = port
        self._closing = closing
        self._socket = listening
        self._loop: asyncio.AbstractEventLoop | None = None
        # No access log: a phone page's address is a secret.
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, lifespan="off",
            timeout_graceful_shutdown=GRACE_S, timeout_keep_alive=30,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    @property
    def port(self) -> int:
        """The port that is served; the real one where 0 was asked for. Known from ``start`` on."""
        if self._socket is None:
            raise RuntimeError("the web server has not been started")
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Take the port and serve. Raises ``Fault`` configuration when the address cannot be had."""
        if self._socket is None:
            self._socket = take_port(self._host, self._port)
        self._thread.start()
        deadline = time.monotonic() + START_S
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                self.stop()
                raise Fault(FaultCode.CONFIGURATION, zh="网页服务没能启动。", en="the web server did not start.")
            time.sleep(0.005)  # uvicorn tells by a flag only

    def stop(self) -> None:
        """End the streams, finish what is under way, give the port back."""
        loop = self._loop
        if loop is not None and self._thread.is_alive():
            with contextlib.suppress(RuntimeError):  # it ended by itself meanwhile
                loop.call_soon_threadsafe(self._closing)
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        if self._socket is not None:
            self._socket.close()

    def _run(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve(sockets=[self._socket] if self._socket is not None else None)

        asyncio.run(serve())
