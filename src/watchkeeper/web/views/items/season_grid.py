"""Seasons and episodes of a show with how far each was watched, by all or by chosen people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from watchkeeper.columns.items.reached import Reached
from watchkeeper.domain.facts import Facts, whole_number
from watchkeeper.domain.identity import NO_DIGEST
from watchkeeper.features.users import KnownPerson
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass

STATES: Mapping[str, tuple[str, str]] = {
    "playing": ("play", N_("playing now")),
    "watched": ("check", N_("watched")),
    "partly": ("pause", N_("partly watched")),
    "unwatched": ("blank", N_("not watched")),
    "missing": ("close", N_("missing")),
    "gone": ("warning", N_("no longer on the server")),
}
MOST_MISSING = 200
"""Of a season that lacks more, a strange number is more likely than a hole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One episode as its server lists it, or as the record knows it."""

    rating_key: int
    title: str
    season: int | None
    number: int | None
    digest: int = NO_DIGEST  # of its guid, see `domain.identity`
    is_there: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One episode of the grid."""

    number: str
    title: str
    state: str
    icon: str
    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRow:
    """One season."""

    name: str
    cells: tuple[Cell, ...]
    watched: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GridQuestion:
    """What the grid is about."""

    server_id: int
    playing: Collection[int]  # rating keys that run now
    chosen: int  # how many people are chosen; 0: anybody
    is_complete: bool  # whether the list is the server's own, so that holes can be seen
    url: Callable[[str], str]


def recorded_episode(one: Reached, words: Facts, *, is_there: bool) -> Episode:
    """An episode as the record knows it."""
    return Episode(
        rating_key=one.rating_key or 0,
        title=str(words.get("title") or ""),
        season=whole_number(words.get("parent_media_index")),
        number=whole_number(words.get("media_index")),
        digest=one.digest,
        is_there=is_there,
    )


def season_grid(
    episodes: Iterable[Episode], found: Sequence[Reached], asked: GridQuestion
) -> tuple[SeasonRow, ...]:
    """The seasons in order, each with its episodes."""
    listed = list(episodes)
    reached = by_episode(listed, found)
    seasons: dict[int | None, list[Episode]] = {}
    for episode in listed:
        seasons.setdefault(episode.season, []).append(episode)
    ordered = sorted(seasons.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    return tuple(_row(season, known, reached, asked) for season, known in ordered)


def by_episode(
    episodes: Sequence[Episode], found: Iterable[Reached]
) -> Mapping[int, list[Reached]]:
    """What was reached, by the rating key that each episode has now: by key, else by guid."""
    keys = {one.rating_key for one in episodes}
    by_guid = {one.digest: one.rating_key for one in episodes if one.digest != NO_DIGEST}
    reached: dict[int, list[Reached]] = {}
    for one in found:
        key = one.rating_key if one.rating_key in keys else by_guid.get(one.digest)
        if key is not None:
            reached.setdefault(key, []).append(one)
    return reached


def _row(
    season: int | None,
    known: Sequence[Episode],
    reached: Mapping[int, list[Reached]],
    asked: GridQuestion,
) -> SeasonRow:
    cells = [(one.number, _cell(one, reached.get(one.rating_key, []), asked)) for one in known]
    if asked.is_complete:
        cells += [(number, _missing(number)) for number in missing_numbers(known)]
    cells.sort(key=lambda pair: (pair[0] is None, pair[0] or 0))
    there = [cell for _number, cell in cells if cell.state not in {"missing", "gone"}]
    return SeasonRow(
        name=season_name(season),
        cells=tuple(cell for _number, cell in cells),
        watched=sum(1 for cell in there if cell.state == "watched"),
        total=len(there),
    )


def season_name(season: int | None) -> str:
    """What a season is called by its number."""
    if season is None:
        return _("Without season")
    return _("Season %(number)s", number=season) if season else _("Specials")


def missing_numbers(known: Sequence[Episode]) -> list[int]:
    """Numbers between the first and the last episode that no episode has; none of specials.

    Examples:
        >>> one = Episode(rating_key=1, title="", season=1, number=1)
        >>> missing_numbers([one, Episode(rating_key=2, title="", season=1, number=3)])
        [2]
    """
    numbers = {one.number for one in known if one.number is not None and one.is_there}
    if not numbers or not known[0].season:
        return []
    holes = sorted(set(range(1, max(numbers))) - numbers) if max(numbers) < 10_000 else []
    return holes if len(holes) <= MOST_MISSING else []


def reached_by(
    people: Sequence[KnownPerson], found: Sequence[Reached], chosen: Collection[int]
) -> tuple[list[Reached], int]:
    """What the chosen people reached, each as their first account, and how many they are.

    `chosen` are numbers of accounts; none of them means everybody, who are not counted.
    """
    if not chosen:
        return list(found), 0
    meant = [one for one in people if any(user.user_id in chosen for user in one.accounts)]
    first: dict[tuple[int, int], tuple[int, int]] = {
        key: one.keys[0] for one in meant for key in one.keys
    }
    own = [
        replace(one, server_id=key[0], user_id=key[1])
        for one in found
        if (key := first.get((one.server_id, one.user_id))) is not None
    ]
    return own, len(meant)


def _cell(episode: Episode, reached: Sequence[Reached], asked: GridQuestion) -> Cell:
    state = _state(episode, reached, asked)
    people = {(one.server_id, one.user_id) for one in reached if one.is_watched}
    icon, known = STATES[state]
    words = _(known)
    if asked.chosen > 1 and people:
        words = _(
            "%(state)s (to the end by %(num)s of %(all)s)",
            state=words,
            num=len(people),
            all=asked.chosen,
        )
    return Cell(
        number="?" if episode.number is None else str(episode.number),
        title=episode.title,
        state=state,
        icon=icon,
        words=words,
        url=asked.url(f"/items/{asked.server_id}/{episode.rating_key}"),
    )


def _state(episode: Episode, reached: Sequence[Reached], asked: GridQuestion) -> str:
    if episode.rating_key in asked.playing:
        return "playing"
    if not episode.is_there:
        return "gone"
    people = {(one.server_id, one.user_id) for one in reached if one.is_watched}
    if people and len(people) >= asked.chosen:
        return "watched"
    return "partly" if reached else "unwatched"


def _missing(number: int) -> Cell:
    icon, words = STATES["missing"]
    return Cell(number=str(number), title="", state="missing", icon=icon, words=_(words), url="")
