"""Countries and towns that people watched from: the map, and the same numbers as tables."""

from __future__ import annotations

from datetime import tzinfo

from watchkeeper.domain.place import Place
from watchkeeper.features.places import DatabaseState
from watchkeeper.features.statistics import PlaceFigures, PlacesWatched
from watchkeeper.texts import _
from watchkeeper.values import dataclass
from watchkeeper.web.maps import MapAsked, MapMark, Outlines, PlaceMap, draw_map
from watchkeeper.web.views.statistics.marks import Marks
from watchkeeper.web.words import Moment, moment, span

MOST_LINES = 100
DAY = 86_400
OLD_DAYS = 60
"""Addresses move from hand to hand: makers bring out a new database each month or more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """A country or a town. `name` is real: templates show a stand-in in the privacy view."""

    name: str
    plays: str
    watch_time: str
    people: int
    addresses: int
    first: Moment
    last: Moment
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesView:
    """What a page shows of places; `turn_url` shows the whole world, or only what is needed."""

    map: PlaceMap
    countries: tuple[PlaceLine, ...]
    cities: tuple[PlaceLine, ...]
    country_count: int  # the known ones
    city_count: int
    turn_url: str
    turns_to_world: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesAsked:
    """How a page wants its places shown."""

    marks: Marks
    zone: tzinfo
    turn_url: str = ""  # the same page with the other extent of the map
    whole_world: bool = False


def places_view(found: PlacesWatched, asked: PlacesAsked, outlines: Outlines) -> PlacesView:
    """The map and the tables; waits for the disk the first time."""
    marks = asked.marks
    drawn = draw_map(
        [mark for one in found.cities if (mark := _map_mark(one, marks, outlines))],
        MapAsked(
            title=_("%(subject)s by place", subject=marks.subject),
            in_words=marks.in_words,
            whole_world=asked.whole_world,
        ),
        outlines,
    )
    return PlacesView(
        map=drawn,
        countries=tuple(_country(one, asked) for one in found.countries[:MOST_LINES]),
        cities=tuple(_city(one, asked) for one in found.cities[:MOST_LINES] if one.place.city),
        country_count=sum(bool(one.place.code) for one in found.countries),
        city_count=sum(bool(one.place.city) for one in found.cities),
        turn_url=asked.turn_url if asked.whole_world or not drawn.is_world else "",
        turns_to_world=not asked.whole_world,
    )


def country_name(place: Place) -> str:
    """How a line calls the country, or what there is in place of one."""
    return _("Local network") if place.is_local else place.country_words or _("Not known")


def city_name(place: Place) -> str:
    """How a line calls the town, so that no two are alike."""
    names = (place.city, place.region if place.region != place.city else "", place.country_words)
    return ", ".join(name for name in names if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseView:
    """The location database as the settings show it."""

    state: DatabaseState
    built: Moment | None = None
    days: int = 0
    is_old: bool = False


def database_view(state: DatabaseState, now: float, zone: tzinfo) -> DatabaseView:
    """What is known of it at an instant (UTC seconds)."""
    if state.built_at is None:
        return DatabaseView(state=state)
    days = max(0, int(now - state.built_at) // DAY)
    return DatabaseView(
        state=state, built=moment(state.built_at, zone), days=days, is_old=days > OLD_DAYS
    )


def _country(one: PlaceFigures, asked: PlacesAsked) -> PlaceLine:
    href = asked.marks.href(country=one.place.country_key)
    return _line(country_name(one.place), one, asked, href)


def _city(one: PlaceFigures, asked: PlacesAsked) -> PlaceLine:
    return _line(city_name(one.place), one, asked, asked.marks.href(city=one.place.city_key))


def _line(name: str, one: PlaceFigures, asked: PlacesAsked, href: str) -> PlaceLine:
    return PlaceLine(
        name=name,
        plays=asked.marks.plays(one.figures.plays),
        watch_time=span(one.figures.seconds),
        people=one.figures.people,
        addresses=one.addresses,
        first=moment(one.first_started, asked.zone),
        last=moment(one.last_started, asked.zone),
        href=href,
    )


def _map_mark(one: PlaceFigures, marks: Marks, outlines: Outlines) -> MapMark | None:
    """A mark for a place; None for one of which nobody knows where it is."""
    place = one.place
    at = (place.longitude, place.latitude)
    is_country = at[0] is None or at[1] is None
    if is_country:
        at = outlines.middle(place.code) or (None, None)
    if at[0] is None or at[1] is None:
        return None
    mark = marks.mark(one.figures, city=place.city_key)
    return MapMark(
        longitude=at[0],
        latitude=at[1],
        value=mark.value,
        text=f"{city_name(place)}: {mark.text}",
        href=mark.href,
        is_country=is_country or not place.city,
    )
