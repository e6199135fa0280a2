"""A year in review as cards; the same view is shown, printed, drawn as a picture and shared."""

from __future__ import annotations

from datetime import date, timedelta

from watchkeeper.dates import dated, short_month_name
from watchkeeper.features.statistics.year import YearReview
from watchkeeper.texts import N_, _, number
from watchkeeper.values import dataclass
from watchkeeper.web.charts import HOURS, Category, Chart, Drawn, Kind, Mark, Series, draw
from watchkeeper.web.views.year.cards import Fact, facts_of
from watchkeeper.web.views.year.rankings import Line, Ranking, rankings_of
from watchkeeper.web.views.year.words import Words, hours_of, plays_of, share_of
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
        hours=hours_of(review.total.seconds),
        plays=plays_of(review.total.plays),
        plays_href=words.plays(**year),
        compared=_compared(review, words.today),
        months=_months(review),
        chart=draw(_chart(review, words)),
        facts=tuple(facts_of(review, words, year)),
        rankings=tuple(one for one in rankings_of(review, words, year) if one.lines),
    )


def _months(review: YearReview) -> tuple[Line, ...]:
    most = max(review.facts.month_seconds)
    return tuple(
        Line(short_month_name(month), span(seconds), share_of(seconds, most))
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
    return _(sentence, percent=number(abs(change)), year=year, hours=hours_of(before))
