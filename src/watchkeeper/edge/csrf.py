"""Whether a change was asked for by a page of ours (OWASP: origin check and token)."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from watchkeeper.errors import AccessError
from watchkeeper.features.accounts import Browser

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADER = "x-csrf-token"
FIELD = "csrf_token"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def check(request: Request, browser: Browser, *, needs_token: bool = True) -> None:
    """Accept a change that a page of ours asked for.

    Without `needs_token` a program that is no browser may ask for it too.

    Raises:
        AccessError: another site asked for it, or the form's token is missing or too old.
    """
    if not is_own_origin(request):
        raise AccessError(
            "Another site asked for this change, so it was not made. If a proxy stands in front of"
            " Watchkeeper, have it pass the Host header on, or name it in"
            " WATCHKEEPER_TRUSTED_PROXIES."
        )
    if needs_token and not browser.is_csrf_token(await _sent_token(request)):
        raise AccessError(
            "This page was open for too long, or cookies are switched off. Reload it and try again."
        )


def is_own_origin(request: Request) -> bool:
    """Whether the browser says that our own page asks; a program that says nothing passes.

    Browsers send Sec-Fetch-Site where the connection is trustworthy, and Origin with every change.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


async def _sent_token(request: Request) -> str:
    token = request.headers.get(HEADER)
    if token is not None:
        return token
    if not request.headers.get("content-type", "").startswith(FORMS):
        return ""
    form = await request.form()
    value = form.get(FIELD)
    return value if isinstance(value, str) else ""
