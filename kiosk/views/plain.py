"""Screens of one message: something is under way, cannot be done now, or was refused."""

from hub.client_qt.theme import Theme
from hub.client_qt.widgets.empty import EmptyState
from hub.client_qt.widgets.label import ElidedLabel
from hub.client_qt.widgets.spinner import Spinner
from kiosk.model import BusyBody, NoticeBody, RefusedBody
from kiosk.views.body import CENTRE, BodyView, say


class BusyView(BodyView):
    """A spinner that says what it waits for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.spinner = Spinner(theme, "")
        self.box.addStretch(2)
        self.box.addWidget(self.spinner)
        self.box.addStretch(3)

    def show_body(self, body: BusyBody) -> None:
        """Say what is under way."""
        self.spinner.set_text(body.text)


class NoticeView(BodyView):
    """Why nothing can be done here now, and what to do instead."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.state = EmptyState(theme, "clock", "")
        self.spinner = Spinner(theme, "")
        self.box.addStretch(2)
        self.box.addWidget(self.state)
        self.box.addSpacing(theme.space("l"))
        self.box.addWidget(self.spinner)
        self.box.addStretch(3)

    def show_body(self, body: NoticeBody) -> None:
        """Say it."""
        self.state.show_state(body.pictogram, body.title, body.detail)
        self.spinner.setVisible(body.working)


class RefusedView(BodyView):
    """The hub's own sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.state = EmptyState(theme, "info", "")
        self.advice = ElidedLabel(theme, role="body", bold=True, align=CENTRE)
        self.box.addStretch(2)
        self.box.addWidget(self.state)
        self.box.addWidget(self.advice)
        self.box.addStretch(3)

    def show_body(self, body: RefusedBody) -> None:
        """Say what happened and what to do."""
        self.state.show_state("info", body.title, body.sentence)
        say(self.advice, body.advice)
