"""Small phrases that several pages need: how long, which priority, which business, what time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from assets.translations.catalog import Catalog
from counter_client.desk import Desk
from hub.contract.notices import TicketView
from hub.contract.vocabulary import Instant, PriorityClass, Words

_MINUTE_S = 60


def said(words: Words, language: str) -> str:
    """One text in the screen's language; Chinese where there is no English."""
    return words.zh if language == "zh" or not words.en else words.en


def clock(milliseconds: int) -> str:
    """How long somebody has been here: ``3:07``, ``1:02:33``. Never negative: clocks differ a little."""
    seconds = max(0, milliseconds // 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def time_of_day(at: Instant, timezone: str) -> str:
    """``10:15`` in the hall's own time."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(timezone)).strftime("%H:%M")


class Wording:
    """Phrases in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = Catalog("counter_client", language)

    def text(self, words: Words) -> str:
        """One of the hall's own texts."""
        return said(words, self.language)

    def waited(self, ticket: TicketView, now: Instant) -> str:
        """How long a ticket has stood in its queue."""
        minutes = max(0, now - ticket.queued_at) // 1000 // _MINUTE_S
        return self.words("waited.minutes", n=minutes) if minutes else self.words("waited.just")

    def business(self, desk: Desk, ticket: TicketView) -> str:
        """What a ticket is for."""
        business = desk.business(ticket.business_id)
        return self.text(business.name) if business is not None else ticket.business_id

    def priority(self, ticket: TicketView) -> str:
        """The priority word of a ticket; empty for ordinary people."""
        if ticket.priority_class is PriorityClass.ORDINARY:
            return ""
        return self.words(f"priority.{ticket.priority_class.value}")
