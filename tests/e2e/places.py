"""Where the buttons are: the same screens, drawn off screen with the same data, are asked for them by name."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from counter_client import gallery as counter_gallery
from counter_client.views.forms import CardForm
from hub.client.port import LinkState
from hub.client_qt.theme import Surface, Theme
from hub.contract.notices import HallView, QueueView
from kiosk.gallery import Scene
from kiosk.presenter import Presenter
from kiosk.views.page import Page, zoom_for
from tests.e2e.screen import Place


def centre(widget: QWidget, above: QWidget) -> Place:
    """The middle of a widget."""
    middle = widget.mapTo(above, QPoint(widget.width() // 2, widget.height() // 2))
    return middle.x(), middle.y()


def named(above: QWidget, name: str) -> Place:
    """The middle of what a screen reader calls by this name and that can be pressed."""
    found = [
        widget
        for widget in above.findChildren(QWidget)
        if widget.accessibleName() == name and widget.isVisibleTo(above) and widget.isEnabled()
    ]
    assert found, f"nothing is called {name}"
    return centre(found[-1], above)


def _now(call: object) -> None:
    call()  # type: ignore[operator]


def kiosk_places(
    application: QApplication, size: tuple[int, int], hall: HallView, queues: dict[str, QueueView], business: str
) -> dict[str, Place]:
    """Of a visit: the tile of this business, 取号, 完成."""
    theme = Theme(Surface.KIOSK, motion=False, zoom=zoom_for(*size))
    theme.apply(application)
    page = Page(theme)
    page.setFixedSize(*size)
    scene = Scene(LinkState.ONLINE, hall)
    scene.link.shown["queue"] = dict(queues)
    scene.presenter = Presenter(scene.link, scene.desk, _now, scene.clock, page.show_frame)
    page.attach(scene.presenter)
    scene.presenter.start()
    page.show()
    _settle(application)
    words = next(one for one in hall.businesses if one.business_id == business).name.zh
    places = {"business": named(page, words)}
    scene.presenter.choose(business)
    _settle(application)
    places["take"] = named(page, "取号")
    scene.presenter.take()
    _settle(application)
    places["done"] = named(page, "完成")
    page.close()
    page.deleteLater()
    return places


def counter_places(application: QApplication, corner: Place) -> dict[str, Place]:
    """Of a counter's card with its upper left corner there: 登录, its two fields, 开窗, and the number."""
    theme = Theme(Surface.DESK, motion=False)
    theme.apply(application)
    places: dict[str, Place] = {}
    for scene, names in (("signed_out", ("登录",)), ("sign_in", ()), ("closed", ("开窗",))):
        desk = counter_gallery.photograph(theme, scene, "zh", "card")
        form = desk.form
        assert isinstance(form, CardForm)
        places |= {name: named(desk, name) for name in names}
        places["number"] = centre(form.hero, desk)
        for edit in desk.findChildren(QLineEdit):
            if edit.isVisibleTo(desk):
                places[edit.accessibleName()] = centre(edit, desk)
        if scene == "sign_in":
            places["登录 send"] = centre(form.drawer.submit, desk)
        desk.close()
        desk.deleteLater()
    return {name: (x + corner[0], y + corner[1]) for name, (x, y) in places.items()}


def _settle(application: QApplication) -> None:
    for _ in range(5):
        application.processEvents()
