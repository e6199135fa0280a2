"""Values of a stream: who, with what, since when, how far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType

from watchkeeper.domain.media import Marker
from watchkeeper.domain.notices.moments import Moment
from watchkeeper.domain.stream import COPY, DIRECT_PLAY, TRANSCODE
from watchkeeper.features.notifications.telling.facts import NoticeFacts, ToldFormats, ToldSession

DECISIONS: Mapping[object, str] = MappingProxyType(
    {DIRECT_PLAY: "Direct Play", COPY: "Direct Stream", TRANSCODE: "Transcode"}
)
NO_ADDRESS = "N/A"
STARTED = frozenset({"on_play", "on_concurrent", "on_newdevice", "on_newplace"})
UNKNOWN = "unknown"


def playback_values(facts: NoticeFacts, told: ToldSession) -> dict[str, object]:
    """The parameters of the category Stream Details that are no plain facts."""
    observed = told.session.observed
    secure = observed.facts.get("secure")
    return {
        **_person(told),
        "initial_stream": int(told.session.initial_stream),
        "ip_address": observed.ip_address or NO_ADDRESS,
        "player": observed.player.player or observed.facts.get("player") or "",
        "machine_id": observed.machine_id,
        "session_key": observed.session_key,
        "session_id": observed.session_id,
        "state": observed.state.value,
        "live": int(observed.is_live),
        "secure": UNKNOWN if secure is None else int(secure),
        "transcode_decision": DECISIONS.get(observed.facts.get("transcode_decision"), ""),
        **_instants(facts, told),
        **_lengths(facts, told),
        **_marker(told.marker),
    }


def _person(told: ToldSession) -> dict[str, object]:
    person = told.person
    return {
        "user": person.friendly_name or person.username,
        "friendly_name": person.friendly_name or person.username,
        "username": person.username,
        "user_email": person.email,
        "email": person.email,
        "user_thumb": person.thumb,
        "user_id": person.user_id,
    }


def _instants(facts: NoticeFacts, told: ToldSession) -> dict[str, object]:
    """When it started, and until when it is known to have run; nothing of that at its start."""
    until = told.stopped_at
    if until is None and facts.trigger not in STARTED:
        until = facts.at
    return {
        **_instant("started", told.session.started, facts.formats),
        **_instant("stopped", until, facts.formats),
    }


def _instant(name: str, at: float | None, formats: ToldFormats) -> dict[str, object]:
    if at is None:
        return {}
    return {
        f"{name}_datestamp": Moment(at, formats.zone, formats.date),
        f"{name}_timestamp": Moment(at, formats.zone, formats.time),
        f"{name}_unixtime": int(at),
    }


def _lengths(facts: NoticeFacts, told: ToldSession) -> dict[str, object]:
    session = told.session
    offset = session.observed.view_offset if told.view_offset is None else told.view_offset
    at = facts.at if told.stopped_at is None else told.stopped_at
    played = 0 if facts.trigger == "on_play" else int(session.play_seconds(at))
    progress = offset // 1000
    duration = session.observed.duration
    values: dict[str, object] = {
        **spans("stream", played, facts.formats, minutes="stream_duration"),
        **spans("progress", progress, facts.formats, minutes="progress_duration"),
        "view_offset": offset,
        "progress_percent": round(offset / duration * 100) if duration else 0,
    }
    if duration:
        seconds = duration // 1000
        left = max(0, seconds - progress)
        values |= spans("remaining", left, facts.formats, minutes="remaining_duration")
        values["remaining_duration"] = max(0, _minutes(seconds) - _minutes(progress))
    return values


def spans(prefix: str, seconds: int, formats: ToldFormats, *, minutes: str) -> dict[str, object]:
    """A span of time in minutes, in seconds, and as the clock shows it from midnight on."""
    return {
        minutes: _minutes(seconds),
        f"{minutes}_sec": seconds,
        f"{prefix}_time": Moment(seconds, UTC, formats.time),
    }


def _minutes(seconds: int) -> int:
    return round(seconds / 60)


def _marker(marker: Marker | None) -> dict[str, object]:
    """The marker that was reached; numbers in any case, so that texts which are JSON stay JSON."""
    return {
        "marker_start": marker.start if marker else 0,
        "marker_end": marker.end if marker else 0,
        "credits_marker_first": int(marker is not None and marker.is_first),
        "credits_marker_final": int(marker is not None and marker.is_final),
    }
