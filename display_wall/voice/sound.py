"""Sound as numbers: 16 bit mono samples, evened to one loudness, cut, joined and written as WAV. Standard library."""

import array
import io
import math
import sys
import wave
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from assets.sounds.chime import CHIME_FILE, LOUDNESS

FULL_SCALE = 32_767
PEAK = 0.97
"""The highest sample after evening."""
_KNEE = 0.75
"""Share of full scale from which peaks are bent: speech has few, and bending them is not heard."""
_SOUNDING = 0.01
"""Share of full scale above which a stretch counts as sounding and not as silence (-40 dB)."""
_STRETCH_S = 0.02
"""Length of the stretches that are judged: shorter than any syllable."""
_MARGIN_S = 0.04
"""Kept before and after the sounding part, so that a soft first consonant is not cut off."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono samples of 16 bits at ``rate_hz``."""

    samples: "array.array[int]"
    rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.samples) / self.rate_hz

    @property
    def peak(self) -> float:
        """The highest sample as a share of full scale."""
        return max((abs(value) for value in self.samples), default=0) / FULL_SCALE


def read(wav: bytes) -> Sound:
    """Read a WAV file of 16 bit mono. Raises ValueError for any other."""
    try:
        with wave.open(io.BytesIO(wav), "rb") as source:
            if source.getsampwidth() != 2 or source.getnchannels() != 1:
                raise ValueError("not 16 bit mono")
            data = source.readframes(source.getnframes())
            rate = source.getframerate()
    except (wave.Error, EOFError) as error:
        raise ValueError(str(error) or "not a WAV file") from error
    samples = array.array("h")
    samples.frombytes(data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return Sound(samples, rate)


def write(sound: Sound) -> bytes:
    """Return a WAV file."""
    samples = sound.samples
    if sys.byteorder == "big":
        samples = array.array("h", samples)
        samples.byteswap()
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(sound.rate_hz)
        target.writeframes(samples.tobytes())
    return out.getvalue()


def silence(seconds: float, rate_hz: int) -> Sound:
    """Return a rest."""
    return Sound(array.array("h", bytes(2 * round(seconds * rate_hz))), rate_hz)


def join(parts: list[Sound]) -> Sound:
    """Return the parts one after the other. Raises ValueError when their rates differ or there are none."""
    rates = {part.rate_hz for part in parts}
    if len(rates) != 1:
        raise ValueError(f"sounds of different rates cannot be joined: {sorted(rates)}")
    samples = array.array("h")
    for part in parts:
        samples.extend(part.samples)
    return Sound(samples, rates.pop())


def _stretches(sound: Sound) -> list[float]:
    """Root mean square of each stretch, as a share of full scale."""
    step = max(1, round(_STRETCH_S * sound.rate_hz))
    found = []
    for begin in range(0, len(sound.samples), step):
        part = sound.samples[begin : begin + step]
        # map and mul run in C: this thread shares the interpreter with the one that paints.
        found.append(math.sqrt(sum(map(mul, part, part)) / len(part)) / FULL_SCALE)
    return found


def _mean(stretches: list[float]) -> float:
    loud = [value for value in stretches if value >= _SOUNDING]
    return math.sqrt(sum(value * value for value in loud) / len(loud)) if loud else 0.0


def loudness(sound: Sound) -> float:
    """Return the root mean square over the stretches that sound, as a share of full scale; 0.0 for silence."""
    return _mean(_stretches(sound))


def _limited(value: float) -> int:
    """Bend what goes above the knee, so that the highest sample stays below full scale without a click."""
    size = abs(value)
    if size > _KNEE * FULL_SCALE:
        room = (PEAK - _KNEE) * FULL_SCALE
        size = _KNEE * FULL_SCALE + room * math.tanh((size - _KNEE * FULL_SCALE) / room)
    return round(math.copysign(size, value))


def evened(sound: Sound, target: float = LOUDNESS) -> Sound:
    """Return the sound at the chime's loudness and without the silence before and after it; no samples if it is
    all silence."""
    stretches = _stretches(sound)
    loud = [at for at, value in enumerate(stretches) if value >= _SOUNDING]
    if not loud:
        return Sound(array.array("h"), sound.rate_hz)
    step = max(1, round(_STRETCH_S * sound.rate_hz))
    margin = round(_MARGIN_S * sound.rate_hz)
    kept = sound.samples[max(0, loud[0] * step - margin) : (loud[-1] + 1) * step + margin]
    factor = target / _mean(stretches)
    knee = _KNEE * FULL_SCALE / factor
    samples = [int(value * factor) if -knee < value < knee else _limited(value * factor) for value in kept]
    return Sound(array.array("h", samples), sound.rate_hz)


@lru_cache(maxsize=1)
def chime() -> Sound:
    """Return the chime with the 300 ms of rest after it."""
    return read(CHIME_FILE.read_bytes())
