"""Taking over the plays of a file, batch by batch: read, decide, record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace

import orjson
from sqlalchemy import Connection

from watchkeeper.domain.facts import Facts, PlayId, ServerId, UserId, whole_number
from watchkeeper.domain.play import NewPlay
from watchkeeper.features.history.queries.descriptions import KnownDescriptions
from watchkeeper.features.history.queries.record import record_many_now
from watchkeeper.features.importers.fate import Decision, Fate, Present, Twins, decide
from watchkeeper.features.importers.groups import group_numbers
from watchkeeper.features.importers.plays import Orphan, PlayReader, StoredRow
from watchkeeper.features.importers.queries import record
from watchkeeper.features.users.ports import IsErased
from watchkeeper.values import dataclass

TABLE = record.HISTORY


@dataclass(slots=True)
class Batch:
    """Some consecutive rows of a history, read."""

    plays: list[NewPlay]
    orphans: list[Orphan]
    last_id: int
    runs: dict[str, list[int]] = field(default_factory=dict)  # `Runs.last` after it
    left_out: list[int] = field(default_factory=list)  # rows of people who were erased here

    def leave_out(self, server_id: ServerId, is_erased: IsErased) -> None:
        """Take out what is about people who were erased: of them nothing is kept again."""
        for play in self.plays:
            if is_erased(server_id, play.user_id):
                self.left_out.append(int(play.id or 0))
        gone = set(self.left_out)
        self.plays = [play for play in self.plays if int(play.id or 0) not in gone]
        for orphan in self.orphans:
            if names_erased(orphan.content["session_history"] or {}, server_id, is_erased):
                self.left_out.append(orphan.row_id)
        gone = set(self.left_out)
        self.orphans = [orphan for orphan in self.orphans if orphan.row_id not in gone]


@dataclass(frozen=True, slots=True)
class HistoryTarget:
    """Where the plays of a history go, and what is known of that record before."""

    server_id: ServerId
    highest_row: int  # the highest id of the file: new numbers start above it
    twins: Twins
    deleted: set[int] = field(default_factory=set)
    known: KnownDescriptions = field(default_factory=KnownDescriptions)


def names_erased(row: Facts, server_id: ServerId, is_erased: IsErased) -> bool:
    """Whether a row is about somebody who was erased here."""
    user_id = whole_number(row.get("user_id"))
    return user_id is not None and is_erased(server_id, UserId(user_id))


def read_batch(reader: PlayReader, rows: Sequence[StoredRow]) -> Batch:
    """Sort rows into plays and those that cannot be plays."""
    batch = Batch([], [], int(rows[-1].history["id"] or 0))
    for entry in map(reader.read, rows):
        if isinstance(entry, Orphan):
            batch.orphans.append(entry)
        else:
            batch.plays.append(entry)
    batch.runs = reader.runs.last.copy()
    return batch


def target(
    conn: Connection, server_id: ServerId, highest_row: int, span: tuple[int, int]
) -> HistoryTarget:
    """Look up what must be known before the first batch; `span` in UTC seconds."""
    own = record.own_plays(conn, server_id, span[0] - 3600, span[1] + 3600)
    twins = Twins(own, record.twins_given(conn, server_id))
    return HistoryTarget(server_id, highest_row, twins, record.deleted_here(conn, server_id))


def decide_batch(conn: Connection, batch: Batch, to: HistoryTarget) -> list[Decision]:
    """The fate of each play of a batch; writes nothing."""
    if not batch.plays:
        return []
    first, last = int(batch.plays[0].id or 0), int(batch.plays[-1].id or 0)
    present = Present(
        occupants=record.occupants(conn, first, last),
        taken=record.taken(conn, to.server_id, TABLE, first, last),
        given_numbers=record.given_numbers(conn, first, last),
        deleted=to.deleted,
    )
    return [decide(play, to.server_id, present, to.twins) for play in batch.plays]


def keep_batch(conn: Connection, batch: Batch, to: HistoryTarget) -> list[Decision]:
    """Decide and record one batch, in the transaction of the caller."""
    decisions = decide_batch(conn, batch, to)
    numbers = _new_numbers(conn, decisions, to)
    _note(conn, decisions, numbers, to.server_id)
    _note_left_out(conn, batch.left_out, to.server_id)
    references = group_numbers(conn, decisions, numbers, to.server_id)
    plays = [_placed(one.play, numbers, references) for one in decisions if one.fate.is_new]
    record_many_now(conn, plays, known=to.known)
    keep_orphans(conn, batch.orphans, to.server_id)
    return decisions


def keep_orphans(conn: Connection, orphans: Sequence[Orphan], server_id: ServerId) -> int:
    """Keep rows that are no plays as they are; returns how many were not kept before."""
    if not orphans:
        return 0
    known = record.kept_ids(conn, server_id, TABLE)
    rows = [
        {
            "server_id": server_id,
            "table_name": TABLE,
            "row_id": orphan.row_id,
            "content": orjson.dumps(orphan.content).decode(),
            "is_sealed": 0,
        }
        for orphan in orphans
        if orphan.row_id not in known
    ]
    record.keep_rows(conn, rows)
    return len(rows)


def _new_numbers(
    conn: Connection, decisions: Sequence[Decision], to: HistoryTarget
) -> dict[int, int]:
    """Numbers for the plays whose own is in use, above every number in either record."""
    moved = [int(one.play.id or 0) for one in decisions if one.fate is Fate.RENUMBERED]
    if not moved:
        return {}
    first = max(record.highest_number(conn), to.highest_row) + 1
    return {row_id: number for number, row_id in enumerate(moved, first)}


def _note(
    conn: Connection,
    decisions: Sequence[Decision],
    numbers: dict[int, int],
    server_id: ServerId,
) -> None:
    noted = []
    for one in decisions:
        row_id = int(one.play.id or 0)
        our_id = numbers.get(row_id, one.twin)
        if our_id is not None:
            noted.append(
                {
                    "server_id": server_id,
                    "table_name": TABLE,
                    "row_id": row_id,
                    "our_id": our_id,
                    "reason": one.fate.value,
                }
            )
    record.note_taken(conn, noted)


def _note_left_out(conn: Connection, rows: Sequence[int], server_id: ServerId) -> None:
    """Remember the numbers alone, so that a repeated reading knows that nothing is missing."""
    if not rows:
        return
    known = record.taken(conn, server_id, TABLE, min(rows), max(rows))
    noted: list[dict[str, object]] = [
        {
            "server_id": server_id,
            "table_name": TABLE,
            "row_id": row_id,
            "our_id": None,
            "reason": "erased",
        }
        for row_id in dict.fromkeys(rows)
        if row_id not in known
    ]
    record.note_taken(conn, noted)


def _placed(play: NewPlay, numbers: dict[int, int], references: dict[int, int]) -> NewPlay:
    row_id, reference = int(play.id or 0), int(play.reference_id or 0)
    if row_id not in numbers and reference not in references:
        return play
    return replace(
        play,
        id=PlayId(numbers.get(row_id, row_id)),
        reference_id=PlayId(references.get(reference, reference)),
    )
