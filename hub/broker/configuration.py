"""The Mosquitto that is installed here, and the configuration file that it is given."""

import glob
import os
import pwd
import shutil
from pathlib import Path

from hub.broker.settings import LOOPBACK, BrokerSettings
from hub.contract.faults import Fault, FaultCode

# Debian keeps servers in sbin, which is not on an ordinary user's path.
_SERVER_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/sbin")
# Debian and its kin name the architecture in the folder; others use lib64 or lib.
_PLUGIN_PLACES = (
    "/usr/lib/*/mosquitto_dynamic_security.so",
    "/usr/lib64/mosquitto_dynamic_security.so",
    "/usr/lib/mosquitto_dynamic_security.so",
    "/usr/local/lib/mosquitto_dynamic_security.so",
    "/usr/local/lib/*/mosquitto_dynamic_security.so",
)
# Header, topic and properties around the largest payload.
_PACKET_ROOM = 8 * 1024


def find_executable(path: str | None = None) -> Path:
    """Find Mosquitto on the path or among the server folders. Raises ``Fault`` configuration."""
    searched = os.environ.get("PATH", "") if path is None else path
    folders = (*searched.split(os.pathsep), *_SERVER_FOLDERS) if path is None else (searched,)
    found = shutil.which("mosquitto", path=os.pathsep.join(folders))
    if found is None:
        raise Fault(
            FaultCode.CONFIGURATION,
            zh="没有找到消息服务器 Mosquitto。请安装：sudo apt-get install mosquitto",
            en="the broker Mosquitto is not installed; run: sudo apt-get install mosquitto",
        )
    return Path(found)


def find_plugin(places: tuple[str, ...] = _PLUGIN_PLACES) -> Path:
    """Find the dynamic security plugin, whatever the architecture. Raises ``Fault`` configuration."""
    for place in places:
        for found in sorted(glob.glob(place)):  # noqa: PTH207  (the pattern is absolute)
            return Path(found)
    raise Fault(
        FaultCode.CONFIGURATION,
        zh="没有找到 Mosquitto 的动态安全插件（mosquitto_dynamic_security.so），请安装 Mosquitto 2.0 或更新版本。",
        en="Mosquitto's dynamic security plugin (mosquitto_dynamic_security.so) was not found; install Mosquitto 2.0+.",
    )


def _own_user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        # An account without a name is not root, and then Mosquitto ignores the line.
        return str(os.geteuid())


def render(settings: BrokerSettings, port: int, plugin: Path, user: str | None = None) -> str:
    """Write ``mosquitto.conf``. ``port`` is the loopback port; ``user`` the system account that runs the broker."""
    limits = settings.limits
    lines = [
        "# Made by Ting at every start; changes made here are lost.",
        "per_listener_settings false",
        "allow_anonymous false",
        f"plugin {plugin}",
        f"plugin_opt_config_file {settings.accounts_file}",
        "# Started as root, Mosquitto would become another user and could not write its own files.",
        f"user {user or _own_user()}",
        "persistence true",
        f"persistence_location {settings.folder}/",
        "autosave_on_changes false",
        f"autosave_interval {limits.autosave_s}",
        "# No station keeps a session (clean start); strangers' sessions must not pile up.",
        "persistent_client_expiration 1d",
        "# A retained message of an account that was removed is not handed out any more.",
        "check_retain_source true",
        "# A press is a packet of its own: waiting to fill a segment costs up to 40 ms.",
        "set_tcp_nodelay true",
        f"max_packet_size {limits.payload_bytes + _PACKET_ROOM}",
        f"max_inflight_messages {limits.inflight_messages}",
        f"max_queued_messages {limits.queued_messages}",
        f"max_queued_bytes {limits.queued_bytes}",
        f"max_keepalive {limits.keepalive_s}",
        "allow_zero_length_clientid false",
        "sys_interval 0",
        f"log_dest file {settings.log_file}",
        "log_type error",
        "log_type warning",
        "log_type notice",
        "connection_messages true",
        "log_timestamp_format %Y-%m-%dT%H:%M:%S",
        f"listener {port} {LOOPBACK}",
        f"max_connections {limits.connections}",
    ]
    if settings.outer is not None:
        outer = settings.outer
        lines += [f"listener {outer.port} {outer.host}", f"max_connections {limits.connections}"]
        if outer.certificate is not None:
            if outer.key is None:
                raise Fault(
                    FaultCode.CONFIGURATION,
                    zh="消息服务器的证书缺少私钥。",
                    en="the broker's certificate has no key.",
                )
            lines += [
                f"certfile {outer.certificate.absolute()}",
                f"keyfile {outer.key.absolute()}",
                "tls_version tlsv1.2",
            ]
    return "\n".join(lines) + "\n"
