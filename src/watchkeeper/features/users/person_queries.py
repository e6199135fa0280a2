"""Rows of linked accounts, of privacy, and of who was erased."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from watchkeeper.db.tables import erased_account, person_account, user_privacy
from watchkeeper.errors import ConflictError
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.queries import mark_undone, write_audit
from watchkeeper.features.users.person import Account, Privacy
from watchkeeper.features.users.person_rules import Link

Accounts = Iterable[tuple[int, int]]


def all_links(conn: Connection) -> list[Link]:
    """Every linked account."""
    columns = person_account.c
    wanted = select(columns.person_id, columns.position, columns.server_id, columns.user_id)
    return [Link(*row) for row in conn.execute(wanted)]


def all_privacy(conn: Connection) -> dict[tuple[int, int], Privacy]:
    """What was decided, by account."""
    columns = user_privacy.c
    wanted = select(
        columns.server_id, columns.user_id, columns.is_hidden, columns.shortens_addresses
    )
    return {(row[0], row[1]): Privacy(row[2], row[3]) for row in conn.execute(wanted)}


def link(conn: Connection, accounts: Sequence[Account], note: AuditNote) -> int:
    """Make the accounts one person, taken out of what they were part of; the audit entry."""
    touched = _whole_people(conn, accounts)
    before = [link for link in all_links(conn) if link.account in touched]
    highest = conn.execute(select(func.max(person_account.c.person_id))).scalar() or 0
    after = [Link(highest + 1, place, *account) for place, account in enumerate(accounts)]
    wanted = {one.account for one in after}
    after += [one for one in before if one.account not in wanted]
    _put(conn, touched | wanted, after)
    return write_audit(conn, _filled(note, before, after))


def unlink(conn: Connection, accounts: Accounts, note: AuditNote) -> int:
    """Make each account a person alone; the number of the audit entry."""
    gone = set(accounts)
    before = [link for link in all_links(conn) if link.account in _whole_people(conn, gone)]
    after = [one for one in before if one.account not in gone]
    _put(conn, {one.account for one in before}, after)
    return write_audit(conn, _filled(note, before, after))


def undo_links(
    conn: Connection, audit_id: int, states: tuple[list[Link], list[Link]], note: AuditNote
) -> None:
    """Put links back from `states[1]`, as they are now, to `states[0]`.

    Raises:
        ConflictError: it was done already, or the links changed again since.
    """
    before, after = states
    touched = {one.account for one in (*before, *after)}
    now = {one for one in all_links(conn) if one.account in touched}
    if not mark_undone(conn, audit_id, at=note.at):
        raise ConflictError("Change %(audit_id)s was taken back already.", audit_id=audit_id)
    if now != _without_single(after):
        raise ConflictError("These links were changed again since: undo the later change first.")
    _put(conn, touched, before)
    write_audit(conn, _filled(note, after, before))


def put_privacy(conn: Connection, wanted: dict[tuple[int, int], Privacy], note: AuditNote) -> int:
    """Keep what was decided for accounts; the number of the audit entry."""
    conn.execute(delete(user_privacy).where(_is_of(user_privacy, wanted)))
    rows = [
        {
            "server_id": server_id,
            "user_id": user_id,
            "is_hidden": one.is_hidden,
            "shortens_addresses": one.shortens_addresses,
        }
        for (server_id, user_id), one in wanted.items()
    ]
    conn.execute(insert(user_privacy), rows)
    return write_audit(conn, note)


def hand_over(conn: Connection, source: tuple[int, int], target: tuple[int, int]) -> None:
    """Let one account have the links and the privacy of another, where it has none itself."""
    for table in (person_account, user_privacy):
        same = _is_of(table, [source])
        if conn.execute(select(func.count()).where(_is_of(table, [target]))).scalar_one():
            conn.execute(delete(table).where(same))
        else:
            values = {"server_id": target[0], "user_id": target[1]}
            conn.execute(update(table).where(same).values(values))


def marks(conn: Connection) -> list[tuple[int, str, int]]:
    """Number, mark and instant of every erased account."""
    columns = erased_account.c
    found = conn.execute(select(columns.id, columns.mark, columns.erased_at).order_by(columns.id))
    return [(row[0], row[1], row[2]) for row in found]


def add_marks(conn: Connection, wanted: Iterable[str], now: int) -> None:
    """Remember that these accounts are erased."""
    known = set(conn.execute(select(erased_account.c.mark)).scalars())
    rows = [{"mark": mark, "erased_at": now} for mark in wanted if mark not in known]
    if rows:
        conn.execute(insert(erased_account), rows)


def drop_mark(conn: Connection, number: int) -> bool:
    """Forget one mark; False when there is none of that number."""
    return conn.execute(delete(erased_account).where(erased_account.c.id == number)).rowcount == 1


def _whole_people(conn: Connection, accounts: Accounts) -> set[tuple[int, int]]:
    """The accounts, and all that are linked with one of them."""
    wanted = set(accounts)
    links = all_links(conn)
    people = {one.person_id for one in links if one.account in wanted}
    return wanted | {one.account for one in links if one.person_id in people}


def _put(conn: Connection, touched: set[tuple[int, int]], links: Sequence[Link]) -> None:
    """Replace the links of the touched accounts; an account alone needs none."""
    conn.execute(delete(person_account).where(_is_of(person_account, touched)))
    rows = [
        {
            "person_id": one.person_id,
            "position": one.position,
            "server_id": one.server_id,
            "user_id": one.user_id,
        }
        for one in _without_single(links)
    ]
    if rows:
        conn.execute(insert(person_account), rows)


def _without_single(links: Iterable[Link]) -> set[Link]:
    listed = list(links)
    sizes: dict[int, int] = {}
    for one in listed:
        sizes[one.person_id] = sizes.get(one.person_id, 0) + 1
    return {one for one in listed if sizes[one.person_id] > 1}


def _is_of(table: Table, accounts: Accounts) -> ColumnElement[bool]:
    return tuple_(table.c.server_id, table.c.user_id).in_(list(accounts))


def _filled(note: AuditNote, before: Iterable[Link], after: Iterable[Link]) -> AuditNote:
    return replace(
        note,
        before={"links": [astuple(one) for one in before]},
        after={"links": [astuple(one) for one in after]},
    )
