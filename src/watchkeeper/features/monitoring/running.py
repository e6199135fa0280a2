"""Live sessions as rows of the history."""

from __future__ import annotations

from typing import Any

from watchkeeper.domain.facts import whole_number
from watchkeeper.features.history.running import RunningPlay
from watchkeeper.features.monitoring.advancing.moments import item_length
from watchkeeper.features.monitoring.keeping.recording import section_of
from watchkeeper.features.monitoring.live import LiveSession

WORDS = (
    "title",
    "parent_title",
    "grandparent_title",
    "original_title",
    "full_title",
    "channel_title",
    "thumb",
    "parent_thumb",
    "grandparent_thumb",
    "originally_available_at",
    "location",
    "transcode_decision",
    "quality_profile",
    "user_thumb",
)
NUMBERS = (
    "parent_rating_key",
    "grandparent_rating_key",
    "year",
    "media_index",
    "parent_media_index",
    "bandwidth",
)
FLAGS = ("secure", "relayed")


def running_play(session: LiveSession, now: float) -> RunningPlay:
    """What the history shows of a stream that still runs, at an instant (UTC seconds)."""
    observed, facts, length = session.observed, session.observed.facts, item_length(session)
    told: dict[str, Any] = {name: str(facts.get(name) or "") for name in WORDS}  # Any: of 3 kinds
    told |= {name: whole_number(facts.get(name)) for name in NUMBERS}
    told |= {name: _flag(facts.get(name)) for name in FLAGS}
    return RunningPlay(
        server_id=session.server_id,
        session_key=observed.session_key,
        state=session.state,
        started=round(session.started),
        last_seen=round(max(session.started, now if session.is_confirmed else session.seen_at)),
        paused_seconds=round(session.paused_until(now)),
        view_offset=session.position(now),
        duration=observed.duration,
        credits_first=length.credits_first,
        credits_final=length.credits_final,
        user_id=session.person.user_id,
        username=session.person.username,
        friendly_name=session.person.friendly_name,
        media_type=observed.media_type,
        live=observed.is_live,
        rating_key=session.rating_key,
        section_id=section_of(session),
        guid=observed.guid,
        player=observed.player.player or "",
        product=observed.player.product or "",
        platform=observed.player.platform or "",
        machine_id=observed.machine_id,
        ip_address=observed.ip_address,
        **told,
    )


def _flag(value: object) -> bool | None:
    return None if value in {None, ""} else bool(value)
