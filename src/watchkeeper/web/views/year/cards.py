"""The cards of a year in review: each a figure that stands out, and what it means."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.columns.figures.yearly import Binge
from watchkeeper.dates import dated
from watchkeeper.domain.facts import PlayId
from watchkeeper.features.statistics.year import YearReview
from watchkeeper.texts import _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.views.year.words import Words, date_of, full_title_of, hours_of, plays_of
from watchkeeper.web.words import span


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


def facts_of(review: YearReview, words: Words, year: dict[str, str]) -> list[Fact]:
    """Every card; of several people also how many they were, after the first card.

    `year` has the filters of its history.
    """
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
    facts, day, streak = review.facts, date_of(review.facts.busiest_day.day), review.facts.streak
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
                plays=plays_of(facts.busiest_day.plays),
            ),
            href=words.plays(after=day, before=day),
        ),
        Fact(
            name=_("Favourite hour"),
            word="favourite_hour",
            value=f"{hour:02}:00 – {(hour + 1) % 24:02}:00",
            text=_("%(hours)s hours began then", hours=hours_of(facts.hour_seconds[hour])),
        ),
        Fact(
            name=_("Longest streak"),
            word="streak",
            value=_days(streak.days),
            short=_days(streak.days),
            text=_(
                "in a row, %(first)s to %(last)s",
                first=dated(date_of(streak.first), "%-d %B"),
                last=dated(date_of(streak.last), "%-d %B"),
            ),
            href=words.plays(after=date_of(streak.first), before=date_of(streak.last)),
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
            text=_("%(plays)s without any conversion", plays=plays_of(review.direct.plays)),
            href=words.plays(**year, mode="direct play"),
        ),
    ]


def _sitting(review: YearReview, words: Words) -> list[Fact]:
    binge = review.binge
    if binge is None:
        return []
    started = datetime.fromtimestamp(binge.started, words.zone)
    named = {"plays": plays_of(binge.plays), "day": dated(started, "%-d %B")}
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
            title=full_title_of(review.rows.get(PlayId(binge.main_id))),
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
            title=full_title_of(row),
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
                Fact(
                    name=name, value=dated(at, "%-d %B, %H:%M"), title=full_title_of(row), href=href
                )
            )
    return found


def _days(count: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", count)
