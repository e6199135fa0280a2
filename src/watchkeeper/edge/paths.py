"""Paths as they arrive: under the base path, and without tricks."""

from __future__ import annotations

import re
from urllib.parse import unquote

HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
NEVER_NEEDED = re.compile(r"[\x00-\x1f\x7f\\\ufffd]")  # controls, backslash, broken UTF-8
MOST_DECODINGS = 3
LONGEST_PATH = 4000  # characters; a number of more digits could not even be read


def inside(path: str, base_path: str) -> str | None:
    """The path as routes are matched against it (with the base path), None when it lies outside.

    Examples:
        >>> inside("/x/y", "/x/y"), inside("/x/y/history", "/x/y"), inside("/x/yz", "/x/y")
        ('/x/y/', '/x/y/history', None)
    """
    if not base_path or path.startswith(base_path + "/"):
        return path
    return path + "/" if path == base_path else None


def is_hostile(path: str) -> bool:
    """Whether a path, decoded once already, tries to leave its folder or to hide what it is.

    Examples:
        >>> is_hostile("/static/..%2fsecret"), is_hostile("/history/100%25"), is_hostile("/a..b")
        (True, False, False)
    """
    if not _looks_special(path):
        return False
    for _ in range(MOST_DECODINGS):
        if _climbs(path):
            return True
        decoded = unquote(path)
        if decoded == path:
            return False
        path = decoded
    return True


def is_host(host: str) -> bool:
    """Whether a Host header names a host, with or without a port. None at all is fine."""
    return not host or HOST.fullmatch(host) is not None


def _looks_special(path: str) -> bool:
    return "/." in path or "%" in path or NEVER_NEEDED.search(path) is not None


def _climbs(path: str) -> bool:
    if NEVER_NEEDED.search(path):
        return True
    return any(segment in (".", "..") for segment in path.split("/"))
