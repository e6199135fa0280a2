"""The SQL of opting out of the year in review, and of links to one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from watchkeeper.db.tables import shared_year, year_opt_out
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.features.accounts import AccountKey
from watchkeeper.features.guests.shared_year import NewLink, SharedYear

LINK_COLUMNS = (
    shared_year.c.id,
    shared_year.c.year,
    shared_year.c.accounts,
    shared_year.c.shown_name,
    shared_year.c.shows_people,
    shared_year.c.shared_by,
    shared_year.c.created_at,
    shared_year.c.expires_at,
)


def opted_out(conn: Connection) -> list[AccountKey]:
    """All accounts that keep their year to themselves."""
    rows = conn.execute(select(year_opt_out.c.server_id, year_opt_out.c.user_id))
    return [(ServerId(row.server_id), UserId(row.user_id)) for row in rows]


def choose(conn: Connection, accounts: Iterable[AccountKey], now: int | None) -> None:
    """Keep these accounts' years to themselves from `now` on; None: no more."""
    for server_id, user_id in accounts:
        same = (year_opt_out.c.server_id == server_id) & (year_opt_out.c.user_id == user_id)
        conn.execute(delete(year_opt_out).where(same))
        if now is not None:
            values = {"server_id": server_id, "user_id": user_id, "chosen_at": now}
            conn.execute(insert(year_opt_out).values(values))


def add_link(conn: Connection, new: NewLink, token_hash: str, now: int) -> None:
    """Keep a new link; those that are over are forgotten on the way."""
    conn.execute(delete(shared_year).where(shared_year.c.expires_at <= now))
    conn.execute(
        insert(shared_year).values(
            token_hash=token_hash,
            year=new.year,
            accounts=_words(new.accounts),
            shown_name=new.shown_name,
            shows_people=new.shows_people,
            shared_by=new.shared_by,
            created_at=now,
            expires_at=now + new.seconds,
        )
    )


def link_with(conn: Connection, token_hash: str, now: int) -> SharedYear | None:
    """The link of a token while it lasts."""
    same = (shared_year.c.token_hash == token_hash) & (shared_year.c.expires_at > now)
    chosen: Select[Any] = select(*LINK_COLUMNS).where(same)  # Any: those columns
    row = conn.execute(chosen).one_or_none()
    return _link(row) if row else None


def links(conn: Connection, now: int, shared_by: UserId | None = None) -> list[SharedYear]:
    """All links that last, or those that one guest made; newest first."""
    chosen: Select[Any] = select(*LINK_COLUMNS).where(shared_year.c.expires_at > now)  # Any: those
    if shared_by is not None:
        chosen = chosen.where(shared_year.c.shared_by == shared_by)
    return [_link(row) for row in conn.execute(chosen.order_by(shared_year.c.id.desc()))]


def delete_link(conn: Connection, link_id: int) -> int:
    """Forget a link; how many there were."""
    return conn.execute(delete(shared_year).where(shared_year.c.id == link_id)).rowcount


def hand_over_links(conn: Connection, source: AccountKey, target: AccountKey) -> None:
    """Let links that show one account show the other in its place."""
    named: Select[Any] = select(*LINK_COLUMNS)  # Any: those columns
    for row in conn.execute(named.where(shared_year.c.accounts.is_not(None))).all():
        link = _link(row)
        accounts = link.accounts or ()
        if source in accounts:
            moved = tuple(dict.fromkeys(target if one == source else one for one in accounts))
            changed = update(shared_year).where(shared_year.c.id == link.id)
            conn.execute(changed.values(accounts=_words(moved)))


def _link(row: Row[Any]) -> SharedYear:  # Any: a row of LINK_COLUMNS
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name of it
    return SharedYear(**(values | {"accounts": _accounts(row.accounts)}))


def _words(accounts: tuple[AccountKey, ...] | None) -> str | None:
    """Accounts as they are stored, e.g. 1-7001,2-55."""
    if accounts is None:
        return None
    return ",".join(f"{server_id}-{user_id}" for server_id, user_id in accounts)


def _accounts(words: str | None) -> tuple[AccountKey, ...] | None:
    if words is None:
        return None
    pairs = (word.partition("-") for word in words.split(","))
    return tuple((ServerId(int(server)), UserId(int(user))) for server, _, user in pairs)
