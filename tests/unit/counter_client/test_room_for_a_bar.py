"""A screen without room for the bar shows the card, and no button that would hide half of the caller."""

import pytest

from counter_client.views.window import DeskWindow
from hub.client_qt.theme import Surface, Theme


@pytest.mark.parametrize("remembered", ["card", "bar"])
def test_a_narrow_screen_has_the_card_only(qapp, qtbot, counter, remembered):
    theme = Theme(Surface.DESK, motion=False)
    theme.apply(qapp)
    screen = DeskWindow(theme, counter.presenter, "zh", shape=remembered, bar=False)
    qtbot.addWidget(screen)
    screen.show()
    assert screen.shape_name == "card"
    assert not screen.form.change.isVisible()


def test_a_wide_screen_offers_the_bar(qapp, qtbot, counter):
    theme = Theme(Surface.DESK, motion=False)
    theme.apply(qapp)
    screen = DeskWindow(theme, counter.presenter, "zh")
    qtbot.addWidget(screen)
    screen.show()
    assert screen.form.change.isVisible()
