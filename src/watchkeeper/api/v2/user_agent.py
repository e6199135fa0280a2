"""What a browser says of itself, in words: the system and the program, with their versions."""

from __future__ import annotations

import re

SYSTEMS = (
    (re.compile(r"Windows NT (\d+(?:\.\d+)?)"), "Windows"),
    (re.compile(r"(?:iPhone|iPod).*? OS ([\d_]+)"), "iPhone iOS"),
    (re.compile(r"iPad.*? OS ([\d_]+)"), "iPad iOS"),
    (re.compile(r"Android ([\d.]+)"), "Android"),
    (re.compile(r"Mac OS X ([\d_.]+)"), "Mac OS X"),
    (re.compile(r"CrOS \S+ ([\d.]+)"), "ChromeOS"),
    (re.compile(r"Linux()"), "Linux"),
)
BROWSERS = (
    (re.compile(r"Edg(?:e|A|iOS)?/([\d.]+)"), "Microsoft Edge"),
    (re.compile(r"OPR/([\d.]+)"), "Opera"),
    (re.compile(r"(?:Firefox|FxiOS)/([\d.]+)"), "Firefox"),
    (re.compile(r"(?:Chrome|CriOS)/([\d.]+)"), "Chrome"),
    (re.compile(r"Version/([\d.]+).* Safari/"), "Safari"),
)
NAMED_VERSIONS = {"10.0": "10", "6.3": "8.1", "6.2": "8", "6.1": "7"}
LONGEST = 512


def system_of(user_agent: str) -> str | None:
    """The operating system; None when it is not told.

    Examples:
        >>> system_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Firefox/127.0")
        'Windows 10'
    """
    return _first(SYSTEMS, user_agent)


def browser_of(user_agent: str) -> str | None:
    """The browser; None when it is not told.

    Examples:
        >>> browser_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Firefox/127.0")
        'Firefox 127.0'
    """
    return _first(BROWSERS, user_agent)


def _first(patterns: tuple[tuple[re.Pattern[str], str], ...], user_agent: str) -> str | None:
    for pattern, name in patterns:
        if found := pattern.search(user_agent[:LONGEST]):
            version = found.group(1).replace("_", ".")
            return f"{name} {NAMED_VERSIONS.get(version, version)}".rstrip()
    return None
