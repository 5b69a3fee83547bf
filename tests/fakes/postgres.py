"""A scratch PostgreSQL cluster: made with initdb, reached by a socket in its own folder, removed at the end."""

import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, text

from hub.store.engine import open_engine
from hub.store.schema import migrate

UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; one of these runs it then."""

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",  # nothing here outlives the tests
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "40",
}


def binaries() -> Path | None:
    """Where initdb and pg_ctl are: the newest that Debian installed, or those on the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    found = installed[-1] if installed else Path(on_path) if on_path else None
    return None if found is None else found.parent


class Cluster:
    """One PostgreSQL server and its databases."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        # A socket's path holds about a hundred characters: pytest's own folders are longer.
        self._folder = Path(tempfile.mkdtemp(prefix="ting-pg-"))
        self._numbers = itertools.count(1)
        self._as: list[str] = []
        if os.geteuid() == 0:
            user = next(name for name in UNPRIVILEGED if _exists(name))
            shutil.chown(self._folder, user)
            self._as = ["runuser", "-u", user, "--"]

    def start(self) -> None:
        """Make the cluster and run it; the tables stand in a template."""
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "ting", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items()) + f" -k {self._folder}"
        self._run("pg_ctl", "-D", data, "-o", options, "-l", str(self._folder / "log"), "-w", "-t", "60", "start")
        self.make("template_of_hall")
        engine = open_engine(self.url("template_of_hall"))
        migrate(engine)
        engine.dispose()

    def stop(self) -> None:
        """End it and remove everything."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """How a hub is told of a database."""
        return f"postgresql+psycopg://ting@/{database}?host={self._folder}"

    def make(self, name: str, template: str = "template0") -> str:
        """Make a database; returns its url."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        engine.dispose()
        return self.url(name)

    def hall(self) -> str:
        """A new hall's database with its tables; returns its url."""
        return self.make(f"hall_{next(self._numbers)}", "template_of_hall")

    def empty(self) -> str:
        """A new database without tables; returns its url."""
        return self.make(f"empty_{next(self._numbers)}")

    def _run(self, program: str, *arguments: str) -> None:
        # Its own log has what went wrong; pipes would be held open by the server that pg_ctl leaves running.
        done = subprocess.run(
            [*self._as, str(self._programs / program), *arguments],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder, check=False,
        )  # fmt: skip
        done.check_returncode()


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
