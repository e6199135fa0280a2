"""Plays whose item is not there under their number."""

from __future__ import annotations

from tests.columns.record import ITEMS, NAMES, PLAY, PLAYERS, ZONE, filled, numbered
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.items.lost import Lost, Place, Shelf, lost, plays_of
from watchkeeper.columns.store.changes import Changes, ItemFacts, PlayFacts

EPISODE = (22, "plex://episode/b", "Élan - Pilot")
NOTHING = Shelf.of(())


def described(*items: ItemFacts) -> Columns:
    """Columns with one play of each of the items, one after another."""
    plays = [
        PLAY._replace(item_id=item.id, started=PLAY.started + item.id * 10_000) for item in items
    ]
    columns = Columns(ZONE)
    known = [*ITEMS, *items]
    columns.apply(
        Changes(revision=1, items=[known], players=PLAYERS, names=NAMES, plays=[numbered(plays)])
    )
    return columns


def film(number: int, title: str, guid: str, rating_key: int = 10) -> ItemFacts:
    return ITEMS[1]._replace(id=number, rating_key=rating_key, full_title=title, guid=guid)


def looked_for(columns: Columns, shelf: Shelf, place: Place = Place(1)) -> list[Lost]:  # noqa: B008 - frozen
    return columns.ask(lambda plays, _groups: lost(plays, place, shelf))


def test_items_without_a_key_that_is_there_are_lost() -> None:
    rows: list[PlayFacts] = numbered(
        [PLAY, PLAY._replace(item_id=3), PLAY, PLAY._replace(item_id=4)]
    )
    columns = filled(rows)
    assert looked_for(columns, Shelf.of([EPISODE])) == [Lost(1, 10, 1, 1, (1,), 2)]
    assert columns.ask(lambda plays, _groups: plays_of(plays, Place(1), [1])) == {1: [1, 3]}
    assert looked_for(columns, NOTHING, Place(1, 9)) == []
    assert columns.ask(lambda plays, _groups: lost(plays, Place(1), NOTHING, 20)) == [
        Lost(1, 22, 1, 3, (3,), 1)
    ]


def test_an_item_whose_number_is_that_of_something_else_now_is_lost() -> None:
    columns = described(film(6, "Ebb", "plex://movie/ebb"))
    other = (10, "plex://movie/flow", "Flow")
    assert [one.item for one in looked_for(columns, Shelf.of([other]))] == [6]


def test_what_has_the_guid_or_the_title_of_its_number_is_there() -> None:
    columns = described(film(6, "Ebb", "com.plexapp.agents.imdb://tt1?lang=en"))
    for same in (
        (10, "plex://movie/ebb", "EBB"),  # another agent
        (10, "com.plexapp.agents.imdb://tt1?lang=en", "Ebb: The Return"),  # another name
        (10, "local://10", "ebb.2020.mkv"),  # no match, which proves nothing
    ):
        assert looked_for(columns, Shelf.of([same])) == []


def test_items_that_had_one_number_one_after_the_other_are_told_apart() -> None:
    columns = described(
        film(6, "Ebb", "plex://movie/ebb"),
        film(7, "Flow", "plex://movie/flow"),
        film(8, "Ebb (Restored)", "plex://movie/ebb"),
        film(9, "ebb", "com.plexapp.agents.imdb://tt1?lang=en"),
    )
    found = looked_for(columns, NOTHING)
    assert [(one.item, one.descriptions, one.plays) for one in found] == [
        (9, (6, 8, 9), 3),
        (7, (7,), 1),
    ]
