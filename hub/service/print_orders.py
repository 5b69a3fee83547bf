"""Orders to a kiosk's printer: a number that a guide took for somebody, or a copy (补打) asked for elsewhere."""

from collections.abc import Callable, Iterable

from hub.contract.events import TicketReprinted, TicketTaken
from hub.contract.notices import PrintTicket
from hub.core.hall import Hall
from hub.core.recorded import Recorded
from hub.service.answers import PageUrl, slip_of
from hub.service.ports import Publisher

PRINTER = "printer"
"""The device id of a kiosk's own printer."""

PRINT_WITHIN_MS = 120_000
"""Somebody stands at the kiosk and waits. After two minutes the guide has asked again or written the number down."""


class PrintOrders:
    """Follows the writer and sends slips to the kiosks that are to print them."""

    def __init__(self, publisher: Publisher, page: PageUrl, fresh_id: Callable[[], str]) -> None:
        self._publisher = publisher
        self._page = page
        self._fresh_id = fresh_id

    def committed(self, rows: Iterable[Recorded], hall: Hall) -> None:
        """Order what was asked for at another station than the one that prints."""
        for row in rows:
            event = row.event
            if not isinstance(event, TicketTaken | TicketReprinted) or event.print_at in ("", row.station_id):
                continue
            slip = slip_of(hall, event.ticket_id, self._page, copy=isinstance(event, TicketReprinted))
            order = PrintTicket(self._fresh_id(), row.at + PRINT_WITHIN_MS, slip)
            self._publisher.publish_order(event.print_at, PRINTER, order)
