"""Waiting until Plex itself shows something as watched, for receivers that then look at Plex.

Plex marks an item by its own limit, a little after ours. Its own history has the view from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from watchkeeper.errors import OutsideError
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.notifications.notifiers.notifier import Notifier
from watchkeeper.features.notifications.notifiers.options import WatchedWhen
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.ports import Reach, Streams
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

TRIGGER = "on_watched"
NEAR_PERCENT = 88
NEAR_SECONDS, FAR_SECONDS = 1.0, 10.0
STOPPED_SECONDS = 10.0
"""So long after the end of a stream its server may still mark it."""


def awaited(occasion: Occasion, concerned: Sequence[Notifier]) -> list[Occasion]:
    """For each notifier that waits for Plex, the occasion that waits with it."""
    if occasion.trigger != TRIGGER or occasion.until is not None:
        return []
    waiting = ((each, each.options) for each in concerned)
    return [
        replace(
            occasion,
            notifier=each.number,
            until=occasion.at + options.watched_wait_seconds,
        )
        for each, options in waiting
        if options.watched_when is WatchedWhen.PLEX
    ]


@dataclass(frozen=True, slots=True)
class PlexMarks:
    """Looks whether Plex shows what somebody watched."""

    reach: Reach
    streams: Streams

    async def next_look(self, occasion: Occasion, now: float) -> tuple[Occasion, float] | None:
        """The occasion and when to look again (UTC seconds); None: it is shown, or time is up."""
        session, until = occasion.session, occasion.until
        if session is None or until is None or now >= until or await self._is_shown(session):
            return None
        running = next(
            (
                one
                for one in self.streams.sessions(occasion.server_id)
                if one.number == session.number and one.ending is None
            ),
            None,
        )
        if running is None:
            last = min(until, now + STOPPED_SECONDS)
            return replace(occasion, until=last), min(last, now + NEAR_SECONDS)
        percent = running.position(now) * 100 / (running.observed.duration or 1)
        pause = NEAR_SECONDS if percent >= NEAR_PERCENT else FAR_SECONDS
        return occasion, min(until, now + pause)

    async def _is_shown(self, session: LiveSession) -> bool:
        server = self.reach(session.server_id)
        if server is None:
            return False
        try:
            views = await server.history(int(session.started))
        except OutsideError as error:
            log.info("the server did not say what was watched", reason=str(error))
            return False
        return any(
            view.rating_key == session.rating_key and view.account_id == session.observed.account_id
            for view in views
        )
