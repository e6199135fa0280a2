"""Whether a stream that ended becomes a play, and what is written of it."""

from __future__ import annotations

from watchkeeper.domain.facts import LIVE_TV_SECTION, Fact, SectionId, whole_number
from watchkeeper.domain.play import NewPlay, PlaySource
from watchkeeper.features.monitoring.events import NotRecorded, SessionEnded
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.ports import SessionWords
from watchkeeper.features.monitoring.rules import Rules

RECORDED_TYPES = frozenset({"movie", "episode", "track"})
SHORTEST_TRACK_SECONDS = 15
"""Tautulli means to spare tracks shorter than 30 s from this, but compares milliseconds."""


def why_not(ended: SessionEnded, rules: Rules) -> NotRecorded | None:
    """Why this stream is not recorded; None when it is, as far as the stream itself decides."""
    session = ended.session
    if session.rating_key is None or session.observed.media_type not in RECORDED_TYPES:
        return NotRecorded.NOT_A_PLAY
    is_track = session.observed.media_type == "track"
    shortest = SHORTEST_TRACK_SECONDS if is_track else rules.logging_ignore_interval
    return NotRecorded.TOO_SHORT if _play_seconds(ended) < shortest else None


def section_of(session: LiveSession) -> SectionId | None:
    """The library that the session belongs to."""
    if session.observed.is_live:
        return LIVE_TV_SECTION
    if session.observed.section_id is None and session.item is not None:
        return session.item.section_id
    return session.observed.section_id


def new_play(ended: SessionEnded, words: SessionWords) -> NewPlay:
    """The play that this stream was."""
    session, observed = ended.session, ended.session.observed
    facts = observed.facts
    return NewPlay(
        server_id=observed.server_id,
        started=round(session.started),
        stopped=round(ended.at),
        paused_seconds=round(session.paused_seconds),
        user_id=session.person.user_id,
        username=session.person.username,
        media_type=observed.media_type,
        rating_key=session.rating_key,
        parent_rating_key=whole_number(facts.get("parent_rating_key")),
        grandparent_rating_key=whole_number(facts.get("grandparent_rating_key")),
        section_id=section_of(session),
        view_offset=ended.view_offset,
        ip_address=observed.ip_address or None,
        player=observed.player,
        bandwidth=whole_number(facts.get("bandwidth")),
        location=_text(facts.get("location")),
        quality_profile=_text(facts.get("quality_profile")),
        secure=_flag(facts.get("secure")),
        relayed=_flag(facts.get("relayed")),
        item=words.item_facts(session.item, observed),
        stream=words.stream_facts(observed),
        source=PlaySource.RECORDED,
    )


def _play_seconds(ended: SessionEnded) -> int:
    session = ended.session
    return round(ended.at) - round(session.started) - round(session.paused_seconds)


def _text(value: Fact) -> str | None:
    return None if value in {None, ""} else str(value)


def _flag(value: Fact) -> bool | None:
    return None if value in {None, ""} else bool(value)
