"""The hall of the benchmarks: as many windows and businesses as asked for, every window serving every business."""

import json
from pathlib import Path

HALL = "bench"
BUSINESSES = 12
LETTERS = "ABCDEFGHJKLM"
"""Prefixes of the twelve businesses; I and O are left out as in every hall."""


def business_ids() -> list[str]:
    """Ids of the businesses."""
    return [f"b{number}" for number in range(1, BUSINESSES + 1)]


def operator_of(window: int) -> str:
    """Who works at a window."""
    return str(1000 + window)


def write_pack(path: Path, windows: int) -> Path:
    """Write the hall as a pack (JSON is YAML too)."""
    pack = {
        "hall": HALL,
        "name": {"zh": "性能测量大厅", "en": "Benchmark hall"},
        "timezone": "Asia/Shanghai",
        "areas": [{"id": "main", "name": {"zh": "一楼大厅", "en": "Ground floor"}}],
        "businesses": [
            {
                "id": name,
                "prefix": LETTERS[number],
                "name": {"zh": f"业务{number + 1}", "en": f"Business {number + 1}"},
                "department": {"zh": "综合部门", "en": "Office"},
                "hint": {"zh": "请带身份证。", "en": "Bring your ID card."},
            }
            for number, name in enumerate(business_ids())
        ],
        "windows": [
            {
                "numbers": f"1-{windows}",
                "area": "main",
                "group": "综合窗口",
                "name": {"zh": "综合窗口", "en": "All services"},
                "businesses": "all",
                "led_address": f"1-{windows}",
                "evaluator_address": f"1-{windows}",
            },
        ],
        "operators": [{"id": operator_of(number), "name": f"员工{number}"} for number in range(1, windows + 1)],
    }
    path.write_text(json.dumps(pack, ensure_ascii=False, indent=1), encoding="utf-8")
    return path
