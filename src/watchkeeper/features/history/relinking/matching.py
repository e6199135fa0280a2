"""Which item of today a play of long ago was of: by ids first, then by names and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from watchkeeper.columns.items.lost import Lost
from watchkeeper.domain.facts import Facts, whole_number
from watchkeeper.domain.identity import is_matched
from watchkeeper.features.libraries.inventory.items import LibraryItem
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

LEGACY = re.compile(r"^(?:com\.plexapp|tv\.plex)\.agents\.(\w+)://([^/?]+)(?:/(\d+)/(\d+))?")
SOURCES = {"imdb": "imdb", "themoviedb": "tmdb", "thetvdb": "tvdb", "tmdb": "tmdb"}


class Reason(StrEnum):
    """By what two items are held to be one, the surest first."""

    GUID = N_("guid")
    EXTERNAL_ID = N_("external id")
    EPISODE_ID = N_("show's id and number")
    TITLE_YEAR = N_("title and year")
    EPISODE = N_("show, season and episode")
    TRACK = N_("artist, album and track")
    TITLE = N_("title alone")


class Confidence(StrEnum):
    """How sure a match is."""

    SURE = "sure"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"  # several items fit, or little speaks for it: only when chosen


CONFIDENCE: Mapping[Reason, Confidence] = {
    Reason.GUID: Confidence.SURE,
    Reason.EXTERNAL_ID: Confidence.SURE,
    Reason.EPISODE_ID: Confidence.SURE,
    Reason.TITLE_YEAR: Confidence.LIKELY,
    Reason.EPISODE: Confidence.LIKELY,
    Reason.TRACK: Confidence.LIKELY,
    Reason.TITLE: Confidence.DOUBTFUL,
}

Key = tuple[Reason, object]


@dataclass(frozen=True, slots=True)
class Old:
    """What is known of an item that is to be found again."""

    server_id: int
    section_id: int | None
    media_type: str
    title: str
    parent_title: str
    grandparent_title: str
    year: int | None
    season: int | None
    index: int | None
    guid: str
    external_ids: tuple[str, ...] = ()  # learned while the server still had it

    @classmethod
    def of(cls, lost: Lost, facts: Facts, last: LibraryItem | None) -> Old:
        """From the words of its plays, and from what its library had last under its number."""
        guid, title = _text(facts, "guid"), _text(facts, "full_title")
        is_known = last is not None and (last.guid == guid or last.full_title == title)
        return cls(
            server_id=lost.server_id,
            section_id=lost.section_id,
            media_type=_text(facts, "media_type"),
            title=_text(facts, "title"),
            parent_title=_text(facts, "parent_title"),
            grandparent_title=_text(facts, "grandparent_title"),
            year=whole_number(facts.get("year")),
            season=whole_number(facts.get("parent_media_index")),
            index=whole_number(facts.get("media_index")),
            guid=guid,
            external_ids=tuple(last.external_ids.split()) if last and is_known else (),
        )


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for an item: `target` is None when nothing fits, or too much."""

    reason: Reason | None = None
    confidence: Confidence | None = None
    target: LibraryItem | None = None
    options: tuple[LibraryItem, ...] = ()


@dataclass(frozen=True, slots=True)
class OldIds:
    """Ids that the guid of an older agent carries: of a film, or of a show with numbers."""

    ids: tuple[str, ...] = ()
    show_id: str = ""
    season: int | None = None
    episode: int | None = None


def ids_in(guid: str) -> OldIds:
    """The ids in a guid of Plex's older agents.

    Examples:
        >>> ids_in("com.plexapp.agents.imdb://tt0111161?lang=en").ids
        ('imdb://tt0111161',)
        >>> ids_in("com.plexapp.agents.thetvdb://121361/1/2?lang=en").show_id
        'tvdb://121361'
    """
    found = LEGACY.match(guid)
    source = SOURCES.get(found[1]) if found else None
    if found is None or source is None:
        return OldIds()
    name = f"{source}://{found[2]}"
    if found[3] is None:
        return OldIds(ids=(name,))
    return OldIds(show_id=name, season=int(found[3]), episode=int(found[4]))


def keys_of(old: Old) -> Iterable[Key]:
    """Under which keys an item may be found, the surest first."""
    if is_matched(old.guid):
        yield Reason.GUID, old.guid
    ids = ids_in(old.guid)
    for name in (*old.external_ids, *ids.ids):
        yield Reason.EXTERNAL_ID, (old.media_type, name)
    if ids.show_id:
        yield Reason.EPISODE_ID, (ids.show_id, ids.season, ids.episode)
    yield from _names_of(
        old.media_type,
        (old.title, old.parent_title, old.grandparent_title),
        (old.year, old.season, old.index),
    )


def keys_of_present(item: LibraryItem, show_ids: Sequence[str] = ()) -> Iterable[Key]:
    """Under which keys an item of today is found; `show_ids` are those of its show."""
    if is_matched(item.guid):
        yield Reason.GUID, item.guid
    for name in item.external_ids.split():
        yield Reason.EXTERNAL_ID, (item.media_type, name)
    for name in show_ids:
        yield Reason.EPISODE_ID, (name, item.parent_media_index, item.media_index)
    yield from _names_of(
        item.media_type,
        (item.title, item.parent_title, item.grandparent_title),
        (item.year, item.parent_media_index, item.media_index),
    )


class Present:
    """The items of today, by all that they may be found by."""

    def __init__(self) -> None:
        self._by_key: dict[Key, dict[tuple[int, int], LibraryItem]] = {}

    def add(self, item: LibraryItem, show_ids: Sequence[str] = ()) -> None:
        """Let an item be found."""
        for key in keys_of_present(item, show_ids):
            self._by_key.setdefault(key, {})[item.server_id, item.rating_key] = item

    def match(self, old: Old) -> Match:
        """The item that an old one is today, found by the surest key that finds anything."""
        for key in keys_of(old):
            found = [
                item
                for item in self._by_key.get(key, {}).values()
                if item.media_type == old.media_type
            ]
            if found:
                return _chosen(key[0], nearest(found, old))
        return Match()


def nearest(found: Sequence[LibraryItem], old: Old) -> list[LibraryItem]:
    """Of several, those in the same library, else on the same server, else all."""
    at_home = [item for item in found if item.server_id == old.server_id]
    in_library = [item for item in at_home if item.section_id == old.section_id]
    return in_library or at_home or list(found)


def _chosen(reason: Reason, options: Sequence[LibraryItem]) -> Match:
    if len(options) > 1:
        return Match(reason, Confidence.DOUBTFUL, None, tuple(options))
    return Match(reason, CONFIDENCE[reason], options[0], tuple(options))


def _names_of(
    media_type: str, titles: tuple[str, str, str], numbers: tuple[int | None, ...]
) -> Iterable[Key]:
    title, parent, grandparent = (one.strip().casefold() for one in titles)
    year, season, index = numbers
    if media_type == "movie" and title:
        if year is not None:
            yield Reason.TITLE_YEAR, (title, year)
        yield Reason.TITLE, title
    if media_type == "episode" and grandparent and season is not None and index is not None:
        yield Reason.EPISODE, (grandparent, season, index)
    if media_type == "track" and grandparent and title:
        yield Reason.TRACK, (grandparent, parent, title)


def _text(facts: Facts, name: str) -> str:
    value = facts.get(name)
    return "" if value is None else str(value)
