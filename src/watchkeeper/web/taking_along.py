"""A history as one file of any length: read and written page by page, never held whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import anyio.to_thread
import orjson
from starlette.responses import Response, StreamingResponse

from watchkeeper.features.history import History, HistoryEntry, HistoryQuery
from watchkeeper.values import dataclass
from watchkeeper.web.views.history.export import csv_lines, exported

PAGE = 1000
CSV_TYPE = "text/csv; charset=utf-8"
JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class TakenHistory:
    """What of the history is taken along; offset and limit of the query do not matter."""

    history: History
    query: HistoryQuery

    def csv(self, name: str) -> Response:
        """As a table for other programs; `name` is that of the file without its ending."""
        return _attached(self._csv(), f"{name}.csv", CSV_TYPE)

    def json(self, name: str, filters: Mapping[str, str]) -> Response:
        """As JSON, with the filters that made it."""
        return _attached(self._json(filters), f"{name}.json", JSON_TYPE)

    async def _csv(self) -> AsyncIterator[bytes]:
        has_head = True
        async for rows in self._pages():
            write = partial(csv_lines, rows, has_head=has_head)
            text = await anyio.to_thread.run_sync(write)
            has_head = False
            yield text.encode()

    async def _json(self, filters: Mapping[str, str]) -> AsyncIterator[bytes]:
        yield b'{"filters":%b,"plays":[' % orjson.dumps(dict(filters))
        separator = b""
        async for rows in self._pages():
            text = await anyio.to_thread.run_sync(_json_page, rows)
            yield separator + text
            separator = b","
        yield b"]}"

    async def _pages(self) -> AsyncIterator[list[dict[str, object]]]:
        """All rows. A play that is recorded meanwhile moves the others: none comes twice for it."""
        offset = 0
        before: set[object] = set()
        while True:
            page = await self.history.page(replace(self.query, offset=offset, limit=PAGE))
            rows = [exported(entry) for entry in page.entries if _is_recorded(entry)]
            news = [row for row in rows if row["id"] not in before]
            if news:
                yield news
            if len(page.entries) < PAGE:
                return
            offset += PAGE
            before = {row["id"] for row in rows}


def _is_recorded(entry: HistoryEntry) -> bool:
    return entry.row is not None


def _json_page(rows: Sequence[Mapping[str, object]]) -> bytes:
    return orjson.dumps(rows)[1:-1]


def _attached(content: AsyncIterator[bytes], name: str, media_type: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(content, media_type=media_type, headers=headers)
