"""``ting district``: the reference district server, with a database of its own."""

import fcntl
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
import uvicorn

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import Instant
from hub.district.app import create_app
from hub.district.register import Register

TOKEN_FILE = "registration-token"
TOKEN_BYTES = 18
STOP_WITHIN_S = 3
"""A batch is taken in milliseconds; a client that hangs on its connection does not hold the server up for longer."""


def now_ms() -> Instant:
    """The district's clock."""
    return time.time_ns() // 1_000_000


@click.command("district")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), required=True, help="数据目录 · data folder")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · address to listen at")
@click.option("--port", type=click.IntRange(0, 65535), default=8802, show_default=True, help="端口，0 为自动 · port")
@click.option(
    "--token", envvar="TING_DISTRICT_TOKEN", default="",
    help="登记码，默认取自数据目录（首次启动时生成） · registration token, by default made in the data folder",
)  # fmt: skip
@click.option(
    "--release", metavar="HALL", default="", help="解除一个大厅登记的密钥后退出 · release a hall's key and end"
)
def district_command(data: Path, host: str, port: int, token: str, release: str) -> None:
    """运行区级平台服务 · Run the district server."""
    data.mkdir(parents=True, exist_ok=True)
    with _alone(data):
        register = Register(data / "district.db", now_ms)
        try:
            if release:
                _release(register, release)
            else:
                _serve(register, token or _token(data / TOKEN_FILE), host, port)
        finally:
            register.close()


def _release(register: Register, hall_id: str) -> None:
    if not register.release(hall_id):
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"没有登记过大厅 {hall_id}。",
            en=f"hall {hall_id} was never registered.",
        )
    click.echo(f"已解除 {hall_id} 的密钥，可用登记码重新登记。 Its key is released; it may register with a new one.")


def _serve(register: Register, token: str, host: str, port: int) -> None:
    listening = _listen(host, port)
    config = uvicorn.Config(
        create_app(register, token, now_ms),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)  # uvicorn finishes its work first and then gives the signal back to this
    # Connections wait in the socket's queue until the server takes them: from here on it answers.
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"ready district http://{shown}:{listening.getsockname()[1]}")
    sys.stdout.flush()
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """End well when asked to."""
    del number, frame
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"不能监听 {host}:{port}（{error.strerror}）。",
            en=f"cannot listen at {host}:{port} ({error.strerror}).",
        ) from None
    listening.listen(128)
    return listening


def _token(path: Path) -> str:
    """The registration token of a data folder, made at first start, readable by its owner alone."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(TOKEN_BYTES) + "\n")
    token = path.read_text(encoding="ascii").strip()
    if not token:
        raise Fault(FaultCode.CONFIGURATION, zh=f"{path} 是空的。", en=f"{path} is empty.")
    return token


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold a data folder; the system lets it go when the process is killed. Raises ``Fault`` configuration."""
    with (data / "district.lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Fault(
                FaultCode.CONFIGURATION,
                zh=f"{data} 正由另一个区级平台程序使用。",
                en=f"another district server uses {data}.",
            ) from None
        yield
