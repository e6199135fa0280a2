"""What happened in a window of the record, in its order, as occasions for notifiers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from types import MappingProxyType

from watchkeeper.domain.facts import PlayId, ServerId
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.monitoring.gaps.gap import Gap
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.rehearsal.from_inventory import Shelf, told_together
from watchkeeper.features.notifications.rehearsal.from_record import (
    PastPlay,
    occasion_of,
    session_of,
    told_session,
)
from watchkeeper.features.notifications.rehearsal.past import BACK, DOWN, gap_facts, gap_instant
from watchkeeper.features.notifications.telling.arriving import announcements
from watchkeeper.features.notifications.telling.facts import NoticeFacts
from watchkeeper.features.notifications.telling.wanted import has_many_streams, is_wanted
from watchkeeper.features.preferences import Notifying, Recording
from watchkeeper.values import dataclass

LONGEST_STREAM_SECONDS = 86_400
"""How far back a play can have begun that still ran; longer ones are not counted as running."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the window."""

    occasion: Occasion
    facts: NoticeFacts


@dataclass(frozen=True, kw_only=True)
class Window:
    """What is on record of a while; instants in UTC seconds. `plays` are in order of start."""

    server_id: ServerId
    since: int
    until: int
    base: NoticeFacts
    plays: Sequence[PastPlay] = ()
    shelf: Shelf = field(default_factory=lambda: Shelf({}, {}))
    gaps: Sequence[Gap] = ()
    new_devices: Collection[PlayId] = frozenset()  # plays that were a device's first
    notifying: Notifying
    recording: Recording
    rule: WatchedRule

    @cached_property
    def sessions(self) -> Mapping[PlayId, LiveSession]:
        """Each play as a stream."""
        return {past.row.id: session_of(past, past.end_offset) for past in self.plays}

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [past.row.started for past in self.plays]

    def running(self, at: int, *, without: PlayId | None = None) -> tuple[LiveSession, ...]:
        """The streams that ran at an instant."""
        last = bisect_right(self._starts, at)
        first = bisect_right(self._starts, at - LONGEST_STREAM_SECONDS)
        return tuple(
            self.sessions[past.row.id]
            for past in self.plays[first:last]
            if past.stopped > at and past.row.id != without
        )


def happened(window: Window, triggers: Collection[str]) -> list[Happened]:
    """What set these triggers off within the window, the oldest first."""
    found = [event for name in triggers if name in REPLAYED for event in REPLAYED[name](window)]
    inside = [one for one in found if window.since <= one.occasion.at < window.until]
    return sorted(inside, key=lambda one: one.occasion.at)


def _played(window: Window) -> Iterator[Happened]:
    for past in window.plays:
        yield _of_play(window, past, "on_play", (past.row.started, past.start_offset))


def _stopped(window: Window) -> Iterator[Happened]:
    for past in window.plays:
        if past.row.stopped is not None:
            yield _of_play(window, past, "on_stop", (past.row.stopped, past.end_offset))


def _watched(window: Window) -> Iterator[Happened]:
    for past in window.plays:
        at = past.watched_at(window.rule)
        if at is not None:
            offset = max(0, past.end_offset - (past.stopped - at) * 1000)
            yield _of_play(window, past, "on_watched", (at, offset))


def _concurrent(window: Window) -> Iterator[Happened]:
    for past in window.plays:
        event = _of_play(window, past, "on_concurrent", (past.row.started, past.start_offset))
        session = event.occasion.session
        if session and has_many_streams(session, event.facts.running, window.notifying):
            yield event


def _new_device(window: Window) -> Iterator[Happened]:
    for past in window.plays:
        if past.row.id in window.new_devices:
            yield _of_play(window, past, "on_newdevice", (past.row.started, past.start_offset))


def _created(window: Window) -> Iterator[Happened]:
    delay = window.notifying.notify_recently_added_delay
    for family in told_together(tuple(window.shelf.items.values()), delay):
        wanted = announcements(
            family.members,
            by_top=window.notifying.notify_group_recently_added_grandparent,
            by_parent=window.notifying.notify_group_recently_added_parent,
        )
        for announcement in wanted:
            at = family.last_at + delay
            told = window.shelf.told(announcement)
            if told is None:
                continue
            occasion = Occasion(
                trigger="on_created",
                server_id=family.server_id,
                at=at,
                rating_key=announcement.rating_key,
                child_keys=announcement.child_keys,
            )
            yield Happened(occasion, replace(window.base, trigger="on_created", at=at, item=told))


def _of_gaps(trigger: str) -> Callable[[Window], Iterator[Happened]]:
    def find(window: Window) -> Iterator[Happened]:
        for gap in window.gaps:
            at = gap_instant(gap, trigger)
            if at is not None:
                occasion = Occasion(trigger=trigger, server_id=gap.server_id, at=at)
                yield Happened(occasion, gap_facts(window.base, trigger, gap, at))

    return find


def _of_play(window: Window, past: PastPlay, trigger: str, moment: tuple[int, int]) -> Happened:
    """`moment`: when (UTC seconds), and how far it was then (ms)."""
    occasion = occasion_of(past, trigger, *moment)
    without = past.row.id if trigger == "on_stop" else None
    facts = replace(
        window.base,
        trigger=trigger,
        at=moment[0],
        session=told_session(past, occasion),
        running=window.running(moment[0], without=without),
    )
    return Happened(occasion, facts)


def is_told_at_all(event: Happened, window: Window) -> bool:
    """Whether the owner wants to hear of such an event, before any notifier is asked."""
    return is_wanted(event.occasion, window.notifying, window.recording)


REPLAYED: Mapping[str, Callable[[Window], Iterator[Happened]]] = MappingProxyType(
    {
        "on_play": _played,
        "on_stop": _stopped,
        "on_watched": _watched,
        "on_concurrent": _concurrent,
        "on_newdevice": _new_device,
        "on_created": _created,
        **{name: _of_gaps(name) for name in sorted(DOWN | BACK)},
    }
)
"""The triggers whose events the record knows; the others leave no trace in it."""
