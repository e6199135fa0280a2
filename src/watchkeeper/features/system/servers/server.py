"""A Plex server as the house knows it, and what a test of its address tells."""

from __future__ import annotations

from dataclasses import field

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import ServerIdentity
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server on record; its token stays sealed and is asked for separately."""

    id: ServerId
    identifier: str | None  # machineIdentifier; None until it was reached for the first time
    name: str
    url: str  # "" for a server known only from an import, or removed
    verify_tls: bool
    is_watched: bool  # whether its sessions are collected
    version: str | None
    platform: str | None
    has_plex_pass: bool | None  # None: not known yet
    added_at: int  # UTC seconds
    last_seen_at: int | None  # UTC seconds
    has_token: bool = False

    @property
    def has_address(self) -> bool:
        """Whether it can be asked anything; False for one known only from its history."""
        return bool(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """Where a server is and what opens it."""

    url: str
    token: str = field(repr=False)
    verify_tls: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerEntry:
    """What an owner fills in to add a server; a blank name is taken from the server."""

    url: str
    token: str = field(repr=False)
    verify_tls: bool = True
    name: str = ""
    is_watched: bool = True

    @property
    def address(self) -> ServerAddress:
        return ServerAddress(url=self.url, token=self.token, verify_tls=self.verify_tls)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerChange:
    """What an owner changes of a server; None leaves a value as it is."""

    name: str | None = None
    url: str | None = None
    token: str | None = field(default=None, repr=False)
    verify_tls: bool | None = None
    is_watched: bool | None = None

    @property
    def moves(self) -> bool:
        """Whether it changes where or how the server is reached."""
        return any(value is not None for value in (self.url, self.token, self.verify_tls))


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAnswer:
    """What a server told when it was probed."""

    identity: ServerIdentity
    is_owner_token: bool | None  # None: could not be found out


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerTest:
    """The outcome of trying an address: either an identity or a problem in words."""

    identity: ServerIdentity | None
    round_trip_ms: int | None
    problem: str = ""  # a sentence; "" when it answered as it should
    missing: tuple[str, ...] = ()  # sentences: what will not work, and why
    is_owner_token: bool | None = None

    @property
    def ok(self) -> bool:
        return self.identity is not None and not self.problem
