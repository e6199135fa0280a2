"""What an owner asks of the server itself: to end a stream, a preference, how it stands."""

from __future__ import annotations

from watchkeeper.domain.facts import Fact, Facts
from watchkeeper.domain.session import Termination
from watchkeeper.domain.standing import Release, RemoteAccess
from watchkeeper.errors import InputError
from watchkeeper.integrations.http import Params
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.connection import PlexConnection


async def terminate(plex: PlexConnection, session_id: str, reason: str) -> Termination:
    """End a stream by its session id (not its key), telling the viewer why.

    Servers differ in the method: those that do not know POST answer 404 or 405 to it.

    Raises:
        InputError: The session id is empty.
    """
    if not session_id:
        raise InputError("This stream has no session id: it cannot be ended.", field="session_id")
    params: Params = {"sessionId": session_id, "reason": reason}
    path = "/status/sessions/terminate"
    answer = await plex.answer("POST", path, params)
    if answer.status in {404, 405}:
        answer = await plex.answer("GET", path, params)
    if answer.status == 404:
        return Termination.GONE
    if answer.status in {401, 403}:
        return Termination.NOT_ALLOWED
    plex.http.checked(answer)
    return Termination.DONE


async def preference(plex: PlexConnection, name: str) -> Fact:
    """The value of one preference of the server; None when there is none of that name."""
    answer = await plex.answer("GET", "/:/prefs/get", {"id": name})
    if answer.status == 404:
        return None
    container = wire.container(plex.http.checked(answer).content)
    settings = wire.elements(container, "Setting")
    value = next((each.get("value") for each in settings if each.get("id") == name), None)
    return value if isinstance(value, str | int | float | bool) else None


async def remote_access(plex: PlexConnection) -> RemoteAccess:
    """Whether the server can be reached from outside, as it knows itself."""
    answer = plex.http.checked(await plex.answer("GET", "/myplex/account"))
    document = wire.document(answer.content)
    told = wire.child(document, "MyPlex") or wire.child(document, "MediaContainer")
    return RemoteAccess(
        mapping_state=wire.text(told, "mappingState"),
        mapping_error=wire.text(told, "mappingError"),
        public_address=wire.text(told, "publicAddress"),
        public_port=wire.text(told, "publicPort"),
        private_address=wire.text(told, "privateAddress"),
        private_port=wire.text(told, "privatePort"),
    )


async def newer_release(plex: PlexConnection) -> Release | None:
    """A newer version of itself that the server finds when it looks now; None for none."""
    plex.http.checked(await plex.answer("PUT", "/updater/check", {"download": 0}))
    container = await plex.container("/updater/status")
    found = next(iter(wire.elements(container, "Release")), None)
    if found is None or not wire.text(found, "version"):
        return None
    return Release(
        version=wire.text(found, "version"),
        url=wire.text(found, "downloadURL"),
        added=wire.text(found, "added"),
        fixed=wire.text(found, "fixed"),
    )


async def known_servers(plex: PlexConnection) -> tuple[Facts, ...]:
    """The servers that this one knows, in the words of `get_servers_info`."""
    container = await plex.container("/servers")
    return tuple(
        {
            "name": wire.text(server, "name"),
            "machine_identifier": wire.text(server, "machineIdentifier"),
            "host": wire.text(server, "host"),
            "port": wire.number(server, "port"),
            "version": wire.text(server, "version"),
        }
        for server in wire.elements(container, "Server")
    )
