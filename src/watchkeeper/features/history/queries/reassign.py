"""Giving the plays of one account to another one of the same server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from watchkeeper.db.tables import play, user
from watchkeeper.errors import InputError
from watchkeeper.features.history.queries.changing import change_plays
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Reassigning:
    """Whose plays go to whom; both are accounts of one server."""

    server_id: int
    source: int
    target: int

    @property
    def subject(self) -> str:
        """What the audit trail says it is about."""
        return f"user:{self.server_id}/{self.source}"


@dataclass(frozen=True, slots=True)
class Given:
    """Which plays go to the other account, and what they say then."""

    play_ids: Sequence[int]
    values: Mapping[str, Any]  # Any: values of columns of a play


def given(conn: Connection, wanted: Reassigning) -> Given:
    """All plays that one account has now.

    Raises:
        InputError: the other account is not known on that server, or is the same.
    """
    name = _username(conn, wanted.server_id, wanted.target)
    if wanted.source == wanted.target:
        raise InputError("An account cannot be merged with itself.", field="target")
    mine = (play.c.server_id == wanted.server_id) & (play.c.user_id == wanted.source)
    ids = conn.execute(select(play.c.id).where(mine).order_by(play.c.id)).scalars().all()
    return Given(ids, {"user_id": wanted.target, "username": name})


def reassign(conn: Connection, wanted: Reassigning, note: AuditNote) -> tuple[int | None, int]:
    """Give all plays of one account to the other; the audit entry, and how many plays.

    Raises:
        InputError: the other account is not known on that server, or is the same.
    """
    found = given(conn, wanted)
    audit_id = change_plays(conn, dict.fromkeys(found.play_ids, found.values), note)
    return audit_id, len(found.play_ids)


def shares_of(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Sequence[Any], Sequence[Any]]:  # Any: JSON of the audit trail
    """What plays of a change had and got, as `change_plays` keeps it.

    Earlier versions kept plays that were given to another account by the names they had.
    """
    if "names" not in before:
        return before["plays"], after["plays"]
    got = {"user_id": after["user_id"]}
    olds = [
        {"ids": ids, "values": {"user_id": before["user_id"], "username": name}}
        for name, ids in before["names"]
    ]
    return olds, [{"ids": share["ids"], "values": got} for share in olds]


def _username(conn: Connection, server_id: int, user_id: int) -> str:
    same = (user.c.server_id == server_id) & (user.c.user_id == user_id)
    name = conn.execute(select(user.c.username).where(same)).scalar()
    if name is None:
        raise InputError("There is no such account on this server.", field="target")
    return str(name)
