"""A year in review as cards; the same view is shown, printed, drawn as a picture and shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from watchkeeper.columns.figures.yearly import Binge
from watchkeeper.columns.store.local_time import EPOCH
from watchkeeper.dates import dated, short_month_name
from watchkeeper.domain.facts import PlayId
from watchkeeper.features.history import PlayRow
from watchkeeper.features.statistics.year import Leader, YearReview
from watchkeeper.texts import N_, _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.charts import HOURS, Category, Chart, Drawn, Kind, Mark, Series, draw
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.titles import poster_path, title_of
from watchkeeper.web.words import span

MONTHS = range(1, 13)


CHANGES = {
    (True, True): N_("%(percent)s %% more so far than in all of %(year)s (%(hours)s hours)."),
    (True, False): N_("%(percent)s %% more than in %(year)s (%(hours)s hours)."),
    (False, True): N_("%(percent)s %% less so far than in all of %(year)s (%(hours)s hours)."),
    (False, False): N_("%(percent)s %% less than in %(year)s (%(hours)s hours)."),
}
"""By whether it is more, and whether the year is not over."""


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
    """A card with a ranking; `is_title` says that the names are titles.

    `word` is that of its definition.
    """

    name: str
    lines: tuple[Line, ...]
    is_title: bool = True
    word: str = "year_ranking"


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
        plays=_plays(review.total.plays),
        plays_href=words.plays(**year),
        compared=_compared(review, words.today),
        months=_months(review),
        chart=draw(_chart(review, words)),
        facts=tuple(_facts(review, words, year)),
        rankings=tuple(one for one in _rankings(review, words, year) if one.lines),
    )


def _facts(review: YearReview, words: Words, year: dict[str, str]) -> list[Fact]:
    """Of several people also how many they were, after the first."""
    found = [
        *_habits(review, words),
        *_sitting(review, words),
        *_again(review, words, year),
        *_kinds(review, words, year),
        *_ends(review, words),
    ]
    is_of_several = words.person_of is not None or not words.accounts
    if not is_of_several or review.facts.people <= 1:
        return found
    people = Fact(
        name=_("People"),
        word="people",
        value=number(review.facts.people),
        text=_("watched something"),
    )
    return [found[0], people, *found[1:]]


def _habits(review: YearReview, words: Words) -> list[Fact]:
    facts, day, streak = review.facts, _date(review.facts.busiest_day.day), review.facts.streak
    hour = max(range(24), key=lambda one: facts.hour_seconds[one])
    return [
        Fact(
            name=_("Busiest day"),
            word="busiest_day",
            value=dated(day, "%A, %-d %B"),
            short=dated(day, "%-d %B"),
            text=_(
                "%(time)s, %(plays)s",
                time=span(facts.busiest_day.seconds),
                plays=_plays(facts.busiest_day.plays),
            ),
            href=words.plays(after=day, before=day),
        ),
        Fact(
            name=_("Favourite hour"),
            word="favourite_hour",
            value=f"{hour:02}:00 – {(hour + 1) % 24:02}:00",
            text=_("%(hours)s hours began then", hours=_hours(facts.hour_seconds[hour])),
        ),
        Fact(
            name=_("Longest streak"),
            word="streak",
            value=_days(streak.days),
            short=_days(streak.days),
            text=_(
                "in a row, %(first)s to %(last)s",
                first=dated(_date(streak.first), "%-d %B"),
                last=dated(_date(streak.last), "%-d %B"),
            ),
            href=words.plays(after=_date(streak.first), before=_date(streak.last)),
        ),
    ]


def _kinds(review: YearReview, words: Words, year: dict[str, str]) -> list[Fact]:
    return [
        Fact(
            name=_("Different titles"),
            word="titles",
            value=number(review.facts.titles),
            text=_("films, series and artists"),
        ),
        Fact(
            name=_("Played directly"),
            word="directly",
            value=_(
                "%(percent)s %%",
                percent=round(100 * review.direct.plays / max(1, review.total.plays)),
            ),
            text=_("%(plays)s without any conversion", plays=_plays(review.direct.plays)),
            href=words.plays(**year, mode="direct play"),
        ),
    ]


def _sitting(review: YearReview, words: Words) -> list[Fact]:
    binge = review.binge
    if binge is None:
        return []
    started = datetime.fromtimestamp(binge.started, words.zone)
    named = {"plays": _plays(binge.plays), "day": dated(started, "%-d %B")}
    who = _binger(review, binge, words)
    text = (
        _("%(plays)s in a row on %(day)s by %(person)s", **named, person=who)
        if who
        else _("%(plays)s in a row on %(day)s", **named)
    )
    return [
        Fact(
            name=_("Longest sitting"),
            word="sitting",
            value=span(binge.seconds),
            short=span(binge.seconds),
            text=text,
            title=_title(review.rows.get(PlayId(binge.main_id))),
            href=_around(words, binge),
        )
    ]


def _binger(review: YearReview, binge: Binge, words: Words) -> str:
    row = review.rows.get(PlayId(binge.first_id))
    if words.person_of is None or row is None:
        return ""
    return words.person_of(row)


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
            name=_("Played again and again"),
            word="again",
            value=_("%(num)s times", num=number(repeat.plays)),
            title=_title(row),
            href=words.plays(**year, kind=row.media_type, rating_key=row.rating_key or ""),
        )
    ]


def _ends(review: YearReview, words: Words) -> list[Fact]:
    pairs = (
        (_("First play"), review.facts.first_id),
        (_("Last play"), review.facts.last_id),
    )
    found = []
    for name, play_id in pairs:
        row = review.rows.get(PlayId(play_id))
        if row is not None:
            at = datetime.fromtimestamp(row.started, words.zone)
            href = words.url(f"/history/{play_id}") if words.linked else ""
            found.append(
                Fact(name=name, value=dated(at, "%-d %B, %H:%M"), title=_title(row), href=href)
            )
    return found


def _rankings(review: YearReview, words: Words, year: dict[str, str]) -> list[Ranking]:
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
        Line(one.name, f"{span(one.seconds)}", _share(one.seconds, most))
        for one in review.facts.genres
    )


def _line(name: str, one: Leader, first: Leader, href: str) -> Line:
    numbers, most = one.standing, first.standing.seconds
    text = f"{span(numbers.seconds)} · {_plays(numbers.plays)}"
    return Line(name, text, _share(numbers.seconds, most), href)


def _months(review: YearReview) -> tuple[Line, ...]:
    most = max(review.facts.month_seconds)
    return tuple(
        Line(short_month_name(month), span(seconds), _share(seconds, most))
        for month, seconds in zip(MONTHS, review.facts.month_seconds, strict=True)
    )


def _chart(review: YearReview, words: Words) -> Chart:
    firsts = [date(review.year, month, 1) for month in MONTHS]
    lasts = [(first + timedelta(days=31)).replace(day=1) - timedelta(days=1) for first in firsts]
    marks = tuple(
        Mark(seconds, span(seconds), words.plays(after=first, before=last))
        for seconds, first, last in zip(review.facts.month_seconds, firsts, lasts, strict=True)
    )
    return Chart(
        id="year-months",
        kind=Kind.BARS,
        title=_("Watch time by month"),
        unit=HOURS,
        categories=tuple(
            Category(
                short_month_name(first.month),
                dated(first, "%B %Y"),
                is_incomplete=words.today is not None and first <= words.today <= last,
            )
            for first, last in zip(firsts, lasts, strict=True)
        ),
        series=(Series(_("Watch time"), marks),),
        head=_("Month"),
        word="watch_time",
    )


def _compared(review: YearReview, today: date | None) -> str:
    """The total beside that of the year before."""
    before, year = review.before.seconds, review.year - 1
    if not before:
        return _("Nothing is on record for %(year)s.", year=year)
    change = round(100 * (review.total.seconds - before) / before)
    is_running = today is not None and today.year == review.year
    if not change:
        if is_running:
            return _("As much so far as in all of %(year)s.", year=year)
        return _("As much as in %(year)s.", year=year)
    sentence = CHANGES[change > 0, is_running]
    return _(sentence, percent=number(abs(change)), year=year, hours=_hours(before))


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
    return number(hours) if hours >= 10 else number(hours, 1)


def _plays(count: int) -> str:
    return ngettext("%(num)s play", "%(num)s plays", count)


def _days(count: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", count)


def _date(day: int) -> date:
    return EPOCH + timedelta(days=day)
