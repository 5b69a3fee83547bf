"""The newest retained state that a station has: a table by kind and item, safe to read from any thread."""

import threading
from typing import TypeVar, cast

from hub.contract.notices import View

ViewT = TypeVar("ViewT", bound=View)


class Snapshot:
    """Views by ``(what, item)``. Older ones are dropped: by ``epoch`` first, then by ``as_of``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: dict[tuple[str, str], View] = {}
        self._epoch = 0

    def take(self, item: str, view: View) -> bool:
        """Keep this view unless it is older than, or the same as, what is here; True if it is news."""
        key = (view.what, item)
        with self._lock:
            if view.epoch < self._epoch:
                return False  # a hub that has been replaced still talks
            self._epoch = view.epoch
            kept = self._views.get(key)
            if kept is not None and (kept == view or (kept.epoch == view.epoch and view.as_of < kept.as_of)):
                return False
            self._views[key] = view
            return True

    def drop(self, what: str, item: str) -> bool:
        """The hub has cleared this topic; True if there was something."""
        with self._lock:
            return self._views.pop((what, item), None) is not None

    def view(self, shape: type[ViewT], item: str) -> ViewT | None:
        """One view, or None."""
        with self._lock:
            return cast("ViewT | None", self._views.get((shape.what, item)))

    def views(self, shape: type[ViewT]) -> dict[str, ViewT]:
        """All views of a kind, by item: a copy."""
        with self._lock:
            return {item: cast(ViewT, view) for (what, item), view in self._views.items() if what == shape.what}
