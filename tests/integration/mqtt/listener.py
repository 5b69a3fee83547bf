"""A plain MQTT client that keeps what it hears."""

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.integration.conftest import OpenBroker, wait_until


class Listener:
    """Subscribed to these topics when made; ``messages`` grow in paho's thread."""

    def __init__(self, broker: OpenBroker, *topics: str) -> None:
        self.messages: list[paho.MQTTMessage] = []
        self.client = paho.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self.client.on_message = lambda _client, _data, message: self.messages.append(message)
        self.client.connect("127.0.0.1", broker.port)
        self.client.loop_start()
        wait_until(self.client.is_connected)
        for topic in topics:
            self.client.subscribe(topic)

    def retained(self) -> set[str]:
        """Topics that say something, by the last message of each: an empty one clears."""
        last = {message.topic: bool(message.payload) for message in list(self.messages)}
        return {topic for topic, says in last.items() if says}

    def close(self) -> None:
        """Disconnect and join."""
        self.client.disconnect()
        self.client.loop_stop()
