"""``ting docs``: documents that are drawn from the code, so that they cannot drift from it."""

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import click

from hub.contract.commands import COMMANDS, VERBS_OF
from hub.contract.faults import SENTENCES
from hub.contract.vocabulary import StationKind
from hub.contract.wire import schemas
from hub.core.transitions import EVALUATION, TICKET, WINDOW

STATE_WORDS: dict[str, str] = {
    "waiting": "等候", "called": "已叫号", "serving": "办理中", "held": "挂起", "passed": "过号", "completed": "办结",
    "abandoned": "弃号", "expired": "失效", "closed": "未开", "open": "开放", "paused": "暂停", "asked": "已请评价",
    "given": "已评价", "not_given": "未评价",
}  # fmt: skip

ACT_WORDS: dict[str, str] = {
    "call": "叫号", "recall": "重呼", "start": "开始办理", "complete": "办结", "pass": "过号", "reactivate": "激活",
    "hold": "挂起", "transfer": "转号", "abandon": "弃号", "expire": "日终失效", "sign_in": "登录", "sign_out": "注销",
    "open": "开窗", "pause": "暂停", "resume": "恢复", "close": "关闭", "give": "评价",
}  # fmt: skip

TABLES: tuple[tuple[str, Mapping[Any, StrEnum]], ...] = (
    ("号票 Ticket", TICKET),
    ("窗口 Window", WINDOW),
    ("评价 Evaluation", EVALUATION),
)


def draw_states() -> str:
    """``docs/states.md``: a diagram and a table of every state machine."""
    parts = [
        "# 状态表 · Tables of states",
        "本页由 `ting docs` 从 `hub/core/transitions.py` 画出，请勿手改。表中没有的组合一律拒绝，且什么也不改变。  ",
        "Drawn by `ting docs` from `hub/core/transitions.py`; do not edit. A pair that is not in a table is refused "
        "and changes nothing.",
    ]
    for title, table in TABLES:
        parts += [f"## {title}", _diagram(table), _table(table)]
    return "\n\n".join(parts) + "\n"


def _diagram(table: Mapping[Any, StrEnum]) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    names = dict.fromkeys([state for state, _ in table] + list(table.values()))
    lines += [f"    {state.value} : {STATE_WORDS[state.value]} {state.value}" for state in names]
    lines += [f"    {state.value} --> {after.value} : {ACT_WORDS[act.value]}" for (state, act), after in table.items()]
    return "\n".join([*lines, "```"])


def _table(table: Mapping[Any, StrEnum]) -> str:
    lines = ["| 状态 state | 动作 act | 之后 after |", "|---|---|---|"]
    lines += [
        f"| {STATE_WORDS[state.value]} `{state.value}` | {ACT_WORDS[act.value]} `{act.value}` "
        f"| {STATE_WORDS[after.value]} `{after.value}` |"
        for (state, act), after in table.items()
    ]
    return "\n".join(lines)


def draw_verbs() -> str:
    """``docs/contract/verbs.md``: who may send what, and how long a press stays meant."""
    kinds = [kind for kind in StationKind if kind in VERBS_OF]
    lines = [
        "# 命令 · Commands",
        "",
        "由 `ting docs` 从 `hub/contract/commands.py` 画出。消息服务器的访问控制也由同一张表生成。  ",
        "Drawn by `ting docs`; the broker's access lists are made from the same table.",
        "",
        "| verb | 有效期 lifetime s | " + " | ".join(kind.value for kind in kinds) + " |",
        "|---|---|" + "---|" * len(kinds),
    ]
    for verb, command in COMMANDS.items():
        lifetime = "∞" if command.lifetime_s is None else str(command.lifetime_s)
        marks = " | ".join("✓" if verb in VERBS_OF[kind] else "" for kind in kinds)
        lines.append(f"| `{verb}` | {lifetime} | {marks} |")
    return "\n".join(lines) + "\n"


def draw_faults() -> str:
    """``docs/contract/faults.md``: every refusal with its sentences."""
    lines = ["# 拒绝与故障 · Faults", "", "| code | 中文 | English |", "|---|---|---|"]
    lines += [f"| `{code.value}` | {zh} | {en} |" for code, (zh, en) in SENTENCES.items()]
    return "\n".join(lines) + "\n"


def documents() -> dict[str, str]:
    """Every drawn document, by its path below ``docs/``."""
    drawn = {
        f"contract/{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        for name, schema in schemas().items()
    }
    return drawn | {
        "states.md": draw_states(),
        "contract/verbs.md": draw_verbs(),
        "contract/faults.md": draw_faults(),
    }


@click.command("docs")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("docs"), show_default=True,
    help="文档目录 / folder of the documents",
)  # fmt: skip
def docs_command(out: Path) -> None:
    """由代码画出状态表、命令表和消息格式 / Draw states, verbs and message schemas from the code."""
    for name, text in documents().items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    click.echo(f"已写出 {len(documents())} 个文件到 {out} / wrote {len(documents())} files to {out}")
