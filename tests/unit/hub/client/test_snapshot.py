from hub.client.snapshot import Snapshot
from hub.contract.notices import QueueView, WindowView
from tests.fakes.records import queue_view


def test_a_view_is_news_once() -> None:
    snapshot = Snapshot()
    assert snapshot.view(QueueView, "social") is None
    assert snapshot.take("social", queue_view(5))
    assert not snapshot.take("social", queue_view(5))
    assert snapshot.view(QueueView, "social") == queue_view(5)


def test_an_older_view_is_dropped() -> None:
    snapshot = Snapshot()
    snapshot.take("social", queue_view(5, waiting=2))
    assert not snapshot.take("social", queue_view(4, waiting=1))
    assert snapshot.views(QueueView) == {"social": queue_view(5, waiting=2)}


def test_the_same_row_with_a_new_estimate_is_news() -> None:
    snapshot = Snapshot()
    snapshot.take("social", queue_view(5, expected_wait_s=60))
    assert snapshot.take("social", queue_view(5, expected_wait_s=90))


def test_a_replaced_hub_is_not_heard_and_a_new_one_may_begin_lower() -> None:
    snapshot = Snapshot()
    snapshot.take("social", queue_view(500, epoch=2))
    assert not snapshot.take("tax", queue_view(900, epoch=1))
    assert snapshot.take("social", queue_view(3, epoch=3))


def test_a_cleared_view_is_gone() -> None:
    snapshot = Snapshot()
    snapshot.take("social", queue_view(5))
    assert snapshot.drop("queue", "social")
    assert not snapshot.drop("queue", "social")
    assert snapshot.views(QueueView) == {}


def test_kinds_do_not_mix() -> None:
    snapshot = Snapshot()
    snapshot.take("1", queue_view(5))
    assert snapshot.view(WindowView, "1") is None
    assert snapshot.views(WindowView) == {}
