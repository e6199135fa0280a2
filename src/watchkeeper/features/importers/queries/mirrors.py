"""Tautullis beside us, and what is still to be asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from watchkeeper.db.tables import mirror, play, taken_row
from watchkeeper.domain.facts import PlayId, SectionId, ServerId, whole_number
from watchkeeper.domain.play import NewPlay, PlaySource
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history.queries.descriptions import KnownDescriptions
from watchkeeper.features.history.queries.record import raise_revision
from watchkeeper.features.history.queries.rows import play_rows, stream_facts
from watchkeeper.features.history.rows import PlayRow
from watchkeeper.features.importers.beside_rows import Details, position
from watchkeeper.features.importers.queries.record import deleted_here
from watchkeeper.values import dataclass

PENDING = "stream_data"
"""Name under which `taken_row` lists the plays whose details are not known yet."""


@dataclass(frozen=True, slots=True)
class MirrorRow:
    """A Tautulli beside us; the key is sealed."""

    id: int
    server_id: ServerId
    url: str
    key_sealed: str
    verify_tls: bool
    rows_read: int
    is_whole: bool
    people_at: int | None  # UTC seconds
    last_ok_at: int | None  # UTC seconds


def all_mirrors(conn: Connection) -> list[MirrorRow]:
    """All of them in the order they were added."""
    names = MirrorRow.__dataclass_fields__
    found = conn.execute(select(*(mirror.c[name] for name in names)).order_by(mirror.c.id))
    return [MirrorRow(*row) for row in found]


def add_mirror(conn: Connection, values: Mapping[str, object]) -> int:
    """A new one at the beginning of its history; returns its id."""
    beginning = {"rows_read": 0, "is_whole": False}
    added = insert(mirror).values(**values, **beginning).returning(mirror.c.id)
    mirror_id: int = conn.execute(added).scalar_one()
    return mirror_id


def change_mirror(conn: Connection, mirror_id: int, values: Mapping[str, object]) -> None:
    """Change columns of one."""
    conn.execute(update(mirror).where(mirror.c.id == mirror_id).values(**values))


def remove_mirror(conn: Connection, mirror_id: int) -> int:
    """Forget one with its key; what was read stays. Returns how many were removed."""
    return conn.execute(delete(mirror).where(mirror.c.id == mirror_id)).rowcount


def note_pending(conn: Connection, server_id: ServerId, rows: Sequence[tuple[int, int]]) -> None:
    """Remember (their row, our play) whose details are still to be asked for."""
    noted = [
        {
            "server_id": server_id,
            "table_name": PENDING,
            "row_id": row_id,
            "our_id": our_id,
            "reason": "pending",
        }
        for row_id, our_id in rows
    ]
    if noted:
        conn.execute(insert(taken_row), noted)


def pending(conn: Connection, server_id: ServerId, limit: int) -> list[tuple[int, int]]:
    """The newest plays whose details are not known: (their row, our play)."""
    found = conn.execute(
        select(taken_row.c.row_id, taken_row.c.our_id)
        .where(taken_row.c.server_id == server_id, taken_row.c.table_name == PENDING)
        .order_by(taken_row.c.row_id.desc())
        .limit(limit)
    )
    return [(row_id, our_id) for row_id, our_id in found]


def count_pending(conn: Connection, server_id: ServerId) -> int:
    """How many plays still lack details."""
    return conn.execute(
        select(func.count())
        .select_from(taken_row)
        .where(taken_row.c.server_id == server_id, taken_row.c.table_name == PENDING)
    ).scalar_one()


def count_known(conn: Connection, server_id: ServerId) -> int:
    """How many rows of the Tautulli's history are in our record, in one form or another.

    Those that were deleted here are among them: they are not read again.
    """
    imported = select(func.count()).where(
        play.c.server_id == server_id, play.c.source == PlaySource.IMPORTED
    )
    others = select(func.count()).where(
        taken_row.c.server_id == server_id, taken_row.c.reason.in_(("recorded_here", "erased"))
    )
    deleted = len(deleted_here(conn, server_id))
    return conn.execute(imported).scalar_one() + conn.execute(others).scalar_one() + deleted


def rating_key_of(conn: Connection, play_id: int) -> int | None:
    """The rating key of a play; None when it has none, or is gone."""
    return conn.execute(select(play.c.rating_key).where(play.c.id == play_id)).scalar()


def complete(
    conn: Connection, server_id: ServerId, row_id: int, our_id: int, details: Details
) -> None:
    """Fill a play's details in; a play that was deleted meanwhile stays deleted."""
    conn.execute(
        delete(taken_row).where(
            taken_row.c.server_id == server_id,
            taken_row.c.table_name == PENDING,
            taken_row.c.row_id == row_id,
        )
    )
    stored = play_rows(conn, [our_id], WatchedRule()).get(PlayId(our_id))
    known = stream_facts(conn, PlayId(our_id))
    if stored is None or known is None or not (details.item or details.stream):
        return
    new = _completed(stored, details, {**known.stream, **details.stream})
    item_id, _, stream_id = KnownDescriptions().ids(conn, [new])[0]
    conn.execute(
        update(play)
        .where(play.c.id == our_id)
        .values(
            item_id=item_id,
            stream_id=stream_id,
            section_id=new.section_id,
            view_offset=new.view_offset,
            quality_profile=new.quality_profile,
            revision=raise_revision(conn),
        )
    )


def _completed(stored: PlayRow, details: Details, streamed: Mapping[str, Any]) -> NewPlay:
    length = whole_number(details.item.get("duration")) or None
    section = whole_number(details.item.get("section_id"))
    section_id = stored.section_id if section is None else SectionId(section)
    offset = stored.view_offset
    if length is not None and not stored.live:
        offset = position(round(stored.percent_complete), length)
    return NewPlay(
        server_id=stored.server_id,
        started=stored.started,
        stopped=stored.stopped,
        paused_seconds=stored.paused_seconds,
        user_id=stored.user_id,
        username=stored.username,
        media_type=stored.media_type,
        rating_key=stored.rating_key,
        parent_rating_key=stored.parent_rating_key,
        grandparent_rating_key=stored.grandparent_rating_key,
        section_id=section_id,
        view_offset=offset,
        ip_address=stored.ip_address,
        player=stored.player,
        quality_profile=details.quality_profile or stored.quality_profile,
        item={**stored.item, **details.item},
        stream=streamed,
        source=stored.source,
    )
