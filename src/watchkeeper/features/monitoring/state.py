"""How collection from one server goes, in words an owner can act on."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import MalformedError, OutsideError, SignInExpiredError
from watchkeeper.texts import N_
from watchkeeper.values import dataclass


class Trouble(StrEnum):
    """Why there is no answer; the page offers the fitting action."""

    UNREACHABLE = N_("unreachable")
    SIGN_IN = N_("sign-in expired")
    MALFORMED = N_("unreadable answer")
    NOT_RUNNING = N_("not running")  # Watchkeeper itself was not


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketState:
    """The websocket: without it looks still collect everything, only less exactly."""

    is_open: bool | None = None  # None: not tried yet
    since: int | None = None  # UTC seconds
    cause: str = ""  # why it is not open, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerState:
    """How collection from a server goes; instants in UTC seconds."""

    server_id: ServerId
    is_connected: bool | None = None  # None: the first attempt has not ended
    since: int | None = None  # since when it is or is not connected
    trouble: Trouble | None = None  # also while it answers: its sign-in may have expired
    cause: str = ""  # the trouble in a sentence
    last_ok_at: int | None = None  # the last complete answer
    failures: int = 0  # in a row
    socket: SocketState = field(default_factory=SocketState)


def trouble_of(error: OutsideError) -> Trouble:
    """What kind of trouble an error is."""
    if isinstance(error, SignInExpiredError):
        return Trouble.SIGN_IN
    return Trouble.MALFORMED if isinstance(error, MalformedError) else Trouble.UNREACHABLE
