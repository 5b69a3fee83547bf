"""Shared by all tests: Qt draws off screen, and nothing that a test starts may outlive it."""

import gc
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

import psutil
import pytest

LET_GO_S = 3.0
"""What a test has asked to end may take this long; only a test that leaves something behind waits for it."""


def child_processes() -> set[int]:
    """The direct children of this process, by the kernel's own list: scanning all processes at every test is slow."""
    found: set[int] = set()
    for listed in Path("/proc/self/task").glob("*/children"):
        try:
            found.update(map(int, listed.read_text(encoding="ascii").split()))
        except FileNotFoundError:  # that thread has ended meanwhile
            continue
    return found


def still_there(pids: set[int]) -> list[psutil.Process]:
    """Those that have not ended; one that has ended and only waits to be counted is no harm."""
    found = []
    for pid in pids:
        try:
            process = psutil.Process(pid)
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread running that would hold the process, or a child process.

    Fixtures of a wider scope are made before this one, so what they keep running is not the test's.
    """
    threads = set(threading.enumerate())
    children = child_processes()
    yield
    deadline = time.monotonic() + LET_GO_S
    left = [thread for thread in threading.enumerate() if thread not in threads and not thread.daemon]
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    running = [thread.name for thread in left if thread.is_alive()]
    processes = still_there(child_processes() - children)
    if processes:
        _, processes = psutil.wait_procs(processes, max(0.0, deadline - time.monotonic()))
    named = [f"{process.pid} {' '.join(process.cmdline()[:4])}" for process in processes]
    for process in processes:
        process.kill()
    assert not running, f"threads left behind: {running}"
    assert not named, f"processes left behind: {named}"


@pytest.fixture(autouse=True)
def _no_window_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Free what a screen test made before the next one paints.

    A window that has been closed is a ring of Python objects around deleted Qt ones. Left to itself the collector
    frees it in the middle of another test's painting, and Qt does not survive that.
    """
    yield
    if not {"qtbot", "qapp"}.intersection(request.fixturenames):
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
