"""Shows with seasons and episodes: drama, anime and programmes for children."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from watchkeeper.demo import words
from watchkeeper.demo.files import PICTURES
from watchkeeper.demo.items import Item
from watchkeeper.demo.making import DAY, MINUTE_MS, Maker
from watchkeeper.domain.media import Marker
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class ShowKind:
    """One library of shows: where it goes, its titles and its manners."""

    section_id: int
    titles: list[str]
    count: int
    is_anime: bool = False
    is_for_kids: bool = False

    @property
    def folder(self) -> str:
        """Where its files lie."""
        return "anime" if self.is_anime else "kids" if self.is_for_kids else "tv-shows"

    @property
    def minutes(self) -> tuple[int, ...]:
        """Usual lengths of an episode."""
        if self.is_anime:
            return (24,)
        return (8, 11, 12) if self.is_for_kids else (24, 42, 44, 52, 55)


def make_shows(maker: Maker, kind: ShowKind) -> list[Item]:
    """The shows of a library, each followed by its seasons and their episodes."""
    return [
        item for number in range(maker.count(kind.count)) for item in _show(maker, kind, number)
    ]


def _show(maker: Maker, kind: ShowKind, number: int) -> Iterator[Item]:
    random, writer = maker.random, maker.writer
    seasons = random.choice((1, 2, 2, 3, 3, 4, 6))
    year = maker.this_year - random.randint(0, 9) - seasons + 1
    genres = _genres(maker, kind)
    added_at = maker.added_at()
    show = Item(
        rating_key=maker.rating_key(),
        type="show",
        section_id=kind.section_id,
        title=writer.titled(kind.titles, number),
        guid=f"plex://show/{writer.hexadecimal(24)}",
        added_at=added_at,
        updated_at=added_at + random.randint(60, 900),
        year=year,
        originally_available_at=maker.released_on(year),
        duration=random.choice(kind.minutes) * MINUTE_MS,
        summary=writer.summary(genres[0]),
        studio=random.choice(words.NETWORKS),
        content_rating="TV-Y" if kind.is_for_kids else random.choice(("TV-PG", "TV-14", "TV-MA")),
        rating=maker.score(),
        audience_rating=maker.score(),
        external_ids=(
            f"imdb://tt{random.randint(1_000_000, 39_999_999):07d}",
            f"tmdb://{random.randint(1000, 260_000)}",
            f"tvdb://{random.randint(70_000, 460_000)}",
        ),
        genres=genres,
        actors=writer.people(5, 9),
        countries=("Japan",) if kind.is_anime else (random.choice(words.COUNTRIES),),
        labels=("Kids",) if kind.is_for_kids else (),
    )
    yield show
    for index in range(1, seasons + 1):
        yield from _season(maker, kind, show, index)


def _genres(maker: Maker, kind: ShowKind) -> tuple[str, ...]:
    if kind.is_anime:
        return ("Animation", maker.random.choice(("Fantasy", "Adventure", "Science Fiction")))
    if kind.is_for_kids:
        return ("Family", "Animation")
    return tuple(maker.random.sample(words.GENRES[:12], 2))


def _season(maker: Maker, kind: ShowKind, show: Item, index: int) -> Iterator[Item]:
    year = (show.year or maker.this_year) + index - 1
    premiere = _premiere(maker, year)
    added_at = min(maker.today - DAY, max(show.added_at, premiere))
    season = replace(
        show,
        rating_key=maker.rating_key(),
        type="season",
        title=f"Season {index}",
        guid=f"plex://season/{maker.writer.hexadecimal(24)}",
        parent_key=show.rating_key,
        index=index,
        year=year,
        originally_available_at="",
        duration=None,
        summary="",
        added_at=added_at,
        updated_at=added_at + 300,
        external_ids=(f"tvdb://{maker.random.randint(500_000, 2_000_000)}",),
        rating=None,
        audience_rating=None,
    )
    yield season
    count = maker.random.choice((6, 8, 8, 10, 10, 12))
    picture = maker.random.choice(("1080", "1080", "1080-hevc", "720"))
    for number, title in enumerate(maker.writer.episode_titles(count), start=1):
        aired = premiere + (number - 1) * 7 * DAY
        yield _episode(maker, kind, (show, season), Broadcast(number, title, aired, picture))


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What sets one episode apart from its siblings."""

    number: int
    title: str
    aired: int
    picture: str


def _premiere(maker: Maker, year: int) -> int:
    start = int(
        datetime(
            year, maker.random.randint(1, 12), maker.random.randint(1, 28), tzinfo=UTC
        ).timestamp()
    )
    return min(start, maker.today - 90 * DAY)


def _episode(maker: Maker, kind: ShowKind, above: tuple[Item, Item], aired: Broadcast) -> Item:
    show, season = above
    random, writer = maker.random, maker.writer
    duration = (show.duration or 0) + random.randint(-150_000, 150_000)
    added_at = min(maker.today - 3600, max(season.added_at, aired.aired + 20_000))
    name = f"{show.title} - s{season.index:02d}e{aired.number:02d} - {aired.title}"
    path = f"/media/{kind.folder}/{show.title}/Season {season.index:02d}/{name}"
    return replace(
        season,
        rating_key=maker.rating_key(),
        type="episode",
        title=aired.title,
        guid=f"plex://episode/{writer.hexadecimal(24)}",
        parent_key=season.rating_key,
        grandparent_key=show.rating_key,
        index=aired.number,
        parent_index=season.index,
        originally_available_at=datetime.fromtimestamp(aired.aired, UTC).strftime("%Y-%m-%d"),
        duration=duration,
        summary=writer.summary(show.genres[0]),
        added_at=added_at,
        updated_at=added_at + random.randint(60, 900),
        external_ids=(
            f"imdb://tt{random.randint(1_000_000, 39_999_999):07d}",
            f"tvdb://{random.randint(300_000, 11_000_000)}",
        ),
        rating=maker.score(),
        audience_rating=maker.score(),
        directors=writer.people(1, 1),
        writers=writer.people(1, 2),
        media=(maker.files.video(path, duration, PICTURES[aired.picture], anime=kind.is_anime),),
        markers=_markers(maker, kind, duration),
    )


def _markers(maker: Maker, kind: ShowKind, duration: int) -> tuple[Marker, ...]:
    if kind.is_for_kids:
        return ()
    start = maker.random.choice((0, 45_000, 95_000))
    length = 89_000 if kind.is_anime else maker.random.randint(35_000, 75_000)
    return (Marker("intro", start, start + length), *maker.credits_markers(duration))
