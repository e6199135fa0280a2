"""Which plays are one viewing, as their owner wants it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, select

from watchkeeper.columns.store.texts import nocase
from watchkeeper.db.tables import item, play
from watchkeeper.domain.clusters import clusters
from watchkeeper.errors import InputError
from watchkeeper.features.history.queries.changing import change_plays, parts
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.values import dataclass

Groups = Mapping[int, list[int]]
"""From a reference id to the plays that have it."""


@dataclass(frozen=True, slots=True)
class Member:
    """What must agree between plays that shall be one viewing."""

    id: int
    reference_id: int
    person: tuple[int, int]  # server, user
    item: frozenset[object]  # each alone tells the item


def split(conn: Connection, play_ids: Sequence[int], note: AuditNote) -> int | None:
    """Let each of the plays stand alone; what remains of their groups stays together.

    Returns the number of the audit entry, None when all stood alone already.
    """
    wanted: dict[int, int] = {}
    for references in references_apart(conn, play_ids):
        wanted |= references
    return regroup_as(conn, wanted, note)


def merge(conn: Connection, play_ids: Sequence[int], note: AuditNote) -> int | None:
    """Let the plays, and all that are grouped with one of them, be one viewing.

    Raises:
        InputError: they are of several people or items.
    """
    return regroup_as(conn, references_together(conn, play_ids), note)


def references_apart(conn: Connection, play_ids: Sequence[int]) -> list[dict[int, int]]:
    """For each group of the plays which reference ids split it as `split` does."""
    references = {member.reference_id for member in _members(conn, play_ids)}
    chosen = set(play_ids)
    found = []
    for ids in _groups(conn, references).values():
        rest = [number for number in ids if number not in chosen]
        alone = {number: number for number in ids if number in chosen}
        found.append(alone | {number: min(rest) for number in rest})
    return found


def references_together(conn: Connection, play_ids: Sequence[int]) -> dict[int, int]:
    """The reference ids by which the plays are one viewing, as `merge` makes it.

    Raises:
        InputError: they are of several people or items.
    """
    members = _members(conn, play_ids)
    _check(members)
    groups = _groups(conn, {member.reference_id for member in members})
    ids = [number for group in groups.values() for number in group]
    return dict.fromkeys(ids, min(ids))


def merge_all(conn: Connection, sets: Sequence[Sequence[int]], note: AuditNote) -> int | None:
    """Let the plays of each set, and all that are grouped with one of them, be one viewing."""
    groups_of = {
        member.id: member.reference_id
        for member in _members(conn, {number for ids in sets for number in ids})
    }
    pairs = [tuple(groups_of[number] for number in ids if number in groups_of) for ids in sets]
    groups = _groups(conn, set(groups_of.values()))
    wanted: dict[int, int] = {}
    for references in clusters(pair for pair in pairs if pair).values():
        ids = [number for reference in references for number in groups[reference]]
        wanted |= dict.fromkeys(ids, min(ids))
    return regroup_as(conn, wanted, note)


def sort_out(conn: Connection, references: Iterable[int], note: AuditNote) -> int | None:
    """Let groups fall apart into one for each title; one guid is one title, whatever its name."""
    wanted: dict[int, int] = {}
    for ids in _groups(conn, references).values():
        first: dict[tuple[str, bytes], int] = {}
        pairs: list[tuple[int, ...]] = []
        for part in parts(ids):
            chosen = select(play.c.id, item.c.full_title, item.c.guid).join_from(play, item)
            for number, title, guid in conn.execute(chosen.where(play.c.id.in_(part))):
                marks = (("title", nocase(title or "")), ("guid", nocase(guid or "")))
                known = [first.setdefault(mark, number) for mark in marks if mark[1]]
                pairs.append((number, *known))
        for lowest, same in clusters(pairs).items():
            wanted |= dict.fromkeys(same, lowest)
    return regroup_as(conn, wanted, note)


def regroup_as(conn: Connection, references: Mapping[int, int], note: AuditNote) -> int | None:
    """Set the reference ids of plays; the number of the audit entry, None without a change."""
    wanted = {number: {"reference_id": reference} for number, reference in references.items()}
    return change_plays(conn, wanted, note)


def _check(members: Sequence[Member]) -> None:
    if len(members) < 2:
        raise InputError("Choose at least two plays to merge.", field="play")
    if len({member.person for member in members}) > 1:
        raise InputError("Plays of several people cannot be one viewing.", field="play")
    if not frozenset.intersection(*(member.item for member in members)):
        raise InputError("Plays of several titles cannot be one viewing.", field="play")


def _members(conn: Connection, play_ids: Iterable[int]) -> list[Member]:
    columns = (
        *(play.c.id, play.c.reference_id, play.c.server_id, play.c.user_id),
        *(play.c.rating_key, item.c.guid, item.c.full_title),
    )
    found = []
    for part in parts(play_ids):
        rows = conn.execute(select(*columns).join_from(play, item).where(play.c.id.in_(part)))
        for number, reference, server_id, user_id, rating_key, guid, title in rows:
            marks = {("key", rating_key), ("guid", guid), ("title", title)}
            told = frozenset(mark for mark in marks if mark[1])
            found.append(Member(number, reference, (server_id, user_id), told))
    return found


def _groups(conn: Connection, references: Iterable[int]) -> Groups:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for part in parts(references):
        chosen = select(play.c.id, play.c.reference_id).where(play.c.reference_id.in_(part))
        for number, reference in conn.execute(chosen):
            groups[reference].append(number)
    return groups
