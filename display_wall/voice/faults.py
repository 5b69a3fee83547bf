"""What can go wrong with the voice: typed, with a stable code and a sentence for people.

None of these stops the wall: a call that cannot be spoken is still shown, its ``spoken`` receipt is not sent, and the
queue goes on.
"""


class VoiceError(Exception):
    """The voice could not speak. ``code`` is stable; ``zh`` and ``en`` say what happened and what to do."""

    code = "voice.failed"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


class SpeechMissingError(VoiceError):
    """espeak-ng is not installed, or has no Mandarin voice."""

    code = "voice.espeak_missing"


class SpeechFailedError(VoiceError):
    """espeak-ng is there but made no sound of a sentence."""

    code = "voice.synthesis_failed"


class NoPlayerError(VoiceError):
    """No program that plays sound is installed."""

    code = "voice.no_player"


class PlayFailedError(VoiceError):
    """The player could not play: usually no sound card, or nobody logged in to a sound server."""

    code = "voice.play_failed"


class PlayInterruptedError(VoiceError):
    """The wall was closed in the middle of a sentence."""

    code = "voice.interrupted"
