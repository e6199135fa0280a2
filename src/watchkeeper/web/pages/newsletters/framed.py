"""The page of an issue as an answer: it may style itself and show our pictures, no more."""

from __future__ import annotations

from starlette.responses import HTMLResponse

from watchkeeper.features.newsletters.making.pages import style_policy


def framed(source: str) -> HTMLResponse:
    """A page under a policy of its own: no scripts, no forms, only its own styles.

    What the owner wrote into a template runs in no page of ours: the page is in a sandbox, where
    it belongs to no site and has no cookies.
    """
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src {style_policy(source)}",
            "img-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
            "sandbox allow-popups allow-popups-to-escape-sandbox",
        )
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex, nofollow",
    }
    return HTMLResponse(source, headers=headers)
