"""The media server: what is kept of it, and what it says when it is asked."""

from __future__ import annotations

from urllib.parse import urlsplit

from watchkeeper.api.v2.answers import Stated
from watchkeeper.api.v2.facts import as_stated
from watchkeeper.api.v2.params import Flag, Key, NotFalse, Text
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.system.servers.server import Server
from watchkeeper.values import dataclass

PORTS = {"http": 80, "https": 443}
UNKNOWN_PREFERENCE = "None"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceParams:
    """Which preference of the media server."""

    pref: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerListParams:
    """Taken as callers send them: only servers on record are listed."""

    include_cloud: NotFalse = True
    all_servers: NotFalse = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerIdParams:
    """Where a server is; an identifier that is known already is the answer."""

    identifier: Text = ""
    hostname: Text = ""
    port: Key | None = None
    ssl: Flag = False


@command("get_server_info", params=NoParams)
async def get_server_info(call: Call, _params: NoParams) -> object:
    """What is kept of the media server; it is not asked."""
    return server_info(call.app.servers.known(call.server_id))


@command("server_status", params=NoParams)
async def server_status(call: Call, _params: NoParams) -> object:
    """Whether the connection to the media server is up; null until that is known."""
    server = call.app.servers.known(call.server_id)
    if server is None or not server.url:
        return {"connected": False}
    return {"connected": call.app.monitoring.state(call.server_id).is_connected}


@command("get_server_identity", params=NoParams)
async def get_server_identity(call: Call, _params: NoParams) -> object:
    """Who the media server says it is."""
    media = call.app.media.get(call.server_id)
    try:
        identity = None if media is None else await media.identity()
    except OutsideError:
        return {}
    if identity is None:
        return {}
    return {"machine_identifier": identity.identifier, "version": identity.version}


@command("get_server_friendly_name", params=NoParams)
async def get_server_friendly_name(call: Call, _params: NoParams) -> object:
    """The name that the media server was given."""
    stated = await _preference(call, "FriendlyName")
    server = call.app.servers.known(call.server_id)
    if stated is not None and server is not None:
        return Stated(stated if stated not in {"", UNKNOWN_PREFERENCE} else server.name)
    return ""


@command("get_server_pref", params=PreferenceParams, scope=Scope.ADMIN)
async def get_server_pref(call: Call, params: PreferenceParams) -> object:
    """One preference of the media server."""
    return Stated(await _preference(call, params.pref) or "")


@command("get_servers_info", params=NoParams)
async def get_servers_info(call: Call, _params: NoParams) -> object:
    """The servers that the media server knows, itself included."""
    media = call.app.media.get(call.server_id)
    try:
        known = () if media is None else await media.known_servers()
    except OutsideError:
        return []
    return [as_stated(facts) for facts in known]


@command("get_server_list", params=ServerListParams)
async def get_server_list(call: Call, _params: ServerListParams) -> object:
    """The media servers on record that have an address."""
    servers = [server for server in await call.app.servers.all() if server.url]
    listed = [_entry(server) for server in servers]
    return sorted(listed, key=lambda entry: (entry["label"], entry["ip"])) or None


@command("get_server_id", params=ServerIdParams, scope=Scope.ADMIN)
async def get_server_id(call: Call, params: ServerIdParams) -> object:
    """The identifier of the media server at an address; null when there is none."""
    if params.identifier or not params.hostname or params.port is None:
        return {"identifier": params.identifier or None}
    url = f"{'https' if params.ssl else 'http'}://{params.hostname}:{params.port}"
    try:
        return {"identifier": await call.app.servers.identifier_at(url)}
    except InputError:
        return {"identifier": None}


def server_info(server: Server | None) -> Row:
    """The facts of get_server_info."""
    url = urlsplit(server.url if server else "")
    return {
        "pms_name": server.name if server else "",
        "pms_version": (server.version if server else None) or "",
        "pms_platform": (server.platform if server else None) or "",
        "pms_ip": url.hostname or "",
        "pms_port": _port(server),
        "pms_ssl": int(url.scheme == "https"),
        "pms_url": server.url if server else "",
        "pms_url_manual": 0,
        "pms_identifier": (server.identifier if server else None) or "",
        "pms_plexpass": int(bool(server and server.has_plex_pass)),
    }


def _port(server: Server | None) -> int:
    url = urlsplit(server.url if server else "")
    return url.port or PORTS.get(url.scheme, 0)


def _entry(server: Server) -> Row:
    url = urlsplit(server.url)
    return {
        "httpsRequired": str(int(url.scheme == "https")),
        "clientIdentifier": server.identifier or "",
        "label": server.name,
        "ip": url.hostname or "",
        "port": str(_port(server)),
        "uri": server.url,
        "local": "1",
        "value": url.hostname or "",
        "is_cloud": False,
    }


async def _preference(call: Call, name: str) -> str | None:
    """The preference as the server's own text; None when the server cannot be asked."""
    media = call.app.media.get(call.server_id)
    if media is None:
        return None
    try:
        value = await media.preference(name)
    except OutsideError:
        return None
    if isinstance(value, bool):
        return str(int(value))
    return UNKNOWN_PREFERENCE if value is None else str(value)


COMMANDS = (
    get_server_info,
    server_status,
    get_server_identity,
    get_server_friendly_name,
    get_server_pref,
    get_servers_info,
    get_server_list,
    get_server_id,
)
