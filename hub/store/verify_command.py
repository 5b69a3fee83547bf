"""``ting verify``."""

from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from hub.contract.faults import Fault, FaultCode
from hub.store.engine import open_engine, snapshot
from hub.store.locating import database_url, hall_of
from hub.store.verifying import verify


@click.command("verify")
@click.option("--data", type=click.Path(path_type=Path), required=True, help="大厅的数据目录 / the hall's data folder")
@click.option("--database", default="", help="数据库地址，默认为数据目录中的 SQLite / database URL")
def verify_command(data: Path, database: str) -> None:
    """重放日志，核对每张表和摘要链 / Replay the journal, compare every table, check the chain."""
    hall_id = hall_of(data)
    engine = open_engine(database or database_url(data))
    file = engine.url.database or ""
    if engine.dialect.name == "sqlite" and not Path(file).exists():  # SQLite would make an empty one
        raise Fault(FaultCode.DATABASE, what=f"没有这个文件 / there is no such file: {file}")
    try:
        with snapshot(engine) as connection, click.progressbar(length=0, label="核对日志 / checking") as bar:
            found = verify(connection, hall_id, lambda seq: bar.update(1) if seq % 1000 == 0 else None)
    except SQLAlchemyError as error:
        raise Fault(FaultCode.DATABASE, what=str(error).splitlines()[0]) from None
    finally:
        engine.dispose()
    rows = sum(found.tables.values())
    click.echo(f"日志 {found.rows} 行、各表 {rows} 行全部一致。末行摘要 {found.head.hex()[:16]}。")
    click.echo(f"{found.rows} journal rows and {rows} table rows agree. Head digest {found.head.hex()[:16]}.")
