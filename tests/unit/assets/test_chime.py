"""The chime: two even tones, no clicks, then 300 ms of rest."""

import math
import struct
import wave
from pathlib import Path

from assets.sounds.chime import CHIME_FILE, LOUDNESS, RATE_HZ, REST_S, TONES, chime, envelope, render, write


def _samples(raw: bytes) -> list[int]:
    return [value for (value,) in struct.iter_unpack("<h", raw)]


def _strength(samples: list[float], pitch_hz: float) -> float:
    """Strength of one pitch in samples (Goertzel's way)."""
    turn = 2 * math.pi * pitch_hz / RATE_HZ
    real = sum(value * math.cos(turn * at) for at, value in enumerate(samples))
    imaginary = sum(value * math.sin(turn * at) for at, value in enumerate(samples))
    return math.hypot(real, imaginary)


def test_both_tones_are_equally_loud_and_have_their_pitch() -> None:
    for tone in TONES:
        samples = render(tone)
        loud = math.sqrt(sum(value * value for value in samples) / len(samples))
        assert math.isclose(loud, LOUDNESS, rel_tol=1e-6)
        other = next(one for one in TONES if one is not tone)
        assert _strength(samples, tone.pitch_hz) > 5 * _strength(samples, other.pitch_hz)


def test_tones_begin_and_end_in_silence() -> None:
    assert envelope(0.0, 0.5) == 0.0
    assert math.isclose(envelope(0.5, 0.5), 0.0, abs_tol=1e-9)
    assert envelope(0.02, 0.5) > 0.8


def test_the_chime_does_not_clip_and_rests_300_ms() -> None:
    samples = _samples(chime())
    assert max(abs(value) for value in samples) < 32_767
    rest = round(REST_S * RATE_HZ)
    assert set(samples[-rest:]) == {0}
    assert any(samples[: -rest - 1])


def test_the_file_is_mono_22050_small_and_what_the_generator_writes(tmp_path: Path) -> None:
    with wave.open(str(CHIME_FILE), "rb") as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, RATE_HZ)
    assert CHIME_FILE.stat().st_size < 60_000
    write(tmp_path / "again.wav")
    assert (tmp_path / "again.wav").read_bytes() == CHIME_FILE.read_bytes()
