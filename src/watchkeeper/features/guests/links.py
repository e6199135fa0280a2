"""Links to a year in review: made, opened by whoever has one, ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Admitted
from watchkeeper.features.accounts.tokens import fingerprint, new_session_token
from watchkeeper.features.guests import queries
from watchkeeper.features.guests.opting_out import OptingOut
from watchkeeper.features.guests.shared_year import NewLink, SharedYear
from watchkeeper.features.preferences import Guests, Preferences
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.texts import N_

DAY_SECONDS = 86_400
LONGEST_DAYS = 366
LONGEST_NAME = 40
GONE = N_("This link has ended, or was never made.")

AdmittedBy = Callable[[UserId], Awaitable[Admitted | None]]

__all__ = ["NewLink", "SharedYear", "YearLinks"]


class YearLinks:
    """All links that last. What opens them is in the links alone; we keep a fingerprint."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        preferences: Preferences,
        opting_out: OptingOut,
        admitted: AdmittedBy,
    ) -> None:
        self._db = db
        self._clock = clock
        self._preferences = preferences
        self._opting_out = opting_out
        self._admitted = admitted

    async def share(self, new: NewLink) -> str:
        """Make a link and return the secret in it, which is shown this one time.

        Raises:
            InputError: field `name` or `days`: no name, too long a name, or too long a time.
        """
        name = "".join(letter for letter in new.shown_name if letter.isprintable()).strip()
        if not name or len(name) > LONGEST_NAME:
            raise InputError(
                "The name shown needs 1 to %(most)s characters.", most=LONGEST_NAME, field="name"
            )
        if not DAY_SECONDS <= new.seconds <= LONGEST_DAYS * DAY_SECONDS:
            raise InputError("A link lasts 1 to %(most)s days.", most=LONGEST_DAYS, field="days")
        token = new_session_token()
        named = replace(new, shown_name=name)
        await self._db.write(queries.add_link, named, fingerprint(token), instant(self._clock))
        return token

    async def opened(self, token: str) -> SharedYear:
        """What a link shows.

        Raises:
            NotFoundError: it was never made, has ended, or must not be shown any more: somebody
                in it has opted out, or its maker may not share (any more).
        """
        now = instant(self._clock)
        link = await self._db.read(queries.link_with, fingerprint(token), now)
        if link is None or not await self._is_alive(link):
            raise NotFoundError(GONE)
        return link

    async def all(self, shared_by: UserId | None = None) -> list[SharedYear]:
        """All links that last, or those that one guest made; newest first."""
        return await self._db.read(queries.links, instant(self._clock), shared_by)

    async def revoke(self, link_id: int, *, shared_by: UserId | None = None) -> None:
        """End a link; with `shared_by` only one that this guest made.

        Raises:
            NotFoundError: there is no such link (of theirs).
        """
        if link_id not in {link.id for link in await self.all(shared_by)}:
            raise NotFoundError(GONE, field="link_id")
        await self._db.write(queries.delete_link, link_id)

    async def hand_over(self, server_id: ServerId, source: UserId, target: UserId) -> None:
        """Let the links of an account that turns out to be another one show that one's year."""
        await self._db.write(queries.hand_over_links, (server_id, source), (server_id, target))

    async def _is_alive(self, link: SharedYear) -> bool:
        if link.accounts is not None and await self._opting_out.has(link.accounts):
            return False
        if link.shared_by is None:
            return True
        if not self._preferences.group(Guests).guests_share_years:
            return False
        admitted = await self._admitted(link.shared_by)
        return admitted is not None and set(link.accounts or ()) <= set(admitted.accounts)
