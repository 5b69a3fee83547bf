"""Sound as numbers, and espeak-ng's part in it."""

import array
import io
import math
import shutil
import wave
from pathlib import Path

import pytest

from assets.sounds.chime import LOUDNESS
from display_wall.voice import sound
from display_wall.voice.announcer import composed
from display_wall.voice.faults import SpeechFailedError, SpeechMissingError
from display_wall.voice.sentences import Sentence, call_sentence
from display_wall.voice.sound import Sound
from display_wall.voice.speech import Speech

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def tone(seconds: float, strength: float, rate: int = 22_050) -> Sound:
    count = round(seconds * rate)
    return Sound(array.array("h", (round(strength * 32_767 * math.sin(at * 0.1)) for at in range(count))), rate)


def program(folder: Path, script: str) -> str:
    """A program of our own on the disk, in the place of espeak-ng."""
    file = folder / "espeak-ng"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def test_a_sound_survives_writing_and_reading() -> None:
    made = tone(0.1, 0.5)
    assert sound.read(sound.write(made)) == made


def test_quiet_and_loud_voices_come_out_even() -> None:
    for strength in (0.05, 0.2, 0.6):
        assert sound.loudness(sound.evened(tone(0.5, strength))) == pytest.approx(LOUDNESS, rel=0.05)


def test_peaks_are_bent_and_never_clipped() -> None:
    samples = tone(0.5, 0.02).samples
    samples[3_000:3_040] = array.array("h", [32_000, -32_000] * 20)
    evened = sound.evened(Sound(samples, 22_050))
    assert 0.75 < evened.peak < 0.98


def test_silence_around_the_voice_is_cut_off() -> None:
    rest = sound.silence(0.8, 22_050)
    evened = sound.evened(sound.join([rest, tone(0.5, 0.2), rest]))
    assert evened.seconds == pytest.approx(0.58, abs=0.05)


def test_nothing_but_silence_leaves_nothing() -> None:
    assert sound.loudness(sound.silence(1, 22_050)) == 0.0
    assert not sound.evened(sound.silence(1, 22_050)).samples
    assert Sound(array.array("h"), 22_050).peak == 0.0


def test_sounds_of_different_rates_are_not_joined() -> None:
    with pytest.raises(ValueError, match="rates"):
        sound.join([tone(0.1, 0.1), tone(0.1, 0.1, rate=8_000)])


def test_what_is_no_mono_wav_is_refused() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(2)
        target.setsampwidth(2)
        target.setframerate(22_050)
    for data, why in ((b"", "WAV"), (b"RIFF", "WAV"), (b"RIFX" * 20, "RIFF"), (out.getvalue(), "mono")):
        with pytest.raises(ValueError, match=why):
            sound.read(data)


def test_an_announcement_is_chime_rest_sentence_rest_sentence() -> None:
    said = tone(1.0, 0.2)
    whole = composed([said], once=False)
    assert whole.seconds == pytest.approx(sound.chime().seconds + 2.6, abs=0.01)
    begin = len(sound.chime().samples)
    assert whole.samples[begin : begin + len(said.samples)] == said.samples
    assert whole.samples[-len(said.samples) :] == said.samples
    rest = whole.samples[begin + len(said.samples) : -len(said.samples)]
    assert set(rest) == {0}
    assert len(rest) / whole.rate_hz == pytest.approx(0.6, abs=0.01)
    assert set(sound.chime().samples[-round(0.29 * 22_050) :]) == {0}


def test_in_a_hurry_the_sentence_is_said_once() -> None:
    assert composed([tone(1.0, 0.2)], once=True).seconds == pytest.approx(sound.chime().seconds + 1.0, abs=0.01)


def test_two_languages_follow_each_other() -> None:
    whole = composed([tone(1.0, 0.2), tone(2.0, 0.2)], once=True)
    assert whole.seconds == pytest.approx(sound.chime().seconds + 3.4, abs=0.01)


@needs_espeak
@pytest.mark.parametrize("number", ["A001", "B1024", "C999", "F310", "H008", "J777", "M012"])
def test_mandarin_is_spoken_as_mandarin(number: str) -> None:
    """A sound that is not silent proves nothing: espeak-ng's other voices read Chinese as English letters."""
    phonemes = Speech().phonemes(call_sentence(number, "12"))
    assert "(en)" not in phonemes
    assert "tɕhˈi2ŋ" in phonemes  # qing3


@needs_espeak
def test_the_broken_voice_would_be_noticed(tmp_path: Path) -> None:
    real = shutil.which("espeak-ng")
    wrong = program(tmp_path, f'shift 2; exec {real} -v cmn -q --ipa "请A零零一号到三号窗口办理"')
    assert "(en)" in Speech(wrong).phonemes(call_sentence("A001", "3"))


@needs_espeak
def test_a_sentence_is_heard_and_a_longer_one_takes_longer() -> None:
    speech = Speech()
    short, long = speech.say(call_sentence("A1", "3")), speech.say(call_sentence("A1111", "9999"))
    assert short.seconds > 1
    assert long.seconds > short.seconds * 1.3
    for made in (short, long, speech.say(call_sentence("A1", "3", "en"))):
        assert sound.loudness(made) == pytest.approx(LOUDNESS, rel=0.15)


def test_a_phrase_is_made_once(tmp_path: Path) -> None:
    counter = tmp_path / "count"
    wav = tmp_path / "x.wav"
    wav.write_bytes(sound.write(tone(0.3, 0.2)))
    speech = Speech(program(tmp_path, f"echo x >> {counter}; cat {wav}"), keep=2)
    first = speech.say(call_sentence("A001", "3"))
    assert speech.say(call_sentence("A001", "3")) is first
    assert counter.read_text() == "x\n"
    for at in range(2):
        speech.say(Sentence(f"{at}", "en"))
    assert speech.say(call_sentence("A001", "3")) is not first  # memory stays bounded


def test_a_missing_program_is_named_with_its_package() -> None:
    speech = Speech(which=lambda _: None)
    with pytest.raises(SpeechMissingError, match="apt-get install espeak-ng"):
        speech.check()
    with pytest.raises(SpeechMissingError):
        speech.say(call_sentence("A001", "3"))


@pytest.mark.parametrize("script", ["exit 3", "exit 0", "head -c 60 /dev/zero"])
def test_a_program_that_makes_no_sound_is_a_fault(tmp_path: Path, script: str) -> None:
    with pytest.raises(SpeechFailedError) as caught:
        Speech(program(tmp_path, script)).say(call_sentence("A001", "3"))
    assert caught.value.code == "voice.synthesis_failed"


def test_a_silent_wav_is_a_fault(tmp_path: Path) -> None:
    wav = tmp_path / "x.wav"
    wav.write_bytes(sound.write(sound.silence(0.5, 22_050)))
    with pytest.raises(SpeechFailedError, match="silence"):
        Speech(program(tmp_path, f"cat {wav}")).say(call_sentence("A001", "3"))


def test_a_program_that_cannot_be_run_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailedError):
        Speech(which=lambda _: str(tmp_path / "gone")).say(call_sentence("A001", "3"))
