"""From what owners and servers say to the columns of a server's row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from watchkeeper.domain.media import ServerIdentity
from watchkeeper.errors import InputError
from watchkeeper.features.system.servers.address import server_token, server_url
from watchkeeper.features.system.servers.server import ServerChange, ServerEntry

Values = dict[str, Any]  # Any: values of any column


def cleaned(entry: ServerEntry) -> ServerEntry:
    """The entry with its address and token in the form we keep.

    Raises:
        InputError: it is no http(s) address, or no token.
    """
    return replace(entry, url=server_url(entry.url), token=server_token(entry.token))


def told_values(identity: ServerIdentity) -> Values:
    """What a server tells about itself at each contact."""
    return {
        "version": identity.version,
        "platform": identity.platform or None,
        "has_plex_pass": identity.has_plex_pass,
    }


def imported_values(identifier: str | None, name: str) -> Values:
    """A server known only from an import: no address, never asked."""
    known = {"identifier": identifier or None, "name": name}
    return {**known, "url": "", "verify_tls": True, "is_watched": False}


def plain_values(change: ServerChange) -> Values:
    """What changes without asking the server.

    Raises:
        InputError: the name is blank.
    """
    values: Values = {}
    if change.name is not None:
        values["name"] = change.name.strip()
        if not values["name"]:
            raise InputError("A server needs a name.", field="name")
    if change.is_watched is not None:
        values["is_watched"] = change.is_watched
    return values
