"""Trying an address before (and after) it is kept: one answer, in words an owner can act on."""

from __future__ import annotations

from watchkeeper.domain.media import ServerIdentity
from watchkeeper.errors import OutsideError
from watchkeeper.features.system.ports import ServerProbe
from watchkeeper.features.system.servers.server import ServerAddress, ServerAnswer, ServerTest
from watchkeeper.runtime.clock import Clock
from watchkeeper.texts import N_

NOT_OWNER = N_(
    "This token is not the owner's: sessions cannot be read, so nothing can be recorded."
)
OWNER_UNKNOWN = N_("Whether this token is the owner's could not be found out.")
NO_TOKEN = N_("No token was given: only the owner's token can read sessions.")
NO_PLEX_PASS = N_("The server has no Plex Pass: streams cannot be stopped from here.")


async def try_address(probe: ServerProbe, clock: Clock, address: ServerAddress) -> ServerTest:
    """Ask the address once who it is, and say what came of it. Never raises for what is outside."""
    started = clock.monotonic()
    try:
        answer = await probe.probe(address)
    except OutsideError as error:
        return ServerTest(identity=None, round_trip_ms=None, problem=error.sentence)
    return ServerTest(
        identity=answer.identity,
        round_trip_ms=round((clock.monotonic() - started) * 1000),
        missing=what_is_missing(address, answer),
        is_owner_token=answer.is_owner_token,
    )


def what_is_missing(address: ServerAddress, answer: ServerAnswer) -> tuple[str, ...]:
    """What will not work with this server and token, each as a sentence."""
    return tuple(filter(None, (_owner_gap(address, answer), _plex_pass_gap(answer.identity))))


def _owner_gap(address: ServerAddress, answer: ServerAnswer) -> str:
    if not address.token:
        return NO_TOKEN
    if answer.is_owner_token is None:
        return OWNER_UNKNOWN
    return "" if answer.is_owner_token else NOT_OWNER


def _plex_pass_gap(identity: ServerIdentity) -> str:
    can_stop = identity.has_plex_pass or "session_kick" in identity.owner_features
    return "" if can_stop else NO_PLEX_PASS
