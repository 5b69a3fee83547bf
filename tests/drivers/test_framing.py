from device_drivers.framing import FrameReader


class BadError(ValueError):
    def __init__(self, used: int) -> None:
        super().__init__("bad")
        self.used = used


def decode(buf: bytes) -> tuple[int, str | None]:
    """`<x>` is a frame, `!` is damage, anything else is skipped."""
    if buf[:1] == b"!":
        raise BadError(1)
    if buf[:1] != b"<":
        return 1, None
    return (3, chr(buf[1])) if len(buf) >= 3 else (0, None)


def test_frames_come_out_whole_whatever_stands_between() -> None:
    reader = FrameReader(decode, BadError)
    assert reader.feed(b"..<a") == []
    assert reader.pending == b"<a"
    assert reader.feed(b">!<b><c>x") == ["a", "b", "c"]
    assert (reader.damaged, reader.skipped) == (1, 4)


def test_a_damaged_frame_always_costs_at_least_one_byte() -> None:
    def stuck(buf: bytes) -> tuple[int, str | None]:
        raise BadError(0)

    reader = FrameReader(stuck, BadError)
    assert reader.feed(b"abc") == []
    assert reader.skipped == 3


def test_a_frame_that_never_ends_is_dropped() -> None:
    reader: FrameReader[str] = FrameReader(lambda buf: (0, None), BadError, max_pending=8)
    reader.feed(b"12345678")
    assert reader.pending == b"12345678"
    reader.feed(b"9")
    assert reader.pending == b""
    assert reader.skipped == 9


def test_clear_forgets_the_beginning_of_a_frame() -> None:
    reader = FrameReader(decode, BadError)
    reader.feed(b"<a")
    reader.clear()
    assert reader.feed(b"<b>") == ["b"]


def test_what_hides_behind_a_head_that_never_goes_on_is_found() -> None:
    def counted(buf: bytes) -> tuple[int, str | None]:
        """A digit says how many letters follow."""
        if not buf[:1].isdigit():
            return min(1, len(buf)), None
        end = 1 + int(buf[:1])
        return (end, buf[1:end].decode()) if len(buf) >= end else (0, None)

    reader = FrameReader(counted, BadError)
    assert reader.feed(b"92ab2cd") == []
    assert reader.give_up() == ["ab", "cd"]
    assert reader.pending == b""
    assert reader.skipped == 1
    assert reader.give_up() == []
