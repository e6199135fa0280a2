"""Accounts: set-up, sign-in, web sessions and keys behind one door."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field

import structlog

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.errors import ConflictError, NotFoundError
from watchkeeper.features.accounts import queries
from watchkeeper.features.accounts.access import Principal, Scope
from watchkeeper.features.accounts.events import SetUpDone, SignedInAnew
from watchkeeper.features.accounts.guests.guests import GuestAccounts, GuestParts
from watchkeeper.features.accounts.keys.call_limits import CallLimits
from watchkeeper.features.accounts.keys.key_queries import Key
from watchkeeper.features.accounts.keys.keys import Keys, MadeToken
from watchkeeper.features.accounts.queries import Account, Session
from watchkeeper.features.accounts.sessions.sessions import OWNER_SCOPES, Sessions, Started
from watchkeeper.features.accounts.sessions.signing import DeviceMarks, Signer
from watchkeeper.features.accounts.sign_in import sign_ins
from watchkeeper.features.accounts.sign_in.authentication import Authentication, AuthenticationParts
from watchkeeper.features.accounts.sign_in.passwords import (
    Passwords,
    checked_name,
    checked_password,
)
from watchkeeper.features.accounts.sign_in.setup import SetupCode
from watchkeeper.features.accounts.sign_in.sign_ins import Client, SignInPage, SignInQuery
from watchkeeper.features.accounts.sign_in.throttle import Throttle
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new web session: the token and the device mark are for cookies alone."""

    token: str = field(repr=False)
    expires_at: int  # UTC seconds
    principal: Principal
    device: str = field(repr=False)


class Accounts:
    """Who may use Watchkeeper."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        sealer: Sealer,
        bus: Bus,
        passwords: Passwords | None = None,
    ) -> None:
        throttle = Throttle(clock)
        self._db = db
        self._clock = clock
        self._bus = bus
        self._passwords = passwords or Passwords()
        self._setup_code = SetupCode(throttle)
        self._devices = DeviceMarks(Signer(sealer.derive("device")))
        self._authentication = Authentication(
            AuthenticationParts(db, clock, bus, self._passwords, self._devices, throttle)
        )
        self._sessions = Sessions(db, clock)
        self.guests = GuestAccounts(
            GuestParts(db, clock, self._passwords, throttle, self._sessions)
        )
        self._keys = Keys(db, clock, sealer)
        self._limits = CallLimits(clock)
        self._has_owner = False

    async def is_set_up(self) -> bool:
        """Whether there is an owner; set-up is closed for good from then on."""
        if not self._has_owner:
            self._has_owner = await self._db.read(queries.owner) is not None
        return self._has_owner

    def setup_code(self) -> str:
        """The code to be printed in the start log while nothing is set up."""
        return self._setup_code.text

    async def set_up(self, code: str, name: str, password: str, *, address: str = "") -> Principal:
        """Make the owner's account. `address` is where the request comes from.

        Raises:
            ConflictError: there is an owner already.
            InputError: field `code`, `name` or `password`.
            ThrottledError: too many wrong codes from there.
        """
        if await self.is_set_up():
            raise ConflictError(queries.SET_UP)
        self._setup_code.check(code, address)
        owner = await self._add_owner(name, password)
        return Principal("owner", owner.name, OWNER_SCOPES, account_id=owner.id)

    async def ensure_owner(self, name: str, password: str) -> None:
        """Unattended set-up: from now on the owner has this name and this password.

        Raises:
            InputError: field `name` or `password`.
        """
        owner = await self._db.read(queries.owner)
        if owner is None:
            await self._add_owner(name, password)
            return
        is_same = await self._passwords.is_right(owner.password_hash, password)
        if not is_same or owner.name != checked_name(name):
            await self._change(owner.id, name, password)
            log.info("owner changed from outside", account=owner.id)

    async def sign_in(self, name: str, password: str, client: Client) -> SignedIn:
        """Check name and password and begin a web session; every try is logged.

        Raises:
            AccessError: one of them is wrong; the answer and its time do not tell which.
            ThrottledError: tried too often; nothing was checked or logged.
        """
        account = await self._authentication.check(name.strip(), password, client)
        if account.role == "guest":
            await self.guests.check(account, client)
        return self._marked(await self._sessions.start(account, client), account, client)

    async def sign_in_guest(self, user_id: UserId, client: Client) -> SignedIn:
        """Begin a web session for somebody whom plex.tv knows by this number; it is logged.

        Raises:
            AccessError: the owner does not let them in.
        """
        account = await self.guests.account(user_id, client)
        return self._marked(await self._sessions.start(account, client), account, client)

    async def accept_invitation(self, token: str, password: str, client: Client) -> SignedIn:
        """Give an invited guest this password and begin a web session.

        Raises:
            NotFoundError: the invitation is used, too old or withdrawn.
            InputError: field `password`.
            ThrottledError: too many tries from this place.
        """
        account = await self.guests.accept(token, password, client)
        return self._marked(await self._sessions.start(account, client), account, client)

    def _marked(self, started: Started, account: Account, client: Client) -> SignedIn:
        """The session with the mark by which its device is known later."""
        is_marked = self._devices.device_of(client.device, account.name) is not None
        if not is_marked:
            self._bus.publish(SignedInAnew(account.name, client.ip_address, client.user_agent))
        device = client.device if is_marked else self._devices.make(account.name)
        return SignedIn(started.token, started.expires_at, started.principal, device)

    async def sign_out(self, token: str) -> None:
        """End the session of this token; one that is over already is fine."""
        principal = await self._sessions.principal_of(token)
        if principal is not None and principal.session_id is not None:
            await self._sessions.end(principal.session_id)

    async def principal_of_session(self, token: str) -> Principal | None:
        """Who is signed in with this token; None when nobody is (any more).

        Whether a guest is let in is asked anew each time.
        """
        principal = await self._sessions.principal_of(token)
        if principal is None or principal.kind != "guest":
            return principal
        return await self.guests.let_in(principal)

    async def is_signed_in(self, token: str) -> bool:
        """Whether this session lasts still; for answers that go on for long."""
        return await self._sessions.is_alive(token)

    async def sessions(self, account_id: int) -> list[Session]:
        """The signed-in browsers of an account, last seen first."""
        return await self._sessions.all(account_id)

    async def end_session(self, account_id: int, session_id: int) -> None:
        """Sign one browser of this account out.

        Raises:
            NotFoundError: the account has no such session.
        """
        if session_id not in {session.id for session in await self._sessions.all(account_id)}:
            raise NotFoundError("That session is over already.", field="session_id")
        await self._sessions.end(session_id)

    async def end_signed_in(self, sign_in_ids: Collection[int]) -> None:
        """Sign out the browsers that these attempts of the log let in; others are fine."""
        page = await self.sign_ins(SignInQuery(limit=None))
        for attempt in page.rows:
            if attempt.id in sign_in_ids and attempt.session_id is not None:
                await self._sessions.end(attempt.session_id)

    async def change_password(
        self, principal: Principal, current: str, new: str, client: Client
    ) -> None:
        """Give the signed-in account a new password; its other browsers are signed out.

        Raises:
            AccessError: the current password is wrong.
            InputError: field `password`: the new one is too short or too long.
            ThrottledError: too many wrong tries.
        """
        checked_password(new)
        account = await self._authentication.check(principal.name, current, client)
        await self._change(account.id, account.name, new, but=principal.session_id)

    async def sign_ins(self, query: SignInQuery) -> SignInPage:
        """The log of sign-ins, failures included."""
        return await self._db.read(sign_ins.page, query, instant(self._clock))

    async def forget_sign_ins(self) -> int:
        """Delete the log of sign-ins, but for those that began a session on record."""
        return await self._db.write(sign_ins.forget_attempts)

    def principal_of_key(self, secret: str) -> Principal | None:
        """Who holds this key or token; None when it is unknown, revoked or expired."""
        return self._keys.principal_of(secret)

    def admit(self, principal: Principal, calls_a_minute: int) -> None:
        """Count a call of a key; 0 sets no limit.

        Raises:
            ThrottledError: it makes too many.
        """
        if calls_a_minute and principal.key_id is not None:
            self._limits.take(principal.key_id, calls_a_minute)

    async def tautulli_key(self, server_id: ServerId | None = None) -> str:
        """The Tautulli-style key of a server, opened; one is made when there is none."""
        return await self._keys.tautulli_key(server_id)

    async def ensure_api_key(self, secret: str) -> None:
        """Make this the first server's Tautulli-style key; the one before is revoked.

        Raises:
            InputError: field `api_key`: it has not the form that programs expect.
        """
        await self._keys.set_tautulli_key(secret)

    async def add_tautulli_key(self, secret: str, name: str, server_id: ServerId | None) -> None:
        """Accept one more Tautulli-style key, e.g. the one that an imported Tautulli had.

        Raises:
            InputError: field `api_key`: it has not the form that programs expect.
        """
        await self._keys.add_tautulli_key(secret, name, server_id)

    async def make_token(
        self,
        name: str,
        scopes: frozenset[Scope],
        days: int | None = None,
        server_id: ServerId | None = None,
    ) -> MadeToken:
        """A named token with some scopes; it ends after `days`, None for never.

        With `server_id` it sees that server alone.

        Raises:
            InputError: field `name`, `scopes` or `days`.
        """
        return await self._keys.make_token(name, scopes, days, server_id)

    async def keys(self) -> list[Key]:
        """All keys and tokens that are not revoked, oldest first."""
        return await self._keys.all()

    async def revoke(self, key_id: int) -> None:
        """Make a key or token useless at once.

        Raises:
            NotFoundError: no such key.
        """
        await self._keys.revoke(key_id)

    async def keep_books(self) -> None:
        """Write down what was gathered in memory; to be run once a minute and at the end."""
        await self._keys.write_use()
        await self._sessions.write_seen()
        await self._sessions.end_expired()
        await self.guests.sign_out_refused()

    async def _add_owner(self, name: str, password: str) -> Account:
        name, checked = checked_name(name), checked_password(password)
        password_hash = await self._passwords.hash(checked)
        owner = await self._db.write(queries.add_owner, name, password_hash, instant(self._clock))
        self._has_owner = True
        log.info("set up", owner=owner.id)
        self._bus.publish(SetUpDone(owner.name))
        return owner

    async def _change(
        self, account_id: int, name: str, password: str, but: int | None = None
    ) -> None:
        name, checked = checked_name(name), checked_password(password)
        password_hash = await self._passwords.hash(checked)
        await self._db.write(queries.change_account, account_id, name, password_hash)
        await self._sessions.end_all(account_id, but=but)
