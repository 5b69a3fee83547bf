"""The pulse of a new call: it swells twice, then rests."""

import math
from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from hub.client_qt.motion import Step, animate
from hub.client_qt.theme import Theme


def swell(share: float) -> float:
    """Return the strength of one pulse when `share` of it is done: 0 at both ends, 1 in the middle."""
    return math.sin(math.pi * share) ** 2


def pulse(
    theme: Theme, parent: QObject, step: Step, *, done: Callable[[], None] | None = None
) -> QVariantAnimation | None:
    """Step a strength from 0 to 1 and back as often as the tokens say (twice), ending at 0.

    With motion off: `step(0.0)` at once.
    """

    def finish() -> None:
        step(0.0)
        if done is not None:
            done()

    return animate(
        theme,
        parent,
        lambda share: step(swell(share)),
        duration="pulse",
        done=finish,
        repeat=theme.look.motion.pulses,
        easing=QEasingCurve.Type.Linear,
    )
