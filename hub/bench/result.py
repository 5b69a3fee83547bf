"""What a benchmark prints: one JSON object of figures, floors and goals."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted of a figure: ``want`` as words for the reader, ``got`` as measured."""

    want: str
    got: float
    held: bool


@dataclass(slots=True)
class Result:
    """One benchmark. Floors are measured in the same run, so that ratios hold on any machine."""

    bench: str
    figures: dict[str, float | str] = field(default_factory=dict)
    floors: dict[str, float] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)

    def at_most(self, name: str, limit: float, got: float) -> None:
        """A goal that is held from ``limit`` downwards."""
        self.goals[name] = Goal(f"<= {limit:g}", round(got, 3), got <= limit)

    def at_least(self, name: str, limit: float, got: float) -> None:
        """A goal that is held from ``limit`` upwards."""
        self.goals[name] = Goal(f">= {limit:g}", round(got, 3), got >= limit)

    def as_json(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "bench": self.bench,
            "figures": {name: _rounded(value) for name, value in self.figures.items()},
            "floors": {name: _rounded(value) for name, value in self.floors.items()},
            "goals": {name: asdict(goal) for name, goal in self.goals.items()},
        }


def _rounded(value: float | str) -> float | str:
    return value if isinstance(value, str) else round(value, 3)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def p50(values: Sequence[float]) -> float:
    """The median."""
    return median(values)
