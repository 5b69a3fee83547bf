"""Server-sent events: plain, with a beat that both ends can hear."""

from collections.abc import AsyncIterator

from fastapi.responses import StreamingResponse

BEAT_S = 15.0
"""A phone that has heard nothing for three beats connects again; proxies drop what is silent for a minute."""

RETRY_MS = 2000
"""How soon a browser connects again after a break."""

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event(name: str, data: str) -> bytes:
    """One event. Lines of the data become lines of the event."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}\n".encode()


def opening() -> bytes:
    """What a stream begins with."""
    return f"retry: {RETRY_MS}\n\n".encode()


def stream(events: AsyncIterator[bytes]) -> StreamingResponse:
    """The response that carries them; ended by the iterator or by a browser that goes."""
    return StreamingResponse(events, media_type="text/event-stream", headers=HEADERS)
