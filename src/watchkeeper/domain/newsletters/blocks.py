"""Blocks: the parts of a newsletter, each of which can be left out or moved."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from watchkeeper.errors import InputError
from watchkeeper.texts import N_


class Block(StrEnum):
    """The parts there are."""

    NEW_MOVIES = "new_movies"
    NEW_SHOWS = "new_shows"
    NEW_MUSIC = "new_music"
    NEW_VIDEOS = "new_videos"
    TOTALS = "totals"
    TOP_MOVIES = "top_movies"
    TOP_SHOWS = "top_shows"
    TOP_MUSIC = "top_music"
    TOP_PEOPLE = "top_people"


TITLES = {
    Block.NEW_MOVIES: N_("New films"),
    Block.NEW_SHOWS: N_("New episodes"),
    Block.NEW_MUSIC: N_("New music"),
    Block.NEW_VIDEOS: N_("New videos"),
    Block.TOTALS: N_("In figures"),
    Block.TOP_MOVIES: N_("Most watched films"),
    Block.TOP_SHOWS: N_("Most watched shows"),
    Block.TOP_MUSIC: N_("Most played artists"),
    Block.TOP_PEOPLE: N_("Who watched most"),
}
ADDED = (Block.NEW_MOVIES, Block.NEW_SHOWS, Block.NEW_MUSIC, Block.NEW_VIDEOS)
WATCHED = (Block.TOTALS, Block.TOP_MOVIES, Block.TOP_SHOWS, Block.TOP_MUSIC)
"""People are no part of what is chosen at first: their names are shown only on purpose."""
RANKED = frozenset({Block.TOP_MOVIES, Block.TOP_SHOWS, Block.TOP_MUSIC, Block.TOP_PEOPLE})
"""Blocks whose entries have a place."""

KINDS = {
    "recently_added": (N_("Recently added"), ADDED),
    "watched": (N_("What was watched"), WATCHED),
    "both": (N_("New and watched"), (*ADDED, *WATCHED)),
}
"""What a newsletter can begin with: its name in words, and its blocks."""


def read_blocks(names: Iterable[str]) -> tuple[Block, ...]:
    """Blocks by their names, in that order, each once.

    Raises:
        InputError: one is not known, or there is none.
    """
    try:
        blocks = tuple(Block(name) for name in dict.fromkeys(names))
    except ValueError:
        raise InputError("There is no such block.", field="blocks") from None
    if not blocks:
        raise InputError("Choose at least one block.", field="blocks")
    return blocks


def kind_of(blocks: Iterable[Block]) -> str:
    """Which kind these blocks make: one of `KINDS`."""
    chosen = frozenset(blocks)
    if chosen <= frozenset(ADDED):
        return "recently_added"
    return "both" if chosen & frozenset(ADDED) else "watched"
