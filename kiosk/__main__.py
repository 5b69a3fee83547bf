"""`python -m kiosk --station FILE --printer ADDRESS`: the citizens' touch terminal on its glass."""

import argparse
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from hub.client.clock import now_ms
from hub.client.link import Link
from hub.client_qt.bridge import Bridge
from hub.client_qt.fonts import ChineseFontMissingError
from hub.client_qt.shell import Shell, WindowSizeError, parse_size
from hub.client_qt.theme import Surface, Theme
from hub.contract.faults import Fault
from kiosk.presenter import LANGUAGES, Presenter
from kiosk.station import WRONG_USE, add_station_options, credential_of, desk_for, spool_beside, trace_to
from kiosk.tracing import Trace
from kiosk.views.page import Page, zoom_for

TICK_MS = 1_000
"""The clock and the countdowns show whole seconds and minutes."""


class FirstPaint(QObject):
    """Tells once, when the page has been painted for the first time."""

    def __init__(self, page: Page, told: Callable[[], None]) -> None:
        super().__init__(page)
        self._told: Callable[[], None] | None = told
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Wait for the end of the first paint."""
        if event.type() == QEvent.Type.Paint and self._told is not None:
            told, self._told = self._told, None
            QTimer.singleShot(0, told)
        return super().eventFilter(watched, event)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m kiosk", description="取号机 · the citizens' kiosk")
    made.add_argument("--station", type=Path, required=True, metavar="FILE", help="the station's credential file")
    add_station_options(made)
    made.add_argument("--windowed", metavar="WxH", help="in a window of this size instead of the full screen")
    made.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="language of the first screen")
    made.add_argument("--large", action="store_true", help="large type from the start")
    made.add_argument("--no-motion", action="store_true", help="nothing moves")
    return made


def closes_on_sigterm(application: QApplication) -> QSocketNotifier:
    """Have SIGTERM and Ctrl-C end the event loop, though Python code seldom runs while Qt waits."""
    receiving, sending = socket.socketpair()
    sending.setblocking(False)
    signal.set_wakeup_fd(sending.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    notifier = QSocketNotifier(receiving.fileno(), QSocketNotifier.Type.Read, application)
    notifier.activated.connect(application.quit)
    # Both ends live as long as the notifier does.
    notifier.setProperty("ends", [receiving, sending])
    return notifier


def main(
    arguments: list[str] | None = None, beside: Callable[[Page, Trace], object] = lambda _page, _trace: None
) -> int:
    """Run until closed. Exit code 2 and one sentence when it cannot start. ``beside`` makes what is to live beside the
    page, given its trace (`kiosk.toucher`)."""
    given = parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    try:
        windowed = parse_size(given.windowed)
        credential = credential_of(given.station)
        with contextlib.ExitStack() as stack:
            trace = trace_to(given.trace, stack)
            application = QApplication(["kiosk"])
            glass = QGuiApplication.primaryScreen().size()
            zoom = zoom_for(*(windowed or (glass.width(), glass.height())))
            theme = Theme(Surface.KIOSK, large=given.large, motion=not given.no_motion, zoom=zoom)
            theme.apply(application)
            link = Link(credential, spool=stack.enter_context(spool_beside(given.station)))
            desk = desk_for(given.printer, link.publish_health, now_ms, trace)
            bridge = Bridge()
            page = Page(theme)
            presenter = Presenter(
                link, desk, bridge.post, now_ms, page.show_frame, language=given.lang, large=given.large, trace=trace
            )
            page.attach(presenter)
            companion = beside(page, trace)
            shell = Shell(theme, windowed=windowed, hide_cursor=windowed is None, title="Ting 取号机")
            shell.closed.connect(application.quit)
            application.installEventFilter(page)
            presenter.start()
            shell.go_home(page)
            ready = FirstPaint(page, lambda: print(f"ready kiosk {credential.station}", flush=True))
            ticker = QTimer(page)
            ticker.timeout.connect(presenter.tick)
            ticker.start(TICK_MS)
            notifier = closes_on_sigterm(application)
            desk.start()
            link.start()
            shell.open()
            code = application.exec()
            ticker.stop()
            bridge.close()
            desk.close()
            link.close()
            del ready, notifier, companion
            return code
    except (Fault, WindowSizeError, ChineseFontMissingError, *WRONG_USE) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
