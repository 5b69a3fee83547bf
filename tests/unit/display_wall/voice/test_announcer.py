"""One voice: in order, never two at once, whatever fails."""

import threading
import time
from pathlib import Path

import pytest

from display_wall.voice.announcer import HURRY_FROM, Announcement, Announcer
from display_wall.voice.faults import PlayFailedError, PlayInterruptedError, VoiceError
from display_wall.voice.sentences import Sentence
from display_wall.voice.sound import Sound, silence
from display_wall.voice.speech import Speech

DEADLINE_S = 10


class Loudspeaker:
    """A player that notes when each sound began and ended, and can be held, broken or stopped."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.seconds: list[float] = []
        self.at_once = 0
        self.most_at_once = 0
        self.free = threading.Event()
        self.free.set()
        self.broken = False
        self.stopped = False

    def play(self, piece: Sound, text: str) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.free.wait(DEADLINE_S)
        self.at_once -= 1
        if self.stopped:
            raise PlayInterruptedError("", "")
        if self.broken:
            raise PlayFailedError("", "")
        self.said.append(text)
        self.seconds.append(piece.seconds)

    def stop(self) -> None:
        self.stopped = True
        self.free.set()


class Quick(Speech):
    """Speech that takes no time; a rest stands for each sentence."""

    def say(self, sentence: Sentence) -> Sound:
        return silence(1.0, 22_050)


class Hall:
    def __init__(self, **options: object) -> None:
        self.loudspeaker = Loudspeaker()
        self.spoken: list[Announcement] = []
        self.faults: list[VoiceError | None] = []
        self.heard = threading.Condition()
        self.quiet = False
        self.announcer = Announcer(
            Quick(),
            self.loudspeaker,
            resting=lambda: self.quiet,
            on_spoken=self._note(self.spoken),
            on_fault=self._note(self.faults),
            **options,  # type: ignore[arg-type]
        )
        self.announcer.start()

    def _note(self, where: list):  # type: ignore[no-untyped-def, type-arg]
        def note(item: object) -> None:
            with self.heard:
                where.append(item)
                self.heard.notify_all()

        return note

    def until(self, condition) -> None:  # type: ignore[no-untyped-def]
        with self.heard:
            assert self.heard.wait_for(condition, DEADLINE_S)


def call(seq: int, times: int = 1) -> Announcement:
    return Announcement(seq, times, f"A{seq:03d}", "3")


@pytest.fixture
def hall():  # type: ignore[no-untyped-def]
    made = Hall()
    yield made
    made.announcer.close()


def test_calls_close_together_are_all_spoken_in_order_and_never_overlap(hall: Hall) -> None:
    calls = [call(seq) for seq in range(1, 13)]
    for one in calls:
        hall.announcer.announce(one)
    hall.until(lambda: len(hall.spoken) == 12)
    assert hall.spoken == calls
    assert hall.loudspeaker.most_at_once == 1
    assert hall.loudspeaker.said[1] == "请 A零零二 号，到三号窗口办理"


def test_calls_from_many_threads_are_all_spoken_one_at_a_time(hall: Hall) -> None:
    threads = [threading.Thread(target=hall.announcer.announce, args=(call(seq),)) for seq in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hall.until(lambda: len(hall.spoken) == 20)
    assert {one.call_seq for one in hall.spoken} == set(range(1, 21))
    assert hall.loudspeaker.most_at_once == 1


def test_a_recall_is_spoken_again(hall: Hall) -> None:
    hall.announcer.announce(call(1))
    hall.announcer.announce(call(1, times=2))
    hall.until(lambda: len(hall.spoken) == 2)
    assert len(hall.loudspeaker.said) == 2


def test_the_sentence_is_said_twice_unless_many_wait(hall: Hall) -> None:
    hall.loudspeaker.free.clear()
    for seq in range(1, HURRY_FROM + 3):
        hall.announcer.announce(call(seq))
    hall.loudspeaker.free.set()
    hall.until(lambda: len(hall.spoken) == HURRY_FROM + 2)
    assert max(hall.loudspeaker.seconds) - min(hall.loudspeaker.seconds) == pytest.approx(1.6, abs=0.01)
    assert hall.loudspeaker.seconds[-1] == max(hall.loudspeaker.seconds)


def test_a_voice_that_fails_is_told_once_and_the_queue_goes_on(hall: Hall) -> None:
    hall.loudspeaker.broken = True
    hall.announcer.announce(call(1))
    hall.announcer.announce(call(2))
    hall.until(lambda: len(hall.faults) == 1)
    hall.until(lambda: not hall.announcer._waiting)
    hall.loudspeaker.free.clear()
    hall.announcer.announce(call(3))
    hall.loudspeaker.broken = False
    hall.loudspeaker.free.set()
    hall.until(lambda: call(3) in hall.spoken)
    assert [type(fault) for fault in hall.faults] == [PlayFailedError, type(None)]
    assert call(1) not in hall.spoken


def test_quiet_hours_are_silent_and_nothing_is_reported(hall: Hall) -> None:
    hall.quiet = True
    hall.announcer.announce(call(1))
    deadline = time.monotonic() + DEADLINE_S
    while hall.announcer._waiting and time.monotonic() < deadline:
        threading.Event().wait(0.005)
    hall.quiet = False
    hall.announcer.announce(call(2))
    hall.until(lambda: hall.spoken)
    assert [one.call_seq for one in hall.spoken][-1] == 2


def test_both_languages_are_spoken() -> None:
    hall = Hall(languages=("zh", "en"))
    hall.announcer.announce(call(1))
    hall.until(lambda: hall.spoken)
    hall.announcer.close()
    assert hall.loudspeaker.said == ["请 A零零一 号，到三号窗口办理\nNumber A 0 0 1, please go to window 3"]


def test_closing_falls_silent_at_once_and_reports_nothing(hall: Hall) -> None:
    hall.loudspeaker.free.clear()
    hall.announcer.announce(call(1))
    hall.announcer.announce(call(2))
    hall.announcer.close()
    hall.announcer.announce(call(3))
    assert hall.spoken == []
    assert hall.loudspeaker.said == []


def test_an_announcer_that_never_began_can_be_closed() -> None:
    Announcer(Quick(), Loudspeaker()).close()


def test_the_defaults_speak_to_nobody_in_particular(tmp_path: Path) -> None:
    loudspeaker = Loudspeaker()
    announcer = Announcer(Quick(), loudspeaker)
    announcer.start()
    announcer.announce(call(1))
    deadline = time.monotonic() + DEADLINE_S
    while not loudspeaker.said and time.monotonic() < deadline:
        threading.Event().wait(0.005)
    announcer.close()
    assert loudspeaker.said
