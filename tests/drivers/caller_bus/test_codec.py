import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.caller_bus.codec import (
    Beep,
    BusFrame,
    DecodeError,
    DeviceMessage,
    DigitEntered,
    Display,
    Entry,
    EvaluatorPressed,
    HostMessage,
    Key,
    KeyPressed,
    OpenEvaluation,
    ShowStars,
    acknowledgement,
    decode,
    device_frame,
    encode_frame,
    from_device,
    host_frame,
    to_device,
)
from device_drivers.framing import FrameReader

FROM_DEVICE: list[tuple[str, DeviceMessage]] = [
    ("FF 68 03 03 68 05 01 0C 12 16", KeyPressed(5, Key.CALL_NEXT)),
    ("FF 68 03 03 68 05 01 0D 13 16", KeyPressed(5, Key.RECALL)),
    ("FF 68 03 03 68 05 01 0B 11 16", KeyPressed(5, Key.EVALUATE)),
    ("FF 68 03 03 68 05 01 0E 14 16", KeyPressed(5, Key.CANCEL)),
    ("FF 68 03 03 68 05 01 11 17 16", KeyPressed(5, Key.STAND_BACK)),
    ("FF 68 03 03 68 05 01 12 18 16", KeyPressed(5, Key.PAUSE)),
    ("FF 68 03 03 68 05 01 13 19 16", KeyPressed(5, Key.TRANSFER)),
    ("FF 68 04 04 68 05 01 06 0F 1B 16", DigitEntered(5, 6)),
    ("FF 68 03 03 68 05 11 01 17 16", EvaluatorPressed(5, 1)),
]
TO_DEVICE: list[tuple[str, HostMessage]] = [
    ("FF 68 08 08 68 05 02 0A 0A 0A 00 02 03 2A 16", Display(5, ticket="023")),
    ("FF 68 08 08 68 05 02 00 00 08 0A 0A 0A 2D 16", Display(5, waiting="008")),
    ("FF 68 08 08 68 05 02 0A 0A 08 00 02 03 28 16", Display(5, "8", "023")),
    ("FF 68 02 02 68 05 03 08 16", Beep(5)),
    ("FF 68 03 03 68 05 02 05 0C 16", ShowStars(5, 5)),
    ("FF 68 03 03 68 05 01 0B 11 16", OpenEvaluation(5)),
]


@pytest.mark.parametrize(("data", "message"), FROM_DEVICE)
def test_golden_bytes_of_devices(data: str, message: DeviceMessage) -> None:
    raw = bytes.fromhex(data)
    assert encode_frame(device_frame(message)) == raw
    used, frame = decode(raw)
    assert used == len(raw)
    assert frame is not None
    assert from_device(frame) == message


@pytest.mark.parametrize(("data", "message"), TO_DEVICE)
def test_golden_bytes_of_the_host(data: str, message: HostMessage) -> None:
    raw = bytes.fromhex(data)
    assert encode_frame(host_frame(message)) == raw
    used, frame = decode(raw)
    assert used == len(raw)
    assert frame is not None
    assert to_device(frame) == message


def test_a_key_is_acknowledged_by_its_echo_an_evaluator_by_function_01() -> None:
    key = BusFrame(5, 0x01, b"\x0c")
    assert acknowledgement(key) == key
    pressed = decode(bytes.fromhex("FF 68 03 03 68 05 11 01 17 16"))[1]
    assert pressed is not None
    assert encode_frame(acknowledgement(pressed)) == bytes.fromhex("FF 68 03 03 68 05 01 01 07 16")


def test_digits_mean_what_the_hall_taught() -> None:
    assert [DigitEntered(1, digit).entry for digit in (0, 3, 6, 7)] == [Entry.HOLD, Entry.RESUME, Entry.PASS, None]


def test_a_line_reads_the_same_however_it_is_split(every_way) -> None:
    raws = [bytes.fromhex(data) for data, _ in [*FROM_DEVICE, *TO_DEVICE]]
    stream = b"junk\xff\x00" + b"\xff".join(raws) + b"\xff"
    expected = [decode(raw)[1] for raw in raws]
    for frames in every_way(decode, DecodeError, stream):
        assert frames == expected


@pytest.mark.parametrize(
    "data",
    [
        "FF 68 03 04 68 05 01 0C 12 16",
        "FF 68 03 03 69 05 01 0C 12 16",
        "FF 68 01 01 68 05 05 16",
        "FF 68 21 21 68 05 05 16",
        "FF 68 03 03 68 05 01 0C 13 16",
        "FF 68 03 03 68 05 01 0C 12 17",
    ],
)
def test_a_damaged_frame_is_passed_over_and_the_next_is_read(data: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(bytes.fromhex(data))
    assert caught.value.used == 1
    reader: FrameReader[BusFrame] = FrameReader(decode, DecodeError)
    assert reader.feed(bytes.fromhex(data) + encode_frame(BusFrame(7, 3, b""))) == [BusFrame(7, 3, b"")]


def test_half_a_frame_waits_for_the_rest() -> None:
    raw = bytes.fromhex("FF 68 08 08 68 05 02 0A 0A 0A 00 02 03 2A 16")
    for cut in range(len(raw)):
        assert decode(raw[:cut]) == (0, None)


@pytest.mark.parametrize(
    "frame",
    [BusFrame(1, 0x01, b"\x07"), BusFrame(1, 0x01, b"\x0a\x0f"), BusFrame(1, 0x11, b""), BusFrame(1, 0x20, b"")],
)
def test_frames_no_device_sends_mean_nothing(frame: BusFrame) -> None:
    assert from_device(frame) is None


@pytest.mark.parametrize(
    "frame",
    [
        BusFrame(1, 0x02, b"\x0b\x00\x00\x00\x00\x00"),
        BusFrame(1, 0x02, b"\x00\x0a\x00\x00\x0a\x00"),
        BusFrame(1, 0x02, b"\x00\x00\x00\x00\x0c\x00"),
        BusFrame(1, 0x02, b"\x06"),
        BusFrame(1, 0x02, b""),
        BusFrame(1, 0x03, b"\x00"),
        BusFrame(1, 0x01, b"\x0c"),
    ],
)
def test_frames_that_are_no_order_mean_nothing(frame: BusFrame) -> None:
    assert to_device(frame) is None


@pytest.mark.parametrize("message", [Display(1, "1234"), Display(1, ticket="A01"), Display(1, "１"), ShowStars(1, 6)])
def test_what_a_display_cannot_show_is_refused(message: HostMessage) -> None:
    with pytest.raises(ValueError, match=r"digits|stars"):
        host_frame(message)


def test_too_much_data_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 30"):
        encode_frame(BusFrame(1, 1, bytes(31)))


BUS_FRAMES = st.builds(BusFrame, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=30))


@given(st.lists(BUS_FRAMES, max_size=6), st.data())
def test_what_is_sent_is_what_is_read(frames: list[BusFrame], data: st.DataObject) -> None:
    stream = b"".join(encode_frame(frame) for frame in frames)
    cut = data.draw(st.integers(0, len(stream)))
    reader: FrameReader[BusFrame] = FrameReader(decode, DecodeError)
    assert reader.feed(stream[:cut]) + reader.feed(stream[cut:]) == frames


@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda tail: b"\xff\x68\x03\x03\x68" + tail))
def test_nothing_but_decode_error_escapes(data: bytes) -> None:
    with contextlib.suppress(DecodeError):
        used, frame = decode(data)
        assert 0 <= used <= len(data)
        if frame is not None:
            assert used > 0
            from_device(frame)
            to_device(frame)
            encode_frame(acknowledgement(frame))
