"""A play of the record as the stream that it was."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from watchkeeper.domain.facts import Facts
from watchkeeper.domain.session import ObservedSession, Person, SessionState
from watchkeeper.domain.watched import Length, WatchedRule, watched_limit
from watchkeeper.features.history import PlayRow
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.telling.facts import ToldPerson, ToldSession
from watchkeeper.values import dataclass

LISTED = ("directors", "writers", "actors", "genres", "labels", "collections")
"""Words that the record keeps as one text with semicolons."""
WATCHED = 1.0


@dataclass(frozen=True)
class PastPlay:
    """A play, and how it was streamed in the words of session_history_media_info."""

    row: PlayRow
    stream: Facts

    @property
    def stopped(self) -> int:
        """When it ended (UTC seconds); while nobody knows, when it began."""
        return self.row.started if self.row.stopped is None else self.row.stopped

    @property
    def end_offset(self) -> int:
        """How far it came (ms)."""
        return self.row.view_offset or 0

    @property
    def start_offset(self) -> int:
        """Where it began (ms), by how long it ran."""
        return max(0, self.end_offset - self.row.play_seconds * 1000)

    @cached_property
    def facts(self) -> Facts:
        """All facts of its stream and item, read once for all its events."""
        return _facts(self)

    def watched_at(self, rule: WatchedRule) -> int | None:
        """About when it passed the watched limit (UTC seconds); None when it never did."""
        if self.row.watched_status < WATCHED:
            return None
        row = self.row
        length = Length(
            duration=row.duration,
            credits_first=row.marker_credits_first,
            credits_final=row.marker_credits_final,
        )
        limit = watched_limit(row.media_type, length, rule)
        beyond = 0 if limit is None else max(0, self.end_offset - limit) / 1000
        return max(row.started, round(self.stopped - beyond))


def occasion_of(past: PastPlay, trigger: str, at: int, offset: int) -> Occasion:
    """The play as something that set notifiers off at an instant (UTC seconds, ms)."""
    is_stop = trigger == "on_stop"
    return Occasion(
        trigger=trigger,
        server_id=past.row.server_id,
        at=at,
        session=session_of(past, offset),
        stopped_at=at if is_stop else None,
        view_offset=past.row.view_offset if is_stop else None,
    )


def told_session(past: PastPlay, occasion: Occasion) -> ToldSession:
    """The stream of a past occasion, and whose it was."""
    row = past.row
    person = ToldPerson(
        user_id=row.user_id,
        username=row.username or "",
        friendly_name=row.friendly_name or row.username or "",
        thumb=row.user_thumb or "",
    )
    return ToldSession(
        session=occasion.session or session_of(past, past.end_offset),
        person=person,
        stopped_at=occasion.stopped_at,
        view_offset=occasion.view_offset,
    )


def session_of(past: PastPlay, view_offset: int) -> LiveSession:
    """The stream that a play was, as far as it had come (ms)."""
    row = past.row
    name = row.username or row.friendly_name or ""
    return LiveSession(
        number=row.id,
        observed=_observed(past, view_offset, name),
        person=Person(row.user_id, name, row.friendly_name or name),
        started=row.started,
        initial_stream=row.reference_id == row.id,
        paused_seconds=row.paused_seconds,
        position_at=row.started,
        seen_at=past.stopped,
        looked_at=past.stopped,
        watched=row.watched_status >= WATCHED,
    )


def _observed(past: PastPlay, view_offset: int, name: str) -> ObservedSession:
    row = past.row
    return ObservedSession(
        server_id=row.server_id,
        session_key="",
        session_id="",
        rating_key=row.rating_key,
        media_type=row.media_type,
        guid=str(row.item.get("guid") or ""),
        account_id=row.user_id,
        account_title=name,
        state=SessionState.PLAYING,
        view_offset=view_offset,
        duration=row.duration,
        section_id=row.section_id,
        machine_id=row.player.machine_id or "",
        is_live=row.live,
        player=row.player,
        ip_address=row.ip_address or "",
        facts=past.facts,
    )


def _facts(past: PastPlay) -> Mapping[str, Any]:  # Any: facts, and lists of them
    row, player = past.row, past.row.player
    return {
        **past.stream,
        **{name: _listed(value) if name in LISTED else value for name, value in row.item.items()},
        "media_type": row.media_type,
        "rating_key": row.rating_key,
        "parent_rating_key": row.parent_rating_key,
        "grandparent_rating_key": row.grandparent_rating_key,
        "section_id": row.section_id,
        "library_name": row.library_name,
        "user_thumb": row.user_thumb,
        "bandwidth": row.bandwidth,
        "location": row.location,
        "secure": row.secure,
        "relayed": row.relayed,
        "quality_profile": row.quality_profile,
        "transcode_decision": row.transcode_decision,
        "player": player.player,
        "product": player.product,
        "product_version": player.product_version,
        "platform": player.platform,
        "platform_version": player.platform_version,
        "profile": player.profile,
    }


def _listed(value: object) -> list[str]:
    return [part.strip() for part in str(value or "").split(";") if part.strip()]
