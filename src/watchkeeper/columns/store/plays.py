"""The plays as arrays, sorted by start and number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from watchkeeper.columns.store.changes import PlayFacts
from watchkeeper.columns.store.dictionaries import UNKNOWN, Items, Pairs, People, Players
from watchkeeper.columns.store.growing import Array, Growing
from watchkeeper.columns.store.local_time import LocalTime
from watchkeeper.columns.store.texts import Interned

NO_STOP = np.iinfo(np.int32).min
"""Stands in `span` for a play whose end is not known."""

DTYPES: Mapping[str, Any] = MappingProxyType(  # Any: NumPy's number types
    {
        "id": np.int32,
        "reference": np.int32,
        "started": np.int64,  # UTC seconds
        "span": np.int32,  # seconds from start to stop
        "paused": np.int32,  # seconds
        "view_offset": np.int32,  # milliseconds
        "user": np.uint16,
        "username": np.uint16,
        "item": np.int32,
        "player": np.int32,
        "section": np.uint16,
        "ip_address": np.int32,
        "location": np.uint8,
        "source": np.uint8,
        "decision": np.uint8,
        "resolution": np.uint8,
        "stream_resolution": np.uint8,
        "day": np.int32,  # local day number of the start
        "hour": np.uint8,  # local hour of the start
        "counted": np.uint8,  # 0 for a play that is in no figure
        "bandwidth": np.int32,  # kbps
        "relayed": np.uint8,  # 0 no, 1 yes, 2 not known
        "reasons": np.uint8,  # domain.reasons.Reason
    }
)
WORDS = (
    "username",
    "ip_address",
    "location",
    "source",
    "decision",
    "resolution",
    "stream_resolution",
)

RELAYED: Mapping[Any, int] = MappingProxyType({False: 0, True: 1, None: 2})  # Any: bool or None

Rows = dict[str, Array]


class Plays:
    """The columns and the dictionaries that their codes stand for."""

    def __init__(self, local_time: LocalTime) -> None:
        self.local_time = local_time
        self.columns = {name: Growing(dtype) for name, dtype in DTYPES.items()}
        self.items = Items()
        self.players = Players()
        self.people = People()
        self.sections = Pairs()
        self.words = {name: Interned() for name in WORDS}
        self.longest = 0  # seconds; no play lasts longer from start to stop
        self.has_open_ends = False  # whether there may be plays whose end is not known
        self.has_uncounted = False  # whether there may be plays that are in no figure
        self.shortest = 0  # no play has a smaller span; below 0 some stop before they start
        self._highest_id = 0  # no play has a higher number: new ones need not be looked for

    def __len__(self) -> int:
        return len(self.columns["id"])

    def __getitem__(self, name: str) -> Array:
        """A column; valid until the next change."""
        return self.columns[name].view

    def encode(self, facts: Sequence[tuple[object, ...]]) -> Rows:
        """The rows of `PlayFacts` as arrays; new words, people and libraries get codes."""
        (id_, reference, server, started, stopped, paused, user, *rest) = zip(*facts, strict=True)
        (username, item, player, section, offset, address, location, source, *more) = rest
        (*streams, counted, bandwidth, relayed, reasons) = more
        starts = np.array(started, np.int64)
        days, hours = self.local_time.days_and_hours(starts)
        words = dict(zip(WORDS, (username, address, location, source, *streams), strict=True))
        rows: Rows = {
            "id": np.array(id_, np.int64),
            "reference": np.array(reference, np.int64),
            "started": starts,
            "span": _spans(starts, stopped),
            "paused": np.array(paused, np.int64),
            "view_offset": _offsets(offset),
            "user": np.array(self.people.codes(zip(server, user, strict=True)), np.int64),
            "item": np.array(item, np.int64),
            "player": np.array(player, np.int64),
            "section": np.array(self.sections.codes(zip(server, section, strict=True)), np.int64),
            "day": days,
            "hour": hours,
            "counted": np.array(counted, np.int64),
            "bandwidth": _offsets(bandwidth),
            "relayed": np.array([RELAYED[one] for one in relayed], np.int64),
            "reasons": np.array(reasons, np.int64),
        }
        for name, texts in words.items():
            rows[name] = np.array(self.words[name].codes(texts), np.int64)
        return {name: _narrow(values, DTYPES[name]) for name, values in rows.items()}

    def decode(self, positions: Array) -> list[PlayFacts]:
        """The plays at these positions as they were given."""
        rows = {name: self[name][positions].tolist() for name in DTYPES}
        stops = self.stopped(positions).tolist()
        people, sections = self.people.pairs.all(), self.sections.all()
        words = {name: self.words[name].all() for name in WORDS}
        return [
            PlayFacts(
                id=rows["id"][at],
                reference_id=rows["reference"][at],
                server_id=people[rows["user"][at]][0],
                started=rows["started"][at],
                stopped=None if stops[at] == UNKNOWN else stops[at],
                paused_seconds=rows["paused"][at],
                user_id=people[rows["user"][at]][1] or 0,
                username=words["username"][rows["username"][at]],
                item_id=rows["item"][at],
                player_id=rows["player"][at],
                section_id=sections[rows["section"][at]][1],
                view_offset=None if rows["view_offset"][at] == UNKNOWN else rows["view_offset"][at],
                ip_address=words["ip_address"][rows["ip_address"][at]],
                location=words["location"][rows["location"][at]],
                source=words["source"][rows["source"][at]] or "",
                transcode_decision=words["decision"][rows["decision"][at]] or "",
                video_full_resolution=words["resolution"][rows["resolution"][at]],
                stream_video_full_resolution=words["stream_resolution"][
                    rows["stream_resolution"][at]
                ],
                is_counted=bool(rows["counted"][at]),
                bandwidth=None if rows["bandwidth"][at] == UNKNOWN else rows["bandwidth"][at],
                relayed=(False, True, None)[rows["relayed"][at]],
                reasons=rows["reasons"][at],
            )
            for at in range(len(positions))
        ]

    def insert(self, rows: Rows) -> tuple[int, Array]:
        """Put rows where their start belongs.

        Returns the first position that changed, and for every row from there on (those before in
        their old order, then the new ones) its new place counted from that position.
        """
        first = int(np.searchsorted(self["started"], rows["started"].min(), side="left"))
        tails = {
            name: np.concatenate((column.view[first:], rows[name]))
            for name, column in self.columns.items()
        }
        order = np.lexsort((tails["id"], tails["started"]))
        for name, column in self.columns.items():
            column.replace_from(first, tails[name][order])
        self.remember(rows)
        places = np.empty_like(order)
        places[order] = np.arange(len(order))
        return first, places

    def remove(self, positions: Array) -> None:
        """Take rows out; the others close up."""
        first = int(positions.min())
        keep = np.ones(len(self) - first, np.bool_)
        keep[positions - first] = False
        for column in self.columns.values():
            column.replace_from(first, column.view[first:][keep])

    def positions_of(self, ids: Iterable[int]) -> Array:
        """Where the plays of those numbers are; numbers without a play are left out."""
        wanted = np.fromiter(ids, np.int64)
        wanted = wanted[wanted <= self._highest_id]
        if not len(wanted):
            return np.empty(0, np.int64)
        column = self["id"]
        if len(wanted) == 1:
            return np.flatnonzero(column == wanted[0])
        return np.flatnonzero(np.isin(column, wanted))

    def seconds(self, positions: Array | slice) -> Array:
        """Play time of each; without a known stop it is what the pauses take away."""
        span = self["span"][positions]
        return np.where(span == NO_STOP, 0, span) - self["paused"][positions].astype(np.int64)

    def stopped(self, positions: Array | slice) -> Array:
        """When each ended (UTC seconds); `UNKNOWN` where nobody knows."""
        span = self["span"][positions]
        return np.where(span == NO_STOP, UNKNOWN, self["started"][positions] + span)

    def percent(self, positions: Array | slice) -> Array:
        """How far each went, as `domain.watched.percent_complete` says it."""
        offset = self["view_offset"][positions]
        duration = self.items.numbers["duration"].view[self["item"][positions]]
        reached = np.where(offset == UNKNOWN, 0.1, offset)
        whole = np.where(duration == UNKNOWN, 1.0, duration)
        return np.divide(reached, whole, out=np.zeros(len(whole)), where=whole != 0) * 100

    def remember(self, rows: Mapping[str, Array] | Plays) -> None:
        """Learn from the spans of plays that came in, and whether all of them count."""
        spans, counted = rows["span"], rows["counted"]
        self._highest_id = max(self._highest_id, int(rows["id"].max(initial=0)))
        self.has_uncounted = self.has_uncounted or bool(counted.min(initial=1) == 0)
        self.longest = max(self.longest, int(spans.max(initial=0)))
        self.shortest = min(self.shortest, int(spans.min(initial=0)))
        self.has_open_ends = self.has_open_ends or bool(spans.min(initial=0) == NO_STOP)


def _spans(started: Array, stopped: Sequence[Any]) -> Array:  # Any: int or None
    if None not in stopped:
        return np.array(stopped, np.int64) - started
    pairs = zip(started.tolist(), stopped, strict=True)
    return np.array([NO_STOP if stop is None else stop - start for start, stop in pairs], np.int64)


def _offsets(offsets: Sequence[Any]) -> Array:  # Any: int or None
    return np.array([UNKNOWN if offset is None else offset for offset in offsets], np.int64)


def _narrow(values: Array, dtype: Any) -> Array:  # Any: a NumPy number type
    """The values in the small type of their column when they fit; the column widens otherwise."""
    limits = np.iinfo(dtype)
    fits = limits.min <= values.min(initial=0) and values.max(initial=0) <= limits.max
    return values.astype(dtype) if fits else values
