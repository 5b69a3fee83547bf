"""One voice for one area: every call in order, never two at once.

A thread of its own takes announcements from a queue, has them spoken, and plays each to its end before the next:
chime, 300 ms of rest (part of the chime), the sentence, 600 ms of rest, the sentence again. A recall is one more
announcement. What fails is told once, what works again is told once, and the queue goes on.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from display_wall.voice import sound
from display_wall.voice.faults import PlayInterruptedError, VoiceError
from display_wall.voice.player import Player
from display_wall.voice.sentences import call_sentence
from display_wall.voice.speech import Speech

_log = logging.getLogger(__name__)

REST_BEFORE_AGAIN_S = 0.6
"""Between the sentence and its repetition (LOOK: 600 ms)."""
REST_BETWEEN_LANGUAGES_S = 0.4
HURRY_FROM = 4
"""With so many more waiting, each sentence is said once: twice would put the last of them a minute behind its call."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call to be spoken."""

    call_seq: int
    times: int
    number: str
    window_number: str


class Announcer:
    """Speaks announcements in its own thread.

    ``on_spoken`` is called after the last word of each; ``on_fault`` with the error when the voice begins to fail
    and with None when it works again; both in the voice's thread. ``resting`` is asked before each: True keeps
    silent (quiet hours).
    """

    def __init__(
        self,
        speech: Speech,
        player: Player,
        *,
        languages: tuple[str, ...] = ("zh",),
        resting: Callable[[], bool] = lambda: False,
        on_spoken: Callable[[Announcement], None] = lambda _: None,
        on_fault: Callable[[VoiceError | None], None] = lambda _: None,
    ) -> None:
        self._speech = speech
        self._player = player
        self._languages = languages
        self._resting = resting
        self._on_spoken = on_spoken
        self._on_fault = on_fault
        self._failing = ""
        self._waiting: deque[Announcement] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="ting-voice", daemon=True)

    def start(self) -> None:
        """Begin to speak."""
        self._thread.start()

    def announce(self, announcement: Announcement) -> None:
        """From any thread: speak this after all that wait already. Returns at once."""
        with self._changed:
            if not self._closed:
                self._waiting.append(announcement)
                self._changed.notify()

    def close(self) -> None:
        """Fall silent now and end the thread. What waits is dropped and not reported as spoken."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify()
        self._player.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._waiting))
                if self._closed:
                    return
                announcement = self._waiting.popleft()
                hurry = len(self._waiting) >= HURRY_FROM
            if self._resting():
                continue
            try:
                self._speak(announcement, hurry)
            except PlayInterruptedError:
                return
            except VoiceError as error:
                self._failed(error)
            else:
                self._works()
                self._on_spoken(announcement)

    def _speak(self, announcement: Announcement, hurry: bool) -> None:
        sentences = [
            call_sentence(announcement.number, announcement.window_number, language) for language in self._languages
        ]
        said = [self._speech.say(sentence) for sentence in sentences]
        self._player.play(composed(said, once=hurry), "\n".join(sentence.text for sentence in sentences))

    def _failed(self, error: VoiceError) -> None:
        if self._failing != error.code:
            self._failing = error.code
            _log.warning("voice: %s", error)
            self._on_fault(error)

    def _works(self) -> None:
        if self._failing:
            self._failing = ""
            _log.info("voice: speaks again")
            self._on_fault(None)


def composed(said: list[sound.Sound], *, once: bool) -> sound.Sound:
    """Return a whole announcement: chime and rest, then the sentences, twice unless ``once``."""
    between = sound.silence(REST_BETWEEN_LANGUAGES_S, said[0].rate_hz)
    again = sound.silence(REST_BEFORE_AGAIN_S, said[0].rate_hz)
    round_: list[sound.Sound] = []
    for at, part in enumerate(said):
        round_ += [between, part] if at else [part]
    return sound.join([sound.chime(), *round_] if once else [sound.chime(), *round_, again, *round_])
