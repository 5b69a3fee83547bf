"""The parts of a pack that stand alone: areas, businesses, staff, rules and texts."""

import re
import zoneinfo
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hub.contract.vocabulary import (
    Area,
    Business,
    OpenTicketRule,
    Operator,
    QueuePosition,
    SiteRules,
    Words,
)
from hub.pack.complaints import Complaint
from hub.pack.document import Item

_SLUG = re.compile(r"[a-z][a-z0-9-]{0,31}", re.ASCII)  # goes into MQTT topics and file names
_STAFF_NUMBER = re.compile(r"[A-Za-z0-9]{1,20}", re.ASCII)
_PREFIX = re.compile(r"[A-HJ-NP-Z]{1,2}", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """An area and whether it numbers its windows by itself."""

    area: Area
    own_numbers: bool


@dataclass(frozen=True, slots=True)
class BusinessEntry:
    """A business and where it stands in the file."""

    business: Business
    item: Item


def slug(item: Item) -> str:
    """An id of the pack: lower-case letters, digits, hyphens."""
    value = item.text()
    if _SLUG.fullmatch(value) is None:
        raise item.complain(Complaint.BAD_ID, what=item.what, value=value)
    return value


def read_areas(section: Item) -> dict[str, AreaEntry]:
    """The areas by id, in the order of the file."""
    areas: dict[str, AreaEntry] = {}
    lines: dict[str, int] = {}
    for item in section.items():
        fields = item.mapping(("id", "name"), ("own_numbers",))
        area_id = slug(fields["id"])
        if area_id in areas:
            raise fields["id"].complain(Complaint.DUPLICATE_AREA, value=area_id, first=lines[area_id])
        lines[area_id] = fields["id"].line
        own = fields["own_numbers"].yes_no() if "own_numbers" in fields else False
        areas[area_id] = AreaEntry(Area(area_id, fields["name"].words()), own)
    if not areas:
        raise section.complain(Complaint.BLANK, what=section.what)
    return areas


def read_businesses(section: Item) -> dict[str, BusinessEntry]:
    """The businesses by id, in the order of the file, which is that of the kiosk's tiles."""
    entries: dict[str, BusinessEntry] = {}
    of_prefix: dict[str, tuple[Business, int]] = {}
    for item in section.items():
        fields = item.mapping(("id", "prefix", "name", "department"), ("hint",))
        business = Business(
            business_id=slug(fields["id"]),
            name=fields["name"].words(),
            prefix=_prefix(fields["prefix"]),
            department=fields["department"].words(),
            hint=fields["hint"].words() if "hint" in fields else Words("", ""),
        )
        if business.business_id in entries:
            first = entries[business.business_id].item.line
            raise fields["id"].complain(Complaint.DUPLICATE_BUSINESS, value=business.business_id, first=first)
        if business.prefix in of_prefix:
            holder, first = of_prefix[business.prefix]
            raise fields["prefix"].complain(
                Complaint.DUPLICATE_PREFIX, value=business.prefix, first=first, zh=holder.name.zh, en=holder.name.en
            )
        of_prefix[business.prefix] = (business, fields["prefix"].line)
        entries[business.business_id] = BusinessEntry(business, fields["id"])
    if not entries:
        raise section.complain(Complaint.BLANK, what=section.what)
    return entries


def _prefix(item: Item) -> str:
    value = item.scalar.strip()
    if _PREFIX.fullmatch(value) is None:
        raise item.complain(Complaint.BAD_PREFIX, value=value)
    return value


def read_operators(section: Item) -> tuple[Operator, ...]:
    """The members of staff, in the order of the file."""
    operators: list[Operator] = []
    lines: dict[str, int] = {}
    for item in section.items():
        fields = item.mapping(("id", "name"), ("post", "guide"))
        operator_id = fields["id"].text()
        if _STAFF_NUMBER.fullmatch(operator_id) is None:
            raise fields["id"].complain(Complaint.BAD_STAFF_NUMBER, value=operator_id)
        if operator_id in lines:
            raise fields["id"].complain(Complaint.DUPLICATE_OPERATOR, value=operator_id, first=lines[operator_id])
        lines[operator_id] = fields["id"].line
        operators.append(
            Operator(
                operator_id,
                fields["name"].text(),
                fields["post"].text() if "post" in fields else "",
                fields["guide"].yes_no() if "guide" in fields else False,
            )
        )
    return tuple(operators)


_BOUNDS: dict[str, tuple[int, int]] = {
    "recall_limit": (1, 99),
    "priority_run": (1, 99),
    "evaluation_open_s": (60, 24 * 3600),
    "evaluator_prompt_s": (5, 600),
    "block_size": (10, 999),
}
"""Least and most of the rules that are numbers."""

_CHOICES: dict[str, type[StrEnum]] = {
    "call_next_while_open": OpenTicketRule,
    "transfer_position": QueuePosition,
    "reactivate_position": QueuePosition,
}
_TIMES = ("opens_at", "closes_at")


def read_rules(section: Item) -> SiteRules:
    """The site's switches; what is not given keeps its default."""
    fields = section.mapping((), (*_CHOICES, *_BOUNDS, *_TIMES))
    given: dict[str, Any] = {}
    for key, item in fields.items():
        if key in _BOUNDS:
            given[key] = item.whole(*_BOUNDS[key])
        elif key in _CHOICES:
            kind = _CHOICES[key]
            given[key] = kind(item.one_of([choice.value for choice in kind]))
        else:
            given[key] = _time(item)
    rules = SiteRules(**given)
    if rules.closes_at <= rules.opens_at:
        place = fields.get("closes_at", fields.get("opens_at", section))
        raise place.complain(Complaint.CLOSES_BEFORE_OPENS, opens=rules.opens_at, closes=rules.closes_at)
    return rules


def _time(item: Item) -> str:
    # Unquoted, YAML reads 18:00 as the number 1080: quotes are asked for everywhere, so that nobody is surprised.
    if not item.quoted or _TIME.fullmatch(item.scalar) is None:
        raise item.complain(Complaint.WANT_TIME, what=item.what, value=item.shown)
    return item.scalar


def read_texts(section: Item) -> tuple[Words, ...]:
    """Texts in both languages, in the order of the file."""
    return tuple(item.words() for item in section.items())


def read_zone(item: Item) -> str:
    """A time zone's name."""
    value = item.text()
    try:
        zoneinfo.ZoneInfo(value)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise item.complain(Complaint.BAD_ZONE, value=value) from None
    return value
