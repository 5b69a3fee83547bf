"""From the address in a configuration to a transport.

| address | what |
|---|---|
| `tcp://host:port` | TCP client |
| `serial:///dev/ttyUSB0?baud=9600&parity=N` | serial port or pseudo terminal |
| `file:///dev/usb/lp0` | write-only device |
"""

from collections.abc import Callable
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from device_drivers.transport.device_file import FileTransport
from device_drivers.transport.errors import TransportError, TransportFault
from device_drivers.transport.serial_port import SerialTransport
from device_drivers.transport.tcp import TcpTransport
from device_drivers.transport.wire import Timeouts, Transport


def _settings(url: SplitResult, known: set[str]) -> dict[str, str]:
    given = parse_qs(url.query, keep_blank_values=True, strict_parsing=bool(url.query))
    if unknown := set(given) - known:
        listed = ", ".join(sorted(known)) or "none"
        raise ValueError(f"unknown setting {sorted(unknown)[0]!r}; known: {listed}")
    return {name: values[-1] for name, values in given.items()}


def _path(url: SplitResult) -> str:
    if url.netloc or not url.path.startswith("/"):
        raise ValueError(f"write {url.scheme}:///path with three slashes")
    return unquote(url.path)


def _tcp(url: SplitResult, timeouts: Timeouts) -> Transport:
    _settings(url, set())
    if not url.hostname or not url.port or url.path not in ("", "/"):
        raise ValueError("write tcp://host:port")
    return TcpTransport(url.hostname, url.port, timeouts)


def _serial(url: SplitResult, timeouts: Timeouts) -> Transport:
    settings = _settings(url, {"baud", "parity"})
    return SerialTransport(_path(url), int(settings.get("baud", "9600")), settings.get("parity", "N"), timeouts)


def _file(url: SplitResult, timeouts: Timeouts) -> Transport:
    _settings(url, set())
    return FileTransport(_path(url), timeouts)


def _unknown(_url: SplitResult, _timeouts: Timeouts) -> Transport:
    raise ValueError(f"begin with one of {', '.join(f'{scheme}://' for scheme in _SCHEMES)}")


_SCHEMES: dict[str, Callable[[SplitResult, Timeouts], Transport]] = {
    "tcp": _tcp,
    "serial": _serial,
    "file": _file,
}


def transport_for(address: str, timeouts: Timeouts | None = None) -> Transport:
    """The transport for an address, not opened yet. Raises TransportError BAD_ADDRESS with the reason."""
    try:
        url = urlsplit(address)
        return _SCHEMES.get(url.scheme, _unknown)(url, timeouts or Timeouts())
    except ValueError as error:
        raise TransportError(TransportFault.BAD_ADDRESS, address, error) from error


def open_transport(address: str, timeouts: Timeouts | None = None) -> Transport:
    """The transport for an address, opened. Raises TransportError BAD_ADDRESS or UNREACHABLE."""
    transport = transport_for(address, timeouts)
    transport.open()
    return transport
