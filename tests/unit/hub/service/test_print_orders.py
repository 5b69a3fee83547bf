"""What is asked for elsewhere is printed at the kiosk that was named, and only there."""

from hub.contract import commands as cmd
from hub.contract.commands import Command
from hub.contract.notices import PrintTicket
from hub.service.print_orders import PRINT_WITHIN_MS, PRINTER, PrintOrders
from tests.fakes.halls import DrivenHall, driven
from tests.fakes.writers import WrittenDown


def orders_of(hall: DrivenHall, command: Command, station: str) -> list[tuple[str, str, object]]:
    publisher = WrittenDown()
    orders = PrintOrders(publisher, lambda token: f"http://hall/t/{token}", lambda: "order-1")
    before = len(hall.journal)
    hall.do(command, station)
    orders.committed(hall.journal[before:], hall.hall)
    return list(publisher.said)


def with_guide() -> DrivenHall:
    hall = driven()
    hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    return hall


def test_a_number_that_a_guide_took_is_printed_at_the_named_kiosk() -> None:
    hall = with_guide()
    ((station, device, order),) = orders_of(hall, cmd.TakeTicket("b1", print_at="kiosk-2"), "guide-1")
    assert (station, device) == ("kiosk-2", PRINTER)
    assert isinstance(order, PrintTicket)
    assert (order.slip.number, order.slip.copy, order.expires_at) == ("A001", False, hall.now + PRINT_WITHIN_MS)
    assert order.slip.url.startswith("http://hall/t/token-")


def test_a_copy_is_marked_and_goes_to_the_kiosk_that_printed_the_first() -> None:
    hall = with_guide()
    hall.take(station="kiosk-1")
    ((station, device, order),) = orders_of(hall, cmd.Reprint(number="a1"), "guide-1")
    assert (station, device) == ("kiosk-1", PRINTER)
    assert isinstance(order, PrintTicket)
    assert order.slip.copy


def test_a_kiosk_prints_its_own_tickets_without_being_ordered() -> None:
    hall = with_guide()
    assert orders_of(hall, cmd.TakeTicket("b1"), "kiosk-1") == []
    assert orders_of(hall, cmd.Reprint(number="A001"), "kiosk-1") == []
