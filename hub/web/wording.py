"""Moments and durations in words, and a page's words in its language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from assets.translations.catalog import Catalog
from hub.contract.vocabulary import Instant, Words

LANGUAGES = ("zh", "en")
FIRST = "zh"

ROUND_FROM_MIN = 20
ROUND_TO_MIN = 5
"""From twenty minutes on an estimate is no better than to five minutes, and says so."""


MOST_PARTS = 5


class Wording:
    """The words of the pages in one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else FIRST
        self._words = Catalog("web", self.language)

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return "zh-CN" if self.language == "zh" else "en"

    def __call__(self, key: str, **values: object) -> str:
        """A text with its placeholders filled."""
        return self._words(key, **values)

    def say(self, words: Words) -> str:
        """One of two languages; the other where one is empty."""
        return (words.en or words.zh) if self.language == "en" else (words.zh or words.en)

    def numbers(self, items: tuple[str, ...]) -> str:
        """Window numbers as one reads them: ``2、5–8``; empty when it would be more than a person keeps in mind."""
        parts = runs(items)
        return ("、" if self.language == "zh" else ", ").join(parts) if len(parts) <= MOST_PARTS else ""

    def wait(self, seconds: int | None) -> str:
        """An expected wait, rounded up as far as an estimate can be believed; empty when unknown."""
        if seconds is None:
            return ""
        minutes = max(1, -(-seconds // 60))
        if minutes >= ROUND_FROM_MIN:
            minutes = -(-minutes // ROUND_TO_MIN) * ROUND_TO_MIN
        return self._span("wait", minutes)

    def span(self, since: Instant, now: Instant) -> str:
        """How long ago: whole minutes, at least in words for less than one."""
        minutes = max(0, now - since) // 60_000
        return self("span.now") if minutes == 0 else self._span("span", minutes)

    def lasting(self, since: Instant, now: Instant) -> str:
        """For how long something has been so: ``已 4 分钟``, or that it is so just now."""
        return self("span.now") if now - since < 60_000 else self("span.for", span=self.span(since, now))

    def seconds(self, since: Instant, now: Instant) -> str:
        """How long ago, to the second while it is short."""
        seconds = max(0, now - since) // 1000
        return self("span.seconds", n=seconds) if seconds < 60 else self.span(since, now)

    def _span(self, key: str, minutes: int) -> str:
        if minutes < 60:
            return self(f"{key}.minutes", n=minutes)
        if minutes % 60 == 0:
            return self(f"{key}.hours", n=minutes // 60)
        return self(f"{key}.hours_minutes", n=minutes // 60, m=minutes % 60)

    @staticmethod
    def clock(at: Instant, timezone: str) -> str:
        """``10:42`` on the hall's wall."""
        return _local(at, timezone).strftime("%H:%M")

    def date(self, business_date: str) -> str:
        """``11月22日 星期六`` or ``Saturday, 22 November``; empty for what is no date."""
        try:
            day = datetime.fromisoformat(business_date)
        except ValueError:
            return ""
        weekday, month = self(f"weekday.{day.weekday()}"), self(f"month.{day.month}")
        return self("date", month=month, day=day.day, weekday=weekday)


def _local(at: Instant, timezone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(timezone))


def runs(items: tuple[str, ...]) -> list[str]:
    """Neighbouring numbers drawn together: ``2 5 6 7`` to ``2`` and ``5–7``."""
    found: list[list[str]] = []
    for item in items:
        last = found[-1][-1] if found else ""
        if item.isdecimal() and last.isdecimal() and int(item) == int(last) + 1:
            found[-1].append(item)
        else:
            found.append([item])
    return [part for run in found for part in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else run)]


WORDING = {language: Wording(language) for language in LANGUAGES}
"""One each; they are immutable."""


def wording(language: str | None) -> Wording:
    """The wording of a language that a request names; Chinese for any other."""
    return WORDING.get(language or FIRST, WORDING[FIRST])
