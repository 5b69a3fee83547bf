"""The tokens: every pair of colours can be read, sizes follow LOOK, mistakes are named."""

import pytest

from assets.theme.contrast import contrast, luminance
from assets.theme.tokens import TOKENS_FILE, Look, Surface, TokenError, look, parse, tokens

PAIRS = [(surface, text, ground) for surface in Surface for text, ground in tokens().pairs]
LEAST = {Surface.KIOSK: 7.0, Surface.WALL: 7.0, Surface.DESK: 4.5, Surface.PHONE: 4.5, Surface.CONSOLE: 4.5}


@pytest.mark.parametrize(("surface", "text", "ground"), PAIRS)
def test_every_pair_in_use_can_be_read(surface: Surface, text: str, ground: str) -> None:
    palette = look(surface).palette
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= LEAST[surface]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#FFFFFF", "#767676") == pytest.approx(4.54, abs=0.01)
    assert contrast("#123456", "#123456") == 1.0
    assert luminance("#FFFFFF") == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("surface", "large", "least"),
    [
        (Surface.KIOSK, False, 24),
        (Surface.KIOSK, True, 36),
        (Surface.DESK, False, 14),
        (Surface.PHONE, False, 16),
        (Surface.PHONE, True, 20),
        (Surface.CONSOLE, False, 14),
    ],
)
def test_nothing_is_smaller_than_its_distance_allows(surface: Surface, large: bool, least: int) -> None:
    assert look(surface, large=large).type.caption == least


def _sizes(chosen: Look) -> list[int]:
    scale = chosen.type
    return [
        scale.caption,
        scale.body,
        scale.label,
        scale.title,
        scale.headline,
        scale.number,
        scale.hero,
    ]


@pytest.mark.parametrize("surface", Surface)
def test_type_grows_from_caption_to_hero_and_large_is_never_smaller(surface: Surface) -> None:
    normal, large = _sizes(look(surface)), _sizes(look(surface, large=True))
    assert normal == sorted(normal)
    assert large == sorted(large)
    assert all(one <= other for one, other in zip(normal, large, strict=True))


def test_what_is_pressed_on_the_kiosk_is_at_least_88_high_and_16_apart() -> None:
    kiosk = look(Surface.KIOSK)
    assert (kiosk.target, kiosk.gap) >= (88, 16)


def test_movement_stays_between_150_and_200_ms() -> None:
    motion = look(Surface.KIOSK).motion
    assert 150 <= motion.quick <= motion.normal <= motion.slow <= 200
    assert motion.pulses == 2


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('ink = "#14213D"', "", "palette.kiosk: missing key 'ink'"),
        ('ink = "#14213D"', 'ink = "#14213D"\ninc = "#000000"', "palette.kiosk: unknown key 'inc'"),
        ('soft = ["ground"', 'sift = ["ground"', "no colour is named 'sift'"),
    ],
)
def test_a_mistake_in_the_file_is_named(old: str, new: str, named: str) -> None:
    text = TOKENS_FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(TokenError, match=named):
        parse(text.replace(old, new, 1))
