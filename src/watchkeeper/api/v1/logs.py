"""Logs: what the program says."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import Annotated, Literal

import anyio.to_thread
from fastapi import Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import MOST_ROWS, Instant, Shape, Text
from watchkeeper.errors import NotFoundError
from watchkeeper.runtime.log_entries import (
    LogWanted,
    Told,
    area_of,
    details_of,
    gathered,
    seconds_of,
)
from watchkeeper.runtime.log_reading import Position, lines_back

Level = Literal["debug", "info", "warning", "error", "critical"]


class LogEntry(Shape):
    """One entry of the log. Secrets were taken out when it was written."""

    at: float | None = Field(description="When it was said, UTC seconds.")
    level: str = Field(description="debug, info, warning, error or critical.")
    area: str = Field(description="The part of the program that speaks.")
    request: str | None = Field(description="The request that it is about.")
    message: str = Field(description="What is said.")
    details: dict[str, str] = Field(description="What else is told, by name.")
    exception: str | None = Field(description="The traceback, if something failed.")


class LogPage(Shape):
    """Entries, newest first. One call reads 4 MiB of the log at most."""

    entries: list[LogEntry] = Field(description="This part of them.")
    areas: list[str] = Field(description="Parts of the program that were seen on the way.")
    older: str | None = Field(description="`before` of the next page; null: there is no more.")


class LogAsked(Shape):
    """Which entries."""

    level: Level = Field("debug", description="The lowest level.")
    area: Text = Field("", description="Only those of this part of the program.")
    text: Text = Field("", description="Only those with this text.")
    path: Text = Field("", description="Only those of requests whose path begins so.")
    since: Instant | None = Field(None, description="Said then or later, UTC seconds.")
    until: Instant | None = Field(None, description="Said then or before, UTC seconds.")
    before: str = Field(
        "", pattern=r"^([0-9]{1,3}-[0-9]{1,15})?$", description="Where the page begins: `older`."
    )
    limit: int = Field(200, ge=1, le=MOST_ROWS, description="How many at most.")


class ServerLogLine(Shape):
    """One line of a log of the media server. Secrets were taken out."""

    time: str | None = Field(description="As the server writes it; null: goes on with the line.")
    level: str | None = Field(description="VERBOSE, DEBUG, INFO, WARN or ERROR.")
    message: str = Field(description="What is said.")


class ServerLog(Shape):
    """The end of a log of the media server, newest first."""

    files: list[str] = Field(description="The logs there are, by name.")
    lines: list[ServerLogLine] = Field(description="Those asked for.")


class ServerLogAsked(Shape):
    """Which lines."""

    file: Text = Field("", description="Name of the log; without it the first there is.")
    text: Text = Field("", description="Only those with this text.")
    limit: int = Field(200, ge=1, le=MOST_ROWS, description="How many at most.")


class DebuggingOrder(Shape):
    """For how long."""

    minutes: int = Field(15, ge=1, le=60, description="For how many minutes.")


class Debugging(Shape):
    """Whether debugging is recorded."""

    until: Instant | None = Field(description="Until when, UTC seconds; null: it is not.")


async def list_log_entries(asks: Asks, asked: Annotated[LogAsked, Query()]) -> LogPage:
    """List what the program said, newest first."""
    wanted = LogWanted(
        level=asked.level,
        area=asked.area,
        text=asked.text,
        path=asked.path,
        since=asked.since,
        until=asked.until,
    )
    lines = lines_back(asks.app.data_folder / "logs", Position.of(asked.before))
    found = await anyio.to_thread.run_sync(partial(gathered, lines, wanted, asked.limit))
    return LogPage(
        entries=[entry_of(told) for _at, told in found.entries],
        areas=list(found.areas),
        older=None if found.older is None else found.older.text,
    )


async def list_server_log(asks: Asks, asked: Annotated[ServerLogAsked, Query()]) -> ServerLog:
    """List what the media server logged, newest first, where `plex_logs` names its folder."""
    logs = asks.app.server_logs
    if logs is None:
        raise NotFoundError("No folder of the media server's logs is set (WATCHKEEPER_PLEX_LOGS).")

    def read() -> ServerLog:
        files = logs.names()
        name = asked.file or (files[0] if files else "")
        lines = islice(logs.lines(name, text=asked.text) if name else (), asked.limit)
        return ServerLog(
            files=files,
            lines=[
                ServerLogLine(time=one.time or None, level=one.level or None, message=one.message)
                for one in lines
            ],
        )

    return await anyio.to_thread.run_sync(read)


async def start_debugging(asks: Asks, wanted: DebuggingOrder) -> Debugging:
    """Record debugging for a while; it ends by itself."""
    return Debugging(until=asks.app.debugging.start(wanted.minutes))


async def stop_debugging(asks: Asks) -> Debugging:
    """Record debugging no longer."""
    asks.app.debugging.stop()
    return Debugging(until=None)


def entry_of(told: Told) -> LogEntry:
    """An entry in the words of the API."""
    return LogEntry(
        at=seconds_of(told),
        level=str(told.get("level", "info")),
        area=area_of(told),
        request=str(told.get("request") or "") or None,
        message=str(told.get("event", "")),
        details=details_of(told),
        exception=str(told.get("exception") or "") or None,
    )
