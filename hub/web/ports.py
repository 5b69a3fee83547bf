"""What the pages need from the rest of the hub, as protocols; ``hub.app`` passes the real parts in."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from hub.contract.vocabulary import HallId, HallPlan, Instant, Words
from hub.core.hall import Hall
from hub.service.ports import Submit
from hub.web.pictures import DeskTicket, HallPicture, StationsPicture, TicketPicture


class Errands(Protocol):
    """The writer's ``errand``: do something with the hall between two commits, in the writer's thread."""

    def __call__(self, errand: Callable[[Hall], None]) -> None:
        """Hand the errand over; returns at once."""


class Watch(Protocol):
    """One stream's place at the window: wakes when what it watches looks different."""

    @property
    def picture(self) -> TicketPicture | None:
        """The watched ticket as it was when ``changed`` last said yes; None when it is not of today."""

    async def changed(self, within_s: float) -> bool:
        """Wait for a change, at most this long; whether there was one. Raises ``StreamOver`` when the hub ends."""


class StreamOver(Exception):  # noqa: N818  (an ending, not an error)
    """The hub is going: streams end, phones connect again."""


class PictureSource(Protocol):
    """Committed state as immutable values."""

    async def ticket(self, token: str) -> TicketPicture | None:
        """The ticket behind a phone page's token; None when it is not of today. Raises ``Fault`` busy."""

    async def hall(self) -> HallPicture:
        """The hall as a supervisor sees it. Raises ``Fault`` busy."""

    async def find(self, number: str) -> DeskTicket:
        """Today's ticket of this number. Raises ``Fault`` unknown_ticket or busy."""

    def watch_ticket(self, token: str) -> AbstractContextManager[Watch]:
        """Watch one ticket. Raises ``Fault`` busy when too many watch already."""

    def watch_hall(self) -> AbstractContextManager[Watch]:
        """Watch the hall. Raises ``Fault`` busy when too many watch already."""


class StationSource(Protocol):
    """Which stations are there and how their devices are, as the broker tells it."""

    def picture(self) -> StationsPicture:
        """As it stands now; from any thread."""


class ConsoleSecrets(Protocol):
    """The console's one password. Slow on purpose: called in a thread of its own."""

    def known(self) -> bool:
        """Whether a password has been set."""

    def set(self, password: str) -> None:
        """Set or replace it."""

    def check(self, password: str) -> bool:
        """Whether it is right."""


@dataclass(frozen=True, slots=True)
class PackTitle:
    """A hall pack that comes with Ting."""

    name: str
    title: Words


class Packs(Protocol):
    """Hall packs, read strictly."""

    def titles(self) -> Sequence[PackTitle]:
        """The packs that come with Ting."""

    def named(self, name: str) -> HallPlan:
        """One of these. Raises ``Fault`` pack_invalid."""

    def parse(self, file_name: str, content: bytes) -> HallPlan:
        """A pack somebody hands in. Raises ``Fault`` pack_invalid with file and line."""


class BrokerStatus(Protocol):
    """How the hall's own broker is (``hub.broker.runner.BrokerHealth``)."""

    @property
    def state(self) -> str:
        """``running``, ``restarting`` or ``stopped``."""

    @property
    def since(self) -> Instant:
        """Since when."""

    @property
    def restarts(self) -> int:
        """How often it was started again."""

    @property
    def last_error(self) -> str:
        """Its last words, empty for none."""


class UplinkStatus(Protocol):
    """How the district is kept informed (``hub.upstream``)."""

    @property
    def behind(self) -> int:
        """Records not yet handed over."""

    @property
    def behind_since(self) -> Instant | None:
        """Since when the oldest of them waits."""

    @property
    def last_ok_at(self) -> Instant | None:
        """The last time that the district took something or had everything."""

    @property
    def last_error(self) -> Words | None:
        """What is wrong, None for nothing."""


@dataclass(frozen=True)
class Ports:
    """Everything that ``create_app`` needs. ``setup_code`` is the one-time code that lets somebody set the first
    password; ``broker`` and ``uplink`` say None where a hall has none."""

    hall_id: HallId
    submit: Submit
    pictures: PictureSource
    stations: StationSource
    secrets: ConsoleSecrets
    packs: Packs
    clock: Callable[[], Instant]
    fresh_id: Callable[[], str]
    setup_code: str = field(repr=False)
    broker: Callable[[], BrokerStatus | None] = lambda: None
    uplink: Callable[[], UplinkStatus | None] = lambda: None
