"""Web sessions: a random token in a cookie, its fingerprint in the database.

A session lives on while it is used: it ends after 30 quiet days, at the latest after 180 days.
"""

from __future__ import annotations

from dataclasses import field, replace

from sqlalchemy import Connection

from watchkeeper.db.database import Database
from watchkeeper.errors import AccessError
from watchkeeper.features.accounts import queries
from watchkeeper.features.accounts.access import Principal, Scope
from watchkeeper.features.accounts.queries import Account, NewSession, Session
from watchkeeper.features.accounts.sessions.gathering import without
from watchkeeper.features.accounts.sign_in import sign_ins
from watchkeeper.features.accounts.sign_in.sign_ins import Attempt, Client
from watchkeeper.features.accounts.tokens import fingerprint, new_session_token
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass

QUIET_SECONDS = 30 * 86_400
LONGEST_SECONDS = 180 * 86_400
OWNER_SCOPES = frozenset({Scope.READ, Scope.CONTROL, Scope.WRITE, Scope.ADMIN})
GUEST_SCOPES: frozenset[Scope] = frozenset()
"""None: what a guest sees is decided page by page, and no key or API is for them."""


@dataclass(frozen=True, slots=True)
class Started:
    """A new session: the token is for the cookie alone."""

    token: str = field(repr=False)
    expires_at: int  # UTC seconds
    principal: Principal


@dataclass(frozen=True, slots=True)
class _Live:
    principal: Principal
    session: Session


class Sessions:
    """The signed-in browsers. What was seen once is answered from memory."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._live: dict[str, _Live] = {}
        self._unwritten: dict[int, tuple[int, int]] = {}
        self._forgotten = 0  # times

    async def start(self, account: Account, client: Client) -> Started:
        """Begin a session and log the sign-in.

        Raises:
            AccessError: the account has another password by now, or is gone.
        """
        token, now = new_session_token(), instant(self._clock)
        session = await self._db.write(_begin, account, client, fingerprint(token), now)
        principal = _principal(account, session)
        self._live[fingerprint(token)] = _Live(principal, session)
        return Started(token, session.expires_at, principal)

    async def principal_of(self, token: str) -> Principal | None:
        """Who is signed in with this token; the session lives on from now."""
        token_hash, now = fingerprint(token), instant(self._clock)
        live = await self._alive(token_hash, now)
        if live is None:
            return None
        if now > live.session.last_seen_at and token_hash in self._live:
            self._see(token_hash, live, now)
        return live.principal

    async def is_alive(self, token: str) -> bool:
        """Whether somebody is signed in with this token; to ask prolongs nothing."""
        return await self._alive(fingerprint(token), instant(self._clock)) is not None

    async def all(self, account_id: int) -> list[Session]:
        """The living sessions of an account, last seen first."""
        await self.write_seen()
        return await self._db.read(queries.sessions_of, account_id, instant(self._clock))

    async def end(self, session_id: int) -> None:
        """Sign one browser out; one that is gone already is fine."""
        await self._db.write(queries.end_session, session_id)
        self.forget()

    async def end_all(self, account_id: int, *, but: int | None = None) -> None:
        """Sign all browsers of an account out, except perhaps one."""
        await self._db.write(queries.end_sessions_of, account_id, but)
        self.forget()

    def forget(self) -> None:
        """Look every session up anew: the database has changed."""
        self._live.clear()
        self._forgotten += 1

    async def write_seen(self) -> None:
        """Write down which sessions were used: gathered, not with every request."""
        unwritten = dict(self._unwritten)
        if unwritten:
            await self._db.write(queries.see_sessions, unwritten)
        self._unwritten = without(self._unwritten, unwritten)

    async def end_expired(self) -> None:
        """Forget the sessions whose time is over."""
        now = instant(self._clock)
        if await self._db.read(queries.expired_sessions, now):
            await self._db.write(queries.end_expired_sessions, now)
        self._live = {
            token: live for token, live in self._live.items() if live.session.expires_at > now
        }

    async def _alive(self, token_hash: str, now: int) -> _Live | None:
        live = self._live.get(token_hash) or await self._looked_up(token_hash)
        return None if live is None or live.session.expires_at <= now else live

    async def _looked_up(self, token_hash: str) -> _Live | None:
        forgotten = self._forgotten
        found = await self._db.read(queries.session_with, token_hash)
        if found is None:
            return None
        session, account = found
        live = _Live(_principal(account, session), session)
        if forgotten == self._forgotten:  # or it may have been ended meanwhile
            self._live[token_hash] = live
        return live

    def _see(self, token_hash: str, live: _Live, now: int) -> None:
        session = live.session
        seen = replace(session, last_seen_at=now, expires_at=_end_of(session.created_at, now))
        self._live[token_hash] = replace(live, session=seen)
        self._unwritten[seen.id] = (now, seen.expires_at)


def _end_of(created_at: int, last_seen_at: int) -> int:
    return min(last_seen_at + QUIET_SECONDS, created_at + LONGEST_SECONDS)


def _begin(
    conn: Connection, account: Account, client: Client, token_hash: str, now: int
) -> Session:
    if queries.account_numbered(conn, account.id) != account:
        raise AccessError("The account was just changed. Sign in again.")
    group = "admin" if account.role == "owner" else "guest"
    expires_at = _end_of(now, now)
    attempt = Attempt(now, account.name, client, group, expires_at, account.user_id)
    new = NewSession(
        token_hash=token_hash,
        account_id=account.id,
        sign_in_id=sign_ins.write_attempt(conn, attempt),
        created_at=now,
        expires_at=expires_at,
        ip_address=client.ip_address,
        user_agent=client.user_agent[: sign_ins.LONGEST_TEXT],
    )
    return queries.add_session(conn, new)


def _principal(account: Account, session: Session) -> Principal:
    return Principal(
        kind=account.role,
        name=account.name,
        scopes=OWNER_SCOPES if account.role == "owner" else GUEST_SCOPES,
        account_id=account.id,
        session_id=session.id,
        signed_in_at=session.created_at,
        user_id=account.user_id,
    )
