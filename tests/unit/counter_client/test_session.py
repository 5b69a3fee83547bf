from dataclasses import replace

import pytest

from counter_client import sample
from counter_client.sample import NOW, QUEUES, called, queue, ticket, window
from counter_client.session import GIVEN_MS, REFUSAL_MS, SETTLE_MS, NoteKind, Pressed
from counter_client.situation import Situation, Verb
from hub.client.port import LinkState
from hub.contract.commands import (
    CallNext,
    CloseWindow,
    PassAndNext,
    Reactivate,
    Recall,
    SignIn,
    SignOut,
    StartService,
    TakeTicket,
)
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import CallAnswer, DayNotice, Done, EvaluationNotice, SignedIn, TicketIssued, TicketSlip
from hub.contract.vocabulary import (
    DayState,
    EvaluationState,
    OpenTicketRule,
    PriorityClass,
    StationKind,
    WindowState,
    Words,
)

C012 = ticket("C012", "budongchan", 25)
WHY = Words("等候最久", "has waited longest")


def slip(number: str) -> TicketSlip:
    words = Words("不动产登记", "Real estate")
    return TicketSlip(
        f"t-{number}", number, "budongchan", words, words, words, words, ("3",), 4, 600, NOW, "2026-11-22",
        PriorityClass.ORDINARY, "http://localhost/t/x", False,
    )  # fmt: skip


def evaluation(state, window_id="w03", request_id="r1", number="C011"):
    return EvaluationNotice(101, 0, 1, NOW, request_id, state, number, window_id, 60)


def test_a_press_is_sent_at_once_and_nothing_more_until_its_answer(counter):
    assert counter.session.press(CallNext()) is Pressed.SENT
    assert counter.session.press(CallNext()) is Pressed.PENDING
    assert counter.session.allowed == frozenset()
    assert counter.link.commands == [CallNext()]


def test_a_press_stays_pending_until_the_window_shows_what_was_done(counter):
    counter.session.press(CallNext())
    counter.answer(CallAnswer(C012, WHY), seq=120)
    assert counter.session.press(StartService()) is Pressed.PENDING
    counter.window(window(current=called(C012, 0), as_of=119))
    assert counter.session.pending is not None
    counter.window(window(current=called(C012, 0), as_of=120))
    assert counter.session.pending is None
    assert counter.session.situation is Situation.CALLED


def test_a_view_that_came_before_the_answer_settles_the_press_at_once(counter):
    counter.session.press(CallNext())
    counter.window(window(current=called(C012, 0), as_of=120))
    counter.answer(CallAnswer(C012, WHY), seq=120)
    assert counter.session.pending is None


def test_a_view_that_never_comes_does_not_lock_the_clerk_out(counter):
    counter.session.press(CallNext())
    counter.answer(CallAnswer(C012, WHY), seq=120)
    counter.now += SETTLE_MS - 1
    assert counter.session.press(CallNext()) is Pressed.PENDING
    counter.now += 1
    assert counter.session.press(CallNext()) is Pressed.SENT


def test_time_alone_gives_a_missing_view_up(counter):
    counter.session.press(CallNext())
    counter.answer(CallAnswer(C012, WHY), seq=120)
    counter.later(SETTLE_MS)
    assert counter.session.pending is None


def test_reactivating_changes_only_a_queue_and_is_over_with_its_answer(counter):
    counter.session.press(Reactivate(ticket_id="t-C009"))
    counter.answer(Done(), seq=120)
    assert counter.session.pending is None


def test_what_the_table_does_not_allow_is_not_sent(counter):
    assert counter.session.press(Recall()) is Pressed.NOT_NOW
    assert counter.link.commands == []


@pytest.mark.parametrize("state", [LinkState.CONNECTING, LinkState.NO_HUB, LinkState.OFFLINE])
def test_nothing_is_sent_without_a_hub_and_the_list_stays(counter, state):
    counter.link.go(state)
    assert counter.session.press(CallNext()) is Pressed.OFFLINE
    assert counter.session.desk.waiting_count > 0
    counter.link.go(LinkState.ONLINE)
    assert counter.session.press(CallNext()) is Pressed.SENT


def test_a_refusal_is_kept_for_a_few_seconds(counter):
    counter.session.press(CallNext())
    counter.refuse(FaultCode.BUSY)
    note = counter.session.note
    assert note is not None
    assert (note.kind, note.verb) == (NoteKind.REFUSED, Verb.CALL_NEXT)
    counter.later(REFUSAL_MS - 1)
    assert counter.session.note is not None
    counter.later(1)
    assert counter.session.note is None


def test_nobody_waiting_is_news_and_no_reproach(counter):
    counter.session.press(CallNext())
    counter.refuse(FaultCode.NOBODY_WAITING)
    assert counter.session.note is not None
    assert counter.session.note.kind is NoteKind.INFO


def test_passing_with_nobody_left_says_so(counter):
    counter.window(window(current=called(C012, 3)))
    counter.session.press(PassAndNext())
    counter.answer(CallAnswer(None), seq=121)
    assert counter.session.note is not None
    assert counter.session.note.fault is not None
    assert counter.session.note.fault.code is FaultCode.NOBODY_WAITING


def test_no_answer_stays_until_the_clerk_has_read_it_or_presses_again(counter):
    counter.session.press(CallNext())
    counter.refuse(FaultCode.NO_ANSWER)
    assert counter.session.note is not None
    assert counter.session.note.kind is NoteKind.UNKNOWN
    counter.later(3_600_000)
    assert counter.session.note is not None
    counter.session.dismiss()
    assert counter.session.note is None
    counter.session.dismiss()


def test_closing_the_last_window_asks_with_the_number_waiting_and_yes_confirms(counter):
    counter.session.press(CloseWindow())
    counter.refuse(FaultCode.LAST_WINDOW, business="不动产登记", waiting=4)
    question = counter.session.question
    assert question is not None
    assert "4" in question.fault.sentence()
    assert counter.session.answer_question(True) is Pressed.SENT
    assert counter.last == CloseWindow(confirmed=True)
    assert counter.session.question is None


def test_no_to_a_question_sends_nothing(counter):
    counter.session.press(CloseWindow())
    counter.refuse(FaultCode.LAST_WINDOW, business="不动产登记", waiting=4)
    assert counter.session.answer_question(False) is None
    assert counter.session.question is None
    assert len(counter.link.commands) == 1
    assert counter.session.answer_question(True) is None


def test_calling_over_an_open_ticket_asks_and_yes_completes_it(counter):
    rules = replace(sample.HALL.rules, call_next_while_open=OpenTicketRule.ASK)
    counter.link.show("plan", replace(sample.HALL, rules=rules))
    counter.window(window(current=called(C012, 3)))
    counter.session.press(CallNext())
    counter.refuse(FaultCode.FINISH_FIRST, number="C012")
    assert counter.session.answer_question(True) is Pressed.SENT
    assert counter.last == CallNext(complete_open=True)


def test_why_is_known_for_the_ticket_that_was_called_and_for_no_other(counter):
    counter.session.press(CallNext())
    counter.answer(CallAnswer(C012, WHY), seq=120)
    assert counter.session.why is None
    counter.window(window(current=called(C012, 0), as_of=120))
    assert counter.session.why == WHY
    counter.window(window(current=called(ticket("C013", "budongchan", 3), 0), as_of=125))
    assert counter.session.why is None


def test_the_evaluation_is_followed_from_asked_to_given_without_its_level(counter):
    counter.link.tell(evaluation(EvaluationState.ASKED))
    assert counter.session.evaluation is not None
    assert counter.session.evaluation.state is EvaluationState.ASKED
    counter.link.tell(evaluation(EvaluationState.GIVEN))
    assert counter.session.evaluation.state is EvaluationState.GIVEN
    assert not hasattr(counter.session.evaluation, "level")
    counter.later(GIVEN_MS)
    assert counter.session.evaluation is None


def test_an_evaluation_that_was_not_given_is_shown_no_longer(counter):
    counter.link.tell(evaluation(EvaluationState.ASKED))
    counter.link.tell(evaluation(EvaluationState.NOT_GIVEN, request_id="another"))
    assert counter.session.evaluation is not None
    counter.link.tell(evaluation(EvaluationState.NOT_GIVEN))
    assert counter.session.evaluation is None
    counter.link.tell(evaluation(EvaluationState.NOT_GIVEN))
    assert counter.session.evaluation is None


def test_other_windows_evaluations_and_other_notices_are_nobodys_business_here(counter, guide, new_desk):
    counter.link.tell(evaluation(EvaluationState.ASKED, window_id="w04"))
    counter.link.tell(DayNotice(1, 0, 1, NOW, "2026-11-22", DayState.OPEN))
    assert counter.session.evaluation is None
    guide.link.tell(evaluation(EvaluationState.ASKED, window_id=""))
    assert guide.session.evaluation is None
    unknown = new_desk(StationKind.COUNTER)
    unknown.link.tell(evaluation(EvaluationState.ASKED))
    assert unknown.session.evaluation is None


def test_views_that_do_not_concern_the_desk_do_not_disturb_it(counter):
    told = []
    counter.session.listen(lambda: told.append(1))
    counter.link.show("huji", queue("huji"))
    counter.link.show("w09", window(window_id="w09"))
    assert told == []
    counter.link.show("shuiwu", replace(QUEUES["shuiwu"], waiting=7))
    assert told
    assert counter.session.desk.waiting_count == 4 + 12 + 7


def test_many_views_at_once_are_looked_at_once(new_desk):
    desk = new_desk(StationKind.COUNTER).ready(window())
    work = []
    desk.session._deliver = work.append
    for waiting in range(5):
        desk.link.show("shuiwu", replace(QUEUES["shuiwu"], waiting=waiting))
    assert len(work) == 1
    work[0]()
    assert desk.session.desk.waiting_count == 4 + 12 + 4


def test_a_station_without_a_window_says_so(new_desk):
    desk = new_desk(StationKind.COUNTER)
    assert desk.session.situation is Situation.STARTING
    assert desk.session.operator == ("", "")
    desk.ready()
    desk.link.configure(replace(sample.CONFIG, window_id=""))
    assert desk.session.situation is Situation.UNBOUND


def test_call_next_is_marked_when_it_is_sent_and_when_it_is_answered(counter):
    counter.session.press(CallNext())
    counter.now += 12
    counter.answer(CallAnswer(C012, WHY), seq=120)
    assert counter.marks == [
        ("call_next.sent", NOW * 1_000_000),
        ("call_next.answered", (NOW + 12) * 1_000_000),
    ]


def test_the_outcome_reaches_whoever_pressed(counter):
    outcomes = []
    counter.session.press(CallNext(), outcomes.append)
    counter.refuse(FaultCode.BUSY)
    assert outcomes[0].fault.code is FaultCode.BUSY


def test_signing_in_keeps_no_pin(counter):
    counter.window(window(WindowState.CLOSED, signed_in=False))
    counter.session.press(SignIn("1003", "8642"))
    assert "8642" not in repr(counter.session.pending)
    counter.window(window(WindowState.CLOSED, as_of=130))
    counter.answer(SignedIn("1003", "李敏"), seq=130)
    assert counter.session.operator == ("1003", "李敏")


def test_a_guide_signs_in_takes_a_number_and_signs_out(guide):
    assert guide.session.situation is Situation.SIGNED_OUT
    guide.session.press(SignIn("2001", "8642"))
    guide.answer(SignedIn("2001", "王芳"))
    assert guide.session.operator == ("2001", "王芳")
    guide.session.press(TakeTicket("shebao"))
    guide.answer(TicketIssued(slip("A026"), "kiosk-1"))
    assert guide.session.note is not None
    assert guide.session.note.kind is NoteKind.DONE
    guide.session.press(SignOut())
    guide.answer(Done())
    assert guide.session.situation is Situation.SIGNED_OUT


def test_a_guide_whom_the_hub_does_not_know_must_sign_in_again(guide):
    guide.session.press(SignIn("2001", "8642"))
    guide.answer(SignedIn("2001", "王芳"))
    guide.session.press(TakeTicket("shebao"))
    guide.answer(Fault(FaultCode.NOT_SIGNED_IN))
    assert guide.session.situation is Situation.SIGNED_OUT
