"""Plays sound, one piece at a time, each until it has ended.

Through a program of the system and not through Qt: with no sound card Qt's text-to-speech wedges the whole screen,
whereas a program that fails is an exit code.
"""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from display_wall.voice import sound
from display_wall.voice.faults import NoPlayerError, PlayFailedError, PlayInterruptedError

PROGRAMS: tuple[tuple[str, ...], ...] = (("pw-play",), ("paplay",), ("aplay", "-q"))
"""Players in the order in which they are tried: PipeWire, PulseAudio, ALSA."""
PACKAGE = "alsa-utils"
KEPT = 100
"""Sounds that a folder keeps, some 0.5 MB each: a busy day would fill a small disk."""
_GRACE_S = 8.0
"""A player that has not ended so long after the sound should have is stuck on a device that does not play."""


class Player(Protocol):
    """Plays one sound to its end."""

    def play(self, piece: sound.Sound, text: str) -> None:
        """Return when ``piece`` has been heard. ``text`` is what it says. Raises a VoiceError."""

    def stop(self) -> None:
        """From any thread: end what is being played, and play nothing more."""


class ProgramPlayer:
    """Plays through a program that takes a WAV file's name."""

    def __init__(self, command: tuple[str, ...], grace_s: float = _GRACE_S) -> None:
        self.command = command
        self._grace_s = grace_s
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def play(self, piece: sound.Sound, text: str) -> None:
        """Play to the end. Raises PlayFailedError, or PlayInterruptedError after ``stop``."""
        del text
        with tempfile.NamedTemporaryFile(prefix="ting-voice-", suffix=".wav") as file:
            file.write(sound.write(piece))
            file.flush()
            code = self._run(file.name, piece.seconds + self._grace_s)
        if code != 0:
            raise PlayFailedError(
                f"声音没有播出（{self.command[0]}：{code}）。请检查声卡和音箱。",
                f"The sound was not played ({self.command[0]}: {code}). Check sound card and loudspeakers.",
            )

    def _run(self, name: str, timeout_s: float) -> int | str:
        with self._lock:
            if self._stopped:
                raise _interrupted()
            try:
                running = subprocess.Popen(
                    [*self.command, name],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                return type(error).__name__
            self._running = running
        try:
            code: int | str = running.wait(timeout_s)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            code = "timeout"
        with self._lock:
            self._running = None
            if self._stopped:
                raise _interrupted()
        return code

    def stop(self) -> None:
        """End the program that plays now."""
        with self._lock:
            self._stopped = True
            if self._running is not None:
                self._running.terminate()


class FolderPlayer:
    """Writes what would be heard as ``0001.wav``, ``0002.wav`` … with the words beside each as ``0001.txt``.

    For halls without a loudspeaker at this machine, for demonstrations and for tests. A file appears whole or not
    at all, the words before the sound. Only the newest ``KEPT`` stay.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        taken = [int(file.stem) for file in folder.glob("*.wav") if file.stem.isdigit()]
        self._count = max(taken, default=0)
        self._stopped = False

    def play(self, piece: sound.Sound, text: str) -> None:
        """Write the next two files. Raises PlayFailedError when the disk refuses."""
        if self._stopped:
            raise _interrupted()
        self._count += 1
        name = f"{self._count:04d}"
        try:
            self._put(name + ".txt", text.encode() + b"\n")
            self._put(name + ".wav", sound.write(piece))
            for suffix in (".txt", ".wav"):
                (self._folder / f"{self._count - KEPT:04d}{suffix}").unlink(missing_ok=True)
        except OSError as error:
            raise PlayFailedError(
                f"声音文件写不进 {self._folder}（{error.strerror}）。请检查磁盘和权限。",
                f"The sound file could not be written to {self._folder} ({error.strerror}). Check disk and rights.",
            ) from error

    def _put(self, name: str, data: bytes) -> None:
        part = self._folder / (name + ".part")
        part.write_bytes(data)
        part.replace(self._folder / name)

    def stop(self) -> None:
        """Write no more."""
        self._stopped = True


def find_player(which: Callable[[str], str | None] = shutil.which) -> ProgramPlayer:
    """Return a player through the first program that is installed. Raises NoPlayerError."""
    for program, *options in PROGRAMS:
        found = which(program)
        if found is not None:
            return ProgramPlayer((found, *options))
    raise NoPlayerError(
        f"没有安装播放声音的程序，叫号不能播报。请运行：apt-get install {PACKAGE}",
        f"No program that plays sound is installed. Run: apt-get install {PACKAGE}",
    )


def _interrupted() -> PlayInterruptedError:
    return PlayInterruptedError("播报被中断。", "The announcement was interrupted.")
