"""What a hub is started with. Everything about the hall itself stands in the journal, not here."""

from dataclasses import dataclass
from pathlib import Path

from hub.broker.settings import OuterListener
from hub.store.locating import database_url, master_key


@dataclass(frozen=True, slots=True)
class HubSettings:
    """One hub process. ``database`` empty: SQLite in the data folder; ``broker_url`` empty: Mosquitto of our own."""

    data: Path
    hall_id: str
    pack: str = ""
    database: str = ""
    master_key_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    broker_url: str = ""
    broker_port: int = 0
    broker_ca_file: str | None = None
    broker_logins: Path | None = None
    district_url: str = ""
    district_token: str = ""
    always_open: bool = False
    leave_broker: bool = False
    broker_outer: OuterListener | None = None
    """Where our own broker listens for stations on other machines; always on loopback too."""

    @property
    def database_url(self) -> str:
        """Where the hall is kept."""
        return self.database or database_url(self.data)

    @property
    def master_key(self) -> Path:
        """Under which key the keys of sealed records are wrapped."""
        return self.master_key_file or master_key(self.data)
