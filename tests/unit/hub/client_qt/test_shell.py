"""The shell: screens, the way back, idleness, the strip."""

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hub.client_qt.shell import Screen, Shell, WindowSizeError, parse_size
from hub.client_qt.slide import ScreenChange


class Noted(Screen):
    def __init__(self, name: str, notes: list[str]) -> None:
        super().__init__()
        self.name = name
        self.notes = notes

    def entered(self) -> None:
        self.notes.append(f"+{self.name}")

    def left(self) -> None:
        self.notes.append(f"-{self.name}")


@pytest.fixture
def make_shell(make_theme, qtbot: QtBot):
    def make(*, motion: bool = False, **settings: object) -> Shell:
        shell = Shell(make_theme(motion=motion), windowed=(400, 600), **settings)
        qtbot.addWidget(shell)
        shell.open()
        return shell

    return make


def test_screens_come_and_go_in_order(make_shell) -> None:
    shell, notes = make_shell(), []
    shell.go_home(Noted("home", notes))
    shell.push(Noted("choose", notes))
    shell.replace(Noted("confirm", notes))
    assert shell.back()
    assert not shell.back()
    assert notes == ["+home", "-home", "+choose", "-choose", "+confirm", "-confirm", "+home"]


def test_a_screen_that_left_is_deleted(make_shell, qtbot: QtBot) -> None:
    shell = make_shell()
    home, personal = QWidget(), QWidget()
    shell.go_home(home)
    shell.push(personal)
    shell.push(QWidget())
    shell.go_home()
    assert shell.current is home
    assert len(shell.screens) == 1
    qtbot.waitUntil(lambda: not shiboken6.isValid(personal))


def test_going_home_from_home_changes_nothing(make_shell, qtbot: QtBot) -> None:
    shell, notes = make_shell(), []
    shell.go_home(Noted("home", notes))
    with qtbot.assertNotEmitted(shell.changed):
        shell.go_home()
    assert notes == ["+home"]


def test_an_empty_shell_has_nowhere_to_go(make_shell) -> None:
    shell = make_shell()
    shell.go_home()
    assert shell.current is None
    assert not shell.back()


def test_a_change_of_screens_moves_and_leaves_nothing_behind(make_shell, qtbot: QtBot) -> None:
    shell = make_shell(motion=True)
    shell.go_home(QWidget())
    shell.push(QWidget())
    shell.push(QWidget())
    assert any(change.isVisible() for change in shell.findChildren(ScreenChange))
    qtbot.waitUntil(lambda: shell.findChildren(ScreenChange) == [])


def test_without_motion_the_next_screen_is_there_at_once(make_shell) -> None:
    shell = make_shell()
    shell.go_home(QWidget())
    shell.push(QWidget())
    assert shell.findChildren(ScreenChange) == []


def test_nobody_there_for_a_while_is_told_once(make_shell, qtbot: QtBot) -> None:
    shell = make_shell(idle_ms=30)
    with qtbot.waitSignal(shell.idle):
        shell.restart_idle()
    with qtbot.assertNotEmitted(shell.idle, wait=80):
        pass


def test_a_touch_counts_from_anew(make_shell, qtbot: QtBot) -> None:
    shell = make_shell()
    shell.go_home(QWidget())
    shell.set_idle(40)
    shell.set_idle(0)
    with qtbot.assertNotEmitted(shell.idle, wait=80):
        pass
    shell.set_idle(60_000)
    before = shell._idle.remainingTime()
    qtbot.waitUntil(lambda: shell._idle.remainingTime() < before - 20)
    low = shell._idle.remainingTime()
    QTest.mouseClick(shell.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert shell._idle.remainingTime() > low


def test_the_strip_tells_that_the_connection_is_gone_and_goes_when_it_is_back(make_shell) -> None:
    shell = make_shell()
    shell.go_home(QWidget())
    assert not shell.strip.isVisible()
    shell.set_offline("网络连接中断", "正在重新连接，请稍候")
    assert shell.strip.isVisible()
    assert shell.strip.title() == "网络连接中断"
    shell.set_offline("")
    assert not shell.strip.isVisible()


def test_windowed_it_has_the_size_given_and_full_screen_it_has_no_frame(make_theme, qtbot: QtBot) -> None:
    theme = make_theme()
    windowed = Shell(theme, windowed=parse_size("540x960"))
    full = Shell(theme, hide_cursor=True)
    for shell in (windowed, full):
        qtbot.addWidget(shell)
        shell.open()
    assert (windowed.width(), windowed.height()) == (540, 960)
    assert full.isFullScreen()
    assert full.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert full.cursor().shape() == Qt.CursorShape.BlankCursor


def test_closing_is_told(make_shell, qtbot: QtBot) -> None:
    shell = make_shell()
    with qtbot.waitSignal(shell.closed):
        shell.close()


@pytest.mark.parametrize("text", ["", "1080", "x", "1080x", "0x5", "10*20", "-1x3"])
def test_a_bad_window_size_is_refused(text: str) -> None:
    with pytest.raises(WindowSizeError, match="1080x1920"):
        parse_size(text)


def test_no_window_size_is_none() -> None:
    assert parse_size(None) is None
