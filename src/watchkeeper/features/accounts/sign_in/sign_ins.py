"""The log of sign-ins: every attempt, ours and imported ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, desc, func, insert, or_, select

from watchkeeper.db.tables import sign_in, web_session
from watchkeeper.features.accounts.sign_in.addresses import place_of
from watchkeeper.values import dataclass

LONGEST_TEXT = 512
PLACES_LOOKED_AT = 500
ORDERS = {
    "timestamp": sign_in.c.timestamp,
    "ip_address": func.lower(sign_in.c.ip_address),
    "host": func.lower(sign_in.c.host),
}
"""What the log can be sorted by."""


@dataclass(frozen=True, slots=True)
class Client:
    """Where an attempt comes from. `device` is the mark the browser kept, "" for none."""

    ip_address: str
    host: str = ""  # the base address used, e.g. http://nas:8181
    user_agent: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to be written."""

    timestamp: int  # UTC seconds
    username: str
    client: Client
    user_group: str | None = None  # admin or guest; None when nobody was recognised
    expires_at: int | None = None  # UTC seconds; None for a failure
    user_id: int | None = None  # plex.tv account number of a guest


@dataclass(frozen=True, slots=True)
class SignIn:
    """One attempt of the log; instants in UTC seconds."""

    id: int
    timestamp: int
    user_id: int | None  # plex.tv account number; None for an account of ours
    username: str | None
    user_group: str | None
    ip_address: str | None
    host: str | None
    user_agent: str | None
    success: bool
    expires_at: int | None  # only while its session lives
    session_id: int | None  # only while its session lives


@dataclass(frozen=True, slots=True)
class SignInQuery:
    """Which attempts: all optional. `order` pairs a name of `ORDERS` with "descending"."""

    user_id: int | None = None
    text: str = ""  # in address or host
    order: Sequence[tuple[str, bool]] = (("timestamp", True),)
    offset: int = 0
    limit: int | None = 25


@dataclass(frozen=True, slots=True)
class SignInPage:
    """A page of attempts, how many match, and how many there are."""

    rows: tuple[SignIn, ...]
    filtered: int
    total: int


def write_attempt(conn: Connection, attempt: Attempt) -> int:
    """Log an attempt and return its row id."""
    client = attempt.client
    written = conn.execute(
        insert(sign_in)
        .values(
            timestamp=attempt.timestamp,
            user_id=attempt.user_id,
            username=attempt.username[:LONGEST_TEXT],
            user_group=attempt.user_group,
            ip_address=client.ip_address,
            host=client.host[:LONGEST_TEXT],
            user_agent=client.user_agent[:LONGEST_TEXT],
            success=attempt.expires_at is not None,
            expiry=_iso(attempt.expires_at),
            is_current=attempt.expires_at is not None,
        )
        .returning(sign_in.c.id)
    )
    return int(written.scalar_one())


def is_place_known(conn: Connection, username: str, place: str, since: int) -> bool:
    """Whether this account name has signed in from this place since then (UTC seconds)."""
    rows = conn.execute(
        select(sign_in.c.username, sign_in.c.ip_address)
        .where(sign_in.c.success.is_(True), sign_in.c.timestamp >= since)
        .group_by(sign_in.c.username, sign_in.c.ip_address)
        .order_by(desc(func.max(sign_in.c.timestamp)))
        .limit(PLACES_LOOKED_AT)
    )
    return any(
        (name or "").casefold() == username.casefold() and place_of(address or "") == place
        for name, address in rows
    )


def forget_attempts(conn: Connection) -> int:
    """Delete the log, but for the attempts that began a session on record; how many went."""
    begun = select(web_session.c.sign_in_id)
    return conn.execute(delete(sign_in).where(sign_in.c.id.not_in(begun))).rowcount


def page(conn: Connection, query: SignInQuery, now: int) -> SignInPage:
    """The attempts asked for. Names that are no column are left out of the order."""
    matching = _matching(query)
    filtered = conn.execute(select(func.count()).select_from(matching.subquery())).scalar_one()
    total = conn.execute(select(func.count()).select_from(sign_in)).scalar_one()
    ordered = matching.order_by(*_order(query), sign_in.c.id.desc()).offset(query.offset)
    rows = conn.execute(ordered.limit(query.limit))
    return SignInPage(tuple(_sign_in(row, now) for row in rows), filtered, total)


def _matching(query: SignInQuery) -> Select[Any]:  # Any: the columns below
    statement = select(
        sign_in.c.id,
        sign_in.c.timestamp,
        sign_in.c.user_id,
        sign_in.c.username,
        sign_in.c.user_group,
        sign_in.c.ip_address,
        sign_in.c.host,
        sign_in.c.user_agent,
        sign_in.c.success,
        sign_in.c.expiry,
        sign_in.c.is_current,
        web_session.c.id.label("session_id"),
        web_session.c.expires_at,
    ).join(web_session, web_session.c.sign_in_id == sign_in.c.id, isouter=True)
    if query.user_id is not None:
        statement = statement.where(sign_in.c.user_id == query.user_id)
    if query.text:
        pattern = f"%{query.text.lower()}%"
        columns = (sign_in.c.ip_address, sign_in.c.host)
        statement = statement.where(or_(*(func.lower(each).like(pattern) for each in columns)))
    return statement


def _order(query: SignInQuery) -> Iterator[ColumnElement[object]]:
    for name, descending in query.order:
        if name in ORDERS:
            yield ORDERS[name].desc() if descending else ORDERS[name].asc()


def _sign_in(row: Any, now: int) -> SignIn:  # Any: a row of the columns above
    has_session = row.session_id is not None
    expires_at = row.expires_at if has_session else _seconds(row.expiry)
    lives = row.is_current and expires_at is not None and expires_at > now
    return SignIn(
        id=row.id,
        timestamp=row.timestamp,
        user_id=row.user_id,
        username=row.username,
        user_group=row.user_group,
        ip_address=row.ip_address,
        host=row.host,
        user_agent=row.user_agent,
        success=row.success,
        expires_at=expires_at if lives else None,
        session_id=row.session_id if lives else None,
    )


def _iso(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def _seconds(iso: object) -> int | None:
    """UTC seconds of an ISO time as Tautulli writes it; a time without zone is UTC."""
    try:
        moment = datetime.fromisoformat(str(iso))
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
