"""What the tests of the demo share."""

import socket

import pytest


@pytest.fixture
def free_port() -> int:
    """A TCP port on loopback that nobody listens on now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port
