"""get_history, get_stream_data, delete_history: plays in Tautulli's words."""

from __future__ import annotations

from collections.abc import Sequence

from anyio.lowlevel import checkpoint

from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.durations import human_duration
from watchkeeper.api.v2.history_filter import HistoryParams, history_filter
from watchkeeper.api.v2.history_row import history_row
from watchkeeper.api.v2.params import Key, Keys
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.stream_data import stream_data
from watchkeeper.api.v2.tables import Row, TableColumns, TableRequest, empty_table, table_request
from watchkeeper.api.v2.watch_time import is_grouped
from watchkeeper.columns.entries.pages import BY_ID
from watchkeeper.columns.selection.filter import TEXT_FIELDS, HistoryFilter, Order, OrderField
from watchkeeper.domain.facts import PlayId
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.history.rows import HistoryEntry, HistoryPage, HistoryQuery
from watchkeeper.features.history.running import RunningPlay
from watchkeeper.features.preferences.groups import HistoryTables
from watchkeeper.values import dataclass

ROWS_AT_ONCE = 100
COLUMNS = TableColumns.of(
    *TEXT_FIELDS,
    "date",
    "started",
    "stopped",
    "paused_counter",
    "duration",
    searchable=TEXT_FIELDS,
    usual="date",
    also=("play_duration", "percent_complete", "reference_id"),
)


@command("get_history", params=HistoryParams)
async def get_history(call: Call, params: HistoryParams) -> object:
    """The plays of the record, newest first, with the streams that run now."""
    request = table_request(params, COLUMNS)
    if request is None:
        return {**empty_table(), "filter_duration": "0", "total_duration": "0"}
    running: Sequence[RunningPlay] | None = None
    if _includes_activity(call, params):
        running = call.app.monitoring.running(call.server_id)
    wanted = await history_filter(call, params, request)
    grouped = is_grouped(call, params.grouping)
    page = await _page(call, request, wanted, grouped=grouped, running=running)
    return history_table(page, request, await _rows(page.entries))


def _includes_activity(call: Call, params: HistoryParams) -> bool:
    if params.include_activity is not None:
        return params.include_activity
    return call.app.preferences.group(HistoryTables).history_table_activity


async def _page(
    call: Call,
    request: TableRequest,
    wanted: HistoryFilter,
    *,
    grouped: bool,
    running: Sequence[RunningPlay] | None,
) -> HistoryPage:
    order = tuple(Order(OrderField(name), last) for name, last in request.order)
    if running is None and not grouped:
        order += BY_ID  # only the sessions that Tautulli adds sort equal rows by their groups
    running = running or ()
    offset, limit = request.start, request.length
    if min(offset, limit) < 0:  # counts from the end, so how many there are must be known first
        counting = HistoryQuery(filter=wanted, grouped=grouped, order=(), offset=0, limit=0)
        offset, limit = request.cut((await call.app.history.page(counting, running)).filtered)
    query = HistoryQuery(filter=wanted, grouped=grouped, order=order, offset=offset, limit=limit)
    return await call.app.history.page(query, running)


async def _rows(entries: Sequence[HistoryEntry]) -> list[Row]:
    """The rows of a page; while many are made, others get their turn."""
    rows = [history_row(entry) for entry in entries[:ROWS_AT_ONCE]]
    for start in range(ROWS_AT_ONCE, len(entries), ROWS_AT_ONCE):
        await checkpoint()
        rows += map(history_row, entries[start : start + ROWS_AT_ONCE])
    return rows


def history_table(page: HistoryPage, request: TableRequest, rows: list[Row]) -> Row:
    """A page of the history as the answer of the command."""
    return {
        "recordsFiltered": page.filtered,
        "recordsTotal": page.total,
        "data": rows,
        "draw": request.draw,
        "filter_duration": human_duration(page.shown_seconds),
        "total_duration": human_duration(page.total_seconds),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamDataParams:
    """A play or a stream that runs; `id` is an older name of `row_id`."""

    row_id: Key | None = None
    session_key: Key | None = None
    id: Key | None = None


@command("get_stream_data", params=StreamDataParams)
async def get_stream_data(call: Call, params: StreamDataParams) -> object:
    """How one play, or a stream that runs, is or was streamed: the file and what was made of it."""
    row_id = params.row_id if params.id is None else params.id
    if row_id is not None:
        facts = await call.app.history.stream_facts(PlayId(row_id))
        if facts is None or facts.server_id != call.server_id:
            return {}
        stream = {**facts.stream, "quality_profile": facts.quality_profile}
        return stream_data(stream, facts.item, is_running=params.session_key is not None)
    if params.session_key is None:
        return None
    key = str(params.session_key)
    for session in call.app.monitoring.sessions(call.server_id):
        if session.observed.session_key == key:
            live = session.observed.facts
            return stream_data(live, live, is_running=True)
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteHistoryParams:
    """Which rows; each play of a group is named by itself."""

    row_ids: Keys = ()


@command("delete_history", params=DeleteHistoryParams, scope=Scope.WRITE)
async def delete_history(call: Call, params: DeleteHistoryParams) -> object:
    """Delete plays from the record; the owner can bring them back."""
    if not params.row_ids:
        return Refused("No row ids received.")
    plays = await call.app.history.plays([PlayId(row_id) for row_id in params.row_ids])
    own = [play.id for play in plays.values() if play.server_id == call.server_id]
    await call.app.history.delete(own, call.who)
    return Said("Deleted history.")


COMMANDS = (get_history, get_stream_data, delete_history)
