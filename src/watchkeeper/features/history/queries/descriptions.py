"""The descriptions that plays share: each distinct item, player and stream is one row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import Connection, Table, bindparam, func, select

from watchkeeper.db.bulk import insert_many
from watchkeeper.db.tables import item, player, stream
from watchkeeper.domain.facts import Fact, Facts, PackedFacts, whole_number
from watchkeeper.domain.play import NewPlay
from watchkeeper.domain.reasons import reasons_of
from watchkeeper.domain.resolution import delivered_resolution

VOLATILE = ("last_viewed_at",)
"""Words of an item that change with every play: kept with the play, so that items stay shared."""

LOOKUP_SIZE = 500
LOOKUPS = MappingProxyType(
    {
        table: select(table.c.digest, table.c.id).where(
            table.c.digest.in_(bindparam("digests", expanding=True))
        )
        for table in (item, player, stream)
    }
)
LAST_IDS = MappingProxyType(
    {table: select(func.max(table.c.id)) for table in (item, player, stream)}
)
LARGEST = 30_000  # descriptions of each kind; some 10 MB

Row = dict[str, Any]  # Any: values of one table row


class KnownDescriptions:
    """Which descriptions were met before, so that each distinct one is written out once.

    For one run of batches: descriptions are never removed, but after a failed transaction what
    is known here may be wrong. At most `LARGEST` of each kind are remembered.
    """

    def __init__(self) -> None:
        self._items = Shelf(item, _item_key, _item_row_of)
        self._players = Shelf(player, lambda play: play.player, _player_row)
        self._streams = Shelf(stream, lambda play: _form(play.stream), _stream_row)

    def ids(self, conn: Connection, plays: Sequence[NewPlay]) -> list[tuple[int, int, int]]:
        """The item, player and stream of each play, stored if they were not yet."""
        shelves = (self._items, self._players, self._streams)
        return list(zip(*(shelf.ids(conn, plays) for shelf in shelves), strict=True))


class Shelf:
    """The descriptions of one table, found by what can be had of a play without unpacking it."""

    def __init__(
        self, table: Table, key: Callable[[NewPlay], Hashable], row: Callable[[NewPlay], Row]
    ) -> None:
        self._table = table
        self._key = key
        self._row = row
        self._known: dict[Hashable, int] = {}

    def ids(self, conn: Connection, plays: Sequence[NewPlay]) -> list[int]:
        """The description of each play, stored if it was not yet."""
        if len(self._known) > LARGEST:
            self._known.clear()
        known, keys = self._known, list(map(self._key, plays))
        fresh = {key: play for key, play in zip(keys, plays, strict=True) if key not in known}
        rows = {key: self._row(play) for key, play in fresh.items()}
        stored = keep_rows(conn, self._table, rows.values())
        known.update((key, stored[row["digest"]]) for key, row in rows.items())
        return [known[key] for key in keys]


def volatile_words(facts: Facts) -> dict[str, Fact]:
    """The stated words of an item that belong to the one play."""
    return {word: facts[word] for word in VOLATILE if word in facts and facts[word] is not None}


def keep_rows(conn: Connection, table: Table, rows: Iterable[Row]) -> dict[str, int]:
    """Store the rows that are not stored yet; returns the id of each digest."""
    wanted = {row["digest"]: row for row in rows}
    known = _ids_of(conn, table, list(wanted))
    missing = [row for digest, row in wanted.items() if digest not in known]
    if missing:
        first = (conn.execute(LAST_IDS[table]).scalar() or 0) + 1
        for number, row in enumerate(missing, first):
            known[row["digest"]] = number
            row["id"] = number
        insert_many(conn, table, missing)
    return known


def text_of(value: Fact) -> str:
    """The value as text; absent is ""."""
    return "" if value is None else str(value)


def is_live(facts: Facts) -> bool:
    """Whether the item's stated words say Live TV."""
    return whole_number(facts.get("live")) == 1


def _ids_of(conn: Connection, table: Table, digests: Sequence[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    remaining = iter(digests)
    while part := list(islice(remaining, LOOKUP_SIZE)):
        found = conn.execute(LOOKUPS[table], {"digests": part})
        known.update((digest, number) for digest, number in found)
    return known


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def item_row(media_type: str, keys: tuple[int | None, int | None, int | None], words: Facts) -> Row:
    """An item as a row; `keys` are its own rating key, its parent's and its grandparent's."""
    words = _unpacked(words)
    words.update((word, None) for word in VOLATILE if word in words)
    facts = orjson.dumps(words)
    return {
        "digest": _digest(repr((media_type, *keys)).encode() + facts),
        "media_type": media_type,
        "rating_key": keys[0],
        "parent_rating_key": keys[1],
        "grandparent_rating_key": keys[2],
        "title": text_of(words.get("title")),
        "parent_title": text_of(words.get("parent_title")),
        "grandparent_title": text_of(words.get("grandparent_title")),
        "original_title": text_of(words.get("original_title")),
        "full_title": text_of(words.get("full_title")),
        "year": whole_number(words.get("year")),
        "guid": text_of(words.get("guid")),
        "live": is_live(words),
        "duration": whole_number(words.get("duration")),
        "marker_credits_first": whole_number(words.get("marker_credits_first")),
        "marker_credits_final": whole_number(words.get("marker_credits_final")),
        "facts": facts.decode(),
        "genres": text_of(words.get("genres")),
    }


def _item_row_of(play: NewPlay) -> Row:
    keys = (play.rating_key, play.parent_rating_key, play.grandparent_rating_key)
    return item_row(play.media_type, keys, play.item)


def _item_key(play: NewPlay) -> Hashable:
    keys = (play.rating_key, play.parent_rating_key, play.grandparent_rating_key)
    return (play.media_type, *keys, _form(play.item))


def _form(words: Facts) -> bytes:
    return words.form if isinstance(words, PackedFacts) else orjson.dumps(dict(words))


def _unpacked(words: Facts) -> dict[str, Fact]:
    """A dict of its own."""
    return words.unpacked() if isinstance(words, PackedFacts) else dict(words)


def _player_row(play: NewPlay) -> Row:
    facts = play.player
    row: Row = {
        "player": facts.player,
        "product": facts.product,
        "product_version": facts.product_version,
        "platform": facts.platform,
        "platform_version": facts.platform_version,
        "profile": facts.profile,
        "machine_id": facts.machine_id,
    }
    return {"digest": _digest(repr(tuple(row.values())).encode()), **row}


def _stream_row(play: NewPlay) -> Row:
    words = _unpacked(play.stream)
    facts = orjson.dumps(words)
    return {
        "digest": _digest(facts),
        "transcode_decision": text_of(words.get("transcode_decision")),
        "video_full_resolution": _optional(words.get("video_full_resolution")),
        "stream_video_full_resolution": delivered_resolution(words),
        "facts": facts.decode(),
        "reasons": int(reasons_of(words)),
    }


def _optional(value: Fact) -> str | None:
    return None if value is None else str(value)
