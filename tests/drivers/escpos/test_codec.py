import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.escpos.codec.answers import (
    Answer,
    AutoStatusReport,
    FlowControl,
    PaperAnswer,
    RealTimeAnswer,
    decode_answer,
    encode_answer,
)
from device_drivers.escpos.codec.frames import (
    Align,
    Alignment,
    AutoStatus,
    Bold,
    CarriageReturn,
    ClearBuffer,
    CodePage,
    Cut,
    CutForm,
    FeedDots,
    FeedLines,
    Frame,
    IdentityRequest,
    Init,
    KanjiMode,
    KanjiSize,
    LineFeed,
    LineSpacing,
    PaperRequest,
    QrErrorLevel,
    QrLevel,
    QrModel,
    QrModuleSize,
    QrPrint,
    QrStore,
    RasterImage,
    Size,
    StatusRequest,
    Text,
)
from device_drivers.escpos.codec.marks import DecodeError
from device_drivers.escpos.codec.reading import MAX_TEXT, decode
from device_drivers.escpos.codec.writing import encode
from device_drivers.framing import FrameReader

GOLDEN: list[tuple[str, Frame]] = [
    ("1B 40", Init()),
    ("0A", LineFeed()),
    ("0D", CarriageReturn()),
    ("1B 61 00", Align(Alignment.LEFT)),
    ("1B 61 01", Align(Alignment.CENTER)),
    ("1B 61 02", Align(Alignment.RIGHT)),
    ("1D 21 11", Size(2, 2)),
    ("1D 21 70", Size(8, 1)),
    ("1B 45 01", Bold(on=True)),
    ("1B 32", LineSpacing(None)),
    ("1B 33 24", LineSpacing(36)),
    ("1B 64 06", FeedLines(6)),
    ("1B 4A 18", FeedDots(24)),
    ("1D 56 00", Cut(CutForm.GS_V_FULL)),
    ("1D 56 01", Cut(CutForm.GS_V_PARTIAL)),
    ("1D 56 41 10", Cut(CutForm.GS_V_FULL, 16)),
    ("1D 56 42 00", Cut(CutForm.GS_V_PARTIAL, 0)),
    ("1B 69", Cut(CutForm.ESC_I)),
    ("1B 6D", Cut(CutForm.ESC_M)),
    ("1C 26", KanjiMode(on=True)),
    ("1C 2E", KanjiMode(on=False)),
    ("1C 21 0C", KanjiSize(12)),
    ("1B 74 00", CodePage(0)),
    ("1D 76 30 00 02 00 02 00 80 01 FF 00", RasterImage(2, 2, b"\x80\x01\xff\x00")),
    ("1D 28 6B 04 00 31 41 32 00", QrModel(2)),
    ("1D 28 6B 03 00 31 43 06", QrModuleSize(6)),
    ("1D 28 6B 03 00 31 45 31", QrErrorLevel(QrLevel.M)),
    ("1D 28 6B 06 00 31 50 30 61 62 63", QrStore(b"abc")),
    ("1D 28 6B 03 00 31 51 30", QrPrint()),
    ("10 04 01", StatusRequest(1)),
    ("10 04 04", StatusRequest(4)),
    ("1D 72 01", PaperRequest(1)),
    ("1D 61 FF", AutoStatus(0xFF)),
    ("1D 49 01", IdentityRequest(1)),
    ("10 14 08 01 03 14 01 06 02 08", ClearBuffer()),
]

JOB = (
    bytes.fromhex("1B40 1B6101 1D2111 1C26")
    + "长安区A012".encode("gbk")
    + bytes.fromhex(
        "1C2E 0A 1D763000 0100 0300 100401 1D286B0600315030 1B4000 1D286B03003151 30 41 0A 100404 1B6405 1D564203"
    )
)
JOB_FRAMES: list[Frame] = [
    Init(),
    Align(Alignment.CENTER),
    Size(2, 2),
    KanjiMode(on=True),
    Text("长安区A012".encode("gbk")),
    KanjiMode(on=False),
    LineFeed(),
    RasterImage(1, 3, b"\x10\x04\x01"),  # bytes of a picture may look like a request
    QrStore(b"\x1b\x40\x00"),
    QrPrint(),
    Text(b"A"),
    LineFeed(),
    StatusRequest(4),
    FeedLines(5),
    Cut(CutForm.GS_V_PARTIAL, 3),
]


@pytest.mark.parametrize(("data", "frame"), GOLDEN)
def test_golden_bytes_in_both_directions(data: str, frame: Frame) -> None:
    assert encode(frame) == bytes.fromhex(data)
    assert decode(bytes.fromhex(data)) == (len(bytes.fromhex(data)), frame)


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        ("1B 61 31", Align(Alignment.CENTER)),
        ("1D 56 30", Cut(CutForm.GS_V_FULL)),
        ("1D 56 31", Cut(CutForm.GS_V_PARTIAL)),
        ("1D 72 31", PaperRequest(1)),
        ("1B 76", PaperRequest(1)),
        ("1B 45 02", Bold(on=False)),
    ],
)
def test_other_ways_to_say_the_same(data: str, frame: Frame) -> None:
    assert decode(bytes.fromhex(data)) == (len(bytes.fromhex(data)), frame)


def test_a_job_reads_the_same_however_it_is_split(every_way) -> None:
    for frames in every_way(decode, DecodeError, JOB):
        assert frames == JOB_FRAMES


@pytest.mark.parametrize(("data", "frame"), GOLDEN)
def test_half_a_command_waits_for_the_rest(data: str, frame: Frame) -> None:
    whole = bytes.fromhex(data)
    for cut in range(len(whole)):
        assert decode(whole[:cut]) == (0, None)


@pytest.mark.parametrize(
    ("data", "used"),
    [
        ("01", 1),
        ("1B 7A", 2),
        ("10 09", 2),
        ("10 14 07 01", 2),
        ("10 04 05", 3),
        ("1D 21 88", 3),
        ("1B 61 07", 3),
        ("1D 56 07", 3),
        ("1D 76 31 00 01 00 01 00", 8),
        ("1D 76 30 00 00 00 01 00", 8),
        ("1D 76 30 00 01 00 00 00", 8),
        ("1D 28 41 02 00 00 00", 7),
        ("1D 28 6B 02 00 31 51", 7),
        ("1D 28 6B 03 00 30 51 30", 8),
        ("1D 28 6B 03 00 31 99 30", 8),
        ("1D 28 6B 04 00 31 51 30 30", 9),
        ("1D 28 6B 03 00 31 45 29", 8),
        ("1D 28 6B 03 00 31 43 11", 8),
        ("1D 28 6B 04 00 31 41 34 00", 9),
    ],
)
def test_a_wrong_command_is_passed_over_and_the_next_is_read(data: str, used: int) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(bytes.fromhex(data))
    assert caught.value.used == used
    reader: FrameReader[Frame] = FrameReader(decode, DecodeError)
    assert reader.feed(bytes.fromhex(data) + b"\x1b\x40")[-1:] == [Init()]


def test_long_text_is_given_piecewise() -> None:
    assert decode(b"x" * MAX_TEXT) == (MAX_TEXT, Text(b"x" * MAX_TEXT))
    assert decode(b"x" * (MAX_TEXT - 1)) == (0, None)


@pytest.mark.parametrize(
    "frame",
    [
        Size(9, 1),
        Size(1, 0),
        Cut(CutForm.ESC_I, 3),
        Text(b"a\n"),
        RasterImage(2, 2, b"abc"),
        RasterImage(0, 0, b""),
        FeedDots(256),
    ],
)
def test_what_cannot_be_said_is_refused(frame: Frame) -> None:
    with pytest.raises(ValueError, match=r"."):
        encode(frame)


BYTE = st.integers(0, 255)
FRAMES = st.one_of(
    st.sampled_from([frame for _, frame in GOLDEN]),
    st.builds(Align, st.sampled_from(Alignment)),
    st.builds(Size, st.integers(1, 8), st.integers(1, 8)),
    st.builds(Bold, st.booleans()),
    st.builds(LineSpacing, st.none() | BYTE),
    st.builds(FeedLines, BYTE),
    st.builds(FeedDots, BYTE),
    st.builds(Cut, st.sampled_from([CutForm.GS_V_FULL, CutForm.GS_V_PARTIAL]), st.none() | BYTE),
    st.builds(QrStore, st.binary(max_size=300)),
    st.builds(
        lambda width, height, fill: RasterImage(width, height, (fill * (width * height))[: width * height]),
        st.integers(1, 80),
        st.integers(1, 40),
        st.binary(min_size=1, max_size=9),
    ),
    st.builds(StatusRequest, st.integers(1, 4)),
    st.text("办理窗口排队号A012", min_size=1, max_size=30).map(lambda text: Text(text.encode("gbk"))),
)


def joined(frames: list[Frame]) -> list[Frame]:
    """Neighbouring texts are one text on the wire."""
    result: list[Frame] = []
    for frame in frames:
        if isinstance(frame, Text) and result and isinstance(result[-1], Text):
            result[-1] = Text(result[-1].data + frame.data)
        else:
            result.append(frame)
    return result


@given(st.lists(FRAMES, max_size=12), st.data())
def test_any_job_comes_back_as_it_was_sent(frames: list[Frame], data: st.DataObject) -> None:
    frames = [*frames, Init()]
    stream = b"".join(encode(frame) for frame in frames)
    cut = data.draw(st.integers(0, len(stream)))
    reader: FrameReader[Frame] = FrameReader(decode, DecodeError)
    assert reader.feed(stream[:cut]) + reader.feed(stream[cut:]) == joined(frames)
    assert reader.damaged == 0


@given(st.binary(max_size=200))
def test_nothing_but_decode_error_escapes(data: bytes) -> None:
    for function in (decode, decode_answer):
        call: Any = function
        with contextlib.suppress(DecodeError):
            used, frame = call(data)
            assert 0 <= used <= len(data)
            assert frame is None or used > 0


@given(st.lists(FRAMES, min_size=1, max_size=6), st.data())
def test_a_damaged_job_never_stops_the_reader(frames: list[Frame], data: st.DataObject) -> None:
    stream = bytearray(b"".join(encode(frame) for frame in frames))
    place = data.draw(st.integers(0, len(stream) - 1))
    stream[place] ^= data.draw(st.integers(1, 255))
    reader: FrameReader[Frame] = FrameReader(decode, DecodeError)
    for frame in reader.feed(bytes(stream)):
        encode(frame)  # whatever was read can be said again


ANSWERS: list[tuple[str, Answer]] = [
    ("12", RealTimeAnswer(0x12)),
    ("72", RealTimeAnswer(0x72)),
    ("00", PaperAnswer(near_end=False, end=False)),
    ("03", PaperAnswer(near_end=True, end=False)),
    ("0F", PaperAnswer(near_end=True, end=True)),
    ("18 00 0C 00", AutoStatusReport(bytes.fromhex("18000C00"))),
    ("11", FlowControl(go_on=True)),
    ("13", FlowControl(go_on=False)),
]


@pytest.mark.parametrize(("data", "answer"), ANSWERS)
def test_answers_in_both_directions(data: str, answer: Answer) -> None:
    assert decode_answer(bytes.fromhex(data)) == (len(bytes.fromhex(data)), answer)
    assert encode_answer(answer) == bytes.fromhex(data)


def test_answers_are_told_apart_in_one_stream(every_way) -> None:
    stream = bytes.fromhex("12 11 18 00 0C 00 13 03 7E 00")
    kinds = [RealTimeAnswer, FlowControl, AutoStatusReport, FlowControl, PaperAnswer, RealTimeAnswer, PaperAnswer]
    for answers in every_way(decode_answer, DecodeError, stream):
        assert [type(answer) for answer in answers] == kinds


@pytest.mark.parametrize("data", ["FF", "80", "90", "10 80", "10 00 10"])
def test_bytes_that_are_no_answer_cost_one_byte(data: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_answer(bytes.fromhex(data))
    assert caught.value.used == 1


def test_no_bytes_are_no_answer_yet() -> None:
    assert decode_answer(b"") == (0, None)
    assert decode_answer(b"\x10\x00\x00") == (0, None)
