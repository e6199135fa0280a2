"""Log lines as entries, and what of them is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from watchkeeper.errors import InputError
from watchkeeper.runtime.log_entries import (
    LEVELS,
    LogWanted,
    Told,
    area_of,
    details_of,
    gathered,
    seconds_of,
)
from watchkeeper.runtime.log_reading import Line, Position
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.words import Moment, moment

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
            raise InputError(
                "A level is one of %(levels)s.", levels=", ".join(LEVELS), field="level"
            )
        times = {name: _instant(values[name], name, zone) for name in ("since", "until")}
        return cls(tab, {name: text for name, text in values.items() if text}, **times)

    def get(self, name: str) -> str:
        """What was chosen for a filter or a switch; "" when nothing was."""
        return self.values.get(name, "")

    @property
    def filters(self) -> int:
        """How many filters stand behind the button of a phone."""
        return sum(bool(self.get(name)) for name in ("level", "area", "since", "until"))

    @property
    def is_narrowed(self) -> bool:
        """Whether entries are left out by what somebody chose, besides the tab."""
        return bool(self.filters or self.get("text"))

    @property
    def wanted(self) -> LogWanted:
        """Which entries."""
        return LogWanted(
            level="error" if self.tab == "errors" else self.values.get("level", LEVELS[0]),
            area=self.get("area"),
            text=self.get("text"),
            path=API if self.tab == "api" else "",
            since=self.since,
            until=self.until,
        )

    def path(self, **changes: str) -> str:
        """The address of the same question with some values changed; "" takes one out."""
        tab = "" if self.tab == "program" else self.tab
        return with_query("/logs", {"tab": tab, **self.values, **changes})


@dataclass(frozen=True, slots=True)
class Found:
    """Entries, the newest first, the areas seen, and where older ones begin."""

    entries: tuple[Entry, ...]
    areas: tuple[str, ...]
    older: str  # "" when there are none


def found_in(lines: Iterable[Line], query: LogQuery, zone: tzinfo) -> Found:
    """The wanted ones of these lines, a page of them."""
    found = gathered(lines, query.wanted, PAGE)
    entries = tuple(_entry(told, at, zone) for at, told in found.entries)
    return Found(entries, found.areas, found.older.text if found.older else "")


def _entry(told: Told, at: Position, zone: tzinfo) -> Entry:
    return Entry(
        id=f"e{at.text}",
        moment=moment(seconds_of(told) or 0, zone, "%Y-%m-%d %H:%M:%S"),
        level=str(told.get("level", "info")),
        area=area_of(told),
        request=str(told.get("request", "")),
        message=str(told.get("event", "")),
        details=tuple(details_of(told).items()),
        exception=str(told.get("exception", "")),
    )


def _instant(text: str, field: str, zone: tzinfo) -> float | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError):
        raise InputError("A time looks like 2026-01-31T20:15.", field=field) from None
