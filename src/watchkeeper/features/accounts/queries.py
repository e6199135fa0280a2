"""The SQL of accounts and their web sessions."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from watchkeeper.db.tables import account, sign_in, web_session
from watchkeeper.domain.facts import UserId
from watchkeeper.errors import ConflictError
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

Role = Literal["owner", "guest"]

SET_UP = N_("Watchkeeper is set up already. Sign in with the owner's account.")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in: with name and password, or without one (`""`) through Plex."""

    id: int
    name: str
    password_hash: str
    role: Role
    user_id: UserId | None = None  # of a guest: the plex.tv account number

    def __repr__(self) -> str:
        return f"Account(id={self.id}, name={self.name!r}, role={self.role!r})"


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser; instants in UTC seconds."""

    id: int
    account_id: int
    created_at: int
    last_seen_at: int
    expires_at: int
    ip_address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class NewSession:
    """What is written when somebody signs in."""

    token_hash: str
    account_id: int
    sign_in_id: int
    created_at: int
    expires_at: int
    ip_address: str
    user_agent: str


SESSION_COLUMNS = (
    web_session.c.id,
    web_session.c.account_id,
    web_session.c.created_at,
    web_session.c.last_seen_at,
    web_session.c.expires_at,
    web_session.c.ip_address,
    web_session.c.user_agent,
)


def owner(conn: Connection) -> Account | None:
    """The owner's account, None before set-up."""
    return _first_account(conn, role="owner")


def account_named(conn: Connection, name: str) -> Account | None:
    """The account of that name in any case of letters; of two the older, which is the owner's."""
    for found in accounts(conn):
        if found.name.casefold() == name.casefold():
            return found
    return None


def account_numbered(conn: Connection, account_id: int) -> Account | None:
    """The account with that id."""
    return next((found for found in accounts(conn) if found.id == account_id), None)


def add_owner(conn: Connection, name: str, password_hash: str, now: int) -> Account:
    """The first account.

    Raises:
        ConflictError: there is an owner already.
    """
    if owner(conn) is not None:
        raise ConflictError(SET_UP)
    values = {"name": name, "password_hash": password_hash, "role": "owner", "created_at": now}
    account_id = conn.execute(insert(account).values(values).returning(account.c.id)).scalar_one()
    return Account(account_id, name, password_hash, "owner")


def change_account(conn: Connection, account_id: int, name: str, password_hash: str) -> None:
    """Give an account this name and password."""
    conn.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(name=name, password_hash=password_hash)
    )


def add_session(conn: Connection, new: NewSession) -> Session:
    """Keep a new web session."""
    row = conn.execute(
        insert(web_session)
        .values(
            token_hash=new.token_hash,
            account_id=new.account_id,
            sign_in_id=new.sign_in_id,
            created_at=new.created_at,
            last_seen_at=new.created_at,
            expires_at=new.expires_at,
            ip_address=new.ip_address,
            user_agent=new.user_agent,
        )
        .returning(*SESSION_COLUMNS)
    ).one()
    return Session(*row)


def session_with(conn: Connection, token_hash: str) -> tuple[Session, Account] | None:
    """The session of a token and its account, whether expired or not."""
    row = conn.execute(
        select(*SESSION_COLUMNS).where(web_session.c.token_hash == token_hash)
    ).one_or_none()
    if row is None:
        return None
    session = Session(*row)
    found = account_numbered(conn, session.account_id)
    return (session, found) if found else None


def sessions_of(conn: Connection, account_id: int, now: int) -> list[Session]:
    """The living sessions of an account, last seen first."""
    rows = conn.execute(
        select(*SESSION_COLUMNS)
        .where(web_session.c.account_id == account_id, web_session.c.expires_at > now)
        .order_by(web_session.c.last_seen_at.desc(), web_session.c.id.desc())
    )
    return [Session(*row) for row in rows]


def see_sessions(conn: Connection, seen: dict[int, tuple[int, int]]) -> None:
    """Note session id -> (last seen at, expires at)."""
    for session_id, (last_seen_at, expires_at) in seen.items():
        conn.execute(
            update(web_session)
            .where(web_session.c.id == session_id)
            .values(last_seen_at=last_seen_at, expires_at=expires_at)
        )


def end_session(conn: Connection, session_id: int) -> None:
    """Forget a session; the sign-in that began it is no longer current."""
    _end(conn, [session_id])


def end_sessions_of(conn: Connection, account_id: int, but: int | None = None) -> None:
    """Forget all sessions of an account, except perhaps one."""
    ids = conn.scalars(select(web_session.c.id).where(web_session.c.account_id == account_id))
    _end(conn, [session_id for session_id in ids if session_id != but])


def expired_sessions(conn: Connection, now: int) -> list[int]:
    """The sessions whose time is over."""
    return list(conn.scalars(select(web_session.c.id).where(web_session.c.expires_at <= now)))


def end_expired_sessions(conn: Connection, now: int) -> None:
    """Forget the sessions whose time is over."""
    _end(conn, expired_sessions(conn, now))


def _end(conn: Connection, session_ids: list[int]) -> None:
    ended = web_session.c.id.in_(session_ids)
    begun_by = select(web_session.c.sign_in_id).where(ended)
    conn.execute(update(sign_in).where(sign_in.c.id.in_(begun_by)).values(is_current=False))
    conn.execute(delete(web_session).where(ended))


def _first_account(conn: Connection, role: Role) -> Account | None:
    return next((found for found in accounts(conn) if found.role == role), None)


def accounts(conn: Connection) -> list[Account]:
    """All accounts, the owner's first. There are few, so whoever looks for one looks at all."""
    columns = (account.c.id, account.c.name, account.c.password_hash, account.c.role)
    chosen = select(*columns, account.c.user_id).order_by(account.c.id)
    return [Account(*row) for row in conn.execute(chosen)]
