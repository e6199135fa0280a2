"""The program's log and those of the media server: listed, and handed out as files."""

from __future__ import annotations

import html
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio.to_thread
import orjson

from watchkeeper.api.v2.answers import Raw
from watchkeeper.api.v2.envelope import JSON_TYPE
from watchkeeper.api.v2.params import Number, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.integrations.plex.server_log import ServerLogs
from watchkeeper.runtime.logs import LOG_FILE
from watchkeeper.values import dataclass

DOWNLOAD_TYPE = "application/x-download"
TEXT_TYPE = "text/html;charset=utf-8"
PLEX_LOG = "Plex Media Server"
PLEX_LOG_LINES = 1000  # Tautulli's pms_logs_line_cap
OWN = frozenset({"tautulli"})
KEYS = frozenset({"time", "thread", "msg", "loglevel"})
KNOWN = frozenset({"event", "level", "logger", "timestamp"})
UNKNOWN_TIME = ""
NO_FILE = Raw(b"", JSON_TYPE, 400)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogsParams:
    """Which entries, in which order; `regex` is searched as plain text too."""

    sort: Text = ""
    search: Text = ""
    order: Text = "desc"
    regex: Text = ""
    start: Number = 0
    end: Number = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFileParams:
    """Which log; only the program's own is kept."""

    logfile: Text = "tautulli"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlexLogParams:
    """Which log of the media server, and how much of it."""

    logfile: Text = PLEX_LOG
    window: Number = PLEX_LOG_LINES
    log_type: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlexLogFileParams:
    """Which log of the media server."""

    logfile: Text = PLEX_LOG
    log_type: Text = ""


@command("get_logs", params=LogsParams, scope=Scope.ADMIN)
async def get_logs(call: Call, params: LogsParams) -> object:
    """The entries of the program's log."""
    content = await _read(call.app.data_folder)
    return await anyio.to_thread.run_sync(chosen_entries, content or b"", params, call.app.zone)


@command("download_log", params=LogFileParams, scope=Scope.ADMIN)
async def download_log(call: Call, params: LogFileParams) -> object:
    """The program's log as a file."""
    content = await _read(call.app.data_folder) if params.logfile in OWN else None
    return NO_FILE if content is None else download(content, LOG_FILE)


@command("get_plex_log", params=PlexLogParams, scope=Scope.ADMIN)
async def get_plex_log(call: Call, params: PlexLogParams) -> object:
    """The end of a log of the media server, the newest line last; nothing without its folder.

    A line that goes on with the one before has neither time nor level.
    """
    logs = call.app.server_logs
    if logs is None:
        return {"data": []}
    name = _log_name(params.logfile, params.log_type)
    return {"data": await anyio.to_thread.run_sync(_end_of, logs, name, params.window)}


@command("download_plex_log", params=PlexLogFileParams, scope=Scope.ADMIN)
async def download_plex_log(call: Call, params: PlexLogFileParams) -> object:
    """A log of the media server as a file, or a sentence where there is none."""
    logs = call.app.server_logs
    if logs is None:
        return Raw(b"Plex log folder not set in the settings.", TEXT_TYPE)
    name = _log_name(params.logfile, params.log_type)
    try:
        content = await anyio.to_thread.run_sync(logs.content, name)
    except NotFoundError:
        return Raw(f"Plex log file '{html.escape(name)}.log' not found.".encode(), TEXT_TYPE)
    return download(content, f"{name}.log")


def _log_name(logfile: str, log_type: str) -> str:
    return f"Plex Media {log_type.capitalize()}" if log_type else logfile or PLEX_LOG


def _end_of(logs: ServerLogs, name: str, window: int) -> list[list[str]]:
    try:
        newest = list(islice(logs.lines(name), max(window, 0)))
    except NotFoundError:
        return []
    return [[line.time, line.level, line.message] for line in reversed(newest)]


def download(content: bytes, name: str) -> Raw:
    """A file to be saved under that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Raw(content, DOWNLOAD_TYPE, headers=headers)


def chosen_entries(content: bytes, params: LogsParams, zone: ZoneInfo) -> list[Row]:
    """The entries in the caller's order; what nothing is found for is as if not searched for."""
    entries = [_entry(line, zone) for line in content.splitlines() if line.strip()]
    if params.order == "desc":
        entries.reverse()
    if params.start > 0 or params.end > 0:
        entries = entries[params.start : params.end or None]
    if params.sort in KEYS:
        entries.sort(key=lambda entry: entry[params.sort])
    for text in filter(None, (params.search, params.regex)):
        wanted = text.lower()
        found = [each for each in entries if any(wanted in str(v).lower() for v in each.values())]
        entries = found or entries
    return entries


def _entry(line: bytes, zone: ZoneInfo) -> Row:
    """One line of the log file: a JSON object, or whatever stands there."""
    try:
        told = orjson.loads(line)
        at = datetime.fromisoformat(told["timestamp"]).astimezone(zone)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        text = line.decode(errors="replace")
        return {"time": UNKNOWN_TIME, "loglevel": "", "msg": html.escape(text), "thread": ""}
    details = [f"{name}={value}" for name, value in told.items() if name not in KNOWN]
    message = " ".join([str(told.get("event", "")), *details])
    return {
        "time": f"{at:%Y-%m-%d %H:%M:%S} ",
        "loglevel": str(told.get("level", "")).upper(),
        "msg": html.escape(message),
        "thread": str(told.get("logger", "")),
    }


async def _read(data_folder: Path) -> bytes | None:
    path = data_folder / "logs" / LOG_FILE
    try:
        return await anyio.to_thread.run_sync(path.read_bytes)
    except OSError:
        return None


COMMANDS = (get_logs, download_log, get_plex_log, download_plex_log)
