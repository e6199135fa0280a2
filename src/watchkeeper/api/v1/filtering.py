"""Which plays are meant: the filter that lists, statistics and graphs share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from watchkeeper.api.v1.caller import Caller
from watchkeeper.api.v1.shape import Instant, Number, Shape, Text
from watchkeeper.columns.selection.filter import HistoryFilter, WatchedShare
from watchkeeper.domain.place import LOCAL, UNKNOWN
from watchkeeper.domain.play import PlaySource
from watchkeeper.features.places import PlaceAsked

Kind = Literal["movie", "episode", "track", "live"]
Decision = Literal["direct play", "copy", "transcode"]
Location = Literal["lan", "wan", "cellular"]
MOST = 200  # alternatives of one field


Numbers = Annotated[list[Number], Field(max_length=MOST)]
Texts = Annotated[list[Text], Field(max_length=MOST)]


class PlayFilter(Shape):
    """Which plays: each parameter must hold; one given several times names alternatives."""

    server_id: Numbers = Field([], description="Numbers of servers.")
    user_id: Numbers = Field([], description="plex.tv account numbers; 0 is Local.")
    section_id: Numbers = Field([], description="Numbers of libraries on their server.")
    media_type: list[Kind] = Field([], description="Kinds; live is Live TV of any kind.")
    transcode_decision: list[Decision] = Field([], description="How it was delivered.")
    location: list[Location] = Field([], description="Where the player was.")
    source: list[PlaySource] = Field([], description="Where the play comes from.")
    watched: list[WatchedShare] = Field([], description="How far it went.")
    rating_key: Numbers = Field([], description="Items, or what is below them: shows, albums.")
    reference_id: Numbers = Field([], description="Numbers of groups.")
    player: Texts = Field([], description="Names of players.")
    platform: Texts = Field([], description="Systems of players.")
    product: Texts = Field([], description="Programs.")
    ip_address: Texts = Field([], description="Addresses of players.")
    after: date | None = Field(None, description="First day (the owner's) on which it started.")
    before: date | None = Field(None, description="Last day (the owner's) on which it started.")
    started_from: Instant | None = Field(None, description="Started then or later, UTC seconds.")
    started_to: Instant | None = Field(None, description="Started before then, UTC seconds.")
    text: Text = Field("", description="In title, person, player, system, program or address.")


def filter_of(asked: PlayFilter, asks: Caller) -> HistoryFilter:
    """The filter of the record, narrowed to what the caller may see.

    Raises:
        NotFoundError: a server is asked for that the caller may not see.
    """
    return HistoryFilter(
        server_ids=asks.server_ids(asked.server_id),
        user_ids=tuple(asked.user_id),
        section_ids=tuple(asked.section_id),
        media_types=tuple(asked.media_type),
        transcode_decisions=tuple(asked.transcode_decision),
        locations=tuple(asked.location),
        sources=tuple(asked.source),
        watched=tuple(asked.watched),
        any_rating_keys=tuple(asked.rating_key),
        reference_ids=tuple(asked.reference_id),
        players=tuple(asked.player),
        platforms=tuple(asked.platform),
        products=tuple(asked.product),
        ip_addresses=tuple(asked.ip_address),
        after_day=asked.after,
        before_day=asked.before,
        started_from=asked.started_from,
        started_to=asked.started_to,
        text=asked.text,
    )


async def located(
    wanted: HistoryFilter, asks: Caller, countries: Sequence[str], cities: Sequence[str]
) -> HistoryFilter:
    """The filter, narrowed to addresses in one of these countries and one of these towns.

    Without a location database no play is in any.
    """
    asked = PlaceAsked(
        countries=tuple(code if code in {LOCAL, UNKNOWN} else code.upper() for code in countries),
        cities=tuple(cities),
    )
    if not asked:
        return wanted
    return replace(wanted, from_addresses=await asks.app.places.addresses_in(asked))


def counted_of(asked: PlayFilter, asks: Caller) -> HistoryFilter:
    """The same for statistics: people whom the owner hides from them count only when asked for.

    Raises:
        NotFoundError: a server is asked for that the caller may not see.
    """
    return asks.app.people.counted(filter_of(asked, asks))
