"""The address of the pages, taken before anything is promised and long before the pages themselves are made."""

import socket

from hub.contract.faults import Fault, FaultCode


def take_port(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 is any free one. Raises ``Fault`` configuration when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        where = f"{host}:{port}"
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"网页端口 {where} 不能使用（{error.strerror}）。请换一个端口，或先停掉占用它的程序。",
            en=f"the web pages cannot have {where} ({error.strerror}); choose another port or stop who has it.",
        ) from None
