"""Where a browser may be sent after signing in: into our own pages, never elsewhere."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

LONGEST_PATH = 2000


def safe_next_path(path: str | None, otherwise: str = "/") -> str:
    """The path with its query when it is one of ours, else `otherwise`.

    Examples:
        >>> safe_next_path("/history?user_id=7"), safe_next_path("//evil.example")
        ('/history?user_id=7', '/')
    """
    if not path or len(path) > LONGEST_PATH:
        return otherwise
    return path if all(_is_ours(form) for form in (path, unquote(path))) else otherwise


def _is_ours(path: str) -> bool:
    """One slash, then anything a browser does not take for a host, a scheme or white space.

    Browsers drop tabs and line breaks, and read a backslash as a slash (WHATWG URL, 4.4).
    """
    if not path.startswith("/") or not path.isprintable() or "\\" in path:
        return False
    before_query = path.partition("?")[0]
    if before_query.startswith("//") or " " in before_query:
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc
