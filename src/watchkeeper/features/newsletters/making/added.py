"""Sections of what came to the libraries."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import anyio
import structlog

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import SectionId, ServerId, whole_number
from watchkeeper.domain.media import MediaItem
from watchkeeper.domain.newsletters.blocks import TITLES, Block
from watchkeeper.domain.newsletters.content import Entry, Picture, Section, cut, more_words
from watchkeeper.errors import OutsideError
from watchkeeper.features.newsletters.making.whereabouts import Whereabouts
from watchkeeper.features.newsletters.ports import Items
from watchkeeper.features.newsletters.queries import added as queries
from watchkeeper.features.newsletters.queries.added import Added, NewItem, NewItems
from watchkeeper.features.notifications.values.naming import grouped
from watchkeeper.texts import _, ngettext
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

MOST_TITLES = 30
"""Titles of one section; of more is said how many they are."""
MOST_LINES = 8
PATIENCE_SECONDS = 15.0
"""How long the servers may take to tell more about the titles of a section."""
MOST_GENRES = 3


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a block looks: type of its libraries and of its items."""

    section_type: str
    media_type: str
    other_videos: bool = False


SHELVES = {
    Block.NEW_MOVIES: Shelf("movie", "movie"),
    Block.NEW_SHOWS: Shelf("show", "episode"),
    Block.NEW_MUSIC: Shelf("artist", "track"),
    Block.NEW_VIDEOS: Shelf("movie", "movie", other_videos=True),
}


class AddedSections:
    """Makes them from our own list of what libraries hold.

    The server is asked only for summaries of the titles that are shown; one that does not answer
    leaves them out.
    """

    def __init__(self, db: Database, items: Items) -> None:
        self._db = db
        self._items = items

    async def section(self, block: Block, where: Whereabouts) -> Section | None:
        """One section; None when nothing came."""
        shelf = SHELVES[block]
        sections = where.sections(shelf.section_type, other_videos=shelf.other_videos)
        found = await self._found(shelf, sections, where) if sections else NewItems((), 0, 0)
        if not found.items:
            return None
        entries = self._entries(shelf, found.items, where)
        entries = await self._told(entries, where.server.id)
        more = found.titles - found.shown
        return Section(
            block=block,
            title=_(TITLES[block]),
            entries=tuple(entry for __, entry in entries),
            more=more,
            more_words=more_words(more),
        )

    async def _found(
        self, shelf: Shelf, sections: tuple[SectionId, ...], where: Whereabouts
    ) -> NewItems:
        wanted = Added(
            server_id=where.server.id,
            section_ids=sections,
            media_type=shelf.media_type,
            start=where.start,
            end=where.end,
            most=MOST_TITLES,
        )
        query = queries.newest if shelf.media_type == "movie" else queries.of_newest_families
        return await self._db.read(query, wanted)

    def _entries(
        self, shelf: Shelf, items: Sequence[NewItem], where: Whereabouts
    ) -> list[tuple[int, Entry]]:
        if shelf.media_type == "movie":
            return [(item.rating_key, film(item, where)) for item in once(items)]
        make = show if shelf.media_type == "episode" else artist
        families = groupby(items, key=lambda item: item.grandparent_rating_key or 0)
        return [(key, make(list(parts), where)) for key, parts in families]

    async def _told(
        self, entries: list[tuple[int, Entry]], server_id: ServerId
    ) -> list[tuple[int, Entry]]:
        """The entries with what the server tells of them in time."""
        told: dict[int, MediaItem] = {}
        with anyio.move_on_after(PATIENCE_SECONDS):
            try:
                for key, __ in entries:
                    item = await self._items.item(server_id, key)
                    if item is not None:
                        told[key] = item
            except OutsideError as error:
                log.info("a newsletter goes without summaries", reason=str(error))
        return [(key, with_facts(entry, told.get(key))) for key, entry in entries]


def once(films: Sequence[NewItem]) -> list[NewItem]:
    """Each film once, though it came to a library of another resolution too: the newest of them."""
    return list({(one.title.casefold(), one.year): one for one in reversed(films)}.values())[::-1]


def film(item: NewItem, where: Whereabouts) -> Entry:
    """A film."""
    return Entry(
        title=item.title,
        subtitle=str(item.year or ""),
        link=where.link(item.rating_key),
        picture=_picture(where, item.thumb),
    )


def show(parts: Sequence[NewItem], where: Whereabouts) -> Entry:
    """A show: what came of which season."""
    first = parts[0]
    seasons = [list(some) for __, some in groupby(parts, key=lambda item: item.parent_rating_key)]
    lines = [season_line(some) for some in seasons]
    return Entry(
        title=first.grandparent_title,
        subtitle=f"{_seasons(len(seasons))}, {_episodes(len(parts))}",
        lines=_bounded(lines),
        link=where.link(first.grandparent_rating_key),
        picture=_picture(where, first.grandparent_thumb or first.parent_thumb),
    )


def artist(parts: Sequence[NewItem], where: Whereabouts) -> Entry:
    """An artist: which albums came."""
    first = parts[0]
    albums = [list(some) for __, some in groupby(parts, key=lambda item: item.parent_rating_key)]
    lines = [f"{some[0].parent_title} – {_tracks(len(some))}" for some in albums]
    return Entry(
        title=first.grandparent_title,
        subtitle=f"{_albums(len(albums))}, {_tracks(len(parts))}",
        lines=_bounded(lines),
        link=where.link(first.grandparent_rating_key),
        picture=_picture(where, first.parent_thumb or first.grandparent_thumb, is_square=True),
    )


def season_line(episodes: Sequence[NewItem]) -> str:
    """What came of one season: "Season 2 – Episodes 1-3,5", or the title of a single episode."""
    first = episodes[0]
    number = first.parent_media_index
    named = _("Specials") if number == 0 else _("Season %(number)s", number=number)
    return f"{first.parent_title or named} – {_of_season(episodes)}"


def _of_season(episodes: Sequence[NewItem]) -> str:
    first = episodes[0]
    numbers = [item.media_index for item in episodes if item.media_index is not None]
    if len(numbers) != len(episodes):
        return first.title if len(episodes) == 1 else _episodes(len(episodes))
    if len(episodes) == 1:
        return _("Episode %(number)s: %(title)s", number=numbers[0], title=first.title)
    return _("Episodes %(numbers)s", numbers=grouped(numbers))


def with_facts(entry: Entry, item: MediaItem | None) -> Entry:
    """An entry with what its server tells of it."""
    if item is None:
        return entry
    facts = item.facts
    minutes = (whole_number(facts.get("duration")) or 0) // 60_000
    genres = facts.get("genres")
    named = (
        [str(genre) for genre in genres][:MOST_GENRES] if isinstance(genres, list | tuple) else []
    )
    run = _("%(num)s min", num=minutes) if minutes and not entry.lines else ""  # of a film
    told = [entry.subtitle, run, ", ".join(named)]
    return Entry(
        title=entry.title,
        subtitle=" · ".join(part for part in told if part),
        lines=entry.lines,
        summary=cut(str(facts.get("summary") or "")),
        link=entry.link,
        picture=entry.picture,
    )


def _picture(where: Whereabouts, path: str, *, is_square: bool = False) -> Picture | None:
    return Picture(where.server.id, path, is_square) if path.startswith("/") else None


def _bounded(lines: Sequence[str]) -> tuple[str, ...]:
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    return (*lines[: MOST_LINES - 1], more_words(len(lines) - MOST_LINES + 1))


def _seasons(count: int) -> str:
    return ngettext("%(num)s season", "%(num)s seasons", count)


def _episodes(count: int) -> str:
    return ngettext("%(num)s episode", "%(num)s episodes", count)


def _albums(count: int) -> str:
    return ngettext("%(num)s album", "%(num)s albums", count)


def _tracks(count: int) -> str:
    return ngettext("%(num)s track", "%(num)s tracks", count)
