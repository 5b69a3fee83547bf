"""The windows of a pack: written in ranges, each checked against areas, businesses and device addresses."""

from collections.abc import Mapping

from hub.contract.vocabulary import BusinessId, Window
from hub.pack.complaints import Complaint
from hub.pack.document import Item, near
from hub.pack.numbers import MOST, RangeError, expand
from hub.pack.sections import AreaEntry, BusinessEntry

ALL = "all"
"""In place of a list of businesses: this window serves every one (无差别受理)."""

LEAST_ADDRESS, MOST_ADDRESS = 1, 250
"""Addresses of window devices are one byte; 0 says none, and makers keep the last few for broadcasts."""

_ADDRESSES: dict[str, tuple[str, str]] = {
    "led_address": ("条屏地址", "the LED address"),
    "evaluator_address": ("评价器地址", "the evaluator address"),
}


def read_windows(
    section: Item, areas: Mapping[str, AreaEntry], businesses: Mapping[str, BusinessEntry]
) -> tuple[Window, ...]:
    """The windows one by one, in the order of the file."""
    windows: list[Window] = []
    numbers: dict[str, int] = {}
    addresses: dict[tuple[str, int], int] = {}
    for item in section.items():
        fields = item.mapping(("numbers", "area", "name", "businesses"), ("group", *_ADDRESSES))
        area = _area(fields["area"], areas)
        served = _served(fields["businesses"], businesses)
        name = fields["name"].words()
        group = fields["group"].text() if "group" in fields else ""
        shown = _numbers(fields["numbers"])
        wired = {
            key: _addresses(fields[key], key, len(shown), addresses) if key in fields else [0] * len(shown)
            for key in _ADDRESSES
        }
        for number, led, evaluator in zip(shown, *wired.values(), strict=True):
            window_id = f"{area.area.area_id}-{number}" if area.own_numbers else number
            _claim(window_id, number, fields["numbers"], numbers)
            windows.append(Window(window_id, number, name, area.area.area_id, served, group, led, evaluator))
    _nothing_unserved(windows, businesses)
    return tuple(windows)


def _area(item: Item, areas: Mapping[str, AreaEntry]) -> AreaEntry:
    area_id = item.text()
    if area_id not in areas:
        raise item.complain(Complaint.UNKNOWN_AREA, value=area_id, **near(area_id, tuple(areas)))
    return areas[area_id]


def _served(section: Item, businesses: Mapping[str, BusinessEntry]) -> tuple[BusinessId, ...]:
    if section.written(ALL):
        return tuple(businesses)
    served: list[BusinessId] = []
    for item in section.items():
        business_id = item.text()
        if business_id not in businesses:
            raise item.complain(Complaint.UNKNOWN_BUSINESS, value=business_id, **near(business_id, (*businesses, ALL)))
        if business_id in served:
            raise item.complain(Complaint.DUPLICATE_IN_LIST, value=business_id)
        served.append(business_id)
    if not served:
        raise section.complain(Complaint.BLANK, what=section.what)
    return tuple(served)


def _numbers(item: Item) -> list[str]:
    written = item.joined()
    try:
        return expand(written)
    except RangeError as error:
        complaint = Complaint.TOO_MANY if error.too_many else Complaint.BAD_NUMBERS
        raise item.complain(complaint, value=written, most=MOST) from None


def _addresses(item: Item, key: str, want: int, taken: dict[tuple[str, int], int]) -> list[int]:
    what, written = _ADDRESSES[key], item.joined()
    try:
        found = expand(written)
    except RangeError:
        found = [""]
    if not all(address.isdecimal() and LEAST_ADDRESS <= int(address) <= MOST_ADDRESS for address in found):
        bounds = {"least": LEAST_ADDRESS, "most": MOST_ADDRESS}
        raise item.complain(Complaint.BAD_ADDRESSES, what=what, value=written, **bounds)
    if len(found) != want:
        raise item.complain(Complaint.UNEVEN, what=what, got=len(found), want=want)
    addresses = [int(address) for address in found]
    for address in addresses:
        if (key, address) in taken:
            raise item.complain(Complaint.DUPLICATE_ADDRESS, what=what, value=address, first=taken[key, address])
        taken[key, address] = item.line
    return addresses


def _claim(window_id: str, number: str, item: Item, taken: dict[str, int]) -> None:
    if window_id in taken:
        raise item.complain(Complaint.DUPLICATE_NUMBER, value=number, first=taken[window_id])
    taken[window_id] = item.line


def _nothing_unserved(windows: list[Window], businesses: Mapping[str, BusinessEntry]) -> None:
    served = {business_id for window in windows for business_id in window.businesses}
    for business_id, entry in businesses.items():
        if business_id not in served:
            name = entry.business.name
            raise entry.item.complain(Complaint.NO_WINDOW, value=business_id, zh=name.zh, en=name.en)
