"""Who is signed in at the console, and how often somebody guessed wrong. In memory: a restart signs everybody out."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from hub.contract.vocabulary import HallPlan, Instant

IDLE_MS = 30 * 60 * 1000
"""A supervisor who has done nothing for half an hour has left the desk."""

LONGEST_MS = 12 * 3600 * 1000
"""Nobody's working day is longer."""

TRIES = 5
TRIES_OF_ALL = 50
LOCK_MS = 15 * 60 * 1000
"""Five wrong guesses from one address, or fifty from all, close the door for a quarter of an hour."""

MAX_SESSIONS = 200


@dataclass(slots=True)
class Session:
    """One signed-in browser. ``plan`` is a hall pack that it has looked at and may load."""

    session_id: str = field(repr=False)
    csrf: str = field(repr=False)
    began_at: Instant
    seen_at: Instant
    plan: HallPlan | None = None


class Sessions:
    """The signed-in browsers."""

    def __init__(self, clock: Callable[[], Instant]) -> None:
        self._clock = clock
        self._sessions: dict[str, Session] = {}

    def begin(self) -> Session:
        """A new session with a new id; the longest idle one goes when there are too many."""
        now = self._clock()
        self._sessions = {key: item for key, item in self._sessions.items() if not self._is_over(item, now)}
        if len(self._sessions) >= MAX_SESSIONS:
            oldest = min(self._sessions.values(), key=lambda item: item.seen_at)
            self.end(oldest)
        session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32), now, now)
        self._sessions[session.session_id] = session
        return session

    def find(self, session_id: str, *, touch: bool) -> Session | None:
        """The session of this cookie, None when it is over. ``touch``: a person did something."""
        session = self._sessions.get(session_id)
        now = self._clock()
        if session is None:
            return None
        if self._is_over(session, now):
            self.end(session)
            return None
        if touch:
            session.seen_at = now
        return session

    def end(self, session: Session) -> None:
        """Sign out."""
        self._sessions.pop(session.session_id, None)

    @staticmethod
    def _is_over(session: Session, now: Instant) -> bool:
        return now - session.seen_at > IDLE_MS or now - session.began_at > LONGEST_MS


class Tries:
    """Counts wrong guesses and closes the door."""

    def __init__(self, clock: Callable[[], Instant]) -> None:
        self._clock = clock
        self._wrong: list[tuple[Instant, str]] = []

    def locked_ms(self, caller: str) -> int:
        """How long the door stays closed for this address; 0 for open."""
        now = self._clock()
        self._wrong = [(at, who) for at, who in self._wrong if now - at < LOCK_MS]
        mine = [at for at, who in self._wrong if who == caller]
        if len(mine) >= TRIES:
            return LOCK_MS - (now - mine[-TRIES])
        if len(self._wrong) >= TRIES_OF_ALL:
            return LOCK_MS - (now - self._wrong[-TRIES_OF_ALL][0])
        return 0

    def wrong(self, caller: str) -> None:
        """Note a wrong guess, before it is known to be one: guesses at once do not slip through together."""
        self._wrong.append((self._clock(), caller))

    def right(self, caller: str) -> None:
        """Forget this address's guesses."""
        self._wrong = [(at, who) for at, who in self._wrong if who != caller]


class DoorForms:
    """Tokens of the forms before there is a session: a cookie and a field that only the two of us can match."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def fresh(self) -> str:
        """A value for the cookie."""
        return secrets.token_urlsafe(24)

    def field(self, cookie: str) -> str:
        """The field that goes with a cookie."""
        return hmac.new(self._key, cookie.encode(), hashlib.sha256).hexdigest()

    def match(self, cookie: str, given: str) -> bool:
        """Whether a form came from a page of ours."""
        return bool(cookie) and hmac.compare_digest(self.field(cookie).encode(), given.encode())
