"""Servers: which are on record, how collecting from them goes, and changing them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field, SecretStr

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.shape import Changes, Instant, Number, Shape, Text
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.features.monitoring import ServerState
from watchkeeper.features.monitoring.gaps.gap import Gap as OurGap
from watchkeeper.features.system.servers.server import Server as OurServer
from watchkeeper.features.system.servers.server import ServerChange, ServerEntry, ServerTest


class Server(Shape):
    """A Plex server. Its token is never answered."""

    id: int = Field(description="Number of the server.")
    identifier: str | None = Field(description="Its own unique name; null until first reached.")
    name: str = Field(description="What it is called.")
    url: str | None = Field(description="Its address; null when known from its history alone.")
    has_token: bool = Field(description="Whether a token is kept for it.")
    verify_tls: bool = Field(description="Whether its certificate is checked.")
    is_watched: bool = Field(description="Whether its sessions are collected.")
    version: str | None = Field(description="Version of Plex Media Server.")
    platform: str | None = Field(description="System that it runs on.")
    has_plex_pass: bool | None = Field(description="Whether its owner has a Plex Pass.")
    added_at: Instant = Field(description="When it was added, UTC seconds.")
    last_seen_at: Instant | None = Field(description="When it last answered, UTC seconds.")
    is_connected: bool | None = Field(description="Whether it answers now; null: not tried yet.")
    since: Instant | None = Field(description="Since when it does or does not, UTC seconds.")
    problem: str | None = Field(description="What is wrong, in a sentence.")


class ServerList(Shape):
    """Servers in the order they were added."""

    servers: list[Server] = Field(description="All that may be seen.")
    total: int = Field(description="How many there are.")


class Gap(Shape):
    """A time in which nothing could be collected from a server."""

    id: int = Field(description="Number of the gap.")
    from_at: Instant = Field(description="When it began, UTC seconds.")
    to_at: Instant | None = Field(description="When it ended, UTC seconds; null: it lasts.")
    cause: str = Field(description="Why.")
    backfilled: int = Field(description="Plays taken from the server's own history.")
    is_checked: bool = Field(description="Whether that history was read.")


class GapList(Shape):
    """Gaps, newest first."""

    gaps: list[Gap] = Field(description="All of a server.")
    total: int = Field(description="How many there are.")


class NewServer(Shape):
    """A server to be added or tested."""

    url: Text = Field(description="Its address, http(s)://host:port.")
    token: SecretStr = Field(description="A Plex token that opens it; never answered.")
    verify_tls: bool = Field(True, description="Whether its certificate is checked.")
    name: Text = Field("", description="What to call it; empty: as it calls itself.")


class ChangedServer(Changes):
    """What to change of a server; what is left out, or null, stays as it is."""

    name: Text | None = Field(None, description="What to call it.")
    url: Text | None = Field(None, description="Its address; the same server must answer there.")
    token: SecretStr | None = Field(None, description="A Plex token that opens it.")
    verify_tls: bool | None = Field(None, description="Whether its certificate is checked.")
    is_watched: bool | None = Field(None, description="Whether its sessions are collected.")


class TestOutcome(Shape):
    """What trying an address told."""

    ok: bool = Field(description="Whether a Plex server answered and took the token.")
    problem: str | None = Field(description="What is wrong, in a sentence.")
    missing: list[str] = Field(description="What will not work, and why, in sentences.")
    identifier: str | None = Field(description="The server's own unique name.")
    name: str | None = Field(description="What it calls itself.")
    version: str | None = Field(description="Version of Plex Media Server.")
    round_trip_ms: int | None = Field(description="How long its answer took, milliseconds.")


ServerPath = Annotated[Number, Path(description="Number of the server.")]


async def list_servers(asks: Asks) -> ServerList:
    """List the servers on record, and how collecting from each goes."""
    servers = [_shown(asks, server) for server in await asks.servers()]
    return ServerList(servers=servers, total=len(servers))


async def get_server(asks: Asks, server_id: ServerPath) -> Server:
    """Get one server."""
    return _shown(asks, await asks.server(server_id))


async def list_gaps(asks: Asks, server_id: ServerPath) -> GapList:
    """List the gaps in collection from a server, newest first."""
    server = await asks.server(server_id)
    gaps = [gap_of(gap) for gap in await asks.app.monitoring.gaps(server.id)]
    return GapList(gaps=gaps, total=len(gaps))


async def test_server(asks: Asks, entry: NewServer) -> TestOutcome:
    """Try an address and a token without keeping them."""
    token = entry.token.get_secret_value()
    test = await asks.app.servers.test(entry.url, token, verify_tls=entry.verify_tls)
    return outcome_of(test)


async def add_server(asks: Asks, entry: NewServer) -> Server:
    """Add a server that answers. It is watched from then on."""
    new = ServerEntry(
        url=entry.url,
        token=entry.token.get_secret_value(),
        verify_tls=entry.verify_tls,
        name=entry.name,
    )
    try:
        return _shown(asks, await asks.app.servers.add(new))
    except OutsideError as error:  # of an address that the caller gave
        raise InputError(str(error), field="url") from error


async def change_server(asks: Asks, server_id: ServerPath, wanted: ChangedServer) -> Server:
    """Change a server. A new address or token is tried first."""
    change = ServerChange(
        name=wanted.name,
        url=wanted.url,
        token=None if wanted.token is None else wanted.token.get_secret_value(),
        verify_tls=wanted.verify_tls,
        is_watched=wanted.is_watched,
    )
    server = await asks.server(server_id)
    try:
        return _shown(asks, await asks.app.servers.change(server.id, change))
    except OutsideError as error:  # of an address that the caller gave
        raise InputError(str(error), field="url") from error


async def remove_server(asks: Asks, server_id: ServerPath) -> Server:
    """Remove a server: its address and token are forgotten, its history stays."""
    server = await asks.server(server_id)
    await asks.app.servers.remove(server.id)
    return _shown(asks, await asks.server(server_id))


def server_of(server: OurServer, state: ServerState, problem: str) -> Server:
    """A server in the words of the API."""
    return Server(
        id=server.id,
        identifier=server.identifier,
        name=server.name,
        url=server.url or None,
        has_token=server.has_token,
        verify_tls=server.verify_tls,
        is_watched=server.is_watched,
        version=server.version,
        platform=server.platform,
        has_plex_pass=server.has_plex_pass,
        added_at=server.added_at,
        last_seen_at=server.last_seen_at,
        is_connected=state.is_connected,
        since=state.since,
        problem=problem or state.cause or None,
    )


def gap_of(gap: OurGap) -> Gap:
    """A gap in the words of the API."""
    return Gap(
        id=gap.id,
        from_at=gap.from_at,
        to_at=gap.to_at,
        cause=gap.cause,
        backfilled=gap.backfilled,
        is_checked=gap.is_checked,
    )


def outcome_of(test: ServerTest) -> TestOutcome:
    """A test in the words of the API."""
    identity = test.identity
    return TestOutcome(
        ok=test.ok,
        problem=test.problem or None,
        missing=list(test.missing),
        identifier=identity.identifier if identity else None,
        name=(identity.name or None) if identity else None,
        version=identity.version if identity else None,
        round_trip_ms=test.round_trip_ms,
    )


def _shown(asks: Caller, server: OurServer) -> Server:
    state = asks.app.monitoring.state(server.id)
    return server_of(server, state, asks.app.servers.problem(server.id))
