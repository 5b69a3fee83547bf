"""Movement: it ends, it is deleted, and one switch turns it off."""

from PySide6.QtCore import QPoint, QVariantAnimation
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hub.client_qt.motion import animate
from hub.client_qt.pulse import pulse, swell
from hub.client_qt.slide import slide_in


def test_an_animation_runs_to_its_end_and_is_deleted(make_theme, qtbot: QtBot) -> None:
    theme = make_theme(motion=True)
    parent, steps, done = QWidget(), [], []
    qtbot.addWidget(parent)
    assert animate(theme, parent, steps.append, duration="quick", done=lambda: done.append(True)) is not None
    qtbot.waitUntil(lambda: done == [True])
    assert (steps[0], steps[-1]) == (0.0, 1.0)
    qtbot.waitUntil(lambda: parent.findChildren(QVariantAnimation) == [])


def test_without_motion_the_end_is_there_at_once(make_theme, qtbot: QtBot) -> None:
    theme = make_theme()
    parent, steps, done = QWidget(), [], []
    qtbot.addWidget(parent)
    assert animate(theme, parent, steps.append, done=lambda: done.append(True)) is None
    assert (steps, done) == ([1.0], [True])
    assert animate(theme, parent, steps.append) is None


def test_a_pulse_swells_and_rests(make_theme, qtbot: QtBot) -> None:
    assert (swell(0.0), round(swell(0.5), 6), round(swell(1.0), 6)) == (0.0, 1.0, 0.0)
    parent, steps, done = QWidget(), [], []
    qtbot.addWidget(parent)
    pulse(make_theme(motion=True), parent, steps.append, done=lambda: done.append(True))
    qtbot.waitUntil(lambda: done == [True])
    assert max(steps) > 0.5
    assert steps[-1] == 0.0
    qtbot.waitUntil(lambda: parent.findChildren(QVariantAnimation) == [])


def test_a_pulse_without_motion_rests_at_once(make_theme, qtbot: QtBot) -> None:
    parent, steps = QWidget(), []
    qtbot.addWidget(parent)
    pulse(make_theme(), parent, steps.append)
    assert steps[-1] == 0.0


def test_a_widget_slides_into_its_place(make_theme, qtbot: QtBot) -> None:
    theme = make_theme(motion=True)
    page = QWidget()
    qtbot.addWidget(page)
    widget = QWidget(page)
    widget.move(40, 30)
    done: list[bool] = []
    slide_in(theme, widget, QPoint(0, 100), done=lambda: done.append(True))
    assert widget.pos() == QPoint(40, 130)
    qtbot.waitUntil(lambda: done == [True])
    assert widget.pos() == QPoint(40, 30)
