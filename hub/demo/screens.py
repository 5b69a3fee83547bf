"""Where the screens are shown: on the machine's own display, or on virtual ones that the page shows.

A virtual screen is an X server that speaks VNC on a Unix socket in a folder of this user's: nothing listens on the
network and no other user of the machine can look in (docs/adr/0002).
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.demo.program import Facts, Launch, Program
from hub.demo.readiness import PrintsNumber

DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of the hall. ``program`` runs on it; sizes are pixels."""

    name: str
    zh: str
    en: str
    width: int
    height: int

    @property
    def server(self) -> str:
        """Name of the program that is its X server."""
        return f"screen-{self.name}"

    @property
    def size(self) -> str:
        """Its size as programs take it."""
        return f"{self.width}x{self.height}"

    def socket(self, folder: Path) -> Path:
        """Where its VNC socket stands."""
        return folder / f"{self.name}.vnc"


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether this session has a display to open windows on."""
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def has_virtual_screens() -> bool:
    """Tell whether the X server for virtual screens is installed."""
    return shutil.which("Xtigervnc") is not None


def server_of(screen: Screen, folder: Path) -> Program:
    """Give the X server of a virtual screen; it takes the first free display number and tells it."""
    argv = (
        "Xtigervnc",
        *("-displayfd", "1"),
        *("-geometry", screen.size, "-depth", "24"),
        *("-rfbport", "-1", "-rfbunixpath", str(screen.socket(folder)), "-rfbunixmode", "384"),  # 0600
        *("-SecurityTypes", "None"),  # whoever may open the socket is this user
        *("-AlwaysShared", "-AcceptSetDesktopSize=0", "-FrameRate", "30"),
        *("-nolisten", "tcp", "-noreset"),
    )
    return Program(
        screen.server,
        f"{screen.zh}的屏幕",
        f"screen of {screen.en}",
        lambda _facts: Launch(argv),
        PrintsNumber(DISPLAY),
    )


def environment_on(screen: Screen, facts: Facts) -> dict[str, str]:
    """Give what a program's environment needs so that it draws on a virtual screen."""
    return {
        "DISPLAY": f":{facts[screen.server][DISPLAY]}",
        "QT_QPA_PLATFORM": "xcb",
        "QT_XCB_GL_INTEGRATION": "none",  # the widgets paint without it, and a virtual screen has none
        "WAYLAND_DISPLAY": "",
    }
