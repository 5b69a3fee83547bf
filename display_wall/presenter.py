"""Joins link, board, voice and view, without Qt: what arrives is folded in, news goes to the eye first and then to
the ear, and receipts go back to the hub.

The link calls back in its network thread, the voice in its own. ``post`` brings what must touch the board or the
view into the view's thread.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from display_wall.board import Board
from display_wall.calls import CallCard, CallPage, News
from display_wall.trace import Tracer, silent
from display_wall.voice.announcer import Announcement
from display_wall.voice.faults import VoiceError
from display_wall.voice.quiet import QuietSpan, is_quiet
from hub.client.port import LinkState, StationLink
from hub.contract.commands import Shown, Spoken
from hub.contract.notices import Called, CallsView, DeviceHealth, Notice, StationConfig, View
from hub.contract.vocabulary import AreaId, Instant, Words

Post = Callable[[Callable[[], None]], None]

VOICE_DEVICE = "voice"
"""The device under which the voice's health is published."""
_REPORT_WITHIN_MS = Shown.lifetime_s * 1000 if Shown.lifetime_s else 0
"""A call that is older when it is first painted (a wall that starts cold) needs no receipt any more."""


class WallView(Protocol):
    """What the presenter tells its view; always in the view's thread."""

    def show_calls(self, news: list[News]) -> None:
        """These calls are news: paint them now."""

    def refresh(self) -> None:
        """Something else on the board changed: paint it soon."""

    def show_voice(self, error: VoiceError | None) -> None:
        """The voice fails, or speaks again (None)."""


class Voice(Protocol):
    """Speaks announcements in order."""

    def announce(self, announcement: Announcement) -> None:
        """Speak this after all that wait already."""


class WallPresenter:
    """One wall's logic. ``area_id`` None takes the area from the station's configuration."""

    def __init__(
        self,
        link: StationLink,
        post: Post,
        *,
        area_id: AreaId | None = None,
        quiet: tuple[QuietSpan, ...] = (),
        trace: Tracer = silent,
    ) -> None:
        self._link = link
        self._post = post
        self._fixed_area = area_id is not None
        self._quiet = quiet
        self._trace = trace
        self.board = Board(area_id or "")
        self._view: WallView | None = None
        self._voice: Voice | None = None
        self._painted: dict[int, int] = {}
        self._shown: set[int] = set()
        self._spoken: set[int] = set()
        link.on_notice(self._hear_notice)
        link.on_view(lambda view: post(partial(self._take_view, view)))
        link.on_state(lambda state: post(partial(self._take_link, state)))
        link.on_config(lambda config: post(partial(self._take_config, config)))

    def attach(self, view: WallView) -> None:
        """Set the view."""
        self._view = view

    def speak_with(self, voice: Voice | None) -> None:
        """Set the voice; None is a wall that is only seen."""
        self._voice = voice

    @property
    def now(self) -> Instant:
        """The hub's time, by which calls age."""
        return self._link.hub_clock.now()

    def calls(self, room: int) -> CallPage:
        """The calls to show now."""
        return self.board.calls(self.now, room)

    # ---- from the link, in the network thread

    def _hear_notice(self, notice: Notice) -> None:
        if isinstance(notice, Called):
            self._trace("received", notice.call_seq, notice.number)
        self._post(partial(self._take_notice, notice))

    # ---- in the view's thread

    def _take_notice(self, notice: Notice) -> None:
        news = self.board.take_notice(notice, self.now)
        self._tell(news)
        if not isinstance(notice, Called):
            self._refresh()

    def _take_view(self, view: View) -> None:
        self._tell(self.board.take_view(view, self.now))
        self._refresh()

    def _take_link(self, state: LinkState) -> None:
        self.board.take_link(state)
        self._refresh()

    def _take_config(self, config: StationConfig) -> None:
        if self._fixed_area or config.area_id == self.board.area_id:
            return
        self.board.set_area(config.area_id)
        for view in self._link.views(CallsView).values():
            self._tell(self.board.take_view(view, self.now))
        self._refresh()

    def _tell(self, news: list[News]) -> None:
        """The eye first: the picture is painted before the voice begins to work."""
        if not news:
            return
        if self._view is not None:
            self._view.show_calls(news)
        if self._voice is not None:
            for item in news:
                if item.speak:
                    call = item.call
                    self._voice.announce(Announcement(call.call_seq, call.times, call.number, call.window_number))

    def _refresh(self) -> None:
        if self._view is not None:
            self._view.refresh()

    def painted(self, cards: list[CallCard]) -> None:
        """The view has painted these calls. The first paint of each is traced, and reported to the hub once."""
        for card in cards:
            if self._painted.get(card.call_seq, 0) >= card.times:
                continue
            self._painted[card.call_seq] = card.times
            self._trace("painted", card.call_seq, card.number)
            if card.call_seq not in self._shown and self.now - card.at <= _REPORT_WITHIN_MS:
                self._shown.add(card.call_seq)
                self._link.send(Shown(card.call_seq))

    # ---- from the voice, in its thread

    def resting(self) -> bool:
        """Whether these are quiet hours."""
        return is_quiet(self._quiet, self.now, self.board.zone)

    def spoken(self, announcement: Announcement) -> None:
        """The voice has finished: reported to the hub once a call."""
        if announcement.call_seq not in self._spoken:
            self._spoken.add(announcement.call_seq)
            self._link.send(Spoken(announcement.call_seq))

    def voice_changed(self, error: VoiceError | None) -> None:
        """The voice began to fail, or works again: people here and the console are told."""
        self._link.publish_health(voice_health(error, self.now))

        def show() -> None:
            if self._view is not None:
                self._view.show_voice(error)

        self._post(show)


def voice_health(error: VoiceError | None, since: Instant) -> DeviceHealth:
    """Return the voice's health as the console is told it."""
    if error is None:
        return DeviceHealth(VOICE_DEVICE, "voice", "online", since)
    return DeviceHealth(VOICE_DEVICE, "voice", "failed", since, (error.code,), Words(error.zh, error.en))
