"""The glass on which a benchmark's screens paint: a virtual X screen, or none where Xvfb is not installed."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

SIZE = "1920x1080"

STOP_S = 5.0
"""An X server ends within milliseconds."""


@contextmanager
def virtual_screen() -> Iterator[Mapping[str, str]]:
    """Gives the environment for programs that paint. Without Xvfb they paint into their own memory (offscreen)."""
    if shutil.which("Xvfb") is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    argv = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(
        argv, pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}", "QT_XCB_GL_INTEGRATION": "none"}
    finally:
        server.terminate()
        server.wait(STOP_S)
