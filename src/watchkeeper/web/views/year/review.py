"""A year in review as cards; the same view is shown, printed, drawn as a picture and shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from watchkeeper.columns.figures.yearly import Binge
from watchkeeper.columns.store.local_time import EPOCH
from watchkeeper.domain.facts import PlayId
from watchkeeper.features.history import PlayRow
from watchkeeper.features.statistics.year import Leader, YearReview
from watchkeeper.values import dataclass
from watchkeeper.web.charts import HOURS, Category, Chart, Drawn, Kind, Mark, Series, draw
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.titles import poster_path, title_of
from watchkeeper.web.words import span

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Whose year it is and how its figures are linked.

    `accounts` and `without` are those of the history behind the figures, as its address names
    them; `linked` is whether there is such a page for the reader at all.
    """

    zone: tzinfo
    url: Callable[[str], str]
    accounts: str = ""  # "" for everybody
    without: str = ""
    linked: bool = False
    person_of: Callable[[PlayRow], str] | None = None  # None: people are not named
    pictures: Pictures | None = None  # None: pictures of the server are not shown
    today: date | None = None  # where the year may not be over

    def plays(self, **filters: object) -> str:
        """The address of the plays behind a figure, "" where the reader has none."""
        if not self.linked:
            return ""
        whose = {"account": self.accounts, "without": self.without}
        return self.url(with_query("/history", {**whose, **filters}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One card with a figure: `value` stands out, `text` says more."""

    name: str
    value: str
    text: str = ""
    title: str = ""  # of a film or show that is named
    short: str = ""  # the value where there is little room; "" for cards that are left out there
    href: str = ""
    word: str = ""  # of its definition


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
    """A card with a ranking; `is_title` says that the names are titles."""

    name: str
    lines: tuple[Line, ...]
    is_title: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class YearView:
    """The whole page."""

    year: int
    hours: str
    plays: str
    plays_href: str
    compared: str
    months: tuple[Line, ...]
    chart: Drawn
    facts: tuple[Fact, ...]
    rankings: tuple[Ranking, ...]


def year_view(review: YearReview, words: Words) -> YearView:
    """What a review says."""
    year = {"after": f"{review.year}-01-01", "before": f"{review.year}-12-31"}
    return YearView(
        year=review.year,
        hours=_hours(review.total.seconds),
        plays=_count(review.total.plays, "play"),
        plays_href=words.plays(**year),
        compared=_compared(review, words.today),
        months=_months(review),
        chart=draw(_chart(review, words)),
        facts=tuple(_facts(review, words, year)),
        rankings=tuple(one for one in _rankings(review, words, year) if one.lines),
    )


def _facts(review: YearReview, words: Words, year: dict[str, str]) -> list[Fact]:
    facts, day = review.facts, _date(review.facts.busiest_day.day)
    streak = facts.streak
    hour = max(range(24), key=lambda one: facts.hour_seconds[one])
    found = [
        Fact(
            name="Busiest day",
            word="busiest_day",
            value=f"{day:%A, %-d %B}",
            short=f"{day:%-d %B}",
            text=f"{span(facts.busiest_day.seconds)}, {_count(facts.busiest_day.plays, 'play')}",
            href=words.plays(after=day, before=day),
        ),
        Fact(
            name="Favourite hour",
            word="favourite_hour",
            value=f"{hour:02}:00 – {(hour + 1) % 24:02}:00",
            text=f"{_hours(facts.hour_seconds[hour])} hours began then",
        ),
        Fact(
            name="Longest streak",
            word="streak",
            value=_count(streak.days, "day"),
            short=_count(streak.days, "day"),
            text=f"in a row, {_date(streak.first):%-d %B} to {_date(streak.last):%-d %B}",
            href=words.plays(after=_date(streak.first), before=_date(streak.last)),
        ),
        *_sitting(review, words),
        *_again(review, words, year),
        Fact(
            name="Different titles",
            word="titles",
            value=f"{facts.titles:,}",
            text="films, series and artists",
        ),
        Fact(
            name="Played directly",
            word="directly",
            value=f"{round(100 * review.direct.plays / max(1, review.total.plays))} %",
            text=f"{_count(review.direct.plays, 'play')} without any conversion",
            href=words.plays(**year, mode="direct play"),
        ),
        *_ends(review, words),
    ]
    if words.person_of is not None or not words.accounts:
        people = Fact(
            name="People", word="people", value=f"{facts.people:,}", text="watched something"
        )
        return [found[0], people, *found[1:]] if facts.people > 1 else found
    return found


def _sitting(review: YearReview, words: Words) -> list[Fact]:
    binge = review.binge
    if binge is None:
        return []
    started = datetime.fromtimestamp(binge.started, words.zone)
    who = _binger(review, binge, words)
    return [
        Fact(
            name="Longest sitting",
            word="sitting",
            value=span(binge.seconds),
            short=span(binge.seconds),
            text=f"{_count(binge.plays, 'play')} in a row on {started:%-d %B}{who}",
            title=_title(review.rows.get(PlayId(binge.main_id))),
            href=_around(words, binge),
        )
    ]


def _binger(review: YearReview, binge: Binge, words: Words) -> str:
    row = review.rows.get(PlayId(binge.first_id))
    if words.person_of is None or row is None:
        return ""
    return f" by {words.person_of(row)}"


def _around(words: Words, binge: Binge) -> str:
    first = datetime.fromtimestamp(binge.started, words.zone).date()
    last = datetime.fromtimestamp(binge.stopped, words.zone).date()
    return words.plays(after=first, before=last)


def _again(review: YearReview, words: Words, year: dict[str, str]) -> list[Fact]:
    repeat = review.facts.repeat
    row = review.rows.get(PlayId(repeat.newest_id)) if repeat else None
    if repeat is None or row is None:
        return []
    return [
        Fact(
            name="Played again and again",
            word="again",
            value=f"{repeat.plays:,} times",
            title=_title(row),
            href=words.plays(**year, kind=row.media_type, rating_key=row.rating_key or ""),
        )
    ]


def _ends(review: YearReview, words: Words) -> list[Fact]:
    pairs = (("First play", review.facts.first_id), ("Last play", review.facts.last_id))
    found = []
    for name, number in pairs:
        row = review.rows.get(PlayId(number))
        if row is not None:
            at = datetime.fromtimestamp(row.started, words.zone)
            href = words.url(f"/history/{number}") if words.linked else ""
            found.append(Fact(name=name, value=f"{at:%-d %B, %H:%M}", title=_title(row), href=href))
    return found


def _rankings(review: YearReview, words: Words, year: dict[str, str]) -> list[Ranking]:
    found = [
        Ranking("Films", _titles(review.movies, words, year)),
        Ranking("Series", _titles(review.shows, words, year)),
        Ranking("Artists", _titles(review.artists, words, year)),
        Ranking("Genres", _genres(review), is_title=False),
        Ranking("Devices", _platforms(review.platforms, words, year), is_title=False),
    ]
    if words.person_of is not None:
        found.append(Ranking("Most active people", _people(review.people, words, year), False))
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
            name or "Unknown", one, leaders[0], words.plays(**year, platform=name) if name else ""
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
        Line(one.name, f"{span(one.seconds)}", _share(one.seconds, most))
        for one in review.facts.genres
    )


def _line(name: str, one: Leader, first: Leader, href: str) -> Line:
    numbers, most = one.standing, first.standing.seconds
    text = f"{span(numbers.seconds)} · {_count(numbers.plays, 'play')}"
    return Line(name, text, _share(numbers.seconds, most), href)


def _months(review: YearReview) -> tuple[Line, ...]:
    most = max(review.facts.month_seconds)
    return tuple(
        Line(name[:3], span(seconds), _share(seconds, most))
        for name, seconds in zip(MONTHS, review.facts.month_seconds, strict=True)
    )


def _chart(review: YearReview, words: Words) -> Chart:
    firsts = [date(review.year, month, 1) for month in range(1, 13)]
    lasts = [(first + timedelta(days=31)).replace(day=1) - timedelta(days=1) for first in firsts]
    marks = tuple(
        Mark(seconds, span(seconds), words.plays(after=first, before=last))
        for seconds, first, last in zip(review.facts.month_seconds, firsts, lasts, strict=True)
    )
    return Chart(
        id="year-months",
        kind=Kind.BARS,
        title="Watch time by month",
        unit=HOURS,
        categories=tuple(
            Category(
                name[:3],
                f"{name} {review.year}",
                is_incomplete=words.today is not None and first <= words.today <= last,
            )
            for name, first, last in zip(MONTHS, firsts, lasts, strict=True)
        ),
        series=(Series("Watch time", marks),),
        head="Month",
        word="watch_time",
    )


def _compared(review: YearReview, today: date | None) -> str:
    """The total beside that of the year before."""
    before = review.before.seconds
    if not before:
        return f"Nothing is on record for {review.year - 1}."
    change = round(100 * (review.total.seconds - before) / before)
    is_running = today is not None and today.year == review.year
    if not change:
        so_far = "so far as in all of" if is_running else "as in"
        return f"As much {so_far} {review.year - 1}."
    word = "more" if change > 0 else "less"
    whole = "so far than in all of" if is_running else "than in"
    return f"{abs(change):,} % {word} {whole} {review.year - 1} ({_hours(before)} hours)."


def _work(row: PlayRow) -> str:
    """The film, show or artist of a play."""
    match row.media_type:
        case "episode":
            return str(row.item.get("grandparent_title") or row.full_title)
        case "track":
            named = row.item.get("original_title") or row.item.get("grandparent_title")
            return str(named or row.full_title)
    return row.full_title


def _title(row: PlayRow | None) -> str:
    if row is None:
        return ""
    title = title_of({**row.item, "media_type": row.media_type})
    return f"{title.main} – {title.second}" if title.second else title.main


def _share(part: float, most: float) -> int:
    return round(100 * part / most) if most else 0


def _hours(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours:,.0f}" if hours >= 10 else f"{hours:.1f}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _date(day: int) -> date:
    return EPOCH + timedelta(days=day)
