"""The rows of live sessions, last stops, coverage and gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from sqlalchemy import (
    Column,
    Connection,
    Row,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from watchkeeper.db.tables import collection, collection_gap, item, last_stop, play, session
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.domain.play import NewPlay
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history.queries.record import write_play
from watchkeeper.features.monitoring.advancing.known import StopKey
from watchkeeper.features.monitoring.gaps.gap import Gap, RecordedPlay
from watchkeeper.features.monitoring.keeping.stored import StoredSession
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What is written of running sessions at once: new rows, and what changed in others."""

    opened: Sequence[StoredSession] = ()
    described: Mapping[int, str] = field(default_factory=dict)  # JSON by number
    counted: Mapping[int, str] = field(default_factory=dict)  # JSON by number
    covered_at: float | None = None  # UTC seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A session that ended."""

    number: int
    is_stored: bool  # whether its row was ever written
    stop_key: StopKey
    stopped: int  # UTC seconds
    play: NewPlay | None  # None: it is not recorded


def load_sessions(conn: Connection, server_id: ServerId) -> list[StoredSession]:
    """The sessions that ran when the last process ended, oldest first."""
    rows = conn.execute(
        select(
            session.c.number,
            session.c.rating_key,
            session.c.machine_id,
            session.c.started,
            session.c.description,
            session.c.state,
        )
        .where(session.c.server_id == server_id)
        .order_by(session.c.number)
    )
    return [StoredSession(*row) for row in rows]


def load_last_stops(conn: Connection, server_id: ServerId) -> dict[StopKey, float]:
    """When each person last stopped something of a kind on a player."""
    rows = conn.execute(
        select(
            last_stop.c.user_id,
            last_stop.c.machine_id,
            last_stop.c.media_type,
            last_stop.c.stopped,
        ).where(last_stop.c.server_id == server_id)
    )
    return {(UserId(row[0]), row[1], row[2]): float(row[3]) for row in rows}


def load_covered_at(conn: Connection, server_id: ServerId) -> float | None:
    """Until when sessions were collected (UTC seconds); None: never yet."""
    covered = conn.execute(
        select(collection.c.covered_at).where(collection.c.server_id == server_id)
    ).scalar_one_or_none()
    return None if covered is None else covered / 1000


def save(conn: Connection, server_id: ServerId, saving: Saving) -> None:
    """Write what is new about running sessions."""
    if saving.opened:
        conn.execute(insert(session), [_session_row(server_id, one) for one in saving.opened])
    if saving.described:
        _update_sessions(conn, server_id, session.c.description, saving.described)
    if saving.counted:
        _update_sessions(conn, server_id, session.c.state, saving.counted)
    if saving.covered_at is not None:
        _cover(conn, server_id, round(saving.covered_at * 1000))


def close(
    conn: Connection,
    server_id: ServerId,
    closing: Closing,
    rule: WatchedRule,
) -> PlayId | None:
    """Turn a running session into a play, or into nothing; once, however often it is called."""
    removed = conn.execute(
        delete(session).where(session.c.server_id == server_id, session.c.number == closing.number)
    ).rowcount
    if closing.is_stored and not removed:
        return None
    _remember_stop(conn, server_id, closing.stop_key, closing.stopped)
    return write_play(conn, closing.play, rule) if closing.play is not None else None


def open_gap(conn: Connection, server_id: ServerId, from_at: int, cause: str) -> int:
    """Write down that collection stopped; returns the gap's number."""
    row = {
        "server_id": server_id,
        "from_at": from_at,
        "to_at": None,
        "cause": cause,
        "backfilled": 0,
        "is_checked": 0,
    }
    key = conn.execute(insert(collection_gap).values(row)).inserted_primary_key
    if key is None:
        raise AssertionError("an insert states the key of its row")
    return int(key[0])


def end_gap(conn: Connection, gap_id: int, to_at: int) -> None:
    """Write down that collection goes on."""
    conn.execute(update(collection_gap).where(collection_gap.c.id == gap_id).values(to_at=to_at))


def fill_gap(
    conn: Connection, gap_id: int, plays: Sequence[NewPlay], rule: WatchedRule
) -> list[PlayId]:
    """Add the plays of a gap and write down that the server's history was read for it."""
    conn.execute(
        update(collection_gap)
        .where(collection_gap.c.id == gap_id)
        .values(is_checked=1, backfilled=len(plays))
    )
    return [write_play(conn, one, rule) for one in plays]


def gaps(conn: Connection, server_id: ServerId, *, unchecked_only: bool = False) -> list[Gap]:
    """The gaps of a server, newest first."""
    wanted = (
        select(collection_gap)
        .where(collection_gap.c.server_id == server_id)
        .order_by(collection_gap.c.id.desc())
    )
    if unchecked_only:
        wanted = wanted.where(collection_gap.c.is_checked == 0)
    return [_gap(row) for row in conn.execute(wanted)]


def plays_around(
    conn: Connection, server_id: ServerId, from_at: int, to_at: int
) -> list[RecordedPlay]:
    """Plays of a server that run into a stretch of time (UTC seconds)."""
    rows = conn.execute(
        select(play.c.user_id, play.c.rating_key, item.c.guid, play.c.started, play.c.stopped)
        .join_from(play, item)
        .where(
            play.c.server_id == server_id,
            play.c.started <= to_at,
            play.c.stopped >= from_at,
        )
    )
    return [RecordedPlay(UserId(row[0]), *row[1:]) for row in rows]


def _session_row(server_id: ServerId, one: StoredSession) -> dict[str, object]:
    return {
        "server_id": server_id,
        "number": one.number,
        "rating_key": one.rating_key,
        "machine_id": one.machine_id,
        "started": one.started,
        "description": one.description,
        "state": one.state,
    }


def _update_sessions(
    conn: Connection, server_id: ServerId, column: Column[str], texts: Mapping[int, str]
) -> None:
    statement = (
        update(session)
        .where(session.c.server_id == server_id, session.c.number == bindparam("of_number"))
        .values({column: bindparam("new_text")})
    )
    conn.execute(
        statement, [{"of_number": number, "new_text": text} for number, text in texts.items()]
    )


def _cover(conn: Connection, server_id: ServerId, covered_at: int) -> None:
    _put(
        conn,
        collection,
        {"server_id": server_id},
        {"covered_at": covered_at},
    )


def _remember_stop(conn: Connection, server_id: ServerId, key: StopKey, stopped: int) -> None:
    user_id, machine_id, media_type = key
    _put(
        conn,
        last_stop,
        {
            "server_id": server_id,
            "user_id": user_id,
            "machine_id": machine_id,
            "media_type": media_type,
        },
        {"stopped": stopped},
    )


def _put(
    conn: Connection, table: Table, key: Mapping[str, object], values: Mapping[str, object]
) -> None:
    """Update the row of that key, or make it."""
    found = and_(*(table.c[name] == value for name, value in key.items()))
    if conn.execute(update(table).where(found).values(**values)).rowcount == 0:
        conn.execute(insert(table).values(**key, **values))


def _gap(row: Row[tuple[object, ...]]) -> Gap:
    return Gap(
        id=row.id,
        server_id=ServerId(row.server_id),
        from_at=row.from_at,
        to_at=row.to_at,
        cause=row.cause,
        backfilled=row.backfilled,
        is_checked=bool(row.is_checked),
    )
