"""A command with everything around it that the rules may look at."""

from dataclasses import dataclass

from hub.contract.commands import Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import CommandId, OperatorId, StationId, StationKind, WindowId
from hub.core.hall import Hall, Seat, Station


@dataclass(frozen=True, slots=True)
class Press:
    """One command as the hub received it.

    ``token`` is fresh randomness for the address of a phone page; ``record_id`` names the sealed record of the
    person whom the command brings, or wants erased (empty for none); ``proven`` says that the PIN of a ``sign_in`` was
    right.
    """

    command: Command
    command_id: CommandId
    station_id: StationId
    kind: StationKind
    token: str = ""
    record_id: str = ""
    proven: bool = False


def station_of(hall: Hall, press: Press) -> Station:
    """The enrolled station that pressed. Raises ``Fault`` unknown_station."""
    try:
        return hall.stations[press.station_id]
    except KeyError:
        raise Fault(FaultCode.UNKNOWN_STATION, what=press.station_id) from None


def seat_of(hall: Hall, press: Press, window_id: WindowId = "") -> Seat:
    """The seat that a press is about: the station's own window, or for the console the one it names.

    Raises ``Fault`` no_window, unknown_window or station_not_allowed.
    """
    if press.kind is not StationKind.CONSOLE:
        own = station_of(hall, press).window_id
        if window_id not in ("", own):
            raise Fault(FaultCode.STATION_NOT_ALLOWED)
        window_id = own
    if not window_id:
        raise Fault(FaultCode.NO_WINDOW)
    try:
        return hall.seats[window_id]
    except KeyError:
        raise Fault(FaultCode.UNKNOWN_WINDOW, what=window_id) from None


def operator_of(hall: Hall, press: Press) -> OperatorId:
    """Who is signed in where the press was made; empty for nobody."""
    station = hall.stations.get(press.station_id)
    if station is None:
        return ""
    if station.operator_id:
        return station.operator_id
    seat = hall.seats.get(station.window_id)
    return seat.operator_id if seat is not None else ""


def signed_in_seat(hall: Hall, press: Press, window_id: WindowId = "") -> Seat:
    """As :func:`seat_of`, but somebody must be signed in there. Raises ``Fault`` not_signed_in too."""
    seat = seat_of(hall, press, window_id)
    if not seat.operator_id:
        raise Fault(FaultCode.NOT_SIGNED_IN)
    return seat
