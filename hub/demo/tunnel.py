"""Carries a screen's VNC bytes between a browser's WebSocket and the X server's Unix socket."""

import asyncio
import contextlib
from pathlib import Path

from starlette.websockets import WebSocket, WebSocketDisconnect

PIECE = 1 << 16
NO_SCREEN = 4404
"""Close code for the page: the screen is not there now, ask again."""


async def carry(websocket: WebSocket, path: Path) -> None:
    """Carry both ways until one side closes."""
    try:
        reader, writer = await asyncio.open_unix_connection(path)
    except OSError:
        await websocket.accept()
        await websocket.close(NO_SCREEN)
        return
    await websocket.accept()
    up = asyncio.create_task(_up(websocket, writer))
    down = asyncio.create_task(_down(reader, websocket))
    try:
        await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (up, down):
            task.cancel()
        await asyncio.gather(up, down, return_exceptions=True)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # the browser has closed already
            await websocket.close()


async def _up(websocket: WebSocket, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(WebSocketDisconnect, OSError):
        while True:
            writer.write(await websocket.receive_bytes())
            await writer.drain()


async def _down(reader: asyncio.StreamReader, websocket: WebSocket) -> None:
    with contextlib.suppress(WebSocketDisconnect, OSError):
        while piece := await reader.read(PIECE):
            await websocket.send_bytes(piece)
