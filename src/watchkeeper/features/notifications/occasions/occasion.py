"""Something that may set notifiers off, and what each event of a stream is to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import Marker
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.monitoring.events import (
    Change,
    SessionChanged,
    SessionEvent,
    SessionStarted,
    SessionStopped,
)
from watchkeeper.values import dataclass

CHANGES: Mapping[Change, str] = {
    Change.PAUSED: "on_pause",
    Change.RESUMED: "on_resume",
    Change.BUFFERED: "on_buffer",
    Change.STREAM_CHANGED: "on_change",
    Change.ERRORED: "on_error",
    Change.INTRO_REACHED: "on_intro",
    Change.CREDITS_REACHED: "on_credits",
    Change.COMMERCIAL_REACHED: "on_commercial",
    Change.WATCHED: "on_watched",
}
STARTED = ("on_play", "on_concurrent", "on_newdevice", "on_newplace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something that may set notifiers of a server off."""

    trigger: str  # on_play ...
    server_id: ServerId
    at: float  # UTC seconds
    session: LiveSession | None = None
    stopped_at: float | None = None  # UTC seconds
    view_offset: int | None = None  # milliseconds, where the event knows better
    marker: Marker | None = None
    rating_key: int | None = None  # of an item that is not being played
    child_keys: tuple[int, ...] = ()  # those that one message about new things speaks of
    extra: Mapping[str, object] = field(default_factory=dict)
    tag: str = ""  # what each notifier is told only once, "" for anything else
    notifier: int | None = None  # the number of the only one that is concerned
    until: float | None = None  # UTC seconds: the latest moment to tell, where it waits for Plex
    is_by_hand: bool = False  # somebody asks for it: told at once and in any case, never stored


def occasions_of(event: SessionEvent) -> tuple[Occasion, ...]:
    """What an event of a stream is to notifiers."""
    if isinstance(event, SessionStarted):
        return tuple(_about(trigger, event) for trigger in STARTED)
    if isinstance(event, SessionStopped):
        stop = _about("on_stop", event)
        return (replace(stop, stopped_at=event.at, view_offset=event.view_offset),)
    if isinstance(event, SessionChanged) and event.is_notable and event.what in CHANGES:
        return (replace(_about(CHANGES[event.what], event), marker=event.marker),)
    return ()


def _about(trigger: str, event: SessionEvent) -> Occasion:
    session = event.session
    return Occasion(trigger=trigger, server_id=session.server_id, at=event.at, session=session)
