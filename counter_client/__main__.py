"""``python -m counter_client --station FILE``: the window caller, or the guide desk, on a screen."""

import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from counter_client.presenter import Presenter
from counter_client.session import Session
from counter_client.views.forms import BAR
from counter_client.views.window import DeskWindow
from hub.client.link import Link
from hub.client.settings import StationCredential, load
from hub.client_qt.bridge import Bridge
from hub.client_qt.fonts import ChineseFontMissingError
from hub.client_qt.shell import WindowSizeError, parse_size
from hub.client_qt.theme import Surface, Theme
from hub.contract.faults import Fault
from hub.contract.vocabulary import StationKind

KINDS = frozenset({StationKind.COUNTER, StationKind.GUIDE})
LARGE_ZOOM = 1.25
"""Large type on a desk: the whole bar grows, so that nothing is squeezed."""
SHAPES = ("card", "bar")
SWITCH_S = 0.0005
"""How long one thread may keep the interpreter from another: a press must not wait for Python's 5 ms of painting before
the link's thread may send it."""
SIGNAL_MS = 200
"""Python sees a signal only when it runs; Qt's loop lets it run this often. Closing takes well under a second."""


class BadStart(click.ClickException):
    """The program was started with something it cannot use; the sentence says what."""

    exit_code = 2


class Memory:
    """What the bar remembers between runs: its shape. A broken file is forgotten, not an error."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def shape(self) -> str:
        """The shape last used; a card at first."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return SHAPES[0]
        shape = kept.get("shape") if isinstance(kept, dict) else None
        return shape if shape in SHAPES else SHAPES[0]

    def remember(self, shape: str) -> None:
        """Keep it, if the disk lets us: a bar that cannot remember still calls people."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps({"shape": shape}), encoding="utf-8")
        except OSError as error:
            click.echo(f"counter: {self._file.name}: {error.strerror}", err=True)


def tracer(file: Path | None) -> Callable[[str, int], None] | None:
    """Append ``{"event", "ns"}`` lines to a file; the benchmark reads them."""
    if file is None:
        return None
    out = file.open("a", encoding="utf-8", buffering=1)
    return lambda event, ns: print(json.dumps({"event": event, "ns": ns}), file=out)


def station(file: Path) -> StationCredential:
    """The station's credential; raise BadStart."""
    try:
        credential = load(file)
    except Fault as fault:
        raise BadStart(str(fault)) from fault
    if credential.kind not in KINDS:
        raise BadStart(
            f"{file.name} 是 {credential.kind.value} 的终端文件，这里需要 counter 或 guide。 "
            f"{file.name} is a {credential.kind.value} station; this program needs counter or guide."
        )
    return credential


@click.command()
@click.option("--station", "station_file", type=click.Path(path_type=Path), required=True, help="Station file.")
@click.option("--windowed", metavar="WxH", help="Size of the guide desk; a caller has its own.")
@click.option("--at", "position", metavar="XxY", help="Where the bar stands at first, from the top left.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--large", is_flag=True, help="Larger type.")
@click.option("--no-motion", is_flag=True, help="Nothing moves.")
@click.option("--shape", type=click.Choice(SHAPES), help="Card or bar; else as last time.")
@click.option("--keyboard", is_flag=True, help="Take the keyboard like any other window (training, tests).")
@click.option("--trace", "trace_file", type=click.Path(path_type=Path), help="Append press times here, JSON lines.")
@click.option("--settings", type=click.Path(path_type=Path), help="Where the shape is remembered.")
def main(
    station_file: Path,
    windowed: str | None,
    position: str | None,
    lang: str,
    large: bool,
    no_motion: bool,
    shape: str | None,
    keyboard: bool,
    trace_file: Path | None,
    settings: Path | None,
) -> None:
    """The caller of a window (窗口叫号), or the guide desk (导办台), as the station file says."""
    credential = station(station_file)
    try:
        size, place = parse_size(windowed), parse_size(position)
    except WindowSizeError as error:
        raise BadStart(str(error)) from error
    sys.setswitchinterval(SWITCH_S)
    application = QApplication(sys.argv[:1])
    theme = Theme(Surface.DESK, motion=not no_motion, zoom=LARGE_ZOOM if large else 1.0)
    try:
        theme.apply(application)
    except ChineseFontMissingError as error:
        raise BadStart(str(error)) from error
    memory = Memory(settings or Path.home() / ".config" / "ting" / f"{credential.station}.json")
    bridge = Bridge()
    link = Link(credential)
    session = Session(
        link,
        now=link.hub_clock.now,
        deliver=bridge.post,
        trace=tracer(trace_file),
        monotonic_ns=time.monotonic_ns,
    )
    presenter = Presenter(session, now=link.hub_clock.now, language=lang)
    window = DeskWindow(
        theme,
        presenter,
        lang,
        shape=shape or memory.shape(),
        bar=application.primaryScreen().size().width() >= theme.px(BAR.width()),
        keyboard=keyboard,
        remember=memory.remember,
    )
    window.painted.connect(lambda: click.echo(f"ready counter_client {credential.station}"))
    window.closed.connect(application.quit)
    if size is not None and credential.kind is StationKind.GUIDE:
        window.resize(*size)
    if place is not None:
        window.move(*place)
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda _number, _frame: application.quit())
    awake = QTimer()
    awake.timeout.connect(lambda: None)
    awake.start(SIGNAL_MS)
    window.show()
    link.start()
    application.exec()
    bridge.close()
    link.close()


if __name__ == "__main__":
    main()
