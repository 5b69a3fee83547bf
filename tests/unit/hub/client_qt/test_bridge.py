"""What other threads post arrives in the Qt thread, in order, until the bridge is closed."""

import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from hub.client_qt.bridge import Bridge


@pytest.fixture
def bridge(qtbot: QtBot) -> Bridge:
    return Bridge()


def run(*targets: object) -> None:
    threads = [threading.Thread(target=target) for target in targets]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_callables_run_in_the_qt_thread_in_the_order_posted(bridge: Bridge, qtbot: QtBot) -> None:
    seen: list[tuple[int, QThread]] = []

    def post_all() -> None:
        for number in range(500):
            bridge.post(lambda number=number: seen.append((number, QThread.currentThread())))

    run(post_all)
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 500)
    assert [number for number, _ in seen] == list(range(500))
    assert {thread for _, thread in seen} == {QThread.currentThread()}


def test_each_of_many_threads_keeps_its_order(bridge: Bridge, qtbot: QtBot) -> None:
    seen: list[tuple[str, int]] = []
    put = bridge.wrap(lambda name, number: seen.append((name, number)))
    run(*[lambda name=name: [put(name, number) for number in range(200)] for name in "abc"])
    qtbot.waitUntil(lambda: len(seen) == 600)
    for name in "abc":
        assert [number for who, number in seen if who == name] == list(range(200))


def test_an_object_is_emitted(bridge: Bridge, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bridge.received) as signal:
        run(lambda: bridge.post({"ticket": "A012"}))
    assert signal.args == [{"ticket": "A012"}]


def test_wrap_passes_names_and_values(bridge: Bridge, qtbot: QtBot) -> None:
    seen: list[str] = []

    def show(number: str, *, window: str) -> None:
        seen.append(f"{number} {window}")

    bridge.wrap(show)("A012", window="3")
    qtbot.waitUntil(lambda: seen == ["A012 3"])


def test_after_close_what_waits_and_what_comes_is_dropped(bridge: Bridge, qtbot: QtBot) -> None:
    seen: list[str] = []
    bridge.post(lambda: seen.append("waiting"))
    bridge.close()
    run(lambda: bridge.post(lambda: seen.append("late")))
    other = Bridge()
    with qtbot.waitSignal(other.received):
        other.post("after")
    assert seen == []
    assert bridge.closed


def test_closing_within_a_callback_drops_those_behind_it(bridge: Bridge, qtbot: QtBot) -> None:
    seen: list[str] = []
    bridge.post(bridge.close)
    bridge.post(lambda: seen.append("behind"))
    qtbot.waitUntil(lambda: bridge.closed)
    assert seen == []


def test_a_callback_that_raises_does_not_stop_those_behind_it(bridge: Bridge, qtbot: QtBot) -> None:
    seen: list[str] = []

    def fail() -> None:
        raise ValueError("broken")

    with capture_exceptions() as raised:
        bridge.post(fail)
        bridge.post(lambda: seen.append("behind"))
        qtbot.waitUntil(lambda: seen == ["behind"])
    assert [str(error) for _, error, _ in raised] == ["broken"]


def test_what_a_callback_posts_comes_after_a_chance_to_paint(bridge: Bridge, qtbot: QtBot) -> None:
    seen: list[str] = []

    def first() -> None:
        bridge.post(lambda: seen.append("third"))
        seen.append("first")

    bridge.post(first)
    bridge.post(lambda: seen.append("second"))
    qtbot.waitUntil(lambda: seen == ["first", "second", "third"])
