"""Rows of a Tautulli's API as plays, people and libraries of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from watchkeeper.domain.facts import Fact, ServerId, whole_number
from watchkeeper.domain.play import NewPlay
from watchkeeper.domain.tautulli import Row
from watchkeeper.features.importers.old_versions import Runs
from watchkeeper.features.importers.plays import HistoryColumns, Orphan, PlayReader
from watchkeeper.values import dataclass

HISTORY_TEXT = """id reference_id started stopped rating_key user_id user ip_address
    paused_counter player product platform machine_id location secure relayed parent_rating_key
    grandparent_rating_key media_type view_offset"""
ITEM_TEXT = """rating_key parent_rating_key grandparent_rating_key title parent_title
    grandparent_title original_title full_title media_index parent_media_index thumb media_type
    year originally_available_at guid live duration"""
METADATA_TEXT = """duration section_id art added_at updated_at content_rating summary tagline
    rating directors writers actors genres studio labels parent_thumb grandparent_thumb"""
NOT_OF_THE_STREAM_TEXT = """media_type title grandparent_title original_title current_session
    pre_tautulli quality_profile"""

HISTORY_WORDS = tuple(HISTORY_TEXT.split())
ITEM_WORDS = tuple(ITEM_TEXT.split())
STREAM_WORDS = ("transcode_decision",)
COLUMNS = HistoryColumns(HISTORY_WORDS, ITEM_WORDS, STREAM_WORDS)
METADATA_WORDS = frozenset(METADATA_TEXT.split())
NOT_OF_THE_STREAM = frozenset(NOT_OF_THE_STREAM_TEXT.split())


@dataclass(frozen=True, slots=True)
class Details:
    """What the history of the API does not tell of a play, asked for afterwards."""

    item: Mapping[str, Fact]
    stream: Mapping[str, Fact]
    quality_profile: str | None = None


def play_of(row: Row, server_id: ServerId) -> NewPlay | Orphan:
    """A row of `get_history` as a play.

    The API tells a percentage, but neither the length of the title nor the position in it. Until
    the details are known, both are estimated so that the percentage, and with it whether the play
    counts as watched, is the one that was told.
    """
    seconds = whole_number(row.get("play_duration")) or 0
    percent = whole_number(row.get("percent_complete")) or 0
    length = seconds * 100_000 // percent if percent else None
    words = dict(row) | {
        "id": row.get("row_id"),
        "view_offset": position(percent, length) if length else 0,
        "duration": length,
    }
    reader = PlayReader(COLUMNS, server_id, Runs())
    return reader.read(COLUMNS.row_of(words))


def position(percent: float, length: int) -> int:
    """The lowest position, in milliseconds, that gives at least this percentage."""
    return -int(-length * percent // 100)


def details_of(stream: Row | None, metadata: Row | None) -> Details:
    """The answers of `get_stream_data` and `get_metadata` as facts; absent ones give none."""
    told = stream or {}
    item = {name: _plain(value) for name, value in (metadata or {}).items()}
    return Details(
        item={name: value for name, value in item.items() if name in METADATA_WORDS},
        stream={
            name: _plain(value) for name, value in told.items() if name not in NOT_OF_THE_STREAM
        },
        quality_profile=str(told["quality_profile"]) if told.get("quality_profile") else None,
    )


def user_row(row: Row) -> tuple[int, dict[str, Fact]]:
    """A row of `get_users` in the words of the table `users`, with its row number."""
    words = {name: _plain(value) for name, value in row.items()}
    return whole_number(row.get("row_id")) or 0, words


def library_row(row: Row) -> tuple[int, dict[str, Fact]]:
    """A row of `get_libraries_table` in the words of `library_sections`, with its row number."""
    words = {name: _plain(value) for name, value in row.items()}
    pictures = {"thumb": row.get("library_thumb"), "art": row.get("library_art")}
    return whole_number(row.get("row_id")) or 0, words | pictures


def sorted_plays(
    rows: Iterable[Row], server_id: ServerId, before: int | None
) -> tuple[list[NewPlay], list[Orphan]]:
    """The plays of a page; those that stopped at `before` (UTC seconds) or later wait."""
    plays: list[NewPlay] = []
    orphans: list[Orphan] = []
    for row in rows:
        read = play_of(row, server_id)
        if isinstance(read, Orphan):
            orphans.append(read)
        elif before is None or (read.stopped or read.started) < before:
            plays.append(read)
    return plays, orphans


def _plain(value: Any) -> Fact:  # Any: whatever the answer holds
    if isinstance(value, list):
        return ";".join(str(entry) for entry in value)
    return value if isinstance(value, str | int | float | bool) else None
