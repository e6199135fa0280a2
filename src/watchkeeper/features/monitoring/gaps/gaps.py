"""Gaps in collection: noticed, written down, and filled from the server's own history.

Plex keeps of each completed view only whose, what and when. A view in a gap becomes a play that
ends then and begins its item's length earlier, though never before the gap: inside covered time
our own record is the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import ServerView
from watchkeeper.domain.play import NewPlay
from watchkeeper.features.monitoring import queries
from watchkeeper.features.monitoring.events import GapClosed, GapOpened
from watchkeeper.features.monitoring.gaps.backfill import backfilled_play
from watchkeeper.features.monitoring.gaps.gap import (
    MATCH_SECONDS,
    SHORTEST,
    Gap,
    MissedView,
    RecordedPlay,
    is_known,
    within,
)
from watchkeeper.features.monitoring.keeping.recorder import Keeping
from watchkeeper.features.monitoring.keeping.recording import RECORDED_TYPES
from watchkeeper.features.monitoring.ports import MediaServer
from watchkeeper.features.monitoring.state import ServerState, Trouble
from watchkeeper.runtime.bus import Bus

log = structlog.get_logger(__name__)


class Gaps:
    """The gaps of one server."""

    def __init__(self, server_id: ServerId, db: Database, bus: Bus, keeping: Keeping) -> None:
        self._server_id = server_id
        self._db = db
        self._bus = bus
        self._keeping = keeping
        self._open: Gap | None = None
        self._absent_since: float | None = None  # Watchkeeper itself did not run
        self._unchecked: list[Gap] = []

    @property
    def open_gap(self) -> Gap | None:
        """The gap that lasts now."""
        return self._open

    @property
    def has_unchecked(self) -> bool:
        """Whether a gap is over but not yet compared with the server's history."""
        return bool(self._unchecked)

    async def load(self, covered_at: float | None, now: float) -> None:
        """Take up what the last process left: a gap that lasts, or the time it was not there."""
        for gap in await self._db.read(queries.gaps, self._server_id, unchecked_only=True):
            if gap.to_at is None:
                self._open = gap
            else:
                self._unchecked.append(gap)
        if self._open is None and covered_at is not None and now - covered_at >= SHORTEST:
            self._absent_since = covered_at

    async def follow(self, covered_at: float | None, now: float, state: ServerState) -> None:
        """Open a gap when there was no answer for long, end it when there is one."""
        if self._absent_since is not None:
            await self._begin(self._absent_since, Trouble.NOT_RUNNING)
            self._absent_since = None
        if state.is_connected and self._open is not None:
            await self._end(self._open, now)
        is_out = state.is_connected is False and self._open is None
        if is_out and covered_at is not None and now - covered_at >= SHORTEST:
            await self._begin(covered_at, state.trouble or Trouble.UNREACHABLE)

    async def fill(self, server: MediaServer, running: Sequence[RecordedPlay]) -> None:
        """Take what was missed from the server's own history.

        Raises:
            OutsideError: it cannot be read now; try again later.
        """
        for gap in list(self._unchecked):
            views = within(gap, await server.history(gap.from_at))
            missed = await self._missed(server, views)
            known = await self._db.read(
                queries.plays_around,
                self._server_id,
                gap.from_at - MATCH_SECONDS,
                (gap.to_at or gap.from_at) + MATCH_SECONDS,
            )
            new = [one for one in missed if not is_known(one, (*known, *running))]
            plays = [backfilled_play(one, gap, self._keeping.words) for one in new]
            await self._record(gap, [one for one in plays if await self._is_kept(one)])
            self._unchecked.remove(gap)

    async def _begin(self, covered_at: float, trouble: Trouble) -> None:
        from_at, cause = int(covered_at), trouble.value
        number = await self._db.write(queries.open_gap, self._server_id, from_at, cause)
        self._open = Gap(
            id=number,
            server_id=self._server_id,
            from_at=from_at,
            to_at=None,
            cause=cause,
            backfilled=0,
            is_checked=False,
        )
        log.warning("collection stopped", server=self._server_id, since=from_at, cause=cause)
        self._bus.publish(GapOpened(self._server_id, from_at, cause))

    async def _end(self, gap: Gap, now: float) -> None:
        to_at = int(now)
        await self._db.write(queries.end_gap, gap.id, to_at)
        self._open = None
        self._unchecked.append(replace(gap, to_at=to_at))
        log.info("collection goes on", server=self._server_id, missed_seconds=to_at - gap.from_at)

    async def _missed(self, server: MediaServer, views: Sequence[ServerView]) -> list[MissedView]:
        keys = {view.rating_key for view in views if view.rating_key is not None}
        items = await server.metadata_many(keys) if keys else {}
        return [
            MissedView(
                view,
                await self._keeping.people.match(self._server_id, view.account_id, ""),
                items.get(view.rating_key) if view.rating_key is not None else None,
            )
            for view in views
            if view.media_type in RECORDED_TYPES
        ]

    async def _is_kept(self, new: NewPlay) -> bool:
        return await self._keeping.keeps(new.server_id, new.user_id, new.section_id)

    async def _record(self, gap: Gap, plays: Sequence[NewPlay]) -> None:
        record = self._keeping.record
        ids = await self._db.write(queries.fill_gap, gap.id, plays, record.watched_rule)
        for play_id, new in zip(ids, plays, strict=True):
            await record.recorded(new, play_id)
        log.info("gap filled", server=self._server_id, since=gap.from_at, plays=len(plays))
        to_at = gap.to_at or gap.from_at
        self._bus.publish(GapClosed(self._server_id, gap.from_at, to_at, len(plays)))
