"""Giving the plays of one account to another one of the same server, and taking that back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select, update

from watchkeeper.db.tables import play, user
from watchkeeper.errors import ConflictError, InputError
from watchkeeper.features.history.queries.record import raise_revision
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.queries import write_audit
from watchkeeper.values import dataclass

REASSIGNED = "plays_reassigned"
PART = 500


@dataclass(frozen=True, slots=True)
class Reassigning:
    """Whose plays go to whom; both are accounts of one server."""

    server_id: int
    source: int
    target: int


def reassign(conn: Connection, wanted: Reassigning, note: AuditNote) -> tuple[int, int]:
    """Give all plays of one account to the other; the audit entry, and how many plays.

    Raises:
        InputError: the other account is not known on that server, or is the same.
    """
    name = _username(conn, wanted.server_id, wanted.target)
    if wanted.source == wanted.target:
        raise InputError("An account cannot be merged with itself.", field="target")
    mine = (play.c.server_id == wanted.server_id) & (play.c.user_id == wanted.source)
    names: dict[str | None, list[int]] = {}
    for play_id, username in conn.execute(select(play.c.id, play.c.username).where(mine)):
        names.setdefault(username, []).append(play_id)
    revision = raise_revision(conn)
    values = {"user_id": wanted.target, "username": name, "revision": revision}
    conn.execute(update(play).where(mine).values(values))
    before = {
        "server_id": wanted.server_id,
        "user_id": wanted.source,
        "names": [[username, ids] for username, ids in names.items()],
    }
    after = {"user_id": wanted.target}
    audit_id = write_audit(conn, replace(note, before=before, after=after))
    return audit_id, sum(map(len, names.values()))


def give_back(conn: Connection, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Undo `reassign`; plays that were deleted or given to somebody else since stay as they are.

    Any: values of the audit entry.

    Raises:
        ConflictError: none of the plays is as it was left.
    """
    revision, moved = raise_revision(conn), 0
    for username, ids in before["names"]:
        for part in _parts(ids):
            theirs = play.c.id.in_(part) & (play.c.user_id == after["user_id"])
            values = {"user_id": before["user_id"], "username": username, "revision": revision}
            moved += conn.execute(update(play).where(theirs).values(values)).rowcount
    if before["names"] and not moved:
        raise ConflictError("None of these plays is as the merge left it: nothing was changed.")


def _username(conn: Connection, server_id: int, user_id: int) -> str:
    same = (user.c.server_id == server_id) & (user.c.user_id == user_id)
    name = conn.execute(select(user.c.username).where(same)).scalar()
    if name is None:
        raise InputError("There is no such account on this server.", field="target")
    return str(name)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), PART):
        yield ids[start : start + PART]
