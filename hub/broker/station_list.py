"""A list of stations to enrol, as JSON: ``[{"station", "kind", "window", "area", "devices"}]``."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from hub.contract.commands import EnrollStation
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import DeviceBinding, StationKind


class _Listed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    station: str
    kind: StationKind
    window: str = ""
    area: str = ""
    devices: tuple[DeviceBinding, ...] = ()


_LIST: TypeAdapter[list[_Listed]] = TypeAdapter(list[_Listed])


def read(path: Path) -> list[EnrollStation]:
    """The stations of a file. Raises ``Fault`` configuration naming the entry and the key that is wrong."""
    try:
        listed = _LIST.validate_json(path.read_bytes())
    except ValidationError as error:
        first: Any = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "1"
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{path.name} 的 {where} 有误：{first['msg']}。",
            en=f"{where} in {path.name} is wrong: {first['msg']}.",
        ) from None
    return [EnrollStation(item.station, item.kind, item.window, item.area, item.devices) for item in listed]
