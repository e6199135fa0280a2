"""The places of plays and streams in words, with the privacy of whom they are of."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.application import Application
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.domain.networks import shortened
from watchkeeper.domain.place import Place
from watchkeeper.texts import _

Seen = tuple[ServerId, UserId | None, str | None]
"""Server and user of a play or stream, and the address it came from."""


async def places_of(app: Application, seen: Iterable[Seen]) -> dict[Seen, str]:
    """Where each was that was elsewhere; empty while places are not looked up.

    The record has short addresses of those who want them short; a stream that runs still has the
    whole one, and is told no closer either.
    """
    if not app.places.is_on:
        return {}
    sought = {one: _sought(app, *one) for one in seen}
    found = await app.places.of(sought.values())
    known = {one: found[text] for one, text in sought.items() if text in found}
    return {one: place.words for one, place in known.items() if not place.is_local}


def town_words(place: Place) -> str:
    """Town and country of a place, "" when they are not known."""
    return _("Local network") if place.is_local else place.words


def _sought(
    app: Application, server_id: ServerId, user_id: UserId | None, address: str | None
) -> str | None:
    is_short = user_id is not None and app.people.shortens((server_id, user_id))
    return shortened(address) if is_short else address
