"""What Mosquitto is told, and how it is found."""

from pathlib import Path

import pytest

from hub.broker.configuration import find_executable, find_plugin, render
from hub.broker.settings import BrokerLimits, BrokerSettings, OuterListener
from hub.contract.faults import Fault, FaultCode
from hub.contract.wire import MAX_PACK_BYTES

PLUGIN = Path("/plugin.so")


def lines(settings: BrokerSettings) -> list[str]:
    return [line for line in render(settings, 18831, PLUGIN, "ting").splitlines() if not line.startswith("#")]


def test_nobody_comes_in_without_a_name_and_only_from_this_machine(tmp_path: Path) -> None:
    text = lines(BrokerSettings(tmp_path))
    assert "allow_anonymous false" in text
    assert "per_listener_settings false" in text
    assert [line for line in text if line.startswith("listener")] == ["listener 18831 127.0.0.1"]
    assert f"plugin_opt_config_file {tmp_path}/broker/dynamic-security.json" in text
    assert "user ting" in text


def test_a_whole_pack_fits_in_a_packet(tmp_path: Path) -> None:
    values = dict(line.split(" ", 1) for line in lines(BrokerSettings(tmp_path)))
    assert int(values["max_packet_size"]) > MAX_PACK_BYTES
    assert values["set_tcp_nodelay"] == "true"


def test_limits_reach_every_listener(tmp_path: Path) -> None:
    outer = OuterListener("10.0.0.5", 8883, tmp_path / "c.pem", tmp_path / "k.pem")
    text = lines(BrokerSettings(tmp_path, outer=outer, limits=BrokerLimits(connections=9)))
    assert text.count("max_connections 9") == 2
    assert "listener 8883 10.0.0.5" in text
    assert f"certfile {tmp_path}/c.pem" in text
    assert outer.scheme == "mqtts"


def test_an_outer_listener_may_do_without_tls(tmp_path: Path) -> None:
    outer = OuterListener("10.0.0.5", 1883)
    text = lines(BrokerSettings(tmp_path, outer=outer))
    assert not any(line.startswith("certfile") for line in text)
    assert outer.scheme == "mqtt"


def test_a_certificate_without_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Fault) as wrong:
        lines(BrokerSettings(tmp_path, outer=OuterListener("10.0.0.5", 8883, tmp_path / "c.pem")))
    assert wrong.value.code is FaultCode.CONFIGURATION


def test_the_log_names_no_topics(tmp_path: Path) -> None:
    types = {line.split()[1] for line in lines(BrokerSettings(tmp_path)) if line.startswith("log_type")}
    assert types == {"error", "warning", "notice"}


def test_mosquitto_and_its_plugin_are_found_here() -> None:
    assert find_executable().name == "mosquitto"
    assert find_plugin().name == "mosquitto_dynamic_security.so"


def test_a_machine_without_mosquitto_is_told_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r".*") as missing:
        find_executable(str(tmp_path))
    assert "apt-get install mosquitto" in str(missing.value)
    with pytest.raises(Fault) as no_plugin:
        find_plugin((str(tmp_path / "*" / "nothing.so"),))
    assert no_plugin.value.code is FaultCode.CONFIGURATION
