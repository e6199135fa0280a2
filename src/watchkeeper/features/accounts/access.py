"""Who may do what: scopes, the one who asks, and pages that say whom they let in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Literal, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.texts import Language
from watchkeeper.values import dataclass

MEBIBYTE = 1024 * 1024


class Scope(StrEnum):
    """One kind of thing a key may do."""

    READ = "read"
    CONTROL = "control"  # act on media servers: stop a stream
    WRITE = "write"  # edit the record
    ADMIN = "admin"  # settings, keys, servers; implies all others
    TAUTULLI = "tautulli"  # everything the Tautulli face can do, for the key's server


AccountKey: TypeAlias = tuple[ServerId, UserId]
"""An account on a server."""


RECENT_SECONDS = 600
"""Who does in a web session what cannot be undone has signed in this long ago at most: a browser
may have been left open."""


class Access(StrEnum):
    """Whom a page lets in. The gate checks it before the endpoint runs."""

    PUBLIC = "public"  # anybody
    SIGNED_IN = "signed_in"  # the web session of any account
    GUEST = "guest"  # the owner or a guest; such a page shows nobody but those it is asked by
    OWNER = "owner"  # the web session of the owner
    TOKEN = "token"  # noqa: S105  # the owner's session, or a key in a header with the page's scope
    KEY = "key"  # the Tautulli face: it checks `apikey` itself and answers in its own words


@dataclass(frozen=True, slots=True)
class Principal:
    """The one who asks: an account behind a web session, or a key."""

    kind: Literal["owner", "guest", "key", "token"]
    name: str
    scopes: frozenset[Scope]
    account_id: int | None = None
    server_id: ServerId | None = None  # the server that a key is for; None: the first one
    key_id: int | None = None
    session_id: int | None = None
    signed_in_at: int | None = None  # UTC seconds
    user_id: UserId | None = None  # of a guest: the plex.tv account number
    accounts: tuple[AccountKey, ...] = ()  # of a guest: all that they may see plays of

    def may(self, scope: Scope) -> bool:
        """Whether this scope is held, or implied by one that is."""
        return bool(self.scopes & {scope, Scope.ADMIN, Scope.TAUTULLI})

    def signed_in_recently(self, now: int) -> bool:
        """Whether the web session began a short while before `now` (UTC seconds)."""
        return self.signed_in_at is not None and now - self.signed_in_at <= RECENT_SECONDS

    def may_outside_face(self, scope: Scope) -> bool:
        """The same away from the Tautulli face, where its keys watch and control, never rule.

        Such a key is handed to many programs: none of them may make keys or change servers.
        """
        return self.may(scope) and not (self.kind == "key" and scope is Scope.ADMIN)


Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
"""Finds the Application in `request.app.state.application`, the one who asks in
`request.state.principal` (None on public pages), the browser in `request.state.browser`, and the
CSRF token for forms in `request.state.csrf_token`."""


@dataclass(frozen=True, slots=True)
class Page:
    """One address of ours: where it is, what answers, and whom it lets in."""

    path: str  # Starlette's notation, without base path, e.g. /users/{user_id:int}
    endpoint: Endpoint
    access: Access
    methods: tuple[str, ...] = ("GET",)
    name: str = ""
    max_body_bytes: int = MEBIBYTE
    needs_form_token: bool = True  # False: programs may send it too; browsers only from our pages
    scope: Scope = Scope.READ  # what a key needs, where access is TOKEN
    language: Callable[[Request], Language] | None = None  # that it speaks; None: English, always
