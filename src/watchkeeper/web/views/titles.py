"""Two lines that name an item: what it is, and where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.texts import _
from watchkeeper.values import dataclass
from watchkeeper.web.words import joined, readable

Known = Mapping[str, Any]  # Any: facts as the server states them, of several types


@dataclass(frozen=True, slots=True)
class Title:
    """The main line and the second one."""

    main: str
    second: str


def title_of(facts: Known) -> Title:
    """The two lines of a film, episode, track or anything else.

    Examples:
        >>> title_of({"media_type": "episode", "title": "Tide", "grandparent_title": "North",
        ...           "parent_media_index": 2, "media_index": 3})
        Title(main='North', second='S2 · E3 · Tide')
        >>> title_of({"media_type": "episode", "title": "News", "grandparent_title": "News",
        ...           "channel_title": "Northern TV"})  # live television often has no episode
        Title(main='News', second='Northern TV')
        >>> title_of({"media_type": "movie", "title": "Harbour", "year": 2021}).second
        '2021'
    """
    match _text(facts, "media_type"):
        case "episode":
            return _episode(facts)
        case "track":
            return _track(facts)
    return Title(_named(facts, "title"), _text(facts, "year"))


def _episode(facts: Known) -> Title:
    season, number = _text(facts, "parent_media_index"), _text(facts, "media_index")
    main, title = _named(facts, "grandparent_title", "title"), _text(facts, "title")
    parts = (
        _("S%(number)s", number=season) if season else "",
        _("E%(number)s", number=number) if number else "",
        title if season or number or title != main else "",
        _text(facts, "channel_title"),
    )
    return Title(main, joined(*parts))


def _track(facts: Known) -> Title:
    artist = _text(facts, "original_title") or _text(facts, "grandparent_title")
    second = " · ".join(part for part in (artist, _text(facts, "parent_title")) if part)
    return Title(_named(facts, "title"), second)


def poster_path(facts: Known) -> str:
    """The picture that stands for the item: an episode has its show's, a track its album's."""
    wanted = {"episode": ("grandparent_thumb", "parent_thumb"), "track": ("parent_thumb",)}
    names = (*wanted.get(_text(facts, "media_type"), ()), "thumb", "grandparent_thumb")
    return next((path for path in (_text(facts, name) for name in names) if path), "")


def _named(facts: Known, *names: str) -> str:
    return readable(*(_text(facts, name) for name in names), otherwise=_("Untitled"))


def _text(facts: Known, name: str) -> str:
    value = facts.get(name)
    return "" if value is None else str(value)
