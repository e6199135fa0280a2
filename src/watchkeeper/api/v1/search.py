"""Search: titles, people, libraries and servers by parts of their words."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import Shape, Text
from watchkeeper.features.history.search import Found, FoundKind

MOST_FOUND = 50


class Result(Shape):
    """One result. Of its numbers those are known by which it is asked for."""

    kind: FoundKind = Field(description="What it is.")
    title: str = Field(description="Its title or name.")
    belongs_to: str | None = Field(description="The show of an episode, the artist of an album.")
    year: int | None = Field(description="Year of the item.")
    server_id: int = Field(description="Number of the server.")
    rating_key: int | None = Field(description="Number of the item on its server.")
    user_id: int | None = Field(description="plex.tv account number of a person.")
    section_id: int | None = Field(description="Number of a library on its server.")
    picture: str | None = Field(description="Path or address of its picture.")
    plays: int = Field(description="Plays on record.")


class Results(Shape):
    """What was found, the best of each kind first."""

    results: list[Result] = Field(description="All results of this answer.")
    total: int = Field(description="How many are in this answer.")


async def search(
    asks: Asks,
    text: Annotated[Text, Query(min_length=1, description="Parts of words.")],
    limit: Annotated[int, Query(ge=1, le=MOST_FOUND, description="Of each kind, at most.")] = 10,
) -> Results:
    """Search the record: titles that were played, people, libraries and servers."""
    found = await asks.app.search.find(text, each=limit, only=asks.only)
    results = [result_of(one) for one in found]
    return Results(results=results, total=len(results))


def result_of(found: Found) -> Result:
    """A result in the words of the API."""
    return Result(
        kind=found.kind,
        title=found.title,
        belongs_to=found.second or None,
        year=found.year,
        server_id=found.server_id,
        rating_key=found.rating_key,
        user_id=found.user_id,
        section_id=found.section_id,
        picture=found.picture or None,
        plays=found.plays,
    )
