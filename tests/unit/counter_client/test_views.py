from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from counter_client import sample
from counter_client.gallery import COUNTER, GUIDE, photograph, stage_for
from counter_client.keys import Action
from counter_client.models import Tone
from counter_client.sample import called, ticket, window
from counter_client.views.window import DeskWindow
from hub.client.port import LinkState
from hub.client_qt.theme import Surface, Theme
from hub.client_qt.widgets.base import clipped
from hub.contract.commands import CallNext, CallSpecific, CloseWindow, Recall, SignIn, TakeTicket
from hub.contract.faults import FaultCode
from hub.contract.notices import CallAnswer, SignedIn
from hub.contract.vocabulary import StationKind, WindowState, Words

C012 = ticket("C012", "budongchan", 25)


@pytest.fixture
def theme(qapp):
    made = Theme(Surface.DESK, motion=False)
    made.apply(qapp)
    return made


@pytest.fixture
def show(qtbot, theme):
    def shown(desk, shape="card", **options):
        screen = DeskWindow(theme, desk.presenter, options.pop("language", "zh"), shape=shape, **options)
        qtbot.addWidget(screen)
        screen.show()
        return screen

    return shown


def click(qtbot, desk, button):
    desk.now += 500
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def key(qtbot, desk, screen, pressed):
    desk.now += 500
    qtbot.keyClick(screen, pressed)


@pytest.mark.parametrize("shape", ["card", "bar"])
def test_a_click_on_the_primary_button_calls_the_next_person(counter, show, qtbot, shape):
    screen = show(counter, shape)
    click(qtbot, counter, screen.form.first.buttons[Action.CALL_NEXT])
    assert counter.link.commands == [CallNext()]
    assert screen.form.first.buttons[Action.CALL_NEXT].busy


@pytest.mark.parametrize("shape", ["card", "bar"])
def test_the_current_number_is_the_hero_and_the_small_verbs_work(counter, show, qtbot, shape):
    screen = show(counter, shape)
    counter.window(window(current=called(C012, 42)))
    assert screen.form.hero.number.text() == "C012"
    assert screen.form.next_up.count.text() == "18"
    click(qtbot, counter, screen.form.grid.buttons[Action.RECALL])
    assert counter.last == Recall()


def test_a_function_key_works_and_its_repeats_do_not(counter, show):
    screen = show(counter)
    none = Qt.KeyboardModifier.NoModifier
    for repeated in (True, False, True):
        QApplication.sendEvent(screen, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F1, none, "", repeated))
    assert counter.link.commands == [CallNext()]
    assert counter.note() == ""


def test_letters_are_left_to_others(counter, show, qtbot):
    screen = show(counter)
    key(qtbot, counter, screen, Qt.Key.Key_A)
    assert counter.link.commands == []


def test_the_window_is_on_top_and_takes_no_keyboard_by_itself(counter, show):
    screen = show(counter)
    assert screen.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert screen.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert screen.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    for button in (*screen.form.first.buttons.values(), *screen.form.grid.buttons.values()):
        assert button.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_click_on_the_number_gives_the_keyboard_and_esc_gives_it_back(counter, show, qtbot):
    screen = show(counter)
    assert not screen.has_keyboard
    qtbot.mouseClick(screen, Qt.MouseButton.LeftButton)
    assert screen.has_keyboard
    assert not screen.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus
    key(qtbot, counter, screen, Qt.Key.Key_Escape)
    assert not screen.has_keyboard
    assert screen.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus


def test_dragging_moves_the_window_and_is_no_click(counter, show, qtbot):
    screen = show(counter)
    before = screen.pos()
    point = screen.rect().center()
    qtbot.mousePress(screen, Qt.MouseButton.LeftButton, pos=point)
    qtbot.mouseMove(screen, point + screen.rect().topLeft() + point * 0)
    qtbot.mouseMove(screen, point * 1.2)
    qtbot.mouseRelease(screen, Qt.MouseButton.LeftButton, pos=point)
    assert screen.pos() != before
    assert not screen.has_keyboard


def test_a_page_with_a_field_takes_the_keyboard_and_gives_it_back_when_it_closes(counter, show, qtbot):
    counter.window(window(WindowState.CLOSED, signed_in=False))
    screen = show(counter)
    click(qtbot, counter, screen.form.first.buttons[Action.SIGN_IN])
    assert screen.has_keyboard
    operator, pin = (field.edit for field in screen.form.drawer.fields)
    assert pin.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClicks(operator, "1003")
    qtbot.keyClicks(pin, "8642")
    counter.now += 500
    qtbot.keyClick(pin, Qt.Key.Key_Return)
    assert counter.last == SignIn("1003", "8642")
    counter.window(window(WindowState.CLOSED, as_of=120))
    counter.answer(SignedIn("1003", "李敏"), seq=120)
    assert not screen.has_keyboard


def test_what_is_being_typed_stays_while_the_list_changes(counter, show, qtbot):
    screen = show(counter)
    counter.press(Action.CALL_SPECIFIC)
    edit = screen.form.drawer.first_edit()
    qtbot.keyClicks(edit, "C0")
    counter.link.show("shuiwu", sample.queue("shuiwu", ticket("E099", "shuiwu", 90)))
    assert screen.form.drawer.first_edit() is edit
    assert edit.text() == "C0"
    assert any(row.title.text() == "E099" for row in screen.form.drawer.rows)


@pytest.mark.parametrize("shape", ["card", "bar"])
def test_a_row_of_the_list_calls_its_ticket(counter, show, qtbot, shape):
    screen = show(counter, shape)
    qtbot.mouseClick(screen.form.next_up, Qt.MouseButton.LeftButton)
    row = next(row for row in screen.form.drawer.rows if row.title.text() == "C013")
    click(qtbot, counter, row.buttons[0])
    assert counter.last == CallSpecific(ticket_id="t-C013")


@pytest.mark.parametrize("shape", ["card", "bar"])
def test_the_question_stands_in_the_page_and_is_answered_there(counter, show, qtbot, shape):
    screen = show(counter, shape)
    counter.press(Action.MORE)
    click(qtbot, counter, screen.form.drawer.action_buttons["close_window"])
    counter.refuse(FaultCode.LAST_WINDOW, business="不动产登记", waiting=4)
    assert screen.form.ask.isVisible()
    click(qtbot, counter, screen.form.ask.no)
    assert not screen.form.ask.isVisible()
    counter.press(Action.CLOSE_WINDOW)
    counter.refuse(FaultCode.LAST_WINDOW, business="不动产登记", waiting=4)
    click(qtbot, counter, screen.form.ask.yes)
    assert counter.last == CloseWindow(confirmed=True)


def test_a_click_on_a_note_puts_it_away(counter, show, qtbot):
    screen = show(counter)
    counter.press(Action.CALL_NEXT)
    counter.refuse(FaultCode.NO_ANSWER)
    assert screen.form.news.line.tone is Tone.WARN
    qtbot.mouseClick(screen.form.news, Qt.MouseButton.LeftButton)
    assert counter.note() == ""


def test_the_shape_changes_and_is_remembered(counter, show, qtbot):
    kept = []
    screen = show(counter, remember=kept.append)
    wide = screen.width()
    screen.change_shape()
    qtbot.waitUntil(lambda: screen.width() > wide)
    assert kept == ["bar"]
    assert screen.form.hero.words.text() == "空闲"
    screen.change_shape()
    qtbot.waitUntil(lambda: screen.width() == wide)
    assert kept == ["bar", "card"]


def test_the_bar_opens_downwards_and_folds_up_again(counter, show):
    screen = show(counter, "bar")
    low = screen.height()
    counter.press(Action.LISTS)
    assert screen.height() > low
    counter.press(Action.BACK)
    assert screen.height() == low


def test_the_bar_does_not_grow_at_a_call(counter, show):
    screen = show(counter, "bar")
    low = screen.height()
    counter.press(Action.CALL_NEXT)
    counter.window(window(current=called(C012, 0), as_of=120))
    counter.answer(CallAnswer(C012, Words("等候最久", "has waited longest")), seq=120)
    assert screen.form.next_up.aside.text() == "叫号依据：等候最久"
    assert screen.height() == low


def test_the_card_keeps_its_buttons_in_place_whatever_is_said(counter, show, qtbot):
    screen = show(counter)
    qtbot.waitExposed(screen)
    before = screen.form.first.mapTo(screen, screen.form.first.rect().topLeft())
    counter.press(Action.CALL_NEXT)
    counter.refuse(FaultCode.BUSY)
    QApplication.processEvents()
    assert screen.form.first.mapTo(screen, screen.form.first.rect().topLeft()) == before


def test_offline_the_list_is_greyed(counter, show):
    screen = show(counter)
    counter.press(Action.LISTS)
    counter.link.go(LinkState.OFFLINE)
    assert screen.form.drawer.rows
    assert not any(row.isEnabled() for row in screen.form.drawer.rows)


def test_a_guide_chooses_types_and_takes(guide, show, qtbot):
    screen = show(guide)
    assert not screen.windowFlags() & Qt.WindowType.FramelessWindowHint
    guide.presenter.set_value("operator", "2001")
    guide.presenter.set_value("pin", "8642")
    guide.submit()
    guide.answer(SignedIn("2001", "王芳"))
    fields = {field._shape[0]: field for field in screen.form.drawer.fields}
    click(qtbot, guide, fields["business"].choices["huji"])
    assert fields["business"].choices["huji"].isChecked()
    assert not fields["business"].choices["shebao"].isChecked()
    qtbot.keyClicks(fields["phone"].edit, "13800000000")
    click(qtbot, guide, screen.form.drawer.submit)
    assert isinstance(guide.last, TakeTicket)
    assert guide.last.business_id == "huji"
    assert guide.last.person.phone == "13800000000"
    guide.press(Action.ABANDON)
    guide.presenter.set_value("number", "C013")
    guide.submit()
    assert screen.form.ask.isVisible()


def test_the_seconds_advance_by_themselves(counter, show, qtbot):
    counter.window(window(current=called(C012, 42)))
    screen = show(counter)
    counter.now += 1_000
    qtbot.waitUntil(lambda: "0:43" in screen.presenter.model.hero.state.text, timeout=4_000)


def test_the_first_frame_is_told_once_and_closing_too(counter, theme, qtbot):
    screen = DeskWindow(theme, counter.presenter, "zh", keyboard=True)
    qtbot.addWidget(screen)
    with qtbot.waitSignal(screen.painted, timeout=4_000):
        screen.show()
    assert screen.has_keyboard
    with qtbot.waitSignal(screen.closed, timeout=4_000):
        screen.close()


def test_the_language_is_complete_on_the_screen(new_desk, show):
    desk = new_desk(StationKind.COUNTER, "en").ready(replace(window(), operator_name="Li Min"))
    screen = show(desk, language="en")
    assert screen.form.first.buttons[Action.CALL_NEXT].text() == "Next"


def every_picture(theme, names, language, shape):
    """Each state's window, one at a time: a window that is gone costs the next one nothing."""
    for name in names:
        screen = photograph(theme, name, language, shape)
        yield name, screen
        screen.close()
        shiboken6.delete(screen)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("shape", ["card", "bar"])
def test_nothing_is_clipped_in_any_state(theme, language, shape):
    for name, screen in every_picture(theme, COUNTER, language, shape):
        # The business of the next person may be shortened (the prefix of the number tells it as well), and a long why.
        shortened = (screen.form.next_up.detail, screen.form.next_up.aside)
        cut = [one for one in clipped(screen) if one not in shortened]
        assert cut == [], (name, [(type(one).__name__, one.accessibleName()) for one in cut])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_clipped_at_the_guides_desk(theme, language):
    for name, screen in every_picture(theme, GUIDE, language, "guide"):
        cut = clipped(screen)
        assert cut == [], (name, [(type(one).__name__, one.accessibleName()) for one in cut])


def test_every_state_of_the_gallery_is_what_its_name_says():
    assert stage_for("paused", "zh").presenter.model.hero.text == "暂停中"
    assert stage_for("offline", "en").presenter.model.connection.text == "Offline"


@pytest.mark.parametrize("zoom", [1.0, 1.25])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_bar_shows_its_buttons_and_who_is_next_whole_in_any_type(qapp, language, zoom):
    made = Theme(Surface.DESK, motion=False, zoom=zoom)
    made.apply(qapp)
    desk = photograph(made, "serving", language, "bar")
    assert clipped(desk) == []
    row = desk.form.grid.parentWidget()
    assert desk.form.grid.geometry().bottom() < row.height()
    desk.close()
