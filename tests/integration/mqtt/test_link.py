"""A station's link against a real broker and the hub's real end of the wire."""

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.client.clock import now_ms
from hub.client.link import Link, LinkState, Outcome
from hub.client.spool import Spool
from hub.contract import topics
from hub.contract.commands import CallNext, ConfirmPrinted, LoadPack, Recall
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import DeviceHealth, Done, QueueView, ShowText, StationConfig
from hub.contract.vocabulary import Delivery, HallPlan, StationKind, Words
from hub.contract.wire import Reply
from tests.fakes.records import called, day_notice, queue_view
from tests.fakes.ticking import Ticking
from tests.integration.conftest import OpenBroker, wait_until
from tests.integration.mqtt.conftest import HALL, Ear, HubEnd

LinkTo = Callable[..., Link]


def passing(ticks: Ticking, milliseconds: int) -> bool:
    """Let a little time pass at each look, as real time does."""
    ticks.pass_ms(milliseconds)
    return True


def online(link: Link) -> Link:
    link.start()
    wait_until(lambda: link.state is LinkState.ONLINE)
    return link


def test_a_request_gets_its_answer(hub_end: HubEnd, link_to: LinkTo) -> None:
    assert online(link_to()).request(CallNext()) == Done()
    assert hub_end.heard[0].command == CallNext()
    assert hub_end.heard[0].station_id == "w1"
    assert hub_end.heard[0].expires_at is not None


def test_a_refusal_is_raised_with_its_code(hub_end: HubEnd, link_to: LinkTo) -> None:
    link = online(link_to("wall"))
    with pytest.raises(Fault) as caught:
        link.request(CallNext())
    assert caught.value.code is FaultCode.STATION_NOT_ALLOWED


def test_an_outcome_is_told_once_and_in_the_network_thread(hub_end: HubEnd, link_to: LinkTo) -> None:
    link = online(link_to())
    ear = Ear()
    command_id = link.send(CallNext(), ear)
    wait_until(lambda: ear.heard)
    assert ear.heard == [Outcome(command_id, Done(), None, 1)]
    assert {thread.name for thread in ear.threads} == {"link w1"}


def test_a_press_is_tried_again_under_its_id_and_has_one_outcome(hub_end: HubEnd, link_to: LinkTo) -> None:
    link = online(link_to())
    hub_end.deaf = True
    ear = Ear()
    command_id = link.send(CallNext(), ear)
    wait_until(lambda: hub_end.heard)
    hub_end.deaf = False
    wait_until(lambda: ear.heard)
    assert [incoming.command_id for incoming in hub_end.heard] == [command_id, command_id]
    assert hub_end.heard[0].body_digest == hub_end.heard[1].body_digest
    hub_end.publisher.publish_reply("w1", Reply(command_id, 9, Done()))
    link.request(Recall())
    assert len(ear.heard) == 1


def test_nobody_waits_longer_than_told(hub_end: HubEnd, link_to: LinkTo) -> None:
    link = online(link_to())
    hub_end.deaf = True
    with pytest.raises(Fault) as caught:
        link.request(CallNext(), timeout_s=0.2)
    assert caught.value.code is FaultCode.NO_ANSWER


def test_a_press_sent_without_a_connection_goes_out_with_it(open_broker: OpenBroker, link_to: LinkTo) -> None:
    link = link_to()
    ear = Ear()
    link.send(CallNext(), ear)
    hub = HubEnd(open_broker).start()
    link.start()
    wait_until(lambda: ear.heard)
    assert isinstance(ear.heard[0], Outcome)
    assert ear.heard[0].answer == Done()
    hub.session.close()


def test_the_hubs_coming_and_going_is_seen(open_broker: OpenBroker, link_to: LinkTo) -> None:
    link = link_to()
    states = Ear()
    link.on_state(states)
    link.start()
    wait_until(lambda: link.state is LinkState.NO_HUB)
    hub = HubEnd(open_broker).start()
    wait_until(lambda: link.state is LinkState.ONLINE)
    hub.session.close()
    wait_until(lambda: link.state is LinkState.NO_HUB)
    assert states.heard == [LinkState.NO_HUB, LinkState.ONLINE, LinkState.NO_HUB]


def test_a_new_life_of_the_hub_gets_what_the_old_one_did_not_answer(open_broker: OpenBroker, link_to: LinkTo) -> None:
    first = HubEnd(open_broker, life="life-1", epoch=1).start()
    link = online(link_to())
    first.deaf = True
    ear = Ear()
    command_id = link.send(CallNext(), ear)
    wait_until(lambda: first.heard)
    first.session.close()
    second = HubEnd(open_broker, life="life-2", epoch=2).start()
    wait_until(lambda: ear.heard)
    assert second.heard[0].command_id == command_id
    second.session.close()


def test_a_killed_broker_costs_no_press(open_broker: OpenBroker, hub_end: HubEnd, link_to: LinkTo) -> None:
    link = online(link_to())
    open_broker.kill()
    wait_until(lambda: link.state is LinkState.OFFLINE and not hub_end.session.connected)
    ear = Ear()
    command_id = link.send(CallNext(), ear)
    open_broker.start()
    wait_until(lambda: ear.heard)
    assert ear.heard == [Outcome(command_id, Done(), None, 1)]
    wait_until(lambda: link.state is LinkState.ONLINE)
    assert hub_end.connections == 2


def test_a_fact_outlives_the_program(open_broker: OpenBroker, link_to: LinkTo, tmp_path: Path) -> None:
    first = link_to("k1", spool=Spool(tmp_path / "spool.db"))
    first.start()
    first.send(ConfirmPrinted("t1", Delivery.PAPER))
    first.close()
    hub = HubEnd(open_broker).start()
    spool = Spool(tmp_path / "spool.db")
    second = online(link_to("k1", spool=spool))
    wait_until(lambda: hub.done)
    assert list(hub.done.values()) == [ConfirmPrinted("t1", Delivery.PAPER)]
    wait_until(lambda: spool.pending() == [])
    second.close()
    hub.session.close()


def test_a_full_disk_does_not_keep_a_fact_from_being_told(hub_end: HubEnd, link_to: LinkTo, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    link = online(link_to("k1", spool=spool))
    spool.close()
    assert link.request(ConfirmPrinted("t1", Delivery.PAPER)) == Done()


def test_retained_state_is_there_from_cold(hub_end: HubEnd, link_to: LinkTo) -> None:
    hub_end.publisher.publish_view(queue_view(5, waiting=3), "social")
    hub_end.publisher.publish_config(StationConfig(5, "w1", StationKind.COUNTER, "1", "hall", "http://hall"))
    link = link_to()
    views, configs = Ear(), Ear()
    link.on_view(views)
    link.on_config(configs)
    online(link)
    wait_until(lambda: views.heard and configs.heard)
    assert link.view(QueueView, "social") == queue_view(5, waiting=3)
    assert link.views(QueueView) == {"social": queue_view(5, waiting=3)}
    assert link.config is not None
    assert link.config.window_id == "1"
    hub_end.publisher.clear_view("queue", "social")
    wait_until(lambda: link.view(QueueView, "social") is None)


def test_a_missed_call_is_asked_for_and_told_in_order(hub_end: HubEnd, link_to: LinkTo) -> None:
    link = link_to("wall")
    notices = Ear()
    link.on_notice(notices)
    online(link)
    hub_end.call(called(3, 0, at=now_ms()))
    wait_until(lambda: len(notices.heard) == 1)
    hub_end.calls.append(called(5, 3))
    hub_end.publisher.prime("called", 5)
    hub_end.call(called(8, 5))
    hub_end.publisher.publish_notice(day_notice(9, 0))
    wait_until(lambda: len(notices.heard) == 4)
    assert sorted(notice.seq for notice in notices.heard) == [3, 5, 8, 9]
    assert [notice.seq for notice in notices.heard if notice.kind == "called"] == [3, 5, 8]


def test_calls_made_while_the_broker_was_away_are_told_after_it(
    open_broker: OpenBroker, hub_end: HubEnd, link_to: LinkTo
) -> None:
    link = link_to("wall")
    notices = Ear()
    link.on_notice(notices)
    online(link)
    hub_end.call(called(3, 0))
    wait_until(lambda: notices.heard)
    open_broker.kill()
    wait_until(lambda: not hub_end.session.connected)
    hub_end.call(called(6, 3))
    open_broker.start()
    wait_until(lambda: len(notices.heard) == 2)
    assert [notice.seq for notice in notices.heard] == [3, 6]


def test_a_station_that_may_not_ask_hears_on_all_the_same(hub_end: HubEnd, link_to: LinkTo) -> None:
    link = link_to("pc")
    notices = Ear()
    link.on_notice(notices)
    online(link)
    hub_end.call(called(3, 0))
    wait_until(lambda: notices.heard)
    hub_end.publisher.prime("called", 5)
    hub_end.call(called(8, 5))
    wait_until(lambda: len(notices.heard) == 2)
    assert hub_end.heard == []


def test_orders_are_given_once_and_never_after_their_time(hub_end: HubEnd, link_to: LinkTo) -> None:
    link = link_to("dev")
    orders = Ear()
    link.on_order(orders)
    online(link)
    order = ShowText("order-01", now_ms() + 30_000, "A001")
    hub_end.publisher.publish_order("dev", "led-1", order)
    hub_end.publisher.publish_order("dev", "led-1", order)
    last = ShowText("order-02", now_ms() + 30_000, "A002")
    hub_end.publisher.publish_order("dev", "led-1", last)
    wait_until(lambda: len(orders.heard) == 2)
    assert orders.heard == [("led-1", order), ("led-1", last)]


def test_presence_and_health_are_known_at_the_hub(hub_end: HubEnd, link_to: LinkTo) -> None:
    link = link_to("dev")
    link.publish_health(DeviceHealth("led-1", "led_bar", "degraded", now_ms(), words=Words("断线", "cut")))
    online(link)
    wait_until(lambda: "dev" in hub_end.presences and "led-1" in hub_end.healths)
    assert hub_end.presences["dev"].online
    assert hub_end.presences["dev"].version == "2.0"
    link.publish_health(DeviceHealth("led-1", "led_bar", "online", now_ms()))
    wait_until(lambda: hub_end.healths["led-1"].state == "online")
    link.close()
    wait_until(lambda: not hub_end.presences["dev"].online)


def test_a_killed_station_is_known_to_be_gone(open_broker: OpenBroker, hub_end: HubEnd) -> None:
    program = textwrap.dedent(f"""
        import time
        from hub.client.link import Link
        from hub.client.settings import StationCredential
        from hub.contract.vocabulary import StationKind
        Link(StationCredential({HALL!r}, "w1", StationKind.COUNTER, ({open_broker.url!r},), "x")).start()
        time.sleep(60)
    """)
    station = subprocess.Popen([sys.executable, "-c", program])
    wait_until(lambda: "w1" in hub_end.presences and hub_end.presences["w1"].online)
    station.kill()
    station.wait()
    wait_until(lambda: not hub_end.presences["w1"].online)


def test_a_callback_that_fails_is_logged_once_and_nobody_else_suffers(
    hub_end: HubEnd, link_to: LinkTo, caplog: pytest.LogCaptureFixture
) -> None:
    link = link_to()
    heard = Ear()

    def broken(_notice: object) -> None:
        raise ValueError("张三 110101199003077578")

    link.on_notice(broken)
    link.on_notice(heard)
    online(link)
    hub_end.call(called(3, 0))
    hub_end.call(called(4, 3))
    wait_until(lambda: len(heard.heard) == 2)
    lines = [record.getMessage() for record in caplog.records if record.name == "hub.client.link"]
    assert lines == ["w1: error in a callback (notice: ValueError)"]


def test_what_cannot_be_read_is_passed_over(hub_end: HubEnd, link_to: LinkTo) -> None:
    link = online(link_to())
    for topic in (
        topics.reply(HALL, "w1"), topics.event(HALL, "called"), topics.state(HALL, "queue", "x"),
        topics.device_order(HALL, "w1", "d"), topics.event(HALL, "later-kind"),
    ):  # fmt: skip
        hub_end.session.publish(topic, b"\xff{")
    assert link.request(CallNext()) == Done()


def test_a_wait_in_a_callback_is_refused_at_once(hub_end: HubEnd, link_to: LinkTo) -> None:
    link = online(link_to())
    errors: list[BaseException] = []

    def asks_again(_outcome: Outcome) -> None:
        try:
            link.request(CallNext())
        except RuntimeError as error:
            errors.append(error)

    link.send(CallNext(), asks_again)
    wait_until(lambda: errors)


def test_the_next_broker_of_the_list_is_tried(hub_end: HubEnd, link_to: LinkTo, open_broker: OpenBroker) -> None:
    online(link_to(brokers=("mqtt://127.0.0.1:1", open_broker.url)))


def test_a_broker_without_a_hub_is_left_for_one_that_has_it(
    hub_end: HubEnd, link_to: LinkTo, open_broker: OpenBroker, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = OpenBroker(tmp_path_factory.mktemp("empty"))
    empty.start()
    ticks = Ticking()
    link = link_to(brokers=(empty.url, open_broker.url), ticks=ticks)
    link.start()
    wait_until(lambda: passing(ticks, 500) and link.state is LinkState.NO_HUB)
    wait_until(lambda: passing(ticks, 500) and link.state is LinkState.ONLINE)
    empty.kill()


def test_a_press_ends_with_its_life_and_a_late_answer_is_nobodys(hub_end: HubEnd, link_to: LinkTo) -> None:
    ticks = Ticking()
    link = online(link_to(ticks=ticks))
    hub_end.deaf = True
    ear = Ear()
    command_id = link.send(CallNext(), ear)
    wait_until(lambda: hub_end.heard)
    ticks.pass_ms(10_000)
    wait_until(lambda: ear.heard)
    assert isinstance(ear.heard[0], Outcome)
    assert ear.heard[0].fault is not None
    assert ear.heard[0].fault.code is FaultCode.NO_ANSWER
    hub_end.deaf = False
    hub_end.publisher.publish_reply("w1", Reply(command_id, 1, Done()))
    link.request(Recall())
    assert len(ear.heard) == 1


def test_a_clock_that_was_set_is_told_to_the_hub(hub_end: HubEnd, link_to: LinkTo) -> None:
    clock = Ticking(now_ms())
    link = online(link_to(clock=clock))
    wait_until(lambda: "w1" in hub_end.presences)
    clock.pass_ms(-3_600_000)
    wait_until(lambda: hub_end.presences["w1"].since == clock())
    assert link.request(CallNext()) == Done()


def test_two_programs_under_one_account_are_told_of(
    hub_end: HubEnd, link_to: LinkTo, caplog: pytest.LogCaptureFixture
) -> None:
    online(link_to())
    twin = link_to()
    twin.start()
    wait_until(lambda: [record for record in caplog.records if "is another program running" in record.getMessage()])
    assert len(hub_end.presences) == 1


def test_closing_is_quick_connected_or_not(hub_end: HubEnd, link_to: LinkTo) -> None:
    link_to().close()
    connected, searching = online(link_to()), link_to("k1", brokers=("mqtt://127.0.0.1:1",))
    searching.start()
    for link in (connected, searching):
        link.close()
    assert not connected._connection.thread.is_alive()
    assert not searching._connection.thread.is_alive()


def test_a_whole_hall_fits_into_one_command(hub_end: HubEnd, link_to: LinkTo) -> None:
    notes = tuple(Words("须知" * 50, "note") for _ in range(200))
    plan = HallPlan(HALL, Words("长安区", "Chang'an"), (), (), (), notices=notes)
    assert online(link_to("pc")).request(LoadPack(plan)) == Done()
