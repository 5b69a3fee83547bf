import pytest

from tests.fakes.kiosk import Kiosk


@pytest.fixture
def kiosk() -> Kiosk:
    return Kiosk()
