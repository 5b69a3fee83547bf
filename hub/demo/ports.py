"""Ports on loopback: the usual ones, so that printed addresses hold from one run to the next; others when taken."""

import socket
from dataclasses import dataclass

from hub.contract.faults import Fault, FaultCode

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the parts of the demo listen. The broker's is not 1883, which Debian's own Mosquitto service uses."""

    page: int = 8800
    hub: int = 8801
    district: int = 8802
    broker: int = 8803
    devices: int = 8804
    printer: int = 8805

    def free(self) -> "Ports":
        """Give the same ports, those taken by others exchanged for free ones."""
        taken: set[int] = set()
        chosen = {}
        for name in self.__dataclass_fields__:
            port = getattr(self, name)
            while port in taken or not is_free(port):
                port = any_free()
            taken.add(port)
            chosen[name] = port
        return Ports(**chosen)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on a port of loopback now."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def any_free() -> int:
    """Give a port of loopback that is free now."""
    with socket.socket() as asked:
        asked.bind((LOOPBACK, 0))
        return int(asked.getsockname()[1])


def listening(port: int) -> socket.socket:
    """Open the page's socket. Raises Fault when the port is taken; 0 takes a free one."""
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((LOOPBACK, port))
    except OSError as error:
        opened.close()
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"端口 {port} 已被占用，请用 --port 换一个。",
            en=f"port {port} is taken; choose another with --port.",
        ) from error
    opened.listen(128)
    opened.setblocking(False)
    return opened
