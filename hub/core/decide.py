"""``decide(hall, press, now)``: what a command makes happen, or why not. Pure; changes nothing."""

from collections.abc import Callable
from typing import Any, TypeAlias

from hub.contract import commands as cmd
from hub.contract.commands import VERBS_OF, Command
from hub.contract.events import Event
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import Instant
from hub.core import calling, day, evaluating, seating, serving, taking
from hub.core.hall import Hall
from hub.core.press import Press

Decider: TypeAlias = Callable[[Hall, Press, Any, Instant], tuple[Event, ...]]


def decide(hall: Hall, press: Press, now: Instant) -> tuple[Event, ...] | Fault:
    """The events that this press makes happen (none: it is so already), or the refusal in words."""
    if press.command.verb not in VERBS_OF[press.kind]:
        return Fault(FaultCode.STATION_NOT_ALLOWED)
    try:
        return _DECIDERS[type(press.command)](hall, press, press.command, now)
    except Fault as refusal:
        return refusal


def _catch_up(hall: Hall, press: Press, command: cmd.CatchUp, now: Instant) -> tuple[Event, ...]:
    """Asks only; the answer is made from the hall."""
    return ()


_DECIDERS: dict[type[Command], Decider] = {
    cmd.LoadPack: day.load_pack,
    cmd.EnrollStation: day.enroll_station,
    cmd.OpenDay: day.open_day,
    cmd.CloseDay: day.close_day,
    cmd.TakeTicket: taking.take_ticket,
    cmd.ConfirmPrinted: taking.confirm_printed,
    cmd.Reprint: taking.reprint,
    cmd.SignIn: seating.sign_in,
    cmd.SignOut: seating.sign_out,
    cmd.OpenWindow: seating.open_window,
    cmd.PauseWindow: seating.pause_window,
    cmd.ResumeWindow: seating.resume_window,
    cmd.CloseWindow: seating.close_window,
    cmd.CallNext: calling.call_next,
    cmd.CallSpecific: calling.call_specific,
    cmd.Recall: calling.recall,
    cmd.StartService: serving.start_service,
    cmd.CompleteService: serving.complete_service,
    cmd.PassTicket: calling.pass_ticket,
    cmd.PassAndNext: calling.pass_and_next,
    cmd.Reactivate: calling.reactivate,
    cmd.HoldTicket: serving.hold_ticket,
    cmd.ResumeTicket: calling.resume_ticket,
    cmd.Transfer: serving.transfer,
    cmd.Abandon: serving.abandon,
    cmd.Evaluate: evaluating.evaluate,
    cmd.CloseEvaluation: evaluating.close_evaluation,
    cmd.Shown: evaluating.shown,
    cmd.Spoken: evaluating.spoken,
    cmd.ErasePerson: day.erase_person,
    cmd.CatchUp: _catch_up,
}
