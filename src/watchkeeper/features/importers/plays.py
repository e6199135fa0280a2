"""A row of Tautulli's three history tables as a play of ours, value by value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from watchkeeper.domain.facts import (
    Fact,
    Facts,
    PackedFacts,
    PlayId,
    SectionId,
    ServerId,
    UserId,
    whole_number,
)
from watchkeeper.domain.play import NewPlay, PlayerFacts, PlaySource
from watchkeeper.features.importers.old_versions import (
    HISTORY_DEFAULTS,
    ITEM_DEFAULTS,
    PLATFORMS,
    STREAM_DEFAULTS,
    Runs,
    complete_stream,
)
from watchkeeper.values import dataclass

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
FIRST_INSTANT, LAST_INSTANT = -2_208_988_800, 4_102_444_800
"""UTC seconds, the years 1900 and 2100: outside of them no clock stood, however wrong it was.
Milliseconds that somebody wrote for seconds lie thousands of years ahead."""
HIGHEST = 2**53
"""Above it sums of numbers of plays would no longer be exact."""


@dataclass(slots=True)
class StoredRow:
    """A row of session_history and what its companions say; None for a missing companion."""

    history: dict[str, Fact]
    item: Facts | None
    stream: Facts | None


@dataclass(frozen=True, slots=True)
class HistoryColumns:
    """The columns that a file has, in reading order, without the ids of the companions."""

    history: tuple[str, ...]
    item: tuple[str, ...]
    stream: tuple[str, ...]

    def row_of(self, words: Facts) -> StoredRow:
        """The row of a play of which all words are known; without an `id` it is no play yet."""
        history, item, stream = (
            {name: words.get(name) for name in part}
            for part in (self.history, self.item, self.stream)
        )
        has_id = words.get("id") is not None
        return StoredRow(history, item if has_id else None, stream if has_id else None)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A row of session_history that cannot be a play; kept as it is."""

    row_id: int
    problem: str
    content: dict[str, dict[str, Fact] | None]


class PlayReader:
    """Turns the rows of one file into plays; ask in ascending order of ids."""

    def __init__(self, columns: HistoryColumns, server_id: ServerId, runs: Runs) -> None:
        self._server_id = server_id
        self.runs = runs
        self._players: dict[tuple[str | None, ...], PlayerFacts] = {}
        self._missing_history = _missing(HISTORY_DEFAULTS, columns.history)
        self._missing_item = _missing(ITEM_DEFAULTS, columns.item)
        self._missing_stream = _missing(STREAM_DEFAULTS, columns.stream)

    def read(self, row: StoredRow) -> NewPlay | Orphan:
        """The play that a row is, or why it cannot be one."""
        history, item, stream = row.history, row.item, row.stream
        started = whole_number(history.get("started"))
        if started is None:
            return _orphan(row, "without a start")
        if not FIRST_INSTANT <= started <= LAST_INSTANT:
            return _orphan(row, "with a start that cannot be")
        if item is None or stream is None:
            return _orphan(row, "without companion rows")
        history.update(self._missing_history)
        if self._missing_item:
            item = _completed(item, self._complete_item)
        return self._play(history, item, _completed(stream, self._complete_stream))

    def _complete_item(self, item: dict[str, Fact]) -> None:
        item.update(self._missing_item)

    def _complete_stream(self, stream: dict[str, Fact]) -> None:
        stream.update(self._missing_stream)
        complete_stream(stream)

    def _play(self, history: dict[str, Fact], item: Facts, stream: Facts) -> NewPlay:
        raw: dict[str, Fact] = {}
        keys = {name: _parent_key(history, name, raw) for name in PARENT_KEYS}
        section = "section_id" if "section_id" in history else ""
        section_id = _whole(history if section else item, "section_id", raw)
        rating_key = _whole(history, "rating_key", raw)
        return NewPlay(
            server_id=self._server_id,
            started=int(history["started"] or 0),
            stopped=_instant(history, "stopped", raw),
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
        return self.runs.reference(row_id, history.get("user_id"), history.get("rating_key"))


def _missing(defaults: dict[str, Fact], columns: Sequence[str]) -> dict[str, Fact]:
    return {name: value for name, value in defaults.items() if name not in columns}


def _orphan(row: StoredRow, problem: str) -> Orphan:
    content = {
        "session_history": row.history,
        "session_history_metadata": None if row.item is None else dict(row.item),
        "session_history_media_info": None if row.stream is None else dict(row.stream),
    }
    return Orphan(int(row.history["id"] or 0), problem, content)


def _completed(facts: Facts, complete: Callable[[dict[str, Fact]], None]) -> Facts:
    if isinstance(facts, PackedFacts):
        return facts.changed(complete)
    words = dict(facts)
    complete(words)
    return words


def _whole(row: Facts, name: str, raw: dict[str, Fact]) -> int | None:
    """The value as a number; what a number cannot say goes into `raw`."""
    value = row.get(name)
    if value is None or (type(value) is int and abs(value) <= HIGHEST):
        return value
    raw[name] = value
    number = whole_number(value)
    return None if number is None or abs(number) > HIGHEST else number


def _instant(row: Facts, name: str, raw: dict[str, Fact]) -> int | None:
    """As `_whole`, for UTC seconds."""
    value = _whole(row, name, raw)
    if value is None or FIRST_INSTANT <= value <= LAST_INSTANT:
        return value
    raw[name] = row.get(name)
    return None


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
