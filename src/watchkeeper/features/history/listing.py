"""A page of the history: the columns say which plays, the database has their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.entries.pages import Entry, Page, PageQuery
from watchkeeper.columns.selection.filter import Counting
from watchkeeper.domain.facts import PlayId
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history.following import Following
from watchkeeper.features.history.rows import HistoryEntry, HistoryPage, HistoryQuery, PlayRow
from watchkeeper.features.history.running import RunningPlay
from watchkeeper.features.history.running_rows import matches, order_values, running_entry


def page_now(
    conn: Connection,
    following: Following,
    query: HistoryQuery,
    running: Sequence[RunningPlay],
    rule: WatchedRule,
) -> HistoryPage:
    """The plays that a query means, and the running streams that do, in their place."""
    following.follow_names(conn)
    columns = following.columns
    taking_part = [one for one in running if matches(one, query.filter, columns.zone, rule)]
    outsiders = [order_values(one, rule) for one in taking_part]
    asked = replace(_asked(query, rule), outsiders=outsiders)
    page = columns.page(asked)
    counted, uncounted = _counted(columns, asked, page)
    ids = [PlayId(entry.play_id) for entry in page.entries if isinstance(entry, Entry)]
    rows = following.rows(conn, ids, rule)
    entries = [
        running_entry(taking_part[entry], rule)
        if isinstance(entry, int)
        else _entry(entry, rows[PlayId(entry.play_id)])
        for entry in page.entries
        if isinstance(entry, int) or entry.play_id in rows
    ]
    return HistoryPage(
        entries=tuple(entries),
        filtered=page.filtered,
        total=page.total,
        shown_seconds=sum(entry.play_seconds for entry in entries),
        total_seconds=counted.total_seconds,
        counted=counted.filtered,
        uncounted=uncounted,
    )


def play_ids_now(
    conn: Connection, following: Following, query: HistoryQuery, rule: WatchedRule
) -> list[PlayId]:
    """The plays of all entries that a query means, whichever page it asks for."""
    following.follow_names(conn)
    return [PlayId(number) for number in following.columns.play_ids(_asked(query, rule))]


def _asked(query: HistoryQuery, rule: WatchedRule) -> PageQuery:
    return PageQuery(
        filter=query.filter,
        grouped=query.grouped,
        order=query.order,
        offset=query.offset,
        limit=query.limit,
        rule=rule,
    )


def _counted(columns: Columns, asked: PageQuery, page: Page) -> tuple[Page, int]:
    """The page without plays that are in no figure, and how many plays those are."""
    if asked.filter.counting is not Counting.ALL or not columns.has_uncounted:
        return page, 0
    only = replace(asked.filter, counting=Counting.COUNTED)
    counted = columns.page(replace(asked, filter=only, offset=0, limit=0))
    others = replace(asked.filter, counting=Counting.UNCOUNTED)
    left_out = replace(asked, filter=others, offset=0, limit=0, grouped=False, outsiders=[])
    return counted, columns.page(left_out).filtered


def _entry(entry: Entry, row: PlayRow) -> HistoryEntry:
    return HistoryEntry(
        row=row,
        date=entry.date,
        started=entry.started,
        stopped=entry.stopped,
        play_seconds=entry.seconds,
        paused_seconds=entry.paused,
        percent=row.percent_complete,
        watched_status=row.watched_status,
        group_count=len(entry.play_ids),
        group_ids=tuple(PlayId(number) for number in entry.play_ids),
    )
