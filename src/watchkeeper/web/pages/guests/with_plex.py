"""Sign-ins of guests with Plex that wait: each belongs to the browser that began it."""

from __future__ import annotations

import hmac
import secrets

from watchkeeper.domain.plex_tv import PlexOwner, SignInPin
from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts import safe_next_path
from watchkeeper.texts import N_
from watchkeeper.values import dataclass
from watchkeeper.web.site import Site

MOST_WAITING = 100
LONGEST_SECONDS = 900.0
PAUSE_SECONDS = 1.5  # plex.tv is asked no more often for one sign-in
GONE = N_("This sign-in is over, or was begun in another browser. Begin again.")


@dataclass(slots=True)
class Waiting:
    """A sign-in that was begun; `browser` is the mark of the one that may end it."""

    pin: SignInPin
    browser: str
    next_path: str
    began: float  # monotonic seconds
    asked: float  # monotonic seconds


class PlexGuests:
    """Begins sign-ins at plex.tv and learns who came back. Tokens are dropped at once."""

    def __init__(self, site: Site) -> None:
        self._open_tv = site.application.open_plex_tv
        self._clock = site.application.clock
        self._tv = self._open_tv("")
        self._waiting: dict[str, Waiting] = {}

    async def begin(self, browser: str, next_path: str) -> str:
        """The ticket of a new sign-in.

        Raises:
            OutsideError: plex.tv does not answer.
        """
        pin, now = await self._tv.create_pin(), self._clock.monotonic()
        self._waiting = {
            ticket: one
            for ticket, one in self._waiting.items()
            if now - one.began < LONGEST_SECONDS
        }
        while len(self._waiting) >= MOST_WAITING:
            self._waiting.pop(next(iter(self._waiting)))
        ticket = secrets.token_urlsafe(24)
        self._waiting[ticket] = Waiting(pin, browser, safe_next_path(next_path), now, 0.0)
        return ticket

    def begun(self, ticket: str, browser: str) -> Waiting:
        """A sign-in that waits.

        Raises:
            NotFoundError: there is none, it is too old, or it is another browser's.
        """
        found = self._waiting.get(ticket)
        if found is None or self._clock.monotonic() - found.began >= LONGEST_SECONDS:
            raise NotFoundError(GONE)
        if not hmac.compare_digest(found.browser.encode(), browser.encode()):
            raise NotFoundError(GONE)
        return found

    def address(self, ticket: str, browser: str) -> str:
        """The page of Plex at which the person says yes."""
        return self._tv.sign_in_address(self.begun(ticket, browser).pin)

    async def who(self, ticket: str, browser: str) -> PlexOwner | None:
        """The account that said yes; None while nobody has. It is told once.

        Raises:
            NotFoundError: there is no such sign-in (any more).
            OutsideError: plex.tv does not answer.
        """
        waiting, now = self.begun(ticket, browser), self._clock.monotonic()
        if now - waiting.asked < PAUSE_SECONDS:
            return None
        waiting.asked = now
        token = await self._tv.pin_token(waiting.pin.pin_id)
        if token is None:
            return None
        self._waiting.pop(ticket, None)
        tv = self._open_tv(token)
        try:
            return await tv.owner()
        finally:
            await tv.aclose()
