"""get_library_media_info: every item of a library with its file, and forgetting what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from watchkeeper.api.v2.answers import Said
from watchkeeper.api.v2.params import Flag, Key, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import (
    Row,
    TableColumns,
    TableParams,
    TableRequest,
    empty_table,
    page,
    table_request,
)
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.libraries.inventory.items import STOCKED_TYPES
from watchkeeper.features.libraries.library import Library
from watchkeeper.features.libraries.listing.media_info import (
    SORT_KEYS,
    MediaInfoPage,
    MediaInfoQuery,
    MediaInfoRow,
)
from watchkeeper.features.libraries.ports import PlayTotal
from watchkeeper.features.preferences.groups import HistoryTables
from watchkeeper.features.statistics import TallyBy
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.runtime.clock import instant
from watchkeeper.values import dataclass

COLUMNS = TableColumns.of(*SORT_KEYS, searchable=("sort_title",), usual="sort_title")
LEVELS = {
    "rating_key": TallyBy.RATING_KEY,
    "parent_rating_key": TallyBy.PARENT_RATING_KEY,
    "grandparent_rating_key": TallyBy.GRANDPARENT_RATING_KEY,
}
TEXTS = (
    "added_at", "media_type", "rating_key", "parent_rating_key", "grandparent_rating_key",
    "title", "sort_title", "year", "media_index", "parent_media_index", "thumb", "container",
    "bitrate", "video_codec", "video_resolution", "video_framerate", "audio_codec",
    "audio_channels", "file_size",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfoParams(TableParams):
    """Of which library; with `rating_key`, of the children of that item."""

    section_id: Key | None = None
    rating_key: Key | None = None
    section_type: Text = ""
    refresh: Flag = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetParams:
    """Of which library; needed, but an unusable one is told in words."""

    section_id: Text


@command("get_library_media_info", params=MediaInfoParams)
async def get_library_media_info(call: Call, params: MediaInfoParams) -> object:
    """The items of a library with their files, and how often each was played."""
    request = table_request(params, COLUMNS)
    try:
        library = await _library(call, params)
    except OutsideError:
        return nothing()
    if library is None or request is None:
        return nothing()
    asked_at = instant(call.app.clock)
    job = await _read_anew(call, params, library)
    if job is not None and job.state is not JobState.DONE:
        return nothing()
    query = MediaInfoQuery(
        section_id=library.section_id,
        rating_key=params.rating_key,
        media_type=params.section_type,
        order=request.order,
        offset=0,
        limit=None,
        text=request.search,
        is_refresh=params.refresh and job is None,
    )
    try:
        found = await call.app.libraries.media_info(call.server_id, query, _Plays(call))
    except (InputError, OutsideError):
        return nothing()
    if job is not None:
        found = replace(found, is_new=found.read_at >= asked_at)
    return media_info_table(found, request, library)


@command("delete_media_info_cache", params=ForgetParams, scope=Scope.WRITE)
async def delete_media_info_cache(call: Call, params: ForgetParams) -> object:
    """Forget what was read of a library's files."""
    if not params.section_id.isdecimal():
        return Said("Unable to delete media info table cache, section_id not valid.")
    section_id = SectionId(int(params.section_id))
    await call.app.libraries.forget_listings(call.server_id, section_id)
    return Said(f"Deleted media info table cache for library with id {section_id}.")


def media_info_table(found: MediaInfoPage, request: TableRequest, library: Library) -> Row:
    """The page of a listing. What the sizes are called is the other way round than one expects."""
    if not found.total:
        return nothing()
    begin, length = request.cut(len(found.rows))
    shown = found.rows[begin : begin + length]
    rows = [media_info_row(row, library) for row in shown]
    return {
        **page(rows, filtered=found.filtered, total=found.total, draw=request.draw),
        "filtered_file_size": sum(row.item.file_size or 0 for row in shown),
        "total_file_size": found.filtered_file_size,
        "last_refreshed": None if found.is_new else found.read_at,
    }


def media_info_row(row: MediaInfoRow, library: Library) -> Row:
    """One item; its facts are text, its plays numbers."""
    return {
        "section_id": library.section_id,
        "section_type": library.section_type,
        **{name: _text(getattr(row.item, name)) for name in TEXTS},
        "last_played": row.last_played,
        "play_count": row.play_count,
    }


def nothing() -> Row:
    """The answer when there is no such listing."""
    return {
        **empty_table(),
        "filtered_file_size": 0,
        "total_file_size": 0,
        "last_refreshed": None,
    }


async def _library(call: Call, params: MediaInfoParams) -> Library | None:
    """The library that is named, or else that of the item."""
    section_id = None if params.section_id is None else SectionId(params.section_id)
    if section_id is None and params.rating_key is not None:
        item = await call.app.metadata.item(call.server_id, params.rating_key)
        section_id = None if item is None else item.section_id
    return None if section_id is None else await call.app.libraries.get(call.server_id, section_id)


async def _read_anew(call: Call, params: MediaInfoParams, library: Library) -> Job | None:
    """Let a whole library be read, when that is asked for; None where no job reads such a list."""
    if not params.refresh or params.rating_key is not None:
        return None
    wanted = params.section_type or library.section_type
    is_read_by_jobs = wanted in STOCKED_TYPES.get(library.section_type or "", ())
    return await call.app.readings.read_now(library) if is_read_by_jobs else None


class _Plays:
    """Counts the plays of a library as the owner chose to count them."""

    def __init__(self, call: Call) -> None:
        self._call = call

    async def __call__(
        self, server_id: ServerId, section_id: SectionId, level: str
    ) -> Mapping[int, PlayTotal]:
        app = self._call.app
        wanted = HistoryFilter(server_ids=(server_id,), section_ids=(section_id,))
        grouped = app.preferences.group(HistoryTables).group_history_tables
        found = await app.statistics.play_counts(wanted, LEVELS[level], grouped=grouped)
        return {key: PlayTotal(each.play_count, each.last_played) for key, each in found.items()}


def _text(value: object) -> str:
    return "" if value is None else str(value)


COMMANDS = (get_library_media_info, delete_media_info_cache)
