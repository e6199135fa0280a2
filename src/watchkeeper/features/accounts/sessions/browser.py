"""The browser behind a request: its cookies, and the tokens for its forms."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hashlib import sha256

from starlette.responses import Response

from watchkeeper.features.accounts.service import SignedIn
from watchkeeper.features.accounts.sessions.sessions import LONGEST_SECONDS
from watchkeeper.features.accounts.sessions.signing import CsrfTokens
from watchkeeper.features.accounts.sign_in.sign_ins import Client
from watchkeeper.values import dataclass

DEVICE_SECONDS = 400 * 86_400  # the longest that browsers keep a cookie


@dataclass(frozen=True, slots=True)
class CookieNames:
    """Names of their own for every base path and port: cookies know no ports."""

    session: str
    device: str
    path: str

    @classmethod
    def of(cls, base_path: str, port: int) -> CookieNames:
        """The names for one place of installation."""
        mark = sha256(f"{port}{base_path}".encode()).hexdigest()[:8]
        return cls(f"watchkeeper_session_{mark}", f"watchkeeper_device_{mark}", base_path or "/")


@dataclass(frozen=True, slots=True)
class Jar:
    """What a browser sent, and how it is to keep what we send."""

    names: CookieNames
    sent: Mapping[str, str]

    @property
    def session(self) -> str:
        """The session token, "" for none."""
        return self.sent.get(self.names.session, "")

    @property
    def device(self) -> str:
        """The device mark, "" for none."""
        return self.sent.get(self.names.device, "")

    def put(self, response: Response, name: str, value: str, seconds: int) -> None:
        """Have the browser keep a cookie that no script can read; the edge makes it secure."""
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=self.names.path,
            httponly=True,
            samesite="lax",
        )


class Browser:
    """Where a request comes from, how its browser signs in and out, and its form tokens.

    A token is bound to the session; before signing in, to the device cookie, which is set with the
    first page that shows a form.
    """

    def __init__(self, client: Client, jar: Jar, csrf: CsrfTokens) -> None:
        self.client = client
        self._jar = jar
        self._csrf = csrf
        self._new_device = ""

    @property
    def session_token(self) -> str:
        """The token of its session cookie, "" for none."""
        return self._jar.session

    def csrf_token(self) -> str:
        """A token for the forms of the page that is being made."""
        return self._csrf.make(self._jar.session or self._jar.device or self._made_device())

    def is_csrf_token(self, token: str) -> bool:
        """Whether a page of ours, made for this browser, carried the token."""
        return self._csrf.is_right(token, self._jar.session or self._jar.device)

    @property
    def mark(self) -> str:
        """What tells this browser from others before anybody has signed in."""
        return self._jar.device or self._made_device()

    def sign_in(self, response: Response, signed_in: SignedIn) -> None:
        """Let the browser keep its new session."""
        names = self._jar.names
        self._jar.put(response, names.session, signed_in.token, LONGEST_SECONDS)
        self._jar.put(response, names.device, signed_in.device, DEVICE_SECONDS)
        self._new_device = ""

    def sign_out(self, response: Response) -> None:
        """Have the browser forget its session; the device stays known."""
        self._jar.put(response, self._jar.names.session, "", 0)

    def finish(self, response: Response) -> None:
        """Set the device cookie when a token was bound to it."""
        if self._new_device:
            self._jar.put(response, self._jar.names.device, self._new_device, DEVICE_SECONDS)

    def _made_device(self) -> str:
        self._new_device = self._new_device or secrets.token_urlsafe(16)
        return self._new_device


class FormToken:
    """Writes itself as a CSRF token where a template shows it; costs nothing elsewhere."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def __str__(self) -> str:
        return self._browser.csrf_token()
