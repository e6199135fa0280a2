"""Who has access to a server, what they viewed there, and whether the token still is."""

from __future__ import annotations

from watchkeeper.domain.media import PlexAccount, ServerView
from watchkeeper.errors import OutsideError, SignInExpiredError, UnreachableError
from watchkeeper.integrations.plex import mapping_library, wire
from watchkeeper.integrations.plex.connection import PlexConnection
from watchkeeper.integrations.plex.tv import PlexTv


async def accounts(plex: PlexConnection, tv: PlexTv | None) -> tuple[PlexAccount, ...]:
    """Everybody with access as plex.tv lists them, or else as the server itself does."""
    if tv is not None:
        try:
            identity = await plex.container("/identity")
            return await tv.accounts(wire.text(identity, "machineIdentifier"))
        except UnreachableError:
            pass  # the list of the server is better than none
    container = await plex.container("/accounts")
    elements = wire.elements(container, "Account")
    return tuple(plex.readable(elements, mapping_library.local_account))


async def views(plex: PlexConnection, since: int) -> tuple[ServerView, ...]:
    """Completed views since an instant (UTC seconds), the newest first, each once."""
    found = await plex.listed(
        "/status/sessions/history/all",
        {"sort": "viewedAt:desc", "viewedAt>": since},
        wire.metadata,
        lambda element, _container: mapping_library.server_view(element),
    )
    return tuple({(view.history_key, view.viewed_at): view for view in found}.values())


async def token_valid(plex: PlexConnection, tv: PlexTv | None) -> bool | None:
    """Whether the token still is valid; None when nobody could be asked."""
    try:
        if tv is not None:
            valid = await tv.token_valid()
            if valid is not None:
                return valid
        await plex.container("/")
    except SignInExpiredError:
        return False
    except OutsideError:
        return None
    return True
