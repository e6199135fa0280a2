"""A row of Tautulli's three history tables as a play of ours, value by value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from watchkeeper.db.foreign import Value
from watchkeeper.domain.facts import Fact, PlayId, SectionId, ServerId, UserId, whole_number
from watchkeeper.domain.play import NewPlay, PlayerFacts, PlaySource
from watchkeeper.features.importers.old_versions import (
    HISTORY_DEFAULTS,
    ITEM_DEFAULTS,
    PLATFORMS,
    STREAM_DEFAULTS,
    Runs,
    complete_stream,
)

PLAYER_WORDS = (
    "player",
    "product",
    "product_version",
    "platform",
    "platform_version",
    "profile",
    "machine_id",
)
PARENT_KEYS = ("parent_rating_key", "grandparent_rating_key")


@dataclass(frozen=True, slots=True)
class HistoryColumns:
    """The columns that a file has, in reading order, without the ids of the companions."""

    history: tuple[str, ...]
    item: tuple[str, ...]
    stream: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Orphan:
    """A row of session_history that cannot be a play; kept as it is."""

    row_id: int
    problem: str
    content: dict[str, dict[str, Fact] | None]


class PlayReader:
    """Turns rows (history columns, item id, item columns, stream id, stream columns) into plays."""

    def __init__(self, columns: HistoryColumns, server_id: ServerId, runs: Runs) -> None:
        self._columns = columns
        self._server_id = server_id
        self._runs = runs
        self._item_at = len(columns.history)
        self._stream_at = self._item_at + 1 + len(columns.item)
        self._players: dict[tuple[str | None, ...], PlayerFacts] = {}
        self._missing_item = _missing(ITEM_DEFAULTS, columns.item)
        self._missing_stream = _missing(STREAM_DEFAULTS, columns.stream)
        self._missing_history = _missing(HISTORY_DEFAULTS, columns.history)

    def read(self, row: Sequence[Value]) -> NewPlay | Orphan:
        """The play that a row is, or why it cannot be one."""
        item_at, stream_at = self._item_at, self._stream_at
        history = dict(zip(self._columns.history, row[:item_at], strict=True))
        item = dict(zip(self._columns.item, row[item_at + 1 : stream_at], strict=True))
        stream = dict(zip(self._columns.stream, row[stream_at + 1 :], strict=True))
        problem = _problem(history, row[item_at], row[stream_at])
        if problem:
            content = {
                "session_history": history,
                "session_history_metadata": item if row[item_at] is not None else None,
                "session_history_media_info": stream if row[stream_at] is not None else None,
            }
            return Orphan(int(history["id"] or 0), problem, content)
        item.update(self._missing_item)
        stream.update(self._missing_stream)
        history.update(self._missing_history)
        complete_stream(stream)
        return self._play(history, item, stream)

    def _play(
        self, history: dict[str, Fact], item: dict[str, Fact], stream: dict[str, Fact]
    ) -> NewPlay:
        raw: dict[str, Fact] = {}
        keys = {name: _parent_key(history, name, raw) for name in PARENT_KEYS}
        section = "section_id" if "section_id" in history else ""
        section_id = _whole(history if section else item, "section_id", raw)
        rating_key = _whole(history, "rating_key", raw)
        return NewPlay(
            server_id=self._server_id,
            started=int(history["started"] or 0),
            stopped=_whole(history, "stopped", raw),
            paused_seconds=_whole(history, "paused_counter", raw) or _zero(history, raw),
            user_id=UserId(_whole(history, "user_id", raw) or 0),
            username=_text(history, "user"),
            media_type=str(history.get("media_type") or item.get("media_type") or ""),
            rating_key=rating_key,
            parent_rating_key=keys["parent_rating_key"],
            grandparent_rating_key=keys["grandparent_rating_key"],
            section_id=None if section_id is None else SectionId(section_id),
            view_offset=_whole(history, "view_offset", raw),
            ip_address=_text(history, "ip_address"),
            player=self._player(history),
            bandwidth=_whole(history, "bandwidth", raw),
            location=_text(history, "location"),
            quality_profile=_text(history, "quality_profile"),
            secure=_flag(history, "secure", raw),
            relayed=_flag(history, "relayed", raw),
            item=item,
            stream=stream,
            source=PlaySource.IMPORTED,
            id=PlayId(int(history["id"] or 0)),
            reference_id=PlayId(self._reference(history)),
            raw=raw,
        )

    def _player(self, history: dict[str, Fact]) -> PlayerFacts:
        """The player; the same object for the same facts, which are few."""
        facts = tuple([_text(history, name) for name in PLAYER_WORDS])
        known = self._players.get(facts)
        if known is None:
            words = dict(zip(PLAYER_WORDS, facts, strict=True))
            platform = words["platform"]
            words["platform"] = PLATFORMS.get(platform or "", platform)
            known = self._players[facts] = PlayerFacts(**words)
        return known

    def _reference(self, history: dict[str, Fact]) -> int:
        row_id = int(history["id"] or 0)
        if "reference_id" in history:
            return whole_number(history["reference_id"]) or row_id
        return self._runs.reference(row_id, history.get("user_id"), history.get("rating_key"))


def _missing(defaults: dict[str, Fact], columns: Sequence[str]) -> dict[str, Fact]:
    return {name: value for name, value in defaults.items() if name not in columns}


def _problem(history: dict[str, Fact], item_id: Value, stream_id: Value) -> str:
    if whole_number(history.get("started")) is None:
        return "without a start"
    if item_id is None or stream_id is None:
        return "without companion rows"
    return ""


def _whole(row: dict[str, Fact], name: str, raw: dict[str, Fact]) -> int | None:
    """The value as a number; what a number cannot say goes into `raw`."""
    value = row.get(name)
    if value is None or type(value) is int:
        return value
    raw[name] = value
    return whole_number(value)


def _parent_key(row: dict[str, Fact], name: str, raw: dict[str, Fact]) -> int | None:
    """As `_whole`; "" and NULL both occur for items without a parent, so both are told apart."""
    value = _whole(row, name, raw)
    if value is None:
        raw[name] = row.get(name)
    return value


def _zero(row: dict[str, Fact], raw: dict[str, Fact]) -> int:
    if row.get("paused_counter") is None:
        raw["paused_counter"] = None
    return 0


def _flag(row: dict[str, Fact], name: str, raw: dict[str, Fact]) -> bool | None:
    value = row.get(name)
    if value is None:
        return None
    if value in {0, 1} and type(value) is int:
        return bool(value)
    raw[name] = value
    return None


def _text(row: dict[str, Fact], name: str) -> str | None:
    value = row.get(name)
    return value if value is None or type(value) is str else str(value)
