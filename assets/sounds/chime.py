"""The two-tone chime before an announcement, made from arithmetic: `python -m assets.sounds.chime OUT.wav`.

Two soft bell tones, falling (E5, C5), then 300 ms of rest before the sentence. The loudness (root mean square while
sounding) is the same for both tones and fixed, so that the voice can be set to it.
"""

import math
import struct
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

RATE_HZ = 22_050
"""Samples per second, the same as espeak-ng's, so that chime and sentence can be joined."""
CHIME_FILE = Path(__file__).with_name("chime.wav")
LOUDNESS = 0.16
"""Root mean square of each tone over its length, as a share of full scale (about -16 dB)."""
REST_S = 0.3
FULL_SCALE = 32_767


@dataclass(frozen=True, slots=True)
class Tone:
    """One bell tone. The second begins before the first has died away, as with a real chime."""

    pitch_hz: float
    begin_s: float
    length_s: float


TONES = (Tone(659.26, 0.0, 0.5), Tone(523.25, 0.32, 0.68))
"""E5 then C5: a falling third, heard as a call and not as an alarm; below 2 kHz, where old ears still hear."""
PARTIALS = ((1.0, 1.0), (2.0, 0.28), (3.0, 0.09))
"""Multiples of the pitch and their strength: enough overtones for a small loudspeaker, few enough to stay soft."""
ATTACK_S = 0.012
"""Rise of the tone: shorter clicks, longer swells."""
DECAY_S = 0.22
"""Time in which the tone falls to 1/e."""
RELEASE_S = 0.03
"""The tone's end is faded to silence in this time, or it would click."""


def envelope(at_s: float, length_s: float) -> float:
    """Return the strength (0 to 1) of a tone `at_s` seconds after its begin."""
    rise = 0.5 - 0.5 * math.cos(math.pi * min(1.0, at_s / ATTACK_S))
    fall = 0.5 - 0.5 * math.cos(math.pi * min(1.0, max(0.0, length_s - at_s) / RELEASE_S))
    return rise * fall * math.exp(-at_s / DECAY_S)


def render(tone: Tone) -> list[float]:
    """Return the samples of one tone, evened to LOUDNESS."""
    samples = [
        envelope(at / RATE_HZ, tone.length_s)
        * sum(part * math.sin(2 * math.pi * tone.pitch_hz * times * at / RATE_HZ) for times, part in PARTIALS)
        for at in range(round(tone.length_s * RATE_HZ))
    ]
    loud = math.sqrt(sum(value * value for value in samples) / len(samples))
    return [value * LOUDNESS / loud for value in samples]


def chime(tones: tuple[Tone, ...] = TONES, rest_s: float = REST_S) -> bytes:
    """Return the chime and the rest after it as 16 bit little endian mono samples at RATE_HZ."""
    mixed = [0.0] * (round(max(tone.begin_s + tone.length_s for tone in tones) * RATE_HZ) + 1)
    for tone in tones:
        begin = round(tone.begin_s * RATE_HZ)
        for at, value in enumerate(render(tone)):
            mixed[begin + at] += value
    mixed += [0.0] * round(rest_s * RATE_HZ)
    return b"".join(struct.pack("<h", round(max(-1.0, min(1.0, value)) * FULL_SCALE)) for value in mixed)


def write(file: Path) -> None:
    """Write the chime as a WAV file."""
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(chime())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else CHIME_FILE)
