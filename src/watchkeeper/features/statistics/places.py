"""From which countries and towns people watched: addresses counted by the places they are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from watchkeeper.columns.figures.tallies import Tally
from watchkeeper.domain.place import NOWHERE, Place
from watchkeeper.features.places import Places
from watchkeeper.features.statistics.explorer import Explorer, Figures, Scope
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFigures:
    """All plays from one place. A viewing that moved from place to place counts in each."""

    place: Place
    figures: Figures
    addresses: int
    first_started: int  # UTC seconds
    last_started: int  # UTC seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesWatched:
    """By country and by town, the one with most plays first; each play is in one of either."""

    countries: Sequence[PlaceFigures]
    cities: Sequence[PlaceFigures]


class PlaceStatistics:
    """Counts by place, where the owner lets places be looked up."""

    def __init__(self, explorer: Explorer, places: Places) -> None:
        self._explorer = explorer
        self._places = places

    async def watched(self, scope: Scope) -> PlacesWatched | None:
        """Where the plays came from; None while there is no database."""
        if not self._places.is_on:
            return None
        tallies = await self._explorer.addresses(scope)
        found = await self._places.of([*tallies, None])
        if not found:
            return None
        countries = {text: one.of_country if one.code else one for text, one in found.items()}
        return PlacesWatched(
            countries=await self._lines(scope, tallies, countries, lambda one: one.country_key),
            cities=await self._lines(scope, tallies, found, lambda one: one.city_key),
        )

    async def _lines(
        self,
        scope: Scope,
        tallies: Mapping[str | None, Tally],
        found: Mapping[str | None, Place],
        key: Callable[[Place], str],
    ) -> list[PlaceFigures]:
        names = {text: key(place) for text, place in found.items()}
        figures = await self._explorer.by_place(scope, names, otherwise=key(NOWHERE))
        members: dict[str, list[str | None]] = {}
        for text in tallies:
            members.setdefault(names.get(text, key(NOWHERE)), []).append(text)
        lines = [
            PlaceFigures(
                place=_told_best([found.get(text, NOWHERE) for text in texts]),
                figures=figures[name],
                addresses=sum(bool(text) for text in texts),
                first_started=min(tallies[text].first_started for text in texts),
                last_started=max(tallies[text].last_started for text in texts),
            )
            for name, texts in members.items()
            if name in figures
        ]
        return sorted(lines, key=lambda one: (-one.figures.plays, -one.figures.seconds))


def _told_best(places: Sequence[Place]) -> Place:
    """Of the same place as several records tell it, the first with a position."""
    return next((one for one in places if one.latitude is not None), places[0])
