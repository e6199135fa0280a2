"""Feeding the columns with what changed in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, case, func, literal, select

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.store.changes import (
    LONGEST,
    Changes,
    ItemFacts,
    PlayerNames,
    UserName,
)
from watchkeeper.db.tables import (
    item,
    play,
    play_deleted,
    player,
    record_state,
    server,
    stream,
    user,
)
from watchkeeper.values import dataclass

CHUNK = 20_000
MANY = 1000
ITEM_CHUNK = 1000

PLAY_FACTS = (
    play.c.id,
    play.c.reference_id,
    play.c.server_id,
    play.c.started,
    play.c.stopped,
    play.c.paused_seconds,
    play.c.user_id,
    play.c.username,
    play.c.item_id,
    play.c.player_id,
    play.c.section_id,
    case((play.c.view_offset >= 0, play.c.view_offset)),  # below 0 it says nothing
    play.c.ip_address,
    play.c.location,
    play.c.source,
    stream.c.transcode_decision,
    stream.c.video_full_resolution,
    stream.c.stream_video_full_resolution,
    play.c.is_counted,
    case((play.c.bandwidth >= 0, play.c.bandwidth)),
    play.c.relayed,
    func.coalesce(stream.c.reasons, 0),
)
"""In the order of `columns.changes.PlayFacts`."""
DURATION_ORDER = case(
    (item.c.duration.is_not(None), item.c.duration),
    (item.c.facts.contains('"duration":""'), literal(LONGEST)),
    else_=None,
)
KNOWN: BindParameter[int] = bindparam("known")
REVISION: BindParameter[int] = bindparam("revision")
ALL_PLAYS = (
    select(*PLAY_FACTS)
    .join_from(play, stream)
    .where(play.c.revision <= REVISION)
    .execution_options(yield_per=CHUNK)
)
LATER_PLAYS = ALL_PLAYS.where(play.c.revision > KNOWN)
DELETED = select(play_deleted.c.play_id).where(
    play_deleted.c.revision > KNOWN, play_deleted.c.revision <= REVISION
)
ITEMS = (
    select(
        item.c.id,
        item.c.media_type,
        item.c.live,
        item.c.rating_key,
        item.c.parent_rating_key,
        item.c.grandparent_rating_key,
        item.c.full_title,
        item.c.guid,
        item.c.duration,
        DURATION_ORDER,
        item.c.marker_credits_first,
        item.c.marker_credits_final,
        item.c.year,
        item.c.grandparent_title,
        item.c.original_title,
        func.coalesce(item.c.genres, ""),
    )
    .where(item.c.id > KNOWN)
    .order_by(item.c.id)
    .execution_options(yield_per=ITEM_CHUNK)
)
PLAYERS = (
    select(player.c.id, player.c.player, player.c.product, player.c.platform)
    .where(player.c.id > KNOWN)
    .order_by(player.c.id)
)
NAMES = select(user.c.server_id, user.c.user_id, user.c.friendly_name, user.c.username)
RECORD_REVISION = select(record_state.c.revision)
NEWEST = select(
    record_state.c.revision,
    select(func.max(item.c.id)).scalar_subquery(),
    select(func.max(player.c.id)).scalar_subquery(),
    select(func.max(play_deleted.c.revision)).scalar_subquery(),
    select(func.count(user.c.id)).scalar_subquery(),
)
"""What is newest of all that the columns follow: one look tells what need not be read."""


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the columns came, and what changed on the way."""

    revision: int
    touched: Collection[int] | None  # numbers of plays; None when they are many


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest of all that the columns follow; 0 where there is nothing yet."""

    revision: int
    item: int
    player: int
    deletion: int  # the revision of it
    names: int  # how many


def follow(conn: Connection, columns: Columns, *, with_names: bool = True) -> Followed:
    """Bring the columns to the state of the record.

    Without names they are read only if there are more or fewer of them than the columns know.
    What is written meanwhile is seen in part or not at all, and seen whole the next time: the
    revision is read first, and to apply a change twice does no harm.
    """
    newest, known = _newest(conn), columns.revision
    is_behind = newest.revision > known
    touched: set[int] = set()
    if is_behind and newest.deletion > known:
        touched.update(_deleted(conn, known, newest.revision))
    has_items = newest.item > columns.known_items
    has_players = newest.player > columns.known_players
    has_names = with_names or newest.names != columns.known_names
    columns.apply(
        Changes(
            revision=newest.revision,
            items=_items(conn, columns.known_items) if has_items else (),
            players=_players(conn, columns.known_players) if has_players else (),
            names=_names(conn) if has_names else None,
            deleted=[*touched],
            plays=_noted(_plays(conn, known, newest.revision), touched) if is_behind else (),
        )
    )
    return Followed(newest.revision, None if len(touched) > MANY else touched)


def _newest(conn: Connection) -> Newest:
    row = conn.execute(NEWEST).first()
    return Newest(*(number or 0 for number in row or (0, 0, 0, 0, 0)))


def _noted(
    chunks: Iterable[Sequence[tuple[object, ...]]], touched: set[int]
) -> Iterator[Sequence[tuple[object, ...]]]:
    """The same plays; their numbers go to `touched` until they are many."""
    for chunk in chunks:
        if len(touched) <= MANY:
            touched.update(int(str(row[0])) for row in chunk[: MANY + 1])
        yield chunk


def record_revision(conn: Connection) -> int:
    """The revision of the record; 0 for an empty one."""
    return conn.execute(RECORD_REVISION).scalar() or 0


def record_mark(conn: Connection) -> str:
    """Tells this database from others: who its servers are."""
    rows = conn.execute(select(server.c.id, server.c.identifier).order_by(server.c.id))
    return ";".join(f"{number}={identifier}" for number, identifier in rows)


def count_plays(conn: Connection) -> int:
    """How many plays the record has."""
    return int(conn.execute(select(func.count()).select_from(play)).scalar_one())


def _deleted(conn: Connection, known: int, revision: int) -> list[int]:
    return list(conn.execute(DELETED, {"known": known, "revision": revision}).scalars())


def _plays(conn: Connection, known: int, revision: int) -> Iterator[Sequence[tuple[object, ...]]]:
    wanted = LATER_PLAYS if known else ALL_PLAYS
    rows = conn.execute(wanted, {"known": known, "revision": revision})
    for part in rows.partitions():
        yield [tuple(row) for row in part]


def _items(conn: Connection, known: int) -> Iterator[list[ItemFacts]]:
    rows = conn.execute(ITEMS, {"known": known})
    for part in rows.partitions():
        yield [ItemFacts(*tuple(row)) for row in part]


def _players(conn: Connection, known: int) -> list[PlayerNames]:
    return [PlayerNames(*row) for row in conn.execute(PLAYERS, {"known": known})]


def _names(conn: Connection) -> list[UserName]:
    return [
        UserName(server_id, user_id, display_name(friendly_name, username))
        for server_id, user_id, friendly_name, username in conn.execute(NAMES)
    ]


def display_name(friendly_name: str | None, username: str) -> str:
    """How a person is called: the friendly name unless it is blank."""
    return friendly_name if friendly_name and friendly_name.strip() else username
