"""Small private files of the broker's folder: JSON, readable by their owner alone, never half written."""

import json
import os
from pathlib import Path
from typing import Any

from hub.contract.faults import Fault, FaultCode

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    folder.chmod(PRIVATE_FOLDER)


def write_text(path: Path, text: str) -> None:
    """Write a private file: whole, or not at all."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.new")
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    scratch.replace(path)


def write(path: Path, record: dict[str, Any]) -> None:
    """Write a private JSON file."""
    write_text(path, json.dumps(record, ensure_ascii=False, indent=2) + "\n")


def read(path: Path) -> dict[str, Any] | None:
    """Read a JSON object; None when there is no such file. Raises ``Fault`` configuration when it is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"读不了 {path.name}：{error.strerror}。",
            en=f"{path.name} cannot be read: {error.strerror}.",
        ) from None
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{path.name} 已损坏，请从备份恢复。",
            en=f"{path.name} is damaged; restore it from a backup.",
        )
    return found
