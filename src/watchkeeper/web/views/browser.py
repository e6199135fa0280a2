"""Which browser a user agent stands for, in words."""

from __future__ import annotations

import re

from watchkeeper.texts import _

BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|HeadlessChrome|CriOS|Chromium)/(\d+)"),
    ("Safari", r"Version/(\d+)[\d.]* (?:Mobile/\w+ )?Safari"),
    ("curl", r"^curl/(\d+)"),
    ("Python", r"^python-\w+/(\d+)"),
)
"""The first that fits: most claim to be those further down, too."""
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)
LONGEST = 80  # characters of one that is not known


def browser_words(agent: str) -> str:
    """Name, version and system; what was sent where nothing is known of it.

    Examples:
        >>> browser_words("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
        'Firefox 140 on Linux'
        >>> browser_words("wget"), browser_words("")
        ('wget', 'Unknown browser')
    """
    name = next((f"{name} {found[1]}" for name, found in _found(BROWSERS, agent)), "")
    system = next((name for name, _match in _found(SYSTEMS, agent)), "")
    if not name:
        return agent[:LONGEST].strip() or _("Unknown browser")
    return _("%(browser)s on %(system)s", browser=name, system=system) if system else name


def _found(known: tuple[tuple[str, str], ...], agent: str) -> list[tuple[str, re.Match[str]]]:
    tried = ((name, re.search(pattern, agent)) for name, pattern in known)
    return [(name, match) for name, match in tried if match]
