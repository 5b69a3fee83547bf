"""Mosquitto as a process of this machine: started so that it outlives us, recognised again, ended."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil

from hub.broker import record
from hub.broker.settings import BrokerSettings

# Mosquitto's process start is kept by the kernel in hundredths of a second.
_SAME_START_S = 0.05


@dataclass(slots=True)
class BrokerProcess:
    """A running Mosquitto. Pid and start time together name a process for ever; a pid alone is used again."""

    pid: int
    started_at: float
    child: subprocess.Popen[bytes] | None = None
    log_from: int = 0
    """Where this process's own lines begin in the log."""

    def alive(self) -> bool:
        """Whether it still runs; buries it when it was our child."""
        if self.child is not None and self.child.poll() is not None:
            return False
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started_at) < _SAME_START_S
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def listens_on(self, port: int) -> bool:
        """Whether it is this process that listens there: nobody else shall be told the administrator's password."""
        try:
            found = psutil.Process(self.pid).net_connections(kind="tcp")
        except psutil.Error:
            return False
        return any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in found)

    def end(self, grace_s: float) -> None:
        """Ask it to save and leave; after the grace, kill it. Never touches a process that is not ours."""
        if not self.alive():
            return
        try:
            process = psutil.Process(self.pid)
            process.terminate()
            try:
                self._wait(process, grace_s)
            except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
                process.kill()
                self._wait(process, grace_s)
        except psutil.NoSuchProcess:
            return  # it left by itself meanwhile

    def _wait(self, process: psutil.Process, seconds: float) -> None:
        if self.child is not None:
            self.child.wait(seconds)
        else:
            process.wait(seconds)


def spawn(executable: Path, settings: BrokerSettings) -> BrokerProcess:
    """Start Mosquitto in a session of its own: no signal to the hub's group reaches it, nor the hub's death.

    A systemd unit of the hub needs ``KillMode=process`` for the same.
    """
    settings.first_words_file.unlink(missing_ok=True)
    record.write_text(settings.first_words_file, "")
    log_from = settings.log_file.stat().st_size if settings.log_file.exists() else 0
    with settings.first_words_file.open("ab") as words:
        child = subprocess.Popen(
            [executable, "-c", settings.configuration_file],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            cwd=settings.folder,
            start_new_session=True,
        )
    return BrokerProcess(child.pid, psutil.Process(child.pid).create_time(), child, log_from)


def remember(settings: BrokerSettings, process: BrokerProcess, port: int, digest: str) -> None:
    """Write down which process is this hall's broker and with which configuration it runs."""
    record.write(
        settings.process_file,
        {"pid": process.pid, "started_at": process.started_at, "port": port, "configuration": digest},
    )


def forget(settings: BrokerSettings) -> None:
    """There is no such process any more."""
    settings.process_file.unlink(missing_ok=True)


def configuration_of(settings: BrokerSettings, process: BrokerProcess) -> str | None:
    """The digest of the configuration with which this process was started; None when not written down."""
    kept = record.read(settings.process_file)
    if kept is None or kept.get("pid") != process.pid or not _number(kept.get("started_at")):
        return None
    same = abs(kept["started_at"] - process.started_at) < _SAME_START_S
    digest = kept.get("configuration")
    return digest if same and isinstance(digest, str) else None


def _number(value: object) -> bool:
    return isinstance(value, int | float)


def find_running(settings: BrokerSettings, executable: Path) -> BrokerProcess | None:
    """This hall's Mosquitto, if it runs: by the process file, else among all processes (the file may not have been
    written when a hub was killed in the middle of a start). Ours is the same program with our configuration file."""
    kept = record.read(settings.process_file)
    if kept is not None and isinstance(kept.get("pid"), int) and _number(kept.get("started_at")):
        process = BrokerProcess(kept["pid"], float(kept["started_at"]))
        if process.alive() and _is_ours(psutil.Process(process.pid), settings, executable):
            return process
    for candidate in psutil.process_iter(["cmdline"]):
        if _is_ours(candidate, settings, executable):
            return BrokerProcess(candidate.pid, candidate.create_time())
    return None


def _is_ours(process: psutil.Process, settings: BrokerSettings, executable: Path) -> bool:
    try:
        # The arguments are cheap and rule out nearly all; the program is asked for what is left.
        if process.cmdline()[1:] != ["-c", str(settings.configuration_file)]:
            return False
        # After an upgrade of the package the running program's file is shown as deleted.
        running = process.exe().removesuffix(" (deleted)")
        return process.status() != psutil.STATUS_ZOMBIE and Path(running).name == executable.resolve().name
    except psutil.Error:
        return False


def last_words(settings: BrokerSettings, log_from: int) -> str:
    """The last error that Mosquitto wrote since ``log_from``, for the person who must mend it; it logs no payloads."""
    for path, begin in ((settings.first_words_file, 0), (settings.log_file, log_from)):
        try:
            lines = path.read_bytes()[begin:].decode("utf-8", errors="replace").splitlines()
        except OSError:
            continue
        errors = [line.partition("Error: ")[2] for line in lines if "Error: " in line]
        if errors:
            return errors[-1].strip().rstrip(".")
    return "mosquitto ended without a word"
