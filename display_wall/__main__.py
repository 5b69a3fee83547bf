"""``python -m display_wall --station FILE``: one wall of the hall, and its voice."""

import logging
import signal
import socket
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import click
from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication

from assets.translations.catalog import Catalog
from display_wall import trace
from display_wall.presenter import WallPresenter
from display_wall.views.canvas import Canvas
from display_wall.views.window import WallWindow
from display_wall.voice.announcer import Announcer
from display_wall.voice.faults import VoiceError
from display_wall.voice.player import FolderPlayer, Player, find_player
from display_wall.voice.quiet import QuietSpan, parse_span
from display_wall.voice.sentences import LANGUAGES
from display_wall.voice.speech import Speech
from hub.client.link import Link
from hub.client.settings import StationCredential, load
from hub.client_qt.bridge import Bridge
from hub.client_qt.fonts import ChineseFontMissingError
from hub.client_qt.theme import Surface, Theme
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import StationKind

_log = logging.getLogger(__name__)

BAD_USE = 2
"""Exit code for a bad file or option."""
SWITCH_S = 0.0005
"""How long one thread may keep the interpreter from another. Python's 5 ms would be a third of a frame: the voice
counting samples must not hold up the painting of a call."""


@dataclass(frozen=True, slots=True)
class Options:
    """The command line, read."""

    credential: StationCredential
    size: tuple[int, int] | None
    language: str
    large: bool
    motion: bool
    area: str | None
    distance_m: float
    screen_inch: float
    voice: bool
    voice_languages: tuple[str, ...]
    quiet: tuple[QuietSpan, ...]
    sound_out: Path | None


def _size(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    width, _cross, height = value.lower().partition("x")
    if not (width.isdigit() and height.isdigit() and min(int(width), int(height)) >= 200):
        raise click.BadParameter("应写成 1920x1080。 Write 1920x1080.")
    return int(width), int(height)


def _spans(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[QuietSpan, ...]:
    try:
        return tuple(parse_span(one) for one in value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _languages(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    chosen = tuple(one.strip() for one in value.split(","))
    if not chosen or any(one not in LANGUAGES for one in chosen):
        raise click.BadParameter(f"只有 {'、'.join(LANGUAGES)}。 There are only {', '.join(LANGUAGES)}.")
    return chosen


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--station", required=True, type=click.Path(path_type=Path), help="登记文件 · the station's file")
@click.option("--windowed", callback=_size, metavar="WxH", help="窗口模式 · in a window of this size")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言 · language")
@click.option("--large", is_flag=True, help="大字 · large type")
@click.option("--no-motion", is_flag=True, help="不用动画 · nothing moves")
@click.option("--area", default=None, help="区域，默认取自登记 · area; from the hub unless given; empty: whole hall")
@click.option(
    "--distance-m", type=click.FloatRange(1, 30), default=6.0, show_default=True, help="最远座位 · farthest seat"
)
@click.option(
    "--screen-inch", type=click.FloatRange(10, 600), default=55.0, show_default=True, help="屏幕对角线 · diagonal"
)
@click.option("--voice/--no-voice", default=True, show_default=True, help="语音播报 · speak calls")
@click.option("--voice-languages", callback=_languages, default="zh", show_default=True, help="zh 或/or zh,en")
@click.option("--quiet", callback=_spans, multiple=True, metavar="12:00-13:30", help="静音时段 · quiet hours")
@click.option("--sound-out", type=click.Path(path_type=Path), help="把声音写成文件 · write sounds to this folder")
def main(
    station: Path,
    windowed: tuple[int, int] | None,
    lang: str,
    large: bool,
    no_motion: bool,
    area: str | None,
    distance_m: float,
    screen_inch: float,
    voice: bool,
    voice_languages: tuple[str, ...],
    quiet: tuple[QuietSpan, ...],
    sound_out: Path | None,
) -> None:
    """综合显示屏：显示并播报叫号 · the display wall: shows calls and speaks them."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    try:
        credential = _load_wall(station)
        options = Options(
            credential, windowed, lang, large, not no_motion, area, distance_m, screen_inch,
            voice, voice_languages, quiet, sound_out,
        )  # fmt: skip
        code = run(options)
    except (Fault, ChineseFontMissingError) as error:
        click.echo(str(error), err=True)
        code = BAD_USE
    except OSError as error:
        click.echo(f"{error.filename}：{error.strerror}。 {error.filename}: {error.strerror}.", err=True)
        code = BAD_USE
    sys.exit(code)


def _load_wall(file: Path) -> StationCredential:
    credential = load(file)
    if credential.kind is not StationKind.WALL:
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{file.name}：这是 {credential.kind} 的登记，不是显示屏（wall）的。",
            en=f"{file.name}: this is the enrolment of a {credential.kind}, not of a wall.",
        )
    return credential


def run(options: Options) -> int:
    """Run the wall until it is closed; return the exit code."""
    sys.setswitchinterval(SWITCH_S)
    application = QApplication(sys.argv[:1])
    theme = Theme(Surface.WALL, large=options.large, motion=options.motion)
    theme.apply(application)
    bridge = Bridge()
    link = Link(options.credential, version=_version())
    presenter = WallPresenter(
        link, bridge.post, area_id=options.area, quiet=options.quiet, trace=trace.from_environment()
    )
    canvas = Canvas(theme, Catalog("display_wall", options.language))
    window = WallWindow(canvas, presenter, distance_m=options.distance_m, screen_inch=options.screen_inch)
    window.on_first_paint = lambda: print(f"ready display_wall {options.credential.station}", flush=True)
    window.on_closed = application.quit
    wakers = _quit_on_signals(application)
    announcer = _voice(options, presenter)
    if options.size is None:
        window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        window.showFullScreen()
    else:
        window.resize(*options.size)
        window.show()
    window.begin()
    link.start()
    code = application.exec()
    bridge.close()
    if announcer is not None:
        announcer.close()
    link.close()
    del wakers
    return code


def _version() -> str:
    try:
        return metadata.version("ting-hall")
    except metadata.PackageNotFoundError:
        return ""


def _voice(options: Options, presenter: WallPresenter) -> Announcer | None:
    """Start the voice; a wall without a player goes on in silence and says so."""
    if not options.voice:
        return None
    speech = Speech()
    player: Player
    try:
        player = FolderPlayer(options.sound_out) if options.sound_out is not None else find_player()
        speech.check()
    except VoiceError as error:
        _log.warning("voice: %s", error)
        presenter.voice_changed(error)
        return None
    presenter.voice_changed(None)
    announcer = Announcer(
        speech,
        player,
        languages=options.voice_languages,
        resting=presenter.resting,
        on_spoken=presenter.spoken,
        on_fault=presenter.voice_changed,
    )
    announcer.start()
    presenter.speak_with(announcer)
    return announcer


def _quit_on_signals(application: QApplication) -> list[object]:
    """End cleanly on SIGTERM and SIGINT: Python runs signal handlers only when it gets a turn, so the signal's byte
    on a socket wakes Qt up. Returns what must be kept alive."""
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: reader.recv(64))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.quit())
    return [reader, writer, notifier]


if __name__ == "__main__":
    main()
