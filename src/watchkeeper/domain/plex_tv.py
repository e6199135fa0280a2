"""What plex.tv tells: who signs in, and which servers are theirs."""

from __future__ import annotations

from dataclasses import field

from watchkeeper.domain.facts import UserId
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class SignInPin:
    """A sign-in that waits for its person; `code` goes into the address they open."""

    pin_id: int
    code: str
    expires_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlexOwner:
    """The account that a token belongs to."""

    user_id: UserId
    username: str
    title: str = ""
    email: str = ""
    thumb: str = ""
    uuid: str = ""
    has_plex_pass: bool = False
    is_home_user: bool | None = None
    is_restricted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConnection:
    """One address under which a server can be reached."""

    uri: str
    address: str
    port: int
    is_local: bool = False
    is_relay: bool = False  # slow: the last resort


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedServer:
    """A server that an account may use; its own token is a secret."""

    identifier: str  # machineIdentifier
    name: str
    version: str = ""
    platform: str = ""
    is_owned: bool = False
    is_present: bool = False
    https_required: bool = False
    connections: tuple[ServerConnection, ...] = ()
    access_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRelease:
    """A release of the media server for one platform, with its first download."""

    platform: str
    released_at: int  # UTC seconds
    version: str
    requirements: str = ""
    extra_info: str = ""
    added: str = ""  # what is new, in the publisher's words
    fixed: str = ""
    label: str = ""  # of the download, e.g. Ubuntu 64-bit
    distro: str = ""
    build: str = ""
    url: str = ""
