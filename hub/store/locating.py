"""Where things lie in a hall's data folder."""

import json
from pathlib import Path

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallId


def database_url(data: Path) -> str:
    """The SQLite database of a data folder."""
    return f"sqlite:///{data / 'hall.db'}"


def key_file(data: Path) -> Path:
    """Keys of sealed records, apart from the database."""
    return data / "keys.db"


def master_key(data: Path) -> Path:
    """The master key of a demo or a training room; a hall keeps it elsewhere (``--master-key``)."""
    return data / "master.key"


def hall_of(data: Path) -> HallId:
    """Which hall a data folder belongs to. Raises ``Fault`` configuration."""
    path = data / "hall.json"
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["hall"])
    except (OSError, ValueError, KeyError):
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{data} 不是大厅的数据目录（缺少 hall.json）。请先启动一次主机。",
            en=f"{data} is not a hall's data folder (no hall.json). Start the hub once first.",
        ) from None


def claim_folder(data: Path, hall_id: HallId) -> None:
    """Make a data folder a hall's own. Raises ``Fault`` configuration when it is another hall's."""
    data.mkdir(parents=True, exist_ok=True)
    path = data / "hall.json"
    if not path.exists():
        path.write_text(json.dumps({"hall": hall_id}) + "\n", encoding="utf-8")
    elif hall_of(data) != hall_id:
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{data} 属于大厅 {hall_of(data)}，不是 {hall_id}。",
            en=f"{data} belongs to hall {hall_of(data)}, not to {hall_id}.",
        )
