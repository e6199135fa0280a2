"""The year in review, and links that show one to whoever has them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.people import known_person
from watchkeeper.api.v1.plays import Play, play_of
from watchkeeper.api.v1.shape import Instant, Number, Shape, Text
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import PlayId
from watchkeeper.errors import AccessError, InputError, NotFoundError
from watchkeeper.features.guests import NewLink
from watchkeeper.features.guests import SharedYear as OurSharedYear
from watchkeeper.features.guests.links import LONGEST_DAYS, LONGEST_NAME
from watchkeeper.features.statistics.year import Leader, Sum, YearQuery, YearReview
from watchkeeper.features.users import KnownPerson

FIRST_YEAR, LAST_YEAR = 1971, 2999
DAY_SECONDS = 86_400
EPOCH = date(1970, 1, 1)


class YearList(Shape):
    """Years in which something was played."""

    years: list[int] = Field(description="Newest first.")
    total: int = Field(description="How many there are.")


class YearSum(Shape):
    """Plays (those that continue each other once) and their watch time."""

    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")


class YearLeader(Shape):
    """One line of a ranking by watch time."""

    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")
    play: Play = Field(description="The newest play: it tells who or what is ranked.")


class YearGenre(Shape):
    """What was played of a genre; a title counts for each of its genres."""

    name: str = Field(description="The genre.")
    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")


class YearDay(Shape):
    """The day with the most watch time."""

    day: date = Field(description="The owner's day.")
    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")


class YearStreak(Shape):
    """The most days in a row with plays."""

    first: date = Field(description="The first of them.")
    last: date = Field(description="The last of them.")
    days: int = Field(description="How many.")


class YearBinge(Shape):
    """The sitting with the most watch time: films and episodes of one person in a row."""

    started: Instant = Field(description="When it began, UTC seconds.")
    stopped: Instant = Field(description="When it ended, UTC seconds.")
    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")
    play: Play | None = Field(description="A play of the title that took most of it.")


class YearRepeat(Shape):
    """What was played again most often."""

    plays: int = Field(description="Plays.")
    play: Play | None = Field(description="The newest of them.")


class Year(Shape):
    """What stands out in one year, by the owner's calendar."""

    year: int = Field(description="The year.")
    total: YearSum = Field(description="Everything.")
    before: YearSum = Field(description="Everything of the year before.")
    direct: YearSum = Field(description="What was played directly, at least in part.")
    titles: int = Field(description="Different films, shows and artists.")
    people: int = Field(description="Different people.")
    month_plays: list[int] = Field(description="Plays of each month, January first.")
    month_seconds: list[int] = Field(description="Watch time of each month, seconds.")
    hour_seconds: list[int] = Field(description="Watch time of each hour of the day, seconds.")
    busiest_day: YearDay = Field(description="The day with the most watch time.")
    streak: YearStreak = Field(description="The most days in a row with plays.")
    binge: YearBinge | None = Field(description="The longest sitting.")
    repeat: YearRepeat | None = Field(description="What was played again most often.")
    first: Play | None = Field(description="The first play of the year.")
    last: Play | None = Field(description="The last play of the year.")
    genres: list[YearGenre] = Field(description="Genres, most watch time first.")
    movies: list[YearLeader] = Field(description="Films, most watch time first.")
    shows: list[YearLeader] = Field(description="Series, most watch time first.")
    artists: list[YearLeader] = Field(description="Music, most watch time first.")
    platforms: list[YearLeader] = Field(description="Systems, most watch time first.")
    top_people: list[YearLeader] = Field(
        description="People, most watch time first; without those who opted out."
    )


class YearLink(Shape):
    """A link that shows a year to whoever has it. Its secret is never answered again."""

    id: int = Field(description="Number of the link.")
    year: int = Field(description="The year.")
    accounts: list[str] | None = Field(description="Whose, as server/user; null: everybody's.")
    shown_name: str = Field(description="The name that it shows.")
    shows_people: bool = Field(description="Whether the most active people are named.")
    shared_by: int | None = Field(description="plex.tv account of the guest; null: the owner.")
    created_at: Instant = Field(description="When it was made, UTC seconds.")
    expires_at: Instant = Field(description="When it ends, UTC seconds.")


class YearLinkList(Shape):
    """Links that last, newest first."""

    links: list[YearLink] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class NewYearLink(Shape):
    """A link to be made; without server_id and user_id to everybody's year."""

    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="The year.")
    server_id: Number | None = Field(None, description="Number of the person's server.")
    user_id: Number | None = Field(None, description="plex.tv account number of the person.")
    shown_name: Text = Field(min_length=1, max_length=LONGEST_NAME, description="Name shown.")
    shows_people: bool = Field(False, description="Name the most active people.")
    days: int = Field(30, ge=1, le=LONGEST_DAYS, description="How many days it lasts.")


class MadeYearLink(Shape):
    """A new link."""

    path: str = Field(description="Path that opens it, below the address of Watchkeeper: once.")
    links: YearLinkList = Field(description="All links that last.")


YearPath = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR, description="The year.")]
LinkPath = Annotated[Number, Path(description="Number of the link.")]
ServerPath = Annotated[Number, Path(description="Number of the server.")]
UserPath = Annotated[Number, Path(description="plex.tv account number; 0 is Local.")]
ServerQuery = Annotated[
    Number | None, Query(description="Number of a server; without it all that may be seen.")
]


async def list_years(asks: Asks, server_id: ServerQuery = None) -> YearList:
    """List the years in which something was played."""
    years = await asks.app.years.known(_everybody(asks, server_id))
    return YearList(years=years, total=len(years))


async def get_year(asks: Asks, year: YearPath, server_id: ServerQuery = None) -> Year:
    """Get everybody's year in review."""
    kept = await asks.app.opting_out.accounts()
    wanted = _everybody(asks, server_id)
    return await _review(asks, YearQuery(year=year, filter=wanted, unnamed=tuple(sorted(kept))))


async def get_person_year(
    asks: Asks, server_id: ServerPath, user_id: UserPath, year: YearPath
) -> Year:
    """Get one person's year in review, of all their accounts."""
    person = await _somebody(asks, server_id, user_id)
    return await _review(asks, YearQuery(year=year, filter=HistoryFilter(accounts=person.keys)))


async def list_year_links(asks: Asks) -> YearLinkList:
    """List the links that show a year to whoever has them."""
    links = [link_of(one) for one in await asks.app.year_links.all()]
    return YearLinkList(links=links, total=len(links))


async def share_year(asks: Asks, wanted: NewYearLink) -> MadeYearLink:
    """Make a link that shows a year, without signing in, to whoever has it."""
    if (wanted.server_id is None) != (wanted.user_id is None):
        raise InputError("Give server_id and user_id, or neither.", field="user_id")
    accounts = None
    if wanted.server_id is not None and wanted.user_id is not None:
        accounts = (await _somebody(asks, wanted.server_id, wanted.user_id)).keys
    secret = await asks.app.year_links.share(
        NewLink(
            year=wanted.year,
            accounts=accounts,
            shown_name=wanted.shown_name,
            shows_people=wanted.shows_people and accounts is None,
            seconds=wanted.days * DAY_SECONDS,
        )
    )
    return MadeYearLink(path=f"/shared/year/{secret}", links=await list_year_links(asks))


async def revoke_year_link(asks: Asks, link_id: LinkPath) -> YearLinkList:
    """End a link: it opens nothing from now on."""
    await asks.app.year_links.revoke(link_id)
    return await list_year_links(asks)


def link_of(link: OurSharedYear) -> YearLink:
    """A link in the words of the API."""
    accounts = link.accounts
    return YearLink(
        id=link.id,
        year=link.year,
        accounts=None if accounts is None else [f"{server}/{user}" for server, user in accounts],
        shown_name=link.shown_name,
        shows_people=link.shows_people,
        shared_by=link.shared_by,
        created_at=link.created_at,
        expires_at=link.expires_at,
    )


def year_of(review: YearReview) -> Year:
    """A year in the words of the API."""
    facts = review.facts
    busiest, streak = facts.busiest_day, facts.streak
    return Year(
        year=review.year,
        total=_sum(review.total),
        before=_sum(review.before),
        direct=_sum(review.direct),
        titles=facts.titles,
        people=facts.people,
        month_plays=list(facts.month_plays),
        month_seconds=list(facts.month_seconds),
        hour_seconds=list(facts.hour_seconds),
        busiest_day=YearDay(day=_day(busiest.day), plays=busiest.plays, seconds=busiest.seconds),
        streak=YearStreak(first=_day(streak.first), last=_day(streak.last), days=streak.days),
        binge=_binge(review),
        repeat=_repeat(review),
        first=_play(review, facts.first_id),
        last=_play(review, facts.last_id),
        genres=[
            YearGenre(name=one.name, plays=one.plays, seconds=one.seconds) for one in facts.genres
        ],
        movies=_leaders(review.movies),
        shows=_leaders(review.shows),
        artists=_leaders(review.artists),
        platforms=_leaders(review.platforms),
        top_people=_leaders(review.people),
    )


def _everybody(asks: Caller, server_id: int | None) -> HistoryFilter:
    asked = () if server_id is None else (server_id,)
    return asks.app.people.counted(HistoryFilter(server_ids=asks.server_ids(asked)))


async def _somebody(asks: Caller, server_id: int, user_id: int) -> KnownPerson:
    person = await known_person(asks, server_id, user_id)
    if await asks.app.opting_out.has(person.keys):
        raise AccessError(f"{person.name} keeps their year in review to themselves.")
    return person


async def _review(asks: Caller, query: YearQuery) -> Year:
    review = await asks.app.years.review(query)
    if review is None:
        raise NotFoundError(f"Nothing was played in {query.year}.", field="year")
    return year_of(review)


def _sum(one: Sum) -> YearSum:
    return YearSum(plays=one.plays, seconds=one.seconds)


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def _play(review: YearReview, number: int) -> Play | None:
    row = review.rows.get(PlayId(number))
    return None if row is None else play_of(row)


def _leaders(leaders: tuple[Leader, ...]) -> list[YearLeader]:
    return [
        YearLeader(plays=one.standing.plays, seconds=one.standing.seconds, play=play_of(one.row))
        for one in leaders
    ]


def _binge(review: YearReview) -> YearBinge | None:
    binge = review.binge
    if binge is None:
        return None
    return YearBinge(
        started=binge.started,
        stopped=binge.stopped,
        plays=binge.plays,
        seconds=binge.seconds,
        play=_play(review, binge.main_id),
    )


def _repeat(review: YearReview) -> YearRepeat | None:
    repeat = review.facts.repeat
    if repeat is None:
        return None
    return YearRepeat(plays=repeat.plays, play=_play(review, repeat.newest_id))
