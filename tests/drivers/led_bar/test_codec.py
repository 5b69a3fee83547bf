import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.framing import FrameReader
from device_drivers.led_bar.codec import (
    MAX_TEXT,
    Alive,
    Colour,
    DecodeError,
    Frame,
    Mode,
    Power,
    Probe,
    ShowText,
    Variant,
    decode,
    decode_answer,
    encode,
    encode_answer,
)

SUM_EXAMPLE = "AA 03 BB 51 54 FF 01 00 99 00 63 C7 EB 41 30 30 31 BA C5 FF"
XOR_EXAMPLE = "AA 03 BB 51 54 01 05 00 00 3F C7 EB 41 30 30 31 BA C5 18 FF"
GOLDEN: list[tuple[Variant, str, Frame]] = [
    (Variant.SUM, SUM_EXAMPLE, ShowText(3, "请A001号", Mode.LEFT)),
    (Variant.XOR, XOR_EXAMPLE, ShowText(3, "请A001号", Mode.LEFT, speed=5, stay=0, valid=0x3F)),
    (Variant.SUM, "AA 07 BB 4F 41", Power(7, on=True)),
    (Variant.XOR, "AA 07 BB 4F 46", Power(7, on=False)),
    (Variant.SUM, "AA 03 55", Probe(3)),
]


@pytest.mark.parametrize(("variant", "data", "frame"), GOLDEN)
def test_golden_bytes_in_both_directions(variant: Variant, data: str, frame: Frame) -> None:
    assert encode(frame, variant) == bytes.fromhex(data)
    assert decode(bytes.fromhex(data), variant) == (len(bytes.fromhex(data)), frame)


FRAMES: list[Frame] = [
    ShowText(1, "热情为您服务"),
    Probe(0xAA),
    Power(0xAA, on=True),
    ShowText(2, "", Mode.BLINK, Colour.GREEN),
    ShowText(0xAA, "暂停服务", stored=True),
]


@pytest.mark.parametrize("variant", Variant)
def test_a_busy_line_reads_the_same_however_it_is_split(variant: Variant, every_way) -> None:
    stream = b"\x00\x1b junk" + b"".join(encode(frame, variant) for frame in FRAMES)
    for frames in every_way(lambda buf: decode(buf, variant), DecodeError, stream):
        assert frames == FRAMES


@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize("text", ["请A001号", "到3号窗口"])
def test_a_checksum_of_ff_is_not_taken_for_the_end(variant: Variant, text: str, every_way) -> None:
    hits = [
        frame
        for speed in range(2)
        for stay in range(255)
        for frame in [ShowText(3, text, speed=speed, stay=stay)]
        if b"\xff\xff" in encode(frame, variant) or encode(frame, variant)[5] == 0xFF
    ]
    assert hits
    for frame in hits:
        for frames in every_way(lambda buf: decode(buf, variant), DecodeError, encode(frame, variant) * 2):
            assert frames == [frame, frame]


@pytest.mark.parametrize(
    ("variant", "data"),
    [
        (Variant.SUM, SUM_EXAMPLE.replace("41", "42")),
        (Variant.XOR, XOR_EXAMPLE.replace("41", "42")),
        (Variant.SUM, "AA 03 99"),
        (Variant.SUM, "AA 03 BB 51 55"),
        (Variant.SUM, "AA 03 BB 51 54 FF 00 FF"),
        (Variant.XOR, "AA 03 BB 51 54 00 FF"),
        (Variant.XOR, "AA 03 BB 51 54 0B 00 99 00 63 0E FF 00"),
        (Variant.SUM, "AA 03 BB 51 54 70 0D 00 00 00 63 FF"),
        (Variant.SUM, "AA 03 BB 51 54 68 01 00 00 04 63 FF"),
        (Variant.SUM, "AA 03 BB 51 54 6E 0B 00 00 00 63 01 FF"),
        (Variant.SUM, "AA 03 BB 51 54 EE 0B 00 00 00 63 81 FF"),
        (Variant.SUM, "AA 03 BB 51 54" + "41" * (MAX_TEXT + 10)),
        (Variant.XOR, "AA 03 BB 51 54" + "41" * (MAX_TEXT + 10)),
    ],
)
def test_a_damaged_frame_is_passed_over_and_the_next_is_read(variant: Variant, data: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(bytes.fromhex(data), variant)
    assert caught.value.used == 1
    reader: FrameReader[Frame] = FrameReader(lambda buf: decode(buf, variant), DecodeError)
    good = ShowText(9, "好")
    assert reader.feed(bytes.fromhex(data) + encode(good, variant))[-1] == good


@pytest.mark.parametrize("variant", Variant)
def test_a_torn_frame_does_not_swallow_the_next(variant: Variant) -> None:
    torn = encode(ShowText(1, "请A001号到1号窗口"), variant)[:-5]
    reader: FrameReader[Frame] = FrameReader(lambda buf: decode(buf, variant), DecodeError)
    assert reader.feed(torn + encode(ShowText(2, "请A002号"), variant)) == [ShowText(2, "请A002号")]


@pytest.mark.parametrize("variant", Variant)
def test_half_a_frame_waits_for_the_rest(variant: Variant) -> None:
    whole = encode(ShowText(1, "请A001号"), variant)
    for cut in range(1, len(whole)):
        assert decode(whole[:cut], variant) == (0, None)
    assert decode(b"", variant) == (0, None)


@pytest.mark.parametrize(
    "frame",
    [
        ShowText(1, "𠮷"),
        ShowText(1, "\n"),
        ShowText(1, "好" * 121),
        ShowText(256, "好"),
        ShowText(1, "好", stay=0xFF),
        ShowText(1, "好", speed=256),
        Probe(-1),
    ],
)
def test_what_cannot_be_shown_is_refused(frame: Frame) -> None:
    with pytest.raises(ValueError, match=r"."):
        encode(frame, Variant.SUM)


TEXTS = st.text("请到号窗口暂停服务欢迎光临AB0123 ！", max_size=40)
SHOWN = st.builds(
    ShowText,
    st.integers(0, 255),
    TEXTS,
    st.sampled_from(Mode),
    st.sampled_from(Colour),
    st.integers(0, 254),
    st.integers(0, 254),
    st.integers(0, 254),
    st.booleans(),
)
ANY = SHOWN | st.builds(Power, st.integers(0, 255), st.booleans()) | st.builds(Probe, st.integers(0, 255))


@given(st.sampled_from(Variant), st.lists(ANY, max_size=6), st.data())
def test_what_is_sent_is_what_is_read(variant: Variant, frames: list[Frame], data: st.DataObject) -> None:
    stream = b"".join(encode(frame, variant) for frame in frames)
    cut = data.draw(st.integers(0, len(stream)))
    reader: FrameReader[Frame] = FrameReader(lambda buf: decode(buf, variant), DecodeError)
    assert reader.feed(stream[:cut]) + reader.feed(stream[cut:]) == frames


@given(
    st.sampled_from(Variant), st.binary(max_size=80) | st.binary(max_size=60).map(lambda tail: b"\xaa\x01\xbbQT" + tail)
)
def test_nothing_but_decode_error_escapes(variant: Variant, data: bytes) -> None:
    with contextlib.suppress(DecodeError):
        used, frame = decode(data, variant)
        assert 0 <= used <= len(data)
        assert frame is None or used > 0


def test_answers_are_found_among_noise() -> None:
    assert encode_answer(Alive()) == b"\x1b"
    assert decode_answer(b"\x1b") == (1, Alive())
    assert decode_answer(b"\x00\x00\x1b") == (2, None)
    assert decode_answer(b"\x00\x00") == (2, None)
    assert decode_answer(b"") == (0, None)
