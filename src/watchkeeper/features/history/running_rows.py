"""Streams that still run, as entries of a history: filtered and searched like plays."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, tzinfo

from watchkeeper.columns.entries.outsiders import Outsider
from watchkeeper.columns.selection.filter import Counting, HistoryFilter, OrderField, WatchedShare
from watchkeeper.columns.selection.traits import NO_TRAITS
from watchkeeper.columns.store.texts import folded, like_pattern, nocase
from watchkeeper.domain.watched import LIVE, Length, WatchedRule, progress
from watchkeeper.features.history.rows import HistoryEntry
from watchkeeper.features.history.running import RunningPlay


def matches(one: RunningPlay, wanted: HistoryFilter, zone: tzinfo, rule: WatchedRule) -> bool:
    """Whether the stream meets the filter, with its facts of this moment.

    It has no play number and no group yet, and no source: a filter by these never means it.
    """
    if wanted.reference_ids or wanted.play_ids or wanted.sources:
        return False
    if wanted.counting is Counting.UNCOUNTED:
        return False
    return (
        wanted.traits == NO_TRAITS  # what these ask is only recorded when it is over
        and _meets_facts(one, wanted)
        and _meets_keys(one, wanted)
        and _meets_times(one, wanted, zone)
        and _meets_share(one, wanted, rule)
        and (wanted.from_addresses is None or one.ip_address in wanted.from_addresses)
        and (not wanted.text or _has_text(one, wanted))
    )


def order_values(one: RunningPlay, rule: WatchedRule) -> Outsider:
    """What the stream is sorted by."""
    return {
        OrderField.DATE: one.started,
        OrderField.STARTED: one.started,
        OrderField.STOPPED: one.last_seen,
        OrderField.DURATION: one.duration,
        OrderField.PLAY_DURATION: one.play_seconds,
        OrderField.PAUSED: one.paused_seconds,
        OrderField.PERCENT: _progress(one, rule)[0],
        OrderField.FRIENDLY_NAME: one.friendly_name,
        OrderField.IP_ADDRESS: one.ip_address,
        OrderField.PLATFORM: one.platform,
        OrderField.PRODUCT: one.product,
        OrderField.PLAYER: one.player,
        OrderField.FULL_TITLE: one.full_title,
        OrderField.REFERENCE: None,
    }


def running_entry(one: RunningPlay, rule: WatchedRule) -> HistoryEntry:
    """The stream as an entry."""
    percent, status = _progress(one, rule)
    return HistoryEntry(
        row=None,
        running=one,
        date=one.started,
        started=one.started,
        stopped=None,
        play_seconds=one.play_seconds,
        paused_seconds=one.paused_seconds,
        percent=percent,
        watched_status=status,
        group_count=None,
        group_ids=(),
    )


def _progress(one: RunningPlay, rule: WatchedRule) -> tuple[float, float]:
    length = Length(
        duration=one.duration, credits_first=one.credits_first, credits_final=one.credits_final
    )
    return progress(LIVE if one.live else one.media_type, one.view_offset, length, rule)


def _meets_facts(one: RunningPlay, wanted: HistoryFilter) -> bool:
    kind = LIVE if one.live else one.media_type
    conditions: tuple[tuple[Collection[object], object], ...] = (
        (wanted.server_ids, one.server_id),
        (wanted.user_ids, one.user_id),
        (wanted.accounts, (one.server_id, one.user_id)),
        (wanted.usernames, one.username),
        (wanted.section_ids, one.section_id),
        (wanted.media_types, kind),
        (wanted.transcode_decisions, one.transcode_decision),
        (wanted.locations, one.location),
        (wanted.ip_addresses, one.ip_address),
    )
    if any(allowed and value not in allowed for allowed, value in conditions):
        return False
    if (one.server_id, one.user_id) in wanted.without_accounts:
        return False
    names = (
        (wanted.players, one.player),
        (wanted.platforms, one.platform),
        (wanted.products, one.product),
    )
    return all(not allowed or nocase(value) in map(nocase, allowed) for allowed, value in names)


def _meets_keys(one: RunningPlay, wanted: HistoryFilter) -> bool:
    own, parent, grandparent = one.rating_key, one.parent_rating_key, one.grandparent_rating_key
    conditions: tuple[tuple[Collection[object], Iterable[object]], ...] = (
        (wanted.rating_keys, (own,)),
        (wanted.parent_rating_keys, (parent,)),
        (wanted.grandparent_rating_keys, (grandparent,)),
        (wanted.any_rating_keys, (own, parent, grandparent)),
    )
    if any(allowed and not any(key in allowed for key in keys) for allowed, keys in conditions):
        return False
    prefixes = wanted.guid_prefixes
    return not prefixes or any(_like(one.guid, prefix, is_prefix=True) for prefix in prefixes)


def _meets_times(one: RunningPlay, wanted: HistoryFilter, zone: tzinfo) -> bool:
    day = datetime.fromtimestamp(one.started, zone).date()
    conditions = (
        not wanted.on_days or day in wanted.on_days,
        wanted.after_day is None or day >= wanted.after_day,
        wanted.before_day is None or day <= wanted.before_day,
        wanted.started_from is None or one.started >= wanted.started_from,
        wanted.started_to is None or one.started < wanted.started_to,
        wanted.stopped_from is None or one.last_seen >= wanted.stopped_from,
        wanted.stopped_to is None or one.last_seen <= wanted.stopped_to,
    )
    return all(conditions)


def _meets_share(one: RunningPlay, wanted: HistoryFilter, rule: WatchedRule) -> bool:
    if not wanted.watched:
        return True
    status = _progress(one, rule)[1]
    partly = WatchedShare.PARTLY if status else WatchedShare.DROPPED
    return (WatchedShare.WATCHED if status == 1 else partly) in wanted.watched


def _has_text(one: RunningPlay, wanted: HistoryFilter) -> bool:
    searched: list[str] = [getattr(one, field) for field in wanted.text_fields]
    if wanted.is_text_like:
        return any(_like(text, wanted.text) for text in searched)
    return any(folded(wanted.text) in folded(text) for text in searched)


def _like(text: str, pattern: str, *, is_prefix: bool = False) -> bool:
    compiled = like_pattern(nocase(pattern), is_prefix=is_prefix)
    return compiled.search(nocase(text)) is not None
