"""Whose turn it is, and why, in words that a clerk can read out.

The policy of this version: the tickets that a window may call stand in the order of their times; priority people
(老年人、残疾人、孕妇、军人…) go before ordinary ones, but after ``rules.priority_run`` of them in a row at a window one
ordinary person is next, so that nobody is kept waiting for ever.
"""

from dataclasses import dataclass

from hub.contract.vocabulary import BusinessId, PriorityClass, TicketId, WindowId, Words
from hub.core.hall import Hall, Seat, Ticket
from hub.core.queue import Lane, Lanes, Place, lane_of

PRIORITY_WORDS: dict[PriorityClass, Words] = {
    PriorityClass.ORDINARY: Words("普通", "ordinary"),
    PriorityClass.ELDERLY: Words("老年人", "elderly"),
    PriorityClass.DISABLED: Words("残疾人", "disabled"),
    PriorityClass.PREGNANT: Words("孕妇", "pregnant"),
    PriorityClass.INFANT: Words("携带婴幼儿", "with an infant"),
    PriorityClass.MILITARY: Words("军人军属", "military"),
    PriorityClass.FOREIGNER: Words("外籍人士", "foreign visitor"),
    PriorityClass.VIP: Words("预设名单", "listed guest"),
}


@dataclass(frozen=True, slots=True)
class Pick:
    """The ticket to call and the reason."""

    ticket_id: TicketId
    why: Words


def queues_of_window(hall: Hall, window_id: WindowId) -> list[Lanes]:
    """The queues from which a window may call, those transferred to it included."""
    window = hall.windows[window_id]
    queues = [hall.queues.of_business[item] for item in window.businesses if item in hall.queues.of_business]
    own = hall.queues.of_window.get(window_id)
    return [*queues, own] if own is not None else queues


def pick(hall: Hall, seat: Seat, priority_run: int) -> Pick | None:
    """The next ticket for a window, or None when nobody waits for it."""
    queues = queues_of_window(hall, seat.window_id)
    heads = {lane: _first(queues, lane) for lane in Lane}
    priority, ordinary = heads[Lane.PRIORITY], heads[Lane.ORDINARY]
    if priority is not None and (ordinary is None or seat.priority_run < priority_run):
        return _picked(hall, priority, _overtaken(queues, priority))
    if ordinary is None:
        return None
    if priority is not None:
        why = Words(
            f"已连续优先叫了 {seat.priority_run} 位，轮到普通号中等候最久的一位",
            f"after {seat.priority_run} priority numbers in a row, the longest-waiting ordinary number",
        )
        return Pick(ordinary[2], why)
    return Pick(ordinary[2], Words("等候最久", "has waited longest"))


def _first(queues: list[Lanes], lane: Lane) -> Place | None:
    heads = [head for queue in queues if (head := queue.head(lane)) is not None]
    return min(heads, default=None)


def _overtaken(queues: list[Lanes], place: Place) -> int:
    return sum(queue.before(Lane.ORDINARY, place) for queue in queues)


def _picked(hall: Hall, place: Place, overtaken: int) -> Pick:
    words = PRIORITY_WORDS[hall.tickets[place[2]].priority_class]
    if overtaken == 0:
        return Pick(place[2], Words(f"等候最久（{words.zh}）", f"has waited longest ({words.en})"))
    why = Words(
        f"{words.zh}优先，先于 {overtaken} 位先到的普通号",
        f"priority: {words.en}, before {overtaken} who came earlier",
    )
    return Pick(place[2], why)


def people_ahead(hall: Hall, ticket: Ticket) -> int:
    """How many waiting people will be called before this waiting ticket, as far as order goes."""
    return _ahead(hall, ticket.business_id, ticket.target_window_id, lane_of(ticket.priority_class), ticket.place())


def people_ahead_now(hall: Hall, business_id: BusinessId, priority_class: PriorityClass) -> int:
    """How many would be before somebody who took a number for this business now."""
    last: Place = (2**62, 2**62, "")
    return _ahead(hall, business_id, "", lane_of(priority_class), last)


def _ahead(hall: Hall, business_id: BusinessId, target: WindowId, lane: Lane, place: Place) -> int:
    businesses = hall.windows[target].businesses if target else hall.neighbours.get(business_id, ())
    queues = [hall.queues.of_business[item] for item in businesses if item in hall.queues.of_business]
    if target and target in hall.queues.of_window:
        queues.append(hall.queues.of_window[target])
    if lane is Lane.PRIORITY:
        return sum(queue.before(Lane.PRIORITY, place) for queue in queues)
    return sum(queue.before(Lane.ORDINARY, place) + len(queue.lanes[Lane.PRIORITY]) for queue in queues)
