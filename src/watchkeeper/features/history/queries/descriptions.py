"""The descriptions that plays share: each distinct item, player and stream is one row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Connection, Table, func, select

from watchkeeper.db.bulk import insert_many
from watchkeeper.domain.facts import Fact, Facts, whole_number
from watchkeeper.domain.play import NewPlay
from watchkeeper.domain.resolution import delivered_resolution

VOLATILE = ("last_viewed_at",)
"""Words of an item that change with every play: kept with the play, so that items stay shared."""

LOOKUP_SIZE = 500

Row = dict[str, Any]  # Any: values of one table row


@dataclass(frozen=True, slots=True)
class Described:
    """The three descriptions of a play, as rows without ids."""

    item: Row
    player: Row
    stream: Row


def describe(play: NewPlay) -> Described:
    """The rows that describe the play's item, player and stream."""
    keys = (play.rating_key, play.parent_rating_key, play.grandparent_rating_key)
    item = item_row(play.media_type, keys, play.item)
    return Described(item, _player_row(play), _stream_row(play.stream))


def volatile_words(facts: Facts) -> dict[str, Fact]:
    """The stated words of an item that belong to the one play."""
    return {word: facts[word] for word in VOLATILE if word in facts and facts[word] is not None}


def keep_rows(conn: Connection, table: Table, rows: Iterable[Row]) -> dict[str, int]:
    """Store the rows that are not stored yet; returns the id of each digest."""
    wanted = {row["digest"]: row for row in rows}
    known = _ids_of(conn, table, list(wanted))
    missing = [row for digest, row in wanted.items() if digest not in known]
    if missing:
        first = (conn.execute(select(func.max(table.c.id))).scalar() or 0) + 1
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
        found = conn.execute(select(table.c.digest, table.c.id).where(table.c.digest.in_(part)))
        known.update((digest, number) for digest, number in found)
    return known


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def item_row(media_type: str, keys: tuple[int | None, int | None, int | None], words: Facts) -> Row:
    """An item as a row; `keys` are its own rating key, its parent's and its grandparent's."""
    volatile = [word for word in VOLATILE if word in words]
    if volatile:
        words = {**words, **dict.fromkeys(volatile)}
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
    }


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


def _stream_row(words: Facts) -> Row:
    facts = orjson.dumps(words)
    return {
        "digest": _digest(facts),
        "transcode_decision": text_of(words.get("transcode_decision")),
        "video_full_resolution": _optional(words.get("video_full_resolution")),
        "stream_video_full_resolution": delivered_resolution(words),
        "facts": facts.decode(),
    }


def _optional(value: Fact) -> str | None:
    return None if value is None else str(value)
