"""Names of exports and of the files in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

UNSAFE = re.compile(r"[^A-Za-z0-9\-_.()\[\]{} ]")
LONGEST = 200  # characters: below what file systems take
LONGEST_TITLE = 120  # leaves room for stamp and ending
TITLE_END = 20  # characters of a long title that stay: they hold its number
KINDS = {"photoalbum": "Photo Album"}


def safe_name(text: str) -> str:
    """A name that every file system takes, and that is never a path.

    Examples:
        >>> safe_name("../../etc/passwd"), safe_name("Amélie: 1"), safe_name("..")
        ('_.._etc_passwd', 'Am_lie_ 1', '_')
    """
    return _cut(_cleaned(text), LONGEST)


def safe_title(title: str) -> str:
    """The title of an export as part of a name; a long one loses its middle."""
    name = _cleaned(title)
    if len(name) > LONGEST_TITLE:
        name = name[: LONGEST_TITLE - TITLE_END] + name[-TITLE_END:]
    return _cut(name, LONGEST_TITLE)


def kind_title(kind: str) -> str:
    """A kind of item as people say it, e.g. Photo Album."""
    return KINDS.get(kind, kind.capitalize())


def library_title(name: str, export_type: str, section_id: int) -> str:
    """The title of an export of a library."""
    return f"Library - {name} - {export_type.capitalize()} [{section_id}]"


def user_title(username: str, user_id: int) -> str:
    """The title of an export of somebody's playlists."""
    return f"User - {username} - Playlist [{user_id}]"


def item_title(facts: Mapping[str, Any]) -> str:  # Any: see `Facts`
    """The title of an export of an item: its kind and name."""
    return f"{facts['type'].capitalize()} - {item_name(facts)}"


def item_name(facts: Mapping[str, Any]) -> str:  # Any: see `Facts`
    """An item with what it belongs to and its number, e.g. Show - Season 1 - (s01e08) Pilot [7]."""
    above = {
        "season": ("parentTitle",),
        "episode": ("grandparentTitle", "parentTitle"),
        "album": ("parentTitle",),
        "track": ("grandparentTitle", "parentTitle"),
    }.get(facts["type"], ())
    names = [str(facts[name]) for name in (*above, "title") if facts.get(name)]
    if names and facts.get("seasonEpisode"):
        names[-1] = f"({facts['seasonEpisode']}) {names[-1]}"
    return f"{' - '.join(names)} [{facts.get('ratingKey', '')}]"


def _cleaned(text: str) -> str:
    return UNSAFE.sub("_", text).strip(" .")


def _cut(name: str, most: int) -> str:
    return name[:most].strip(" .") or "_"
