"""Movement under one switch: an animation that steps a function, and deletes itself when it has finished.

Forgotten QPropertyAnimations grow without end; so nothing here is kept by the caller, and each animation belongs to
a parent with which it dies.
"""

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from hub.client_qt.theme import Theme

Step = Callable[[float], None]
"""Called with the share of the way that is done: 0.0 to 1.0, both included."""


def animate(
    theme: Theme,
    parent: QObject,
    step: Step,
    *,
    duration: str = "normal",
    done: Callable[[], None] | None = None,
    repeat: int = 1,
    easing: QEasingCurve.Type = QEasingCurve.Type.OutCubic,
) -> QVariantAnimation | None:
    """Run `step` from 0.0 to 1.0 in the theme's `duration` (quick, normal, slow, pulse), `repeat` times.

    With motion off it steps to 1.0 at once, calls `done` and returns None. The animation it returns may be stopped;
    it is deleted when it finishes, when it is stopped, or with `parent`.
    """
    length = theme.duration(duration)
    if length == 0:
        step(1.0)
        if done is not None:
            done()
        return None
    step(0.0)  # at once, or the first paint would show the end
    animation = QVariantAnimation(parent)
    animation.setStartValue(0.0)
    animation.setEndValue(1.0)
    animation.setDuration(length)
    animation.setLoopCount(repeat)
    animation.setEasingCurve(easing)
    animation.valueChanged.connect(step)
    if done is not None:
        animation.finished.connect(done)
    animation.start(QVariantAnimation.DeletionPolicy.DeleteWhenStopped)
    return animation
