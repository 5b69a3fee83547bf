"""What the virtual devices show and take, over their inspection endpoint (`python -m device_drivers.twins`)."""

from typing import Any

import httpx

GONE: dict[str, Any] = {"tickets": [], "led": [], "open_evaluators": [], "paper_out": False}
SHOWN = 12
"""Tickets on the page, newest first; more do not fit beside the screens."""


class Devices:
    """Asks the twins. ``address`` is the endpoint's, without a path; every answer may be missing while it restarts."""

    def __init__(self, client: httpx.AsyncClient, address: str) -> None:
        self._client = client
        self._address = address.rstrip("/")

    async def seen(self) -> dict[str, Any]:
        """Give the newest tickets and what printer, bars and evaluators show; nothing while the twins are away."""
        try:
            printer, jobs, led, caller = [
                await self._get(path) for path in ("/printer", f"/printer/jobs?last={SHOWN}", "/led", "/caller")
            ]
        except httpx.HTTPError:
            return GONE
        newest = sorted(jobs["jobs"], key=lambda job: job["number"], reverse=True)
        return {
            "tickets": [
                {
                    "number": job["number"],
                    "at": job["at"],
                    "picture": f"tickets/{job['number']}.png",
                    "phone": next((code for code in job["qr"] if code.startswith("http")), None),
                }
                for job in newest
            ],
            "led": led["bars"],
            "open_evaluators": [face["address"] for face in caller["evaluators"] if face["open"]],
            "paper_out": "paper_out" in printer["faults"],
        }

    async def picture(self, number: int) -> bytes | None:
        """Give one ticket as PNG; None when there is none."""
        try:
            answer = await self._client.get(f"{self._address}/printer/jobs/{number}.png")
        except httpx.HTTPError:
            return None
        return answer.content if answer.is_success else None

    async def press(self, address: int, key: int) -> bool:
        """Press a key of an evaluator; tells whether it was there to be pressed."""
        try:
            answer = await self._client.post(f"{self._address}/evaluator/{address}/press", params={"key": key})
        except httpx.HTTPError:
            return False
        return answer.is_success

    async def paper(self, fault: str) -> bool:
        """Give the printer a fault (``paper_out``, ``none`` …); tells whether it took it."""
        try:
            answer = await self._client.post(f"{self._address}/printer/fault", params={"name": fault})
        except httpx.HTTPError:
            return False
        return answer.is_success

    async def _get(self, path: str) -> dict[str, Any]:
        answer = await self._client.get(self._address + path)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
