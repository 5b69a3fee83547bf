import random
from collections import Counter
from dataclasses import replace

import pytest

from counter_client import sample
from counter_client.clerk import Agenda, Clerk, Mix
from counter_client.sample import called, queue, serving, ticket, window
from hub.client.port import LinkState
from hub.contract.commands import CallNext, CloseWindow, Command, SignIn, SignOut
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import CallAnswer, Done, SignedIn
from hub.contract.vocabulary import TicketState, WindowState

PLAIN = Mix(0, 0, 0, 0, 0)


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Hall:
    """Answers a clerk's presses as the hub would, from a small state of its own, and publishes it."""

    def __init__(self, desk, people, last_window=False):
        self.desk = desk
        self.waiting = [ticket(f"C{at:03}", "budongchan", 30 - at) for at in range(people)]
        self.view = window(WindowState.CLOSED, signed_in=False)
        self.seq = 200
        self.last_window = last_window
        self.ended = Counter()
        self.on = True

    def answer_all(self):
        """Answer what waits; whether there was something."""
        answered = False
        while self.on and self.desk.link._waiting:
            command_id = next(iter(self.desk.link._waiting))
            command = dict(self.desk.link.sent)[command_id]
            self.seq += 1
            answer = self._do(command)
            self.publish()
            self.desk.link.answer(command_id, answer, self.seq)
            answered = True
        return answered

    def publish(self):
        self.view = replace(self.view, as_of=self.seq)
        self.desk.link.show("budongchan", queue("budongchan", *self.waiting))
        self.desk.link.show("w03", self.view)

    def _do(self, command: Command):
        do = getattr(self, f"_{command.verb}")
        return do(command) or Done()

    def _sign_in(self, command: SignIn):
        self.view = replace(self.view, operator_id=command.operator_id, operator_name="李敏")
        return SignedIn(command.operator_id, "李敏")

    def _open_window(self, _):
        self.view = replace(self.view, state=WindowState.OPEN)

    def _call_next(self, _):
        if not self.waiting:
            return Fault(FaultCode.NOBODY_WAITING)
        self.view = replace(self.view, current=called(self.waiting.pop(0), 0))
        return CallAnswer(self.view.current)

    def _resume_ticket(self, _):
        self.view = replace(self.view, current=called(self.view.held[0], 0), held=self.view.held[1:])
        return CallAnswer(self.view.current)

    def _recall(self, _):
        self.view = replace(self.view, current=replace(self.view.current, times=2))

    def _start_service(self, _):
        self.view = replace(self.view, current=serving(self.view.current, 0))

    def _end(self, how):
        self.ended[how] += 1
        self.view = replace(self.view, current=None)

    def _complete_service(self, _):
        self._end("completed")

    def _pass_ticket(self, _):
        self._end("passed")

    def _transfer(self, _):
        self._end("transferred")

    def _hold_ticket(self, _):
        held = (*self.view.held, replace(self.view.current, state=TicketState.HELD))
        self.view = replace(self.view, current=None, held=held)

    def _pause_window(self, command):
        self.view = replace(self.view, state=WindowState.PAUSED, reason=command.reason)

    def _resume_window(self, _):
        self.view = replace(self.view, state=WindowState.OPEN, reason=None)

    def _close_window(self, command):
        if self.last_window and not command.confirmed:
            return Fault(FaultCode.LAST_WINDOW, business="不动产登记", waiting=2)
        self.view = replace(self.view, state=WindowState.CLOSED)
        return None

    def _sign_out(self, _):
        self.view = replace(self.view, operator_id="", operator_name="")


class Day:
    """A clerk, a hall and a clock that jumps to whatever is due."""

    def __init__(self, desk, people, mix=PLAIN, **options):
        self.clock = Clock()
        self.desk = desk
        self.hall = Hall(desk, people, **options)
        self.agenda = Agenda(self.clock)
        desk.ready()
        for business in ("shichang", "shuiwu"):
            desk.link.show(business, queue(business))
        self.hall.publish()
        self.clerk = Clerk(
            desk.session, operator_id="1003", pin="8642", agenda=self.agenda, lot=random.Random(7), speed=60.0,
            service_s=240.0, mix=mix,
        )  # fmt: skip
        self.clerk.start()

    def run(self, until, steps=5_000):
        for _ in range(steps):
            if until():
                return
            self.agenda.run_due()
            if until():
                return
            if self.hall.answer_all():
                continue
            wait = self.agenda.next_in()
            assert wait is not None, "the clerk has nothing to do any more"
            self.clock.now += wait
            self.desk.now += int(wait * 1000)
        raise AssertionError("the day did not end")


@pytest.fixture
def make_day(new_desk):
    return lambda people, mix=PLAIN, **options: Day(new_desk(sample.StationKind.COUNTER), people, mix, **options)


def test_a_clerk_signs_in_opens_and_serves_everybody(make_day):
    day = make_day(5)
    day.run(lambda: day.hall.ended["completed"] == 5)
    assert day.desk.link.commands[0] == SignIn("1003", "8642")
    assert day.clerk.done["call_next"] == 5
    assert day.clock.now > 5  # 5 services of about 4 s each at 60 times the speed


def test_an_idle_clerk_waits_and_calls_when_somebody_comes(make_day):
    day = make_day(0)
    day.run(lambda: day.clock.now > 30)
    assert CallNext() not in day.desk.link.commands
    day.hall.waiting = [ticket("C050", "budongchan", 0)]
    day.hall.publish()
    day.run(lambda: day.hall.ended["completed"] == 1)


def test_losing_a_race_is_taken_calmly(make_day):
    day = make_day(1)
    stolen = day.hall.waiting[0]
    day.hall._call_next = lambda _: Fault(FaultCode.NOBODY_WAITING)
    day.run(lambda: day.clerk.refused["nobody_waiting"] >= 2)
    del day.hall._call_next
    day.hall.waiting = [stolen]
    day.run(lambda: day.hall.ended["completed"] == 1)


def test_a_mixed_day_recalls_passes_holds_transfers_and_pauses_and_loses_nobody(make_day):
    day = make_day(60, Mix(0.3, 0.2, 0.2, 0.2, 0.1))
    ended = day.hall.ended
    day.run(lambda: not day.hall.waiting and day.hall.view.current is None and not day.hall.view.held)
    assert ended["completed"] + ended["passed"] + ended["transferred"] == 60
    for verb in ("recall", "pass_ticket", "hold_ticket", "resume_ticket", "transfer", "pause_window", "resume_window"):
        assert day.clerk.done[verb] > 0, verb


def test_the_same_seed_presses_the_same(make_day):
    first, second = make_day(10, Mix()), make_day(10, Mix())
    for day in (first, second):
        day.run(lambda day=day: not day.hall.waiting and day.hall.view.current is None)
    assert first.desk.link.commands == second.desk.link.commands


@pytest.mark.parametrize("state", [TicketState.CALLED, TicketState.SERVING, None])
def test_going_home_finishes_who_is_here_closes_and_signs_out(make_day, state):
    day = make_day(3, last_window=True)
    day.run(lambda: (view := day.hall.view).operator_id != "" and (
        view.current.state if view.current else None) is state and view.state is WindowState.OPEN)  # fmt: skip
    day.clerk.leave()
    day.run(lambda: day.clerk.left)
    assert day.desk.link.commands[-2:] == [CloseWindow(confirmed=True), SignOut()]
    assert day.hall.view.current is None


def test_going_home_before_anything_was_known_is_quick(make_day):
    day = make_day(0)
    day.clerk.leave()
    day.run(lambda: day.clerk.left)
    assert day.desk.link.commands == []


def test_without_a_hub_a_clerk_waits_and_goes_on(make_day):
    day = make_day(2)
    day.run(lambda: day.hall.ended["completed"] == 1)
    day.desk.link.go(LinkState.OFFLINE)
    sent = len(day.desk.link.commands)
    end = day.clock.now + 20
    day.run(lambda: day.clock.now > end)
    assert len(day.desk.link.commands) == sent
    day.desk.link.go(LinkState.ONLINE)
    day.run(lambda: day.hall.ended["completed"] == 2)


def test_the_mix_is_read_from_its_words():
    assert Mix.parse("recall=0.5, pass=1") == Mix(0.5, 1.0, 0.0, 0.0, 0.0)
    assert Mix.parse("") == PLAIN


@pytest.mark.parametrize(("text", "says"), [("sing=1", "sing"), ("pass=2", "between 0 and 1"), ("pass=x", "pass")])
def test_a_wrong_mix_is_told_in_one_sentence(text, says):
    with pytest.raises(ValueError, match=says):
        Mix.parse(text)


def test_an_agenda_does_what_is_due_in_order():
    clock, done = Clock(), []
    agenda = Agenda(clock)
    assert agenda.next_in() is None
    agenda.after(2, lambda: done.append("later"))
    agenda.after(1, lambda: done.append("sooner"))
    clock.now = 1.5
    agenda.run_due()
    assert done == ["sooner"]
    assert agenda.next_in() == 0.5
