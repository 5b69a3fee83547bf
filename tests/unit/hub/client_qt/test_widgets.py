"""The touch widgets: what a person sees, presses, and what a screen reader says."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from assets.translations.catalog import Catalog
from hub.client_qt.theme import Surface, Theme
from hub.client_qt.widgets.banner import Banner, BannerKind
from hub.client_qt.widgets.base import clipped, mixed
from hub.client_qt.widgets.button import Kind, TouchButton
from hub.client_qt.widgets.card import Card, CardKind
from hub.client_qt.widgets.confirm import ConfirmDialog
from hub.client_qt.widgets.countdown import Countdown
from hub.client_qt.widgets.empty import EmptyState
from hub.client_qt.widgets.keypad import Keypad
from hub.client_qt.widgets.label import ElidedLabel, NumberLabel
from hub.client_qt.widgets.spinner import Spinner
from hub.client_qt.widgets.status import State, StatusDot
from hub.client_qt.widgets.tile import Manner, Tile, TileContent
from hub.client_qt.widgets.toast import Toast, stay_ms

LONG = "不动产登记（二手房转移和抵押合并办理）"


# ---- buttons


def test_a_button_is_at_least_88_high_on_the_kiosk_and_40_at_the_desk(make_theme, show) -> None:
    for surface, least in ((Surface.KIOSK, 88), (Surface.DESK, 40)):
        button = TouchButton(make_theme(surface), "取号", icon="ticket")
        show(button)
        assert button.height() >= least
        assert button.minimumSizeHint().height() >= least
        assert button.minimumSizeHint().width() >= least


def test_a_narrow_button_grows_instead_of_clipping(theme: Theme, show) -> None:
    button = TouchButton(theme, "查询我的预约和办件进度", icon="search", sub="约 12 分钟")
    assert button.heightForWidth(240) > button.heightForWidth(700)
    show(button, width=240)
    assert not button.clips()
    button.setFixedHeight(60)
    assert button.clips()


def test_a_press_clicks_once(theme: Theme, show, qtbot: QtBot) -> None:
    button = TouchButton(theme, "取号")
    show(button)
    clicks: list[bool] = []
    button.clicked.connect(lambda: clicks.append(True))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clicks == [True]


def test_a_press_is_seen(theme: Theme, show) -> None:
    button = TouchButton(theme, "取号", kind=Kind.PRIMARY)
    show(button)
    before = button.grab().toImage()
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert button.grab().toImage() != before


def test_a_busy_button_says_what_it_waits_for_and_takes_no_presses(theme: Theme, show, qtbot: QtBot) -> None:
    button = TouchButton(theme, "取号", icon="ticket")
    show(button)
    clicks: list[bool] = []
    button.clicked.connect(lambda: clicks.append(True))
    button.set_busy("正在打印小票")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.busy
    assert clicks == []
    assert "正在打印小票" in button.accessibleDescription()
    button.set_busy("")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clicks == [True]


def test_a_screen_reader_finds_a_named_push_button(theme: Theme, show) -> None:
    button = TouchButton(theme, "取号", sub="约 12 分钟", hint="F1")
    show(button)
    known = QAccessible.queryAccessibleInterface(button)
    assert known.role() == QAccessible.Role.Button
    assert known.text(QAccessible.Text.Name) == "取号"
    assert known.text(QAccessible.Text.Description) == "约 12 分钟 F1"


def test_the_focus_ring_comes_with_the_keyboard_only(theme: Theme, show) -> None:
    button = TouchButton(theme, "取号")
    show(button)
    plain = button.grab().toImage()
    button.focusInEvent(QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert button.grab().toImage() != plain
    button.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut))
    assert button.grab().toImage() == plain
    button.focusInEvent(QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason))
    assert button.grab().toImage() == plain


def test_a_button_follows_large_type(theme: Theme) -> None:
    button = TouchButton(theme, "取号")
    before = button.sizeHint()
    theme.set_large(True)
    assert button.sizeHint().width() > before.width()


def test_icon_and_kind_may_change(theme: Theme) -> None:
    button = TouchButton(theme, "暂停", icon="pause")
    before = button.sizeHint().width()
    button.set_kind("danger")
    button.set_icon("")
    assert button.kind is Kind.DANGER
    assert button.sizeHint().width() < before


# ---- tiles


def test_a_tile_with_a_reason_cannot_be_pressed_and_says_why(theme: Theme, show, qtbot: QtBot) -> None:
    tile = Tile(theme, TileContent("办税服务", "D", "coins", reason="今天的号已取完"))
    show(tile)
    clicks: list[bool] = []
    tile.clicked.connect(lambda: clicks.append(True))
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert clicks == []
    assert "今天的号已取完" in tile.accessibleDescription()
    tile.show_content(TileContent("办税服务", "D", "coins", "等候 0 人"))
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert clicks == [True]
    assert tile.content.waiting == "等候 0 人"


def test_a_tile_tells_code_count_and_wait(theme: Theme) -> None:
    content = TileContent("社会保险", "A", "heart", "等候 4 人", "约 12 分钟")
    tile = Tile(theme, content)
    assert tile.accessibleName() == "社会保险"
    assert tile.accessibleDescription() == "A 等候 4 人 约 12 分钟"
    tile.show_content(content)
    assert tile.text() == "社会保险"


def test_a_grown_tile_needs_more_room_and_says_what_to_bring(theme: Theme) -> None:
    tile = Tile(theme, TileContent("社会保险", "A", "heart", "等候 4 人", hint="请带身份证。"))
    least, grown = tile.height_in(500, Manner(hint=True)), tile.height_in(500, Manner(1.0, hint=True))
    assert tile.height_in(500, Manner()) < least < grown
    tile.set_manner(Manner(1.0, hint=True))
    assert tile.heightForWidth(500) == grown
    assert "请带身份证。" in tile.accessibleDescription()


def test_a_hint_that_would_be_cut_is_not_said(theme: Theme) -> None:
    tile = Tile(theme, TileContent("社会保险", "A", "heart", "等候 4 人", hint="请带本人身份证和社会保障卡。" * 6))
    assert not tile.can_say_hint(500)
    assert tile.height_in(500, Manner(hint=True)) == tile.height_in(500, Manner())


@pytest.mark.parametrize(("name", "cut"), [("市场主体登记", True), ("工程建设项目审批", False), ("Registration", True)])
def test_a_tile_tells_when_its_name_would_be_cut_in_a_word(theme: Theme, name: str, cut: bool) -> None:
    tile = Tile(theme, TileContent(name, "A"))
    assert tile.cuts_name(360, Manner(1.0)) is cut
    assert not tile.cuts_name(900, Manner(1.0))


# ---- words and numbers


def test_a_label_wraps_and_only_then_ends_in_an_ellipsis(theme: Theme, show) -> None:
    label = ElidedLabel(theme, LONG, max_lines=1)
    show(label, width=300)
    assert label.clips()
    assert label.text() == LONG
    free = ElidedLabel(theme, LONG)
    show(free, width=300)
    assert not free.clips()
    assert free.accessibleName() == LONG


def test_a_label_changes_its_words_and_colour(theme: Theme, show) -> None:
    label = ElidedLabel(theme, "一")
    show(label)
    before = label.grab().toImage()
    label.set_colour("bad")
    assert label.grab().toImage() != before
    label.set_text("二")
    label.set_text("二")
    assert label.accessibleName() == "二"


def test_a_number_shrinks_to_its_room(theme: Theme, show) -> None:
    number = NumberLabel(theme, "AP1024")
    number.setFixedSize(300, 200)
    show(number)
    assert number.shown_pixels() < theme.size("hero")
    number.set_text("7")
    number.set_text("7")
    number.set_colour("primary")
    assert number.shown_pixels() == theme.size("hero")
    assert (number.text(), number.accessibleName()) == ("7", "7")


# ---- banner, card, states


def test_a_banner_offers_what_can_be_done(theme: Theme, show, qtbot: QtBot) -> None:
    banner = Banner(theme, "warn", "打印纸快用完了", action="重试")
    show(banner, width=900)
    with qtbot.waitSignal(banner.button.clicked):
        qtbot.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    banner.show_news(BannerKind.ERROR, "打印机没有纸了", detail="您的号码已保留")
    assert not banner.button.isVisible()
    assert (banner.title(), banner.detail(), banner.kind) == ("打印机没有纸了", "您的号码已保留", BannerKind.ERROR)


def test_a_narrow_banner_puts_its_button_below_the_words(theme: Theme, show) -> None:
    banner = Banner(theme, "warn", "打印纸快用完了，请准备一卷新纸", action="重新检查")
    show(banner, width=420)
    assert not banner.clips()
    assert banner.button.geometry().bottom() < banner.height()
    assert banner.button.y() > banner.height() / 2


def test_states_differ_in_shape_not_only_in_colour(theme: Theme, show) -> None:
    dots = [StatusDot(theme, state, "") for state in State]
    shapes = set()
    for dot in dots:
        show(dot)
        image = dot.grab().toImage()
        ground = image.pixel(image.width() - 1, 0)
        shapes.add(tuple(image.pixel(x, y) == ground for x in range(0, 18) for y in range(image.height())))
    assert len(shapes) == len(dots)


def test_a_state_is_told_in_words(theme: Theme, show) -> None:
    dot = StatusDot(theme, "good", "在线")
    show(dot)
    dot.set_state("bad", "打印机故障")
    assert (dot.state, dot.text(), dot.accessibleName()) == (State.BAD, "打印机故障", "打印机故障")
    dot.setFixedWidth(20)
    assert dot.clips()


def test_a_card_changes_its_ground(theme: Theme, show) -> None:
    card = Card(theme)
    show(card, height=200)
    before = card.grab().toImage()
    card.set_kind(CardKind.CALL)
    assert card.grab().toImage() != before
    theme.set_zoom(2.0)
    assert card.body.contentsMargins().left() == 48


# ---- keypad


def press(keypad: Keypad, qtbot: QtBot, *keys: str) -> None:
    for key in keys:
        qtbot.mouseClick(keypad.keys[key], Qt.MouseButton.LeftButton)


def test_a_keypad_tells_what_was_pressed(theme: Theme, show, qtbot: QtBot) -> None:
    keypad = Keypad(theme, Catalog("client_qt", "zh"), extra="X")
    show(keypad)
    told: list[str] = []
    keypad.pressed.connect(told.append)
    keypad.deleted.connect(lambda: told.append("deleted"))
    keypad.cleared.connect(lambda: told.append("cleared"))
    press(keypad, qtbot, "1", "0", "X", "delete", "clear")
    assert told == ["1", "0", "X", "deleted", "cleared"]


def test_a_keypad_changes_its_language(theme: Theme) -> None:
    keypad = Keypad(theme, Catalog("client_qt", "zh"))
    assert keypad.keys["5"].accessibleName() == "数字 5"
    keypad.retranslate(Catalog("client_qt", "en"))
    assert (keypad.keys["5"].accessibleName(), keypad.keys["clear"].text()) == ("Digit 5", "Clear")


# ---- waiting


def test_a_countdown_ends_once(theme: Theme, qtbot: QtBot) -> None:
    countdown = Countdown(theme, tick_ms=5)
    qtbot.addWidget(countdown)
    ticks: list[int] = []
    countdown.ticked.connect(ticks.append)
    with qtbot.waitSignal(countdown.finished):
        countdown.start(3)
    assert ticks == [2, 1, 0]
    assert (countdown.seconds, countdown.accessibleName()) == (0, "0")


def test_a_stopped_countdown_stays(theme: Theme, qtbot: QtBot) -> None:
    countdown = Countdown(theme)
    qtbot.addWidget(countdown)
    countdown.start(0)
    countdown.stop()
    assert countdown.seconds == 1


def test_a_spinner_says_what_it_waits_for_and_turns(make_theme, show, qtbot: QtBot) -> None:
    spinner = Spinner(make_theme(motion=True), "正在打印")
    show(spinner)
    first = spinner.grab().toImage()
    qtbot.waitUntil(lambda: spinner.grab().toImage() != first)
    spinner.set_text("正在连接")
    assert (spinner.text(), spinner.accessibleName()) == ("正在连接", "正在连接")


def test_an_empty_state_says_so(theme: Theme, show) -> None:
    empty = EmptyState(theme, "person", "现在没有人等候", "有人取号时会显示在这里")
    show(empty)
    empty.show_state("ticket", "没有可重呼的号")
    assert (empty.text(), empty.accessibleDescription()) == ("没有可重呼的号", "")


# ---- over the page


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1000, 800)
    page.show()
    return page


def test_a_question_is_answered_once(theme: Theme, page: QWidget, qtbot: QtBot) -> None:
    dialog = ConfirmDialog(theme, page)
    told: list[str] = []
    dialog.accepted.connect(lambda: told.append("yes"))
    dialog.rejected.connect(lambda: told.append("no"))
    dialog.ask("要作废吗？", yes="作废", no="返回", words="不能恢复。", danger=True)
    assert dialog.is_open
    assert dialog.yes.kind is Kind.DANGER
    assert dialog.no.x() < dialog.yes.x()
    qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    dialog.reject()
    assert told == ["yes"]
    assert not dialog.isVisible()


def test_escape_answers_no_and_a_new_question_rejects_the_old(theme: Theme, page: QWidget, qtbot: QtBot) -> None:
    dialog = ConfirmDialog(theme, page)
    told: list[str] = []
    dialog.rejected.connect(lambda: told.append("no"))
    dialog.ask("一？", yes="好", no="不")
    dialog.ask("二？", yes="好")
    assert told == ["no"]
    assert not dialog.no.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_A)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert told == ["no", "no"]


def test_the_page_behind_a_question_takes_no_presses(theme: Theme, page: QWidget, qtbot: QtBot) -> None:
    button = TouchButton(theme, "取号", parent=page)
    button.setGeometry(0, 0, 200, 88)
    button.show()
    clicks: list[bool] = []
    button.clicked.connect(lambda: clicks.append(True))
    dialog = ConfirmDialog(theme, page)
    dialog.ask("要作废吗？", yes="作废", no="返回")
    at = page.childAt(QPoint(20, 20))
    assert at is dialog
    qtbot.mouseClick(at, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert clicks == []


def test_a_question_follows_its_page_and_stacks_its_buttons_when_narrow(
    theme: Theme, page: QWidget, qtbot: QtBot
) -> None:
    dialog = ConfirmDialog(theme, page)
    dialog.ask("要作废吗？", yes="作废这张小票", no="返回，不作废")
    page.resize(420, 800)
    qtbot.waitUntil(lambda: dialog.yes.y() < dialog.no.y())
    assert dialog.width() == 420
    theme.set_large(True)
    assert clipped(dialog) == []


def test_a_toast_goes_away_and_takes_no_presses(theme: Theme, page: QWidget, qtbot: QtBot) -> None:
    toast = Toast(theme, page)
    toast.say("已重呼 A012", kind="good", stay=30)
    assert toast.isVisible()
    assert toast.text() == "已重呼 A012"
    assert page.childAt(toast.geometry().center()) is None
    assert page.rect().contains(toast.geometry())
    qtbot.waitUntil(lambda: not toast.isVisible())
    assert stay_ms("很长很长的一句话") > stay_ms("短")


def test_colours_mix() -> None:
    from PySide6.QtGui import QColor

    assert mixed(QColor("#000000"), QColor("#FFFFFF"), 0.5).lightness() in (127, 128)


def middle_of_longest_stroke(button: TouchButton) -> float:
    """Where the longest unbroken stroke in the middle row lies: the shaft of an arrow; 0 is left, 1 is right."""
    image = button.grab().toImage()
    row = [image.pixelColor(x, image.height() // 2).lightness() < 128 for x in range(image.width())]
    best = (0, 0)
    start = 0
    for at, dark in enumerate([*row, False]):
        if not dark:
            best = max(best, (at - start, start))
            start = at + 1
    length, begin = best
    return (begin + length / 2) / image.width()


def test_an_icon_that_points_onwards_stands_behind_the_label(theme: Theme, show) -> None:
    onwards, back = TouchButton(theme, "去", icon="arrow-right"), TouchButton(theme, "去", icon="back")
    for button in (onwards, back):
        show(button, width=300)
    assert middle_of_longest_stroke(onwards) > 0.5
    assert middle_of_longest_stroke(back) < 0.5
