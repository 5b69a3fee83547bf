"""`ting station`: enrol, list and remove stations."""

import unicodedata
from pathlib import Path

import click

from hub.broker.accounts import STATION_KINDS
from hub.broker.devices import read_devices
from hub.broker.enrolment import Enrolment
from hub.contract.commands import EnrollStation
from hub.contract.vocabulary import StationKind
from hub.contract.wire import decode_bodies

_KIND_WORDS: dict[StationKind, str] = {
    StationKind.KIOSK: "取号机",
    StationKind.COUNTER: "窗口",
    StationKind.GUIDE: "导办台",
    StationKind.WALL: "显示屏",
    StationKind.DEVICES: "设备代理",
}

_data_option = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="大厅主机的数据目录 · the hub's data folder",
)


@click.group("station", help="登记、列出、移除终端 · enrol, list and remove stations")
def station_command() -> None:
    """Group of the station commands."""


@station_command.command("enroll", help="登记一个终端，写出凭据文件 · enrol a station and write its credential file")
@click.argument("station")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in STATION_KINDS]),
    required=True,
    help="终端种类 · what it is",
)
@click.option("--window", default="", help="绑定的窗口 · the window it belongs to")
@click.option("--area", default="", help="所在区域 · the area it stands in")
@_data_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="凭据文件，默认 STATION.json · the credential file",
)
@click.option(
    "--broker",
    "brokers",
    multiple=True,
    help="终端使用的消息服务器地址，可重复 · address that the station uses; may be repeated",
)
@click.option(
    "--devices",
    type=click.Path(dir_okay=False, path_type=Path),
    help="设备代理负责的设备（JSON 列表） · the devices that an agent looks after (a JSON list)",
)
@click.option("--ca-file", help="终端上的根证书文件 · the certificate authority's file on the station")
def enroll_command(
    station: str,
    kind: str,
    window: str,
    area: str,
    data: Path,
    out: Path | None,
    brokers: tuple[str, ...],
    devices: Path | None,
    ca_file: str | None,
) -> None:
    """Enrol one station; enrolling it again makes a new password."""
    if kind == StationKind.COUNTER and not window:
        raise click.UsageError("--kind counter 需要 --window · a counter needs --window")
    if devices is not None and kind != StationKind.DEVICES:
        raise click.UsageError("--devices 只用于 --kind devices · --devices goes with --kind devices only")
    bindings = () if devices is None else read_devices(devices)
    target = out or Path(f"{station}.json")
    Enrolment(data).enroll(EnrollStation(station, StationKind(kind), window, area, bindings), target, brokers, ca_file)
    click.echo(f"已登记 {station}，凭据写入 {target}（请妥善保管）。 Enrolled; keep this file private.")


@station_command.command("enroll-all", help="按清单登记多个终端 · enrol the stations of a list")
@click.argument("stations", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_data_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="凭据文件的目录 · folder of the credential files",
)
@click.option(
    "--missing",
    is_flag=True,
    help="只登记缺少的或与清单不符的 · only those that are missing or differ from the list",
)
def enroll_all_command(stations: Path, data: Path, out: Path, missing: bool) -> None:
    """Enrol every station of a JSON list of ``enroll_station`` bodies: a new hall in one go."""
    wanted = decode_bodies(EnrollStation, stations.read_bytes())
    enrolment = Enrolment(data)

    def file_of(station_id: str) -> Path:
        return out / f"{station_id}.json"

    if missing:
        wanted = enrolment.lacking(wanted, file_of)
    for station in wanted:
        enrolment.enroll(station, file_of(station.station_id))
    click.echo(f"已登记 {len(wanted)} 个终端，凭据在 {out}（请妥善保管）。 Enrolled {len(wanted)}; keep them private.")


@station_command.command("list", help="列出终端 · list the stations")
@_data_option
def list_command(data: Path) -> None:
    """List all stations with kind, binding and whether they are connected."""
    rows = [("终端 Station", "种类 Kind", "窗口 Window", "区域 Area", "状态 State")]
    for station in Enrolment(data).stations():
        account = station.account
        state = "停用 disabled" if not account.enabled else "在线 online" if station.online else "离线 offline"
        kind = f"{_KIND_WORDS[account.kind]} {account.kind.value}"
        rows.append((account.station_id, kind, station.window_id or "-", station.area_id or "-", state))
    if len(rows) == 1:
        click.echo("还没有登记终端。 No station is enrolled yet.")
        return
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


@station_command.command("remove", help="移除一个终端 · remove a station")
@click.argument("station")
@_data_option
def remove_command(station: str, data: Path) -> None:
    """Remove a station's account; it is disconnected at once."""
    Enrolment(data).remove(station)
    click.echo(f"已移除 {station}。 Removed.")


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
