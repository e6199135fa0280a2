"""Lines of the log as entries, and what of them is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import orjson

from watchkeeper.runtime.log_reading import Line, Position
from watchkeeper.values import dataclass

LEVELS = ("debug", "info", "warning", "error", "critical")
OWN = frozenset({"event", "level", "logger", "timestamp", "request", "exception"})
"""What every entry has; anything else is a detail of one."""
PREFIX = "watchkeeper."

Told = Mapping[str, object]
"""What a line says, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogWanted:
    """Which entries; "" and None mean any."""

    level: str = LEVELS[0]  # the lowest
    area: str = ""
    text: str = ""
    path: str = ""  # how the path of the request begins
    since: float | None = None  # UTC seconds
    until: float | None = None  # UTC seconds

    def has(self, told: Told, line: bytes) -> bool:
        """Whether an entry is asked for."""
        level = str(told.get("level", "info"))
        if level in LEVELS and LEVELS.index(level) < LEVELS.index(self.level):
            return False
        if self.path and not str(told.get("path", "")).startswith(self.path):
            return False
        if self.area and area_of(told) != self.area:
            return False
        text = self.text.casefold()
        if text and text not in line.decode("utf-8", "replace").casefold():
            return False
        at = seconds_of(told)
        return (self.since is None or (at or 0) >= self.since) and (
            self.until is None or (at or 0) <= self.until
        )


@dataclass(frozen=True, slots=True)
class Gathered:
    """Entries, the newest first, the areas seen, and where older ones begin."""

    entries: tuple[tuple[Position, Told], ...]
    areas: tuple[str, ...]
    older: Position | None  # None when there are none


def gathered(lines: Iterable[Line], wanted: LogWanted, limit: int) -> Gathered:
    """The wanted ones of these lines, at most `limit`."""
    entries: list[tuple[Position, Told]] = []
    areas: set[str] = set()
    last: Position | None = None
    for line in lines:
        last = line.at
        told = told_by(line.content)
        areas.add(area_of(told))
        if wanted.since is not None and (seconds_of(told) or wanted.since) < wanted.since:
            return Gathered(tuple(entries), tuple(sorted(areas)), None)
        if wanted.has(told, line.content):
            entries.append((line.at, told))
        if len(entries) == limit:
            break
    is_more = last is not None and last != Position(last.file, 0)
    return Gathered(tuple(entries), tuple(sorted(areas)), last if is_more else None)


def told_by(content: bytes) -> Told:
    """What a line says; one that is no JSON object is its own message."""
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError:
        told = None
    return told if isinstance(told, dict) else {"event": content.decode("utf-8", "replace")}


def area_of(told: Told) -> str:
    """The part of the program that speaks."""
    return str(told.get("logger", "")).removeprefix(PREFIX)


def seconds_of(told: Told) -> float | None:
    """When it was said, UTC seconds."""
    try:
        at = datetime.fromisoformat(str(told.get("timestamp", "")))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def details_of(told: Told) -> dict[str, str]:
    """What an entry says beside what all do, as texts."""
    return {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in told.items()
        if name not in OWN
    }
