"""kill -9 at any moment under load: nothing acknowledged is lost, nothing is done twice.

Every press is written down with its id and with what the hub answered; afterwards the database, read from outside,
must agree with every answer that was given. ``TING_SEED=n`` repeats a run.
"""

import random

import psutil
import pytest

from hub.bench.rig import wait_until
from tests.load.books import audit
from tests.load.hall import LoadedHall, fresh_seed, loaded_hall, opened
from tests.load.recording import PERSON, online
from tests.load.repeating import Repeater

WINDOWS, KIOSKS = 8, 6

pytestmark = pytest.mark.timeout(400)


def rounds(short: int, long: int) -> pytest.MarkDecorator:
    """So many rounds in every run, so many in the long one."""
    return pytest.mark.parametrize("rounds", [short, pytest.param(long, marks=pytest.mark.soak)])


@rounds(10, 50)
def test_a_hub_killed_at_any_moment_loses_no_promise_and_does_nothing_twice(rounds: int) -> None:
    with loaded_hall(fresh_seed(), windows=WINDOWS, kiosk_count=KIOSKS) as hall:
        broker = psutil.Process(hall.broker_pid)
        begin(hall)
        for number in range(1, rounds + 1):
            hall.pass_some_time(0.02, 1.0)
            hall.kill_hub()
            with opened(hall.data) as books:
                books.verify()
            if number % 3 == 0:
                # A second power cut while it is starting.
                hall.start_hub(ready=False)
                hall.pass_some_time(0.0, 1.5)
                hall.kill_hub()
            hall.start_hub()
            hall.wait_for_answers()
            assert hall.broker_pid == broker.pid, "Mosquitto did not outlive the hub"
            assert broker.is_running()
            repeat_some(hall)
        assert hall.log.count(f"broker adopted, pid {broker.pid}") >= rounds
        settle(hall)


@rounds(5, 25)
def test_a_broker_killed_at_any_moment_loses_no_promise_and_is_brought_back(rounds: int) -> None:
    with loaded_hall(fresh_seed(), windows=WINDOWS, kiosk_count=KIOSKS) as hall:
        begin(hall)
        pids = {hall.broker_pid}
        for _ in range(rounds):
            hall.pass_some_time(0.02, 1.0)
            hall.kill_broker()
            wait_until(lambda: hall.broker_pid not in {0, *pids})
            pids.add(hall.broker_pid)
            hall.wait_for_answers()
            repeat_some(hall)
        settle(hall)


@pytest.mark.soak
def test_hub_and_broker_killed_in_turn_and_together_lose_no_promise() -> None:
    with loaded_hall(fresh_seed(), windows=WINDOWS, kiosk_count=KIOSKS) as hall:
        begin(hall)
        for _ in range(20):
            hall.pass_some_time(0.02, 1.0)
            first, second = hall.dice.sample([hall.kill_hub, hall.kill_broker], 2)
            first()
            hall.pass_some_time(0.0, 0.2)
            second()
            hall.start_hub()
            hall.wait_for_answers()
            repeat_some(hall)
        settle(hall)


def begin(hall: LoadedHall) -> None:
    """Everybody presses."""
    for station in hall.stations:
        station.begin()
    hall.wait_for_answers()


def repeat_some(hall: LoadedHall) -> None:
    """The same press again, perhaps from before the kill, gets the same answer and does nothing."""
    kiosk = hall.dice.choice(hall.kiosks)
    with Repeater(hall.data, kiosk.link.station_id) as repeater:
        for command_id, promise in taken(hall.dice, kiosk.copy().items()):
            reply = repeater.repeat(command_id, promise.command)
            assert promise.outcome is not None
            assert (reply.answer, reply.seq) == (promise.outcome.answer, promise.outcome.seq)


def taken(dice: random.Random, promises: object) -> list:
    """Three presses that were accepted: the newest, and two others."""
    accepted = [item for item in promises if item[1].outcome is not None and item[1].outcome.fault is None]
    return [accepted[-1], *dice.sample(accepted, min(2, len(accepted)))]


def settle(hall: LoadedHall) -> None:
    """Let everyone finish, then compare every promise with the books."""
    wait_until(lambda: online(hall.stations))
    hall.rest()
    hall.rig.stop_hub()
    with opened(hall.data) as books:
        found = audit(books, hall.promises)
        clear = books.everything()
    print(dict(found))
    assert found["take_ticket"] > 0
    assert found["call_next"] > 0
    assert found["complete_service"] > 0
    for secret in (PERSON.name, PERSON.id_number, PERSON.phone):
        assert secret.encode() not in clear, "personal data in the journal"
        assert secret not in hall.log, "personal data in the hub's log"
    assert "Traceback" not in hall.log
    assert "一致" in hall.verify()
