"""Log lines as entries, and what of them is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import orjson

from watchkeeper.errors import InputError
from watchkeeper.runtime.log_reading import Line, Position
from watchkeeper.web.rendering import with_query
from watchkeeper.web.words import Moment, moment

LEVELS = ("debug", "info", "warning", "error", "critical")
OWN = frozenset({"event", "level", "logger", "timestamp", "request", "exception"})
PREFIX = "watchkeeper."
PAGE = 200
NAMES = ("level", "area", "text", "since", "until", "wrap", "mask", "follow")
API = "/api"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log."""

    id: str
    moment: Moment
    level: str
    area: str
    request: str  # "" for none
    message: str
    details: tuple[tuple[str, str], ...]
    exception: str


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which entries; "" and None mean any. `since` and `until` are UTC seconds."""

    tab: str
    values: Mapping[str, str]
    since: float | None
    until: float | None

    @classmethod
    def of(cls, params: Mapping[str, str], tab: str, zone: tzinfo) -> LogQuery:
        """What an address asks for.

        Raises:
            InputError: a level or a time that is none; `field` names it.
        """
        values = {name: params.get(name, "").strip()[:200] for name in NAMES}
        if values["level"] and values["level"] not in LEVELS:
            raise InputError(f"A level is one of {', '.join(LEVELS)}.", field="level")
        times = {name: _instant(values[name], name, zone) for name in ("since", "until")}
        return cls(tab, {name: text for name, text in values.items() if text}, **times)

    def get(self, name: str) -> str:
        """What was chosen for a filter or a switch; "" when nothing was."""
        return self.values.get(name, "")

    @property
    def least(self) -> int:
        """The number of the lowest level."""
        lowest = "error" if self.tab == "errors" else self.values.get("level", "debug")
        return LEVELS.index(lowest)

    def path(self, **changes: str) -> str:
        """The address of the same question with some values changed; "" takes one out."""
        tab = "" if self.tab == "program" else self.tab
        return with_query("/logs", {"tab": tab, **self.values, **changes})

    def is_wanted(self, told: Mapping[str, object], line: bytes) -> bool:
        """Whether an entry is asked for."""
        level = str(told.get("level", "info"))
        if level in LEVELS and LEVELS.index(level) < self.least:
            return False
        if self.tab == "api" and not str(told.get("path", "")).startswith(API):
            return False
        area = self.values.get("area")
        if area and area_of(told) != area:
            return False
        text = self.values.get("text", "").casefold()
        if text and text not in line.decode("utf-8", "replace").casefold():
            return False
        at = seconds_of(told)
        return (self.since is None or (at or 0) >= self.since) and (
            self.until is None or (at or 0) <= self.until
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Entries, the newest first, the areas seen, and where older ones begin."""

    entries: tuple[Entry, ...]
    areas: tuple[str, ...]
    older: str  # "" when there are none


def gathered(lines: Iterable[Line], query: LogQuery, zone: tzinfo) -> Found:
    """The wanted ones of these lines, a page of them."""
    entries, areas, last = [], set(), None
    for line in lines:
        last = line.at
        told = told_by(line.content)
        areas.add(area_of(told))
        if query.since is not None and (seconds_of(told) or query.since) < query.since:
            return Found(tuple(entries), tuple(sorted(areas)), "")
        if query.is_wanted(told, line.content):
            entries.append(_entry(told, line, zone))
        if len(entries) == PAGE:
            break
    is_more = last is not None and last != Position(last.file, 0)
    return Found(tuple(entries), tuple(sorted(areas)), last.text if last and is_more else "")


def told_by(content: bytes) -> Mapping[str, object]:
    """What a line says; one that is no JSON object is its own message."""
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError:
        told = None
    return told if isinstance(told, dict) else {"event": content.decode("utf-8", "replace")}


def area_of(told: Mapping[str, object]) -> str:
    """The part of the program that speaks."""
    return str(told.get("logger", "")).removeprefix(PREFIX)


def seconds_of(told: Mapping[str, object]) -> float | None:
    """When it was said, UTC seconds."""
    try:
        at = datetime.fromisoformat(str(told.get("timestamp", "")))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _entry(told: Mapping[str, object], line: Line, zone: tzinfo) -> Entry:
    return Entry(
        id=f"e{line.at.text}",
        moment=moment(seconds_of(told) or 0, zone, "%Y-%m-%d %H:%M:%S"),
        level=str(told.get("level", "info")),
        area=area_of(told),
        request=str(told.get("request", "")),
        message=str(told.get("event", "")),
        details=tuple(_details(told)),
        exception=str(told.get("exception", "")),
    )


def _details(told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in told.items():
        if name not in OWN:
            yield name, value if isinstance(value, str) else orjson.dumps(value).decode()


def _instant(text: str, field: str, zone: tzinfo) -> float | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError):
        raise InputError("A time looks like 2026-01-31T20:15.", field=field) from None
