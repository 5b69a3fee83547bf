"""Signing in and out; opening, pausing, resuming and closing a window."""

from collections import Counter

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import BusinessId, DayState, Instant, Operator, StationKind, WindowState
from hub.core.hall import Hall, Seat
from hub.core.press import Press, operator_of, seat_of, signed_in_seat, station_of
from hub.core.queue import Lanes
from hub.core.transitions import WindowAct, window_after
from hub.core.waiting_estimate import open_windows


def sign_in(hall: Hall, press: Press, command: cmd.SignIn, now: Instant) -> tuple[ev.Event, ...]:
    """At a window or a guide desk. Signing in again where one is signed in already changes nothing."""
    operator = hall.operators.get(command.operator_id)
    if operator is None or not press.proven:
        raise Fault(FaultCode.WRONG_PIN)
    if press.kind is StationKind.GUIDE:
        return _guide_in(hall, press, operator)
    seat = seat_of(hall, press)
    if seat.operator_id == operator.operator_id:
        return ()
    if seat.operator_id:
        raise Fault(FaultCode.WINDOW_TAKEN, who=hall.operators[seat.operator_id].name)
    for other in hall.seats.values():
        if other.operator_id == operator.operator_id:
            raise Fault(FaultCode.OPERATOR_ELSEWHERE, where=hall.windows[other.window_id].number)
    window_after(seat.state, WindowAct.SIGN_IN)
    return (ev.WindowSignedIn(window_id=seat.window_id, operator_id=operator.operator_id),)


def _guide_in(hall: Hall, press: Press, operator: Operator) -> tuple[ev.Event, ...]:
    station = station_of(hall, press)
    if not operator.guide:
        raise Fault(FaultCode.NOT_A_GUIDE)
    if station.operator_id == operator.operator_id:
        return ()
    if station.operator_id:
        raise Fault(FaultCode.WINDOW_TAKEN, who=hall.operators[station.operator_id].name)
    return (ev.GuideSignedIn(station_id=station.station_id, operator_id=operator.operator_id),)


def sign_out(hall: Hall, press: Press, command: cmd.SignOut, now: Instant) -> tuple[ev.Event, ...]:
    """Leave a window that is closed or paused, or a guide desk."""
    if press.kind is StationKind.GUIDE:
        operator_id = operator_of(hall, press)
        if not operator_id:
            raise Fault(FaultCode.NOT_SIGNED_IN)
        return (ev.GuideSignedOut(station_id=press.station_id, operator_id=operator_id),)
    seat = signed_in_seat(hall, press, command.window_id)
    refuse_open_ticket(hall, seat)
    window_after(seat.state, WindowAct.SIGN_OUT)
    return (ev.WindowSignedOut(window_id=seat.window_id, operator_id=seat.operator_id),)


def open_window(hall: Hall, press: Press, command: cmd.OpenWindow, now: Instant) -> tuple[ev.Event, ...]:
    """Take people from now on."""
    seat = signed_in_seat(hall, press, command.window_id)
    if hall.day_state is not DayState.OPEN:
        raise Fault(FaultCode.DAY_NOT_OPEN)
    window_after(seat.state, WindowAct.OPEN)
    return (ev.WindowOpened(window_id=seat.window_id),)


def pause_window(hall: Hall, press: Press, command: cmd.PauseWindow, now: Instant) -> tuple[ev.Event, ...]:
    """Take nobody new for a while; the open ticket can be finished."""
    seat = signed_in_seat(hall, press, command.window_id)
    window_after(seat.state, WindowAct.PAUSE)
    return (ev.WindowPaused(window_id=seat.window_id, reason=command.reason),)


def resume_window(hall: Hall, press: Press, command: cmd.ResumeWindow, now: Instant) -> tuple[ev.Event, ...]:
    """Take people again."""
    seat = signed_in_seat(hall, press, command.window_id)
    window_after(seat.state, WindowAct.RESUME)
    return (ev.WindowResumed(window_id=seat.window_id),)


def close_window(hall: Hall, press: Press, command: cmd.CloseWindow, now: Instant) -> tuple[ev.Event, ...]:
    """End a window's work. Closing a business's last open window while people wait must be confirmed."""
    seat = seat_of(hall, press, command.window_id)
    window_after(seat.state, WindowAct.CLOSE)
    refuse_open_ticket(hall, seat)
    left = _left_alone(hall, seat)
    if left is not None and not command.confirmed:
        business_id, waiting = left
        name = hall.businesses[business_id].name
        raise Fault(FaultCode.LAST_WINDOW, business=name.zh, business_en=name.en, waiting=waiting)
    return (ev.WindowClosed(window_id=seat.window_id),)


def refuse_open_ticket(hall: Hall, seat: Seat) -> None:
    """Raise ``Fault`` ticket_still_open while a seat has an open ticket."""
    if seat.ticket_id:
        raise Fault(FaultCode.TICKET_STILL_OPEN, number=hall.tickets[seat.ticket_id].number)


def _left_alone(hall: Hall, seat: Seat) -> tuple[BusinessId, int] | None:
    """The business with most people waiting whom nobody would call any more, and how many they are: those of a
    business that would have no open window left, and those who wait for this very window."""
    own = Counter(
        hall.tickets[place[2]].business_id
        for lane in hall.queues.of_window.get(seat.window_id, Lanes()).lanes
        for place in lane
    )
    closing = 1 if seat.state is WindowState.OPEN else 0
    for business_id in hall.windows[seat.window_id].businesses:
        if open_windows(hall, business_id) == closing:
            own[business_id] += hall.queues.waiting_for(business_id)
    left = max(((waiting, business_id) for business_id, waiting in own.items() if waiting), default=None)
    return None if left is None else (left[1], left[0])
