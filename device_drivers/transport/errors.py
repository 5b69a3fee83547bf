"""What can go wrong on a wire."""

from enum import StrEnum


class TransportFault(StrEnum):
    """Stable codes of transport errors."""

    BAD_ADDRESS = "bad_address"
    UNREACHABLE = "unreachable"
    LOST = "lost"
    TIMED_OUT = "timed_out"
    CLOSED = "closed"
    WRITE_ONLY = "write_only"


_WORDS: dict[TransportFault, tuple[str, str]] = {
    TransportFault.BAD_ADDRESS: ("设备地址写法不对", "The device address is not valid"),
    TransportFault.UNREACHABLE: ("连接不上设备", "The device cannot be reached"),
    TransportFault.LOST: ("与设备的连接断开了", "The connection to the device was lost"),
    TransportFault.TIMED_OUT: ("设备在规定时间内没有收下数据", "The device did not take the data in time"),
    TransportFault.CLOSED: ("设备连接没有打开", "The connection to the device is not open"),
    TransportFault.WRITE_ONLY: ("这种连接不能读取设备的回答", "This connection cannot be read from"),
}


class TransportError(Exception):
    """A wire did not do its work.

    `written` tells how many bytes of the failed write had left this machine: with 0, the device got nothing.
    """

    def __init__(self, fault: TransportFault, where: str, cause: object = None, written: int = 0) -> None:
        self.fault = fault
        self.code = f"transport.{fault}"
        self.where = where
        self.written = written
        tail = f": {cause}" if cause else ""
        self.zh = f"{_WORDS[fault][0]}（{where}）。"
        self.en = f"{_WORDS[fault][1]} ({where}){tail}."
        super().__init__(self.en)
