"""Corrections of many plays at once: taking apart, joining, leaving out, linking."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.plays import Plays
from watchkeeper.api.v1.shape import Done, Number
from watchkeeper.domain.facts import PlayId
from watchkeeper.errors import NotFoundError


class CountedPlays(Plays):
    """Plays, and whether they count."""

    is_counted: bool = Field(description="Whether they count in the figures.")


class LinkedPlays(Plays):
    """Plays, and the item that they are to stand for."""

    server_id: Number = Field(description="Number of the item's server.")
    rating_key: Number = Field(description="Number of a film, an episode or a track on it.")


async def split_plays(asks: Asks, wanted: Plays) -> Done:
    """Let each of the plays be a viewing of its own."""
    numbers = await _mine(asks, wanted.play_ids)
    return Done(change_id=await asks.app.corrections.split(numbers, asks.principal.name))


async def merge_plays(asks: Asks, wanted: Plays) -> Done:
    """Let the plays, with all that are grouped with them, be one viewing."""
    numbers = await _mine(asks, wanted.play_ids)
    return Done(change_id=await asks.app.corrections.merge(numbers, asks.principal.name))


async def count_plays(asks: Asks, wanted: CountedPlays) -> Done:
    """Leave plays out of all figures, or let them count again. They stay in the history."""
    numbers, who = await _mine(asks, wanted.play_ids), asks.principal.name
    done = await asks.app.corrections.count(numbers, who, is_counted=wanted.is_counted)
    return Done(change_id=done)


async def link_plays(asks: Asks, wanted: LinkedPlays) -> Done:
    """Let plays stand for another film, episode or track of a library."""
    numbers, server = await _mine(asks, wanted.play_ids), await asks.server(wanted.server_id)
    done = await asks.app.corrections.link(
        numbers, server.id, wanted.rating_key, asks.principal.name
    )
    return Done(change_id=done)


async def _mine(asks: Caller, play_ids: Sequence[int]) -> list[PlayId]:
    """The plays, each once.

    Raises:
        NotFoundError: there is none of one of these numbers, or it is not the caller's.
    """
    numbers = [PlayId(number) for number in dict.fromkeys(play_ids)]
    rows = await asks.app.history.plays(numbers)
    for number in numbers:
        if number not in rows or asks.only not in {None, rows[number].server_id}:
            raise NotFoundError(f"There is no play {number}.", field="play_ids")
    return numbers
