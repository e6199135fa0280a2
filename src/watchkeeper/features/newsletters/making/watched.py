"""Sections of what was watched: the same figures as those of the statistics pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.newsletters.blocks import TITLES, Block
from watchkeeper.domain.newsletters.content import Entry, Figure, Picture, Section
from watchkeeper.features.guests import OptingOut
from watchkeeper.features.newsletters.making.whereabouts import Whereabouts
from watchkeeper.features.statistics import Card, HomeQuery, Ranked, Statistics, Window
from watchkeeper.features.statistics.windows import LONGEST_DAYS
from watchkeeper.features.users import People
from watchkeeper.texts import N_, _, ngettext, number
from watchkeeper.values import dataclass

MOST_RANKED = 5
CARDS = {
    Block.TOP_MOVIES: Card.TOP_MOVIES,
    Block.TOP_SHOWS: Card.TOP_TV,
    Block.TOP_MUSIC: Card.TOP_MUSIC,
    Block.TOP_PEOPLE: Card.TOP_USERS,
}
SOMEBODY = N_("Somebody")
"""Stands for whoever is not named."""


@dataclass(frozen=True, slots=True)
class WatchedSources:
    """Who knows what was watched, and who may be named."""

    statistics: Statistics
    people: People
    opting_out: OptingOut


class WatchedSections:
    """Makes them. Who is hidden from statistics is not counted here either.

    People are called by their names only where the newsletter says so, and never those who keep
    their year to themselves.
    """

    def __init__(self, sources: WatchedSources) -> None:
        self._sources = sources

    async def section(self, block: Block, where: Whereabouts) -> Section | None:
        """One section; None when nothing was watched."""
        if block is Block.TOTALS:
            return await self._totals(where)
        ranked = await self._ranked(CARDS[block], where, MOST_RANKED)
        if not ranked:
            return None
        unnamed = await self._sources.opting_out.accounts()
        entries = [
            replace(_entry(block, line, where, unnamed), share=share)
            for line, share in zip(ranked, shares(ranked), strict=True)
        ]
        return Section(block=block, title=_(TITLES[block]), entries=tuple(entries))

    async def _totals(self, where: Whereabouts) -> Section | None:
        people = await self._ranked(Card.TOP_USERS, where, None)
        plays = sum(one.standing.plays for one in people)
        if not plays:
            return None
        hours = sum(one.standing.seconds for one in people) / 3600
        figures = (
            Figure(number(plays), ngettext("play", "plays", plays)),
            Figure(number(hours, 0 if hours >= 10 else 1), _("hours watched")),
            Figure(number(len(people)), ngettext("person", "people", len(people))),
        )
        return Section(block=Block.TOTALS, title=_(TITLES[Block.TOTALS]), figures=figures)

    async def _ranked(self, card: Card, where: Whereabouts, most: int | None) -> list[Ranked]:
        query = HomeQuery(filter=self._filter(where), window=Window(days=LONGEST_DAYS), limit=most)
        lines = (await self._sources.statistics.home.cards(query, [card]))[card]
        return [line for line in lines if isinstance(line, Ranked)]

    def _filter(self, where: Whereabouts) -> HistoryFilter:
        sections = tuple(int(library.section_id) for library in where.libraries)
        wanted = HistoryFilter(
            server_ids=(where.server.id,),
            section_ids=sections or (-1,),
            started_from=where.start,
            started_to=where.end,
        )
        return self._sources.people.counted(wanted)


def shares(ranked: Sequence[Ranked]) -> list[int]:
    """The plays of each in percent of the most; 0 where all are alike and nothing is compared."""
    plays = [line.standing.plays for line in ranked]
    if min(plays) == max(plays):
        return [0] * len(plays)
    return [max(1, round(100 * count / max(plays))) for count in plays]


def _entry(
    block: Block, ranked: Ranked, where: Whereabouts, unnamed: frozenset[tuple[int, int]]
) -> Entry:
    row, standing = ranked.row, ranked.standing
    plays = ngettext("%(num)s play", "%(num)s plays", standing.plays)
    hours = _("%(num)s h", num=number(standing.seconds / 3600, 1))
    subtitle = f"{plays} · {hours}"
    if block is Block.TOP_PEOPLE:
        is_named = where.newsletter.design.names_people
        is_named = is_named and (row.server_id, row.user_id) not in unnamed
        name = row.friendly_name or row.username or _(SOMEBODY)
        return Entry(title=name if is_named else _(SOMEBODY), subtitle=subtitle)
    if block is Block.TOP_MOVIES:
        title, key, path = row.full_title, row.rating_key, row.item.get("thumb")
    else:
        title = str(row.item.get("grandparent_title") or row.full_title)
        key, path = row.grandparent_rating_key, row.item.get("grandparent_thumb")
    picture = str(path or "")
    is_square = block is Block.TOP_MUSIC
    return Entry(
        title=title,
        subtitle=subtitle,
        link=where.link(key),
        picture=Picture(where.server.id, picture, is_square) if picture.startswith("/") else None,
    )
