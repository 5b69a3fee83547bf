"""A screen without a display: an X server that the tests look at and touch."""

import os
import subprocess
from types import TracebackType

from PIL import Image, ImageChops, ImageGrab

from hub.bench.rig import wait_until

Place = tuple[int, int]


class VirtualScreen:
    """One Xvfb; programs draw on it, ``xdotool`` touches it."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._server.stdout is not None
        self.display = f":{self._server.stdout.readline().strip()}"

    def __enter__(self) -> "VirtualScreen":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.terminate()
        self._server.communicate()

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to draw here."""
        return {
            "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "QT_XCB_GL_INTEGRATION": "none", "WAYLAND_DISPLAY": "",
        }  # fmt: skip

    def touch(self, place: Place) -> None:
        """Touch the glass there."""
        self._do("mousemove", str(place[0]), str(place[1]), "click", "1")

    def touch_and_see(self, place: Place) -> None:
        """Touch the glass there and wait until something changes on it, the head with its clock left out."""
        body = (0, self.size[1] // 8, *self.size)
        seen = self.picture().crop(body)
        self.touch(place)
        wait_until(lambda: ImageChops.difference(seen, self.picture().crop(body)).getbbox() is not None, 15)

    def key(self, *names: str) -> None:
        """Press keys, one after the other."""
        self._do("key", *names)

    def write(self, text: str) -> None:
        """Type."""
        self._do("type", "--delay", "20", text)

    def picture(self) -> Image.Image:
        """What is seen."""
        return ImageGrab.grab(xdisplay=self.display).convert("RGB")

    def _do(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], check=True, env=os.environ | {"DISPLAY": self.display})
