"""Guests: people of the servers who may see their own pages, and nothing else.

A guest is known by the number of their plex.tv account. Who is let in is the owner's word alone
(`Admission`) and asked with every request, so that a word taken back counts at once.
"""

from __future__ import annotations

from dataclasses import field, replace

import anyio
import structlog

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import UserId
from watchkeeper.errors import AccessError, NotFoundError
from watchkeeper.features.accounts.access import Principal
from watchkeeper.features.accounts.guests import guest_queries
from watchkeeper.features.accounts.guests.guest_queries import Invitation
from watchkeeper.features.accounts.ports import Admission, Nobody
from watchkeeper.features.accounts.queries import Account, Session
from watchkeeper.features.accounts.sessions.sessions import Sessions
from watchkeeper.features.accounts.sign_in import sign_ins
from watchkeeper.features.accounts.sign_in.addresses import place_of
from watchkeeper.features.accounts.sign_in.passwords import (
    LONGEST_NAME,
    Passwords,
    checked_password,
)
from watchkeeper.features.accounts.sign_in.sign_ins import Attempt, Client
from watchkeeper.features.accounts.sign_in.throttle import Bucket, Throttle, place_bucket
from watchkeeper.features.accounts.tokens import fingerprint, new_session_token
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

INVITATION_SECONDS = 3 * 86_400
EVERYBODY = Bucket("plex:everybody", free=100)
"""Sign-ins with Plex that wait, of all browsers: each costs requests to plex.tv."""
REFUSED = N_(
    "The owner of this Watchkeeper does not let this account in. Ask them to allow you as a guest."
)
GONE = N_("This invitation was used, withdrawn, or is too old. Ask the owner for a new one.")


@dataclass(frozen=True, slots=True)
class GuestParts:
    """What guests share with all accounts."""

    db: Database
    clock: Clock
    passwords: Passwords
    throttle: Throttle
    sessions: Sessions


@dataclass(frozen=True, slots=True)
class MadeInvitation:
    """A new invitation: `token` is shown this one time."""

    token: str = field(repr=False)
    expires_at: int  # UTC seconds


class GuestAccounts:
    """Lets guests in, and keeps the others out."""

    def __init__(self, parts: GuestParts) -> None:
        self._db = parts.db
        self._clock = parts.clock
        self._passwords = parts.passwords
        self._throttle = parts.throttle
        self._sessions = parts.sessions
        self._admission: Admission = Nobody()
        self._woken = anyio.Event()

    def admit_by(self, admission: Admission) -> None:
        """From now on this one knows who is let in."""
        self._admission = admission

    def take_turn(self, client: Client) -> None:
        """Count a sign-in with Plex that begins; `give_back` when it came to a good end.

        Raises:
            ThrottledError: too many from this place, or from everywhere, came to none.
        """
        self._throttle.take(_of_place(client), EVERYBODY)

    def give_back(self, client: Client) -> None:
        """A sign-in with Plex came to a good end."""
        self._throttle.give_back(_of_place(client), EVERYBODY)

    async def let_in(self, principal: Principal) -> Principal | None:
        """The guest with the accounts they stand for; None, and signed out, when refused."""
        admitted = await self._admission.admitted(principal.user_id or UserId(0))
        if admitted is not None and admitted.accounts:
            return replace(principal, accounts=admitted.accounts)
        if principal.session_id is not None:
            await self._sessions.end(principal.session_id)
            log.info("guest signed out: not let in any more", account=principal.account_id)
        return None

    async def check(self, account: Account, client: Client) -> None:
        """Refuse a guest whose password is right but whom the owner does not let in.

        Raises:
            AccessError: so it is.
        """
        user_id = account.user_id or UserId(0)
        if await self._admission.admitted(user_id) is None:
            await self._refuse(user_id, account.name, client)

    async def account(self, user_id: UserId, client: Client) -> Account:
        """The account of somebody who has signed in at plex.tv.

        Raises:
            AccessError: the owner does not let them in; the attempt is logged.
        """
        admitted = await self._admission.admitted(user_id)
        if admitted is None:
            await self._refuse(user_id, "", client)
            raise AccessError(REFUSED)
        return await self._ensure(user_id, admitted.name)

    async def invite(self, user_id: UserId) -> MadeInvitation:
        """A link for one use: whoever opens it chooses a password. Earlier ones are void.

        Raises:
            AccessError: the owner does not let them in (yet).
        """
        if await self._admission.admitted(user_id) is None:
            raise AccessError(
                "Allow this person as a guest first, and switch guests on in the settings."
            )
        token, now = new_session_token(), instant(self._clock)
        made = Invitation(user_id, now, now + INVITATION_SECONDS)
        await self._db.write(guest_queries.invite, fingerprint(token), made)
        return MadeInvitation(token, made.expires_at)

    async def invited(self, token: str) -> Account:
        """Whom an invitation is for.

        Raises:
            NotFoundError: it was used, withdrawn, or is too old.
        """
        found = await self._invitation(token)
        admitted = await self._admission.admitted(found.user_id)
        if admitted is None:
            raise NotFoundError(GONE)
        return await self._ensure(found.user_id, admitted.name)

    async def accept(self, token: str, password: str, client: Client) -> Account:
        """Use an invitation up.

        Raises:
            NotFoundError: it was used, withdrawn, or is too old.
            InputError: field `password`.
            ThrottledError: too many tries from this place.
        """
        self._throttle.take(_of_place(client))
        account = await self.invited(token)
        hashed = await self._passwords.hash(checked_password(password))
        if not await self._db.write(guest_queries.accept, fingerprint(token), account, hashed):
            raise NotFoundError(GONE)
        self._sessions.forget()
        self._throttle.give_back(_of_place(client))
        return replace(account, password_hash=hashed)

    async def invitation(self, user_id: UserId) -> Invitation | None:
        """The invitation that waits for a person."""
        return await self._db.read(guest_queries.invitation_of, user_id, instant(self._clock))

    async def withdraw(self, user_id: UserId) -> None:
        """Make the invitations of a person useless."""
        await self._db.write(guest_queries.withdraw, user_id)

    async def known(self, user_id: UserId) -> Account | None:
        """The account of a guest who has been here or was invited."""
        return await self._db.read(guest_queries.guest, user_id)

    async def sessions(self, user_id: UserId) -> list[Session]:
        """The signed-in browsers of a guest, last seen first."""
        account = await self.known(user_id)
        return [] if account is None else await self._sessions.all(account.id)

    async def sign_out(self, user_id: UserId) -> None:
        """End all sessions of a guest."""
        account = await self.known(user_id)
        if account is not None:
            await self._sessions.end_all(account.id)

    async def forget(self, user_id: UserId) -> None:
        """Delete a guest's account with its sessions and invitations."""
        await self._db.write(guest_queries.forget, user_id)
        self._sessions.forget()

    def look_again(self, _event: object) -> None:
        """Something changed that says who is let in: `run` looks at once."""
        self._woken.set()

    async def run(self) -> None:
        """Wait for such a change, then sign out whom it concerns.

        A word that is taken back and given again soon after has ended their sessions nevertheless.
        Use `supervisor.keep("sign out refused guests", guests.run, pause_seconds=0)`.
        """
        await self._woken.wait()
        self._woken = anyio.Event()
        await self.sign_out_refused()

    async def sign_out_refused(self) -> None:
        """End the sessions of everybody who is not let in any more."""
        for account in await self._db.read(guest_queries.guests):
            if await self._admission.admitted(account.user_id or UserId(0)) is not None:
                continue
            if await self._sessions.all(account.id):
                await self._sessions.end_all(account.id)

    async def _invitation(self, token: str) -> Invitation:
        now = instant(self._clock)
        found = await self._db.read(guest_queries.invitation_with, fingerprint(token), now)
        if found is None:
            raise NotFoundError(GONE)
        return found

    async def _ensure(self, user_id: UserId, name: str) -> Account:
        shown = "".join(letter for letter in name if letter.isprintable()).strip()
        wanted = shown[: LONGEST_NAME - 4] or "guest"
        known = await self._db.read(guest_queries.guest, user_id)
        if known is not None:
            return known
        return await self._db.write(
            guest_queries.ensure_guest, user_id, wanted, instant(self._clock)
        )

    async def _refuse(self, user_id: UserId, name: str, client: Client) -> None:
        attempt = Attempt(instant(self._clock), name, client, "guest", None, user_id)
        await self._db.write(sign_ins.write_attempt, attempt)
        log.warning("guest refused", address=client.ip_address)
        raise AccessError(REFUSED)


def _of_place(client: Client) -> Bucket:
    return place_bucket(f"plex:{place_of(client.ip_address)}")
