"""Sentences to sound by espeak-ng.

Voice ``cmn-latn-pinyin`` and no other: espeak-ng 1.51's ``cmn`` and ``zh`` read Mandarin's own pinyin as English
(upstream issues 1028, 1044, 1236, 1370); a test looks at the phonemes.
"""

import shutil
import subprocess
from collections import OrderedDict
from collections.abc import Callable

from display_wall.voice import sound
from display_wall.voice.faults import SpeechFailedError, SpeechMissingError
from display_wall.voice.pinyin import to_pinyin
from display_wall.voice.sentences import Sentence

PROGRAM = "espeak-ng"
PACKAGE = "espeak-ng"
VOICES = {"zh": "cmn-latn-pinyin", "en": "en-gb"}
WORDS_PER_MINUTE = {"zh": "140", "en": "145"}
"""Slower than espeak-ng's 175: a hall echoes, and old ears need time."""
_TIMEOUT_S = 10
"""A sentence takes 20 ms; ten seconds means that the program hangs."""
_KEPT = 48
"""Sentences kept in memory, 200 kB each: a recall minutes later costs nothing."""


def spoken_text(sentence: Sentence) -> str:
    """Return what is given to espeak-ng: pinyin for Chinese, the words themselves for English."""
    return to_pinyin(sentence.text) if sentence.language == "zh" else sentence.text


class Speech:
    """Turns sentences into evened, trimmed sound, and remembers the last ones."""

    def __init__(
        self, program: str = PROGRAM, which: Callable[[str], str | None] = shutil.which, keep: int = _KEPT
    ) -> None:
        self._keep = keep
        self._program = program
        self._which = which
        self._kept: OrderedDict[Sentence, sound.Sound] = OrderedDict()

    def check(self) -> None:
        """Raise SpeechMissingError if there is no program to speak with."""
        self._path()

    def say(self, sentence: Sentence) -> sound.Sound:
        """Return the sound of a sentence. Raises SpeechMissingError or SpeechFailedError."""
        if sentence in self._kept:
            self._kept.move_to_end(sentence)
            return self._kept[sentence]
        made = self._make(sentence)
        self._kept[sentence] = made
        if len(self._kept) > self._keep:
            self._kept.popitem(last=False)
        return made

    def phonemes(self, sentence: Sentence) -> str:
        """Return how espeak-ng pronounces a sentence, in IPA: "(en)" in it means that the voice is wrong."""
        return self._run(sentence, "-q", "--ipa").decode(errors="replace")

    def _make(self, sentence: Sentence) -> sound.Sound:
        wav = self._run(sentence, "--stdout")
        try:
            made = sound.evened(sound.read(_with_length(wav)))
        except ValueError as error:
            raise self._failed(str(error)) from error
        if not made.samples:
            raise self._failed("silence")
        return made

    def _run(self, sentence: Sentence, *options: str) -> bytes:
        program = self._path()
        voice = ("-v", VOICES[sentence.language], "-s", WORDS_PER_MINUTE[sentence.language])
        try:
            done = subprocess.run(
                [program, *voice, *options, spoken_text(sentence)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_TIMEOUT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise self._failed(type(error).__name__) from error
        if done.returncode != 0:
            raise self._failed(f"exit {done.returncode}")
        return done.stdout

    def _path(self) -> str:
        program = self._which(self._program)
        if program is None:
            raise SpeechMissingError(
                f"没有安装语音程序 {self._program}，叫号不能播报。请运行：apt-get install {PACKAGE}",
                f"The speech program {self._program} is not installed. Run: apt-get install {PACKAGE}",
            )
        return program

    def _failed(self, why: str) -> SpeechFailedError:
        return SpeechFailedError(
            f"语音程序 {self._program} 没有合成出声音（{why}），这次叫号没有播报。",
            f"The speech program {self._program} made no sound ({why}); this call was not spoken.",
        )


def _with_length(wav: bytes) -> bytes:
    """Mend the lengths in the header: a stream's header is written before its length is known."""
    if len(wav) < 44 or wav[36:40] != b"data":
        return wav
    data = len(wav) - 44
    return wav[:4] + (data + 36).to_bytes(4, "little") + wav[8:40] + data.to_bytes(4, "little") + wav[44:]
