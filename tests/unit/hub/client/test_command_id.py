import uuid

from hub.client.clock import now_ms
from hub.client.command_id import new_command_id


def test_a_command_id_is_a_uuid_of_version_7_that_begins_with_its_moment() -> None:
    before = now_ms()
    made = uuid.UUID(new_command_id())
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert before <= made.int >> 80 <= now_ms()


def test_no_two_are_alike() -> None:
    assert len({new_command_id() for _ in range(10_000)}) == 10_000
