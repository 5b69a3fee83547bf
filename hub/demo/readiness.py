"""How it is told that a program is ready: it prints a line, stays, or finishes.

Each check waits, without a limit of its own (the supervisor has one), and gives the facts the program told.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Lines(Protocol):
    """What a running program prints, and its end."""

    def lines(self) -> AsyncIterator[str]:
        """Give its lines from the first one on; ends with the program's output."""
        ...

    async def wait(self) -> int:
        """Wait for its end; gives the exit code."""
        ...


class NotReadyError(Exception):
    """The program will not become ready: it ended, or ended badly."""


class Ready(Protocol):
    """One way to tell."""

    async def wait(self, program: Lines) -> Mapping[str, Any]:
        """Wait until the program is ready; gives its facts. Raises NotReadyError when it never will be."""
        ...


@dataclass(frozen=True, slots=True)
class PrintsJson:
    """Ready when it prints a line that is a JSON object; the object is its facts."""

    async def wait(self, program: Lines) -> Mapping[str, Any]:
        """Wait for the line."""
        async for line in program.lines():
            with contextlib.suppress(ValueError):
                said = json.loads(line)
                if isinstance(said, dict):
                    return said
        raise NotReadyError


@dataclass(frozen=True, slots=True)
class PrintsReady:
    """Ready when it prints a line that begins with ``ready``, as the hall's own programs do."""

    async def wait(self, program: Lines) -> Mapping[str, Any]:
        """Wait for the line."""
        async for line in program.lines():
            if line.startswith("ready "):
                return {"said": line}
        raise NotReadyError


@dataclass(frozen=True, slots=True)
class PrintsNumber:
    """Ready when it prints a bare number, as an X server does with ``-displayfd``."""

    fact: str = "number"

    async def wait(self, program: Lines) -> Mapping[str, Any]:
        """Wait for the number."""
        async for line in program.lines():
            if line.strip().isdecimal():
                return {self.fact: int(line)}
        raise NotReadyError


@dataclass(frozen=True, slots=True)
class Stays:
    """Ready when it still runs after a while: for a screen that nothing else waits for."""

    seconds: float = 1.0

    async def wait(self, program: Lines) -> Mapping[str, Any]:
        """Let the time pass; the supervisor sees an end before that."""
        del program
        await asyncio.sleep(self.seconds)
        return {}


@dataclass(frozen=True, slots=True)
class Finishes:
    """Ready when it has ended well."""

    async def wait(self, program: Lines) -> Mapping[str, Any]:
        """Wait for the end."""
        if await program.wait():
            raise NotReadyError
        return {}
