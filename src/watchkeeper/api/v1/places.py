"""Places: the countries and towns that plays came from, as the owner's database tells them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.filtering import counted_of
from watchkeeper.api.v1.shape import MOST_ROWS, Instant, Shape
from watchkeeper.api.v1.statistics import Figures
from watchkeeper.features.statistics import PlaceFigures, Scope


class PlacesAsked(Figures):
    """Which plays, and how many places are answered."""

    limit: int = Field(100, ge=1, le=MOST_ROWS, description="Countries, and towns, at most.")


class Place(Shape):
    """All plays from one country or town."""

    key: str = Field(description="What tells it from others: 'IE', 'Galway, Connaught, IE'.")
    code: str | None = Field(description="Two letters of the country; null: not known, or local.")
    country: str | None = Field(description="Name of the country.")
    region: str | None = Field(description="Name of the region; null: not known.")
    city: str | None = Field(description="Name of the town; null: not known.")
    latitude: float | None = Field(description="Degrees, north is above 0; null: not known.")
    longitude: float | None = Field(description="Degrees, east is above 0; null: not known.")
    is_local: bool = Field(description="Whether it is a private network.")
    plays: int = Field(description="Plays; one whose sessions moved counts in each place.")
    seconds: int = Field(description="Watch time, seconds.")
    people: int = Field(description="Different people.")
    addresses: int = Field(description="Different addresses.")
    first_started: Instant = Field(description="Start of the oldest play, UTC seconds.")
    last_started: Instant = Field(description="Start of the newest play, UTC seconds.")


class Places(Shape):
    """Where plays came from."""

    is_on: bool = Field(description="Whether places are looked up; if not, both lists are empty.")
    countries: list[Place] = Field(description="Most plays first.")
    cities: list[Place] = Field(description="The same plays by town, most plays first.")


async def list_places(asks: Asks, asked: Annotated[PlacesAsked, Query()]) -> Places:
    """List the countries and towns that plays came from, of everybody, a server or a person.

    Addresses are looked up in the owner's own database, and are sent nowhere.
    """
    scope = Scope(filter=counted_of(asked, asks), grouped=asked.grouped)
    found = await asks.app.place_statistics.watched(scope)
    if found is None:
        return Places(is_on=False, countries=[], cities=[])
    return Places(
        is_on=True,
        countries=[_told(one, one.place.country_key) for one in found.countries[: asked.limit]],
        cities=[_told(one, one.place.city_key) for one in found.cities[: asked.limit]],
    )


def _told(one: PlaceFigures, key: str) -> Place:
    place = one.place
    return Place(
        key=key,
        code=place.code or None,
        country=place.country or None,
        region=place.region or None,
        city=place.city or None,
        latitude=place.latitude,
        longitude=place.longitude,
        is_local=place.is_local,
        plays=one.figures.plays,
        seconds=one.figures.seconds,
        people=one.figures.people,
        addresses=one.addresses,
        first_started=one.first_started,
        last_started=one.last_started,
    )
