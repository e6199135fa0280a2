"""The rankings of a year in review: films, series, artists, genres, devices, people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from watchkeeper.features.history import PlayRow
from watchkeeper.features.statistics.year import Leader, YearReview
from watchkeeper.texts import _
from watchkeeper.values import dataclass
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.titles import poster_path
from watchkeeper.web.views.year.words import Words, plays_of, share_of
from watchkeeper.web.words import span


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ranking; `share` is its part of the first, 0 to 100."""

    name: str
    text: str
    share: int
    href: str = ""
    picture: str = ""
    is_square: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """A card with a ranking; `is_title` says that the names are titles.

    `word` is that of its definition.
    """

    name: str
    lines: tuple[Line, ...]
    is_title: bool = True
    word: str = "year_ranking"


def rankings_of(review: YearReview, words: Words, year: dict[str, str]) -> list[Ranking]:
    """Every ranking; `year` has the filters of its history, and some rankings may be empty."""
    found = [
        Ranking(_("Films"), _titles(review.movies, words, year)),
        Ranking(_("Series"), _titles(review.shows, words, year)),
        Ranking(_("Artists"), _titles(review.artists, words, year)),
        Ranking(_("Genres"), _genres(review), is_title=False, word="genre"),
        Ranking(_("Devices"), _platforms(review.platforms, words, year), is_title=False),
    ]
    if words.person_of is not None:
        people = _people(review.people, words, year)
        found.append(Ranking(_("Most active people"), people, is_title=False))
    return found


def _titles(leaders: Sequence[Leader], words: Words, year: dict[str, str]) -> tuple[Line, ...]:
    lines = [
        _line(
            _work(one.row),
            one,
            leaders[0],
            words.plays(**year, kind=one.row.media_type, rating_key=",".join(map(str, one.keys)))
            if one.keys
            else "",
        )
        for one in leaders
    ]
    if words.pictures is None:
        return tuple(lines)
    pairs = zip(lines, leaders, strict=True)
    return tuple(_pictured(line, one.row, words.pictures) for line, one in pairs)


def _pictured(line: Line, row: PlayRow, pictures: Pictures) -> Line:
    is_square = row.media_type in SQUARE_KINDS
    path = poster_path({**row.item, "media_type": row.media_type})
    picture = pictures.poster(row.server_id, path, square=is_square, small=True, live=row.live)
    return replace(line, picture=picture, is_square=is_square)


def _platforms(leaders: Sequence[Leader], words: Words, year: dict[str, str]) -> tuple[Line, ...]:
    named = [(one, one.row.player.platform or "") for one in leaders]
    return tuple(
        _line(
            name or _("Unknown"),
            one,
            leaders[0],
            words.plays(**year, platform=name) if name else "",
        )
        for one, name in named
    )


def _people(leaders: Sequence[Leader], words: Words, year: dict[str, str]) -> tuple[Line, ...]:
    name_of = words.person_of or (lambda _row: "")
    return tuple(
        _line(
            name_of(one.row),
            one,
            leaders[0],
            words.plays(**year, account=f"{one.row.server_id}-{one.row.user_id}"),
        )
        for one in leaders
    )


def _genres(review: YearReview) -> tuple[Line, ...]:
    most = max((one.seconds for one in review.facts.genres), default=0)
    return tuple(
        Line(one.name, f"{span(one.seconds)}", share_of(one.seconds, most))
        for one in review.facts.genres
    )


def _line(name: str, one: Leader, first: Leader, href: str) -> Line:
    numbers, most = one.standing, first.standing.seconds
    text = f"{span(numbers.seconds)} · {plays_of(numbers.plays)}"
    return Line(name, text, share_of(numbers.seconds, most), href)


def _work(row: PlayRow) -> str:
    """The film, show or artist of a play."""
    match row.media_type:
        case "episode":
            return str(row.item.get("grandparent_title") or row.full_title)
        case "track":
            named = row.item.get("original_title") or row.item.get("grandparent_title")
            return str(named or row.full_title)
    return row.full_title
