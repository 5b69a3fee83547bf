"""A program of the hall as data: how it is started, when it is ready, whether it is started again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from hub.demo.readiness import Ready

Facts: TypeAlias = Mapping[str, Mapping[str, Any]]
"""Program name → what it said about itself when it became ready (addresses, display number)."""


@dataclass(frozen=True, slots=True)
class Launch:
    """One start of a program: its argument list and what is added to the environment."""

    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


class Restart(StrEnum):
    """What follows when a program ends."""

    ALWAYS = "always"
    """Started again, after a pause that grows while it keeps failing."""
    ONCE = "once"
    """A step: it does its work and ends; ending well makes it ready, for good."""
    NEVER = "never"
    """Runs as long as it runs; a person starts it again."""


class State(StrEnum):
    """Where a program stands."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    PAUSING = "pausing"  # has ended; will be started again after a pause
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Program:
    """One line of the table of programs.

    ``launch`` is asked at every start, with the newest facts of the programs it needs. ``seconds`` is how long it
    may take to become ready; ``grace`` how long it may take to end after being asked.
    """

    name: str
    zh: str
    en: str
    launch: Callable[[Facts], Launch]
    ready: Ready
    needs: tuple[str, ...] = ()
    restart: Restart = Restart.ALWAYS
    seconds: float = 30.0
    grace: float = 5.0


@dataclass(frozen=True, slots=True)
class Status:
    """What the page and the terminal show of one program."""

    name: str
    zh: str
    en: str
    state: State
    starts: int = 0
    last_line: str = ""
