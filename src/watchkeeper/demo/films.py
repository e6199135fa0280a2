"""Films: a library in high definition and a smaller one in 4K that shares some of its titles."""

from __future__ import annotations

from dataclasses import replace

from watchkeeper.demo import words
from watchkeeper.demo.files import PICTURES
from watchkeeper.demo.items import Item, MediaFile
from watchkeeper.demo.making import MINUTE_MS, Maker

_RATINGS = ("G", "PG", "PG", "PG-13", "PG-13", "PG-13", "R", "R", "R", "NR")
_PICTURES = ("1080", "1080", "1080", "1080-hevc", "1080-hevc", "720", "480", "sd")
_COLLECTION = "Staff Picks"


def make_films(maker: Maker, section_id: int, section_4k: int) -> list[Item]:
    """All films of both libraries; a film in both has one guid and two rating keys."""
    films = [_film(maker, section_id, number) for number in range(maker.count(280))]
    shared = [_in_4k(maker, film, section_4k) for film in films[: maker.count(46)]]
    first = len(films)
    only_4k = [
        _in_4k(maker, _film(maker, section_4k, first + number), section_4k)
        for number in range(maker.count(16))
    ]
    return [*films, *shared, *only_4k, _collection(maker, section_id)]


def _collection(maker: Maker, section_id: int) -> Item:
    return Item(
        rating_key=maker.rating_key(),
        type="collection",
        subtype="movie",
        section_id=section_id,
        title=_COLLECTION,
        guid=f"collection://{maker.writer.hexadecimal(16)}",
        added_at=maker.first_day,
        updated_at=maker.first_day,
        summary="What the household keeps recommending to everybody.",
    )


def _film(maker: Maker, section_id: int, number: int) -> Item:
    random, writer = maker.random, maker.writer
    title = writer.film_title(number)
    year = min(maker.this_year, int(random.triangular(1962, maker.this_year + 1, maker.this_year)))
    genres = tuple(random.sample(words.GENRES, random.choice((1, 2, 2, 3))))
    duration = random.randint(82, 158) * MINUTE_MS + random.randint(0, 59_999)
    added_at = maker.added_at()
    return Item(
        rating_key=maker.rating_key(),
        type="movie",
        section_id=section_id,
        title=title,
        guid=f"plex://movie/{writer.hexadecimal(24)}",
        added_at=added_at,
        updated_at=added_at + random.randint(60, 900),
        year=year,
        originally_available_at=maker.released_on(year),
        duration=duration,
        summary=writer.summary(genres[0]),
        tagline=writer.tagline() if random.random() < 0.7 else "",
        studio=random.choice(words.STUDIOS),
        content_rating=random.choice(_RATINGS),
        rating=maker.score(),
        audience_rating=maker.score(),
        external_ids=(
            f"imdb://tt{random.randint(1_000_000, 39_999_999):07d}",
            f"tmdb://{random.randint(1000, 1_400_000)}",
            f"tvdb://{random.randint(1000, 400_000)}",
        ),
        genres=genres,
        directors=writer.people(1, 2),
        writers=writer.people(1, 3),
        actors=writer.people(4, 8),
        countries=(random.choice(words.COUNTRIES),),
        collections=(_COLLECTION,) if random.random() < 0.08 else (),
        labels=("Kids",) if "Family" in genres else (),
        media=_versions(maker, f"{title} ({year})", duration),
        markers=maker.credits_markers(duration) if random.random() < 0.8 else (),
    )


def _versions(maker: Maker, name: str, duration: int) -> tuple[MediaFile, ...]:
    pictures = [maker.random.choice(_PICTURES)]
    if pictures[0].startswith("1080") and maker.random.random() < 0.08:
        pictures.append("720")
    path = f"/media/movies/{name}/{name}"
    return tuple(maker.files.video(path, duration, PICTURES[picture]) for picture in pictures)


def _in_4k(maker: Maker, film: Item, section_id: int) -> Item:
    duration = film.duration or 0
    name = f"{film.title} ({film.year})"
    path = f"/media/4k-movies/{name}/{name}"
    return replace(
        film,
        rating_key=maker.rating_key(),
        section_id=section_id,
        media=(maker.files.video(path, duration, PICTURES["4k"]),),
    )
