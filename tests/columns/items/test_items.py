"""Items of libraries and of pages, as their plays tell them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.columns.record import PLAY, filled, numbered
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.items.item_states import AskedItems, ItemStates, item_states, places
from watchkeeper.columns.items.namesakes import Hint, Namesakes, namesakes
from watchkeeper.columns.items.reached import STEPS, Reached, people_by_section, reached, stops
from watchkeeper.columns.items.strangers import readded
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.identity import guid_digest
from watchkeeper.domain.watched import WatchedRule

RULE = WatchedRule()
EVERYTHING = HistoryFilter()
TIDE = guid_digest(b"plex://movie/a")


def record(*changes: dict[str, Any]) -> Columns:  # Any: values of any field of a play
    plays = [
        PLAY._replace(**{"reference_id": at, "started": PLAY.started + at * 9000} | change)
        for at, change in enumerate(changes, 1)
    ]
    return filled(numbered(plays))


def asked(keys: Sequence[int], digests: Sequence[int] = ()) -> AskedItems:
    return AskedItems(np.array(keys, np.int64), np.array(digests or [0] * len(keys), np.int64))


def states(columns: Columns, asked: AskedItems, **wanted: Any) -> ItemStates:  # Any: of a filter
    chosen = HistoryFilter(**wanted)
    return columns.ask(lambda plays, groups: item_states(plays, groups, chosen, asked, RULE))


def found(columns: Columns, key: int, hint: Hint | None = None, server: int = 1) -> Namesakes:
    return columns.ask(lambda plays, _groups: namesakes(plays, server, key, hint))


def test_places_of_numbers_are_told_and_unknown_ones_are_nowhere() -> None:
    assert places(np.array([5, 3, 9]), np.array([9, 4, 3])).tolist() == [2, -1, 1]
    assert places(np.array([], np.int64), np.array([1])).tolist() == [-1]


def test_an_item_is_found_by_its_rating_key() -> None:
    columns = record({"view_offset": 5500}, {"view_offset": 10}, {"item_id": 2})
    found = states(columns, asked([11, 10, 77]))
    assert found.plays.tolist() == [1, 2, 0]
    assert found.watched.tolist() == [0, 1, 0]
    assert found.last_started.tolist()[2] == 0


def test_an_item_with_a_new_rating_key_is_found_by_its_guid() -> None:
    columns = record({"view_offset": 5500})
    assert states(columns, asked([900], [TIDE])).watched.tolist() == [1]
    assert states(columns, asked([900])).plays.tolist() == [0]


def test_plays_that_continue_each_other_are_one() -> None:
    columns = record({"reference_id": 1}, {"reference_id": 1}, {"reference_id": 3})
    assert states(columns, asked([10])).plays.tolist() == [2]


def test_only_the_chosen_people_count() -> None:
    columns = record({"user_id": 7}, {"user_id": 8, "view_offset": 5500})
    assert states(columns, asked([10]), user_ids=(7,)).watched.tolist() == [0]
    assert states(columns, asked([10]), user_ids=(8,)).watched.tolist() == [1]


def test_a_show_counts_its_episodes_once_each_also_where_they_are_not_listed() -> None:
    columns = record(
        {"item_id": 3, "view_offset": 900}, {"item_id": 3, "view_offset": 900}, {"item_id": 1}
    )
    nothing = np.empty(0, np.int64)
    bare = AskedItems(nothing, nothing, nothing, np.array([20]), "grandparent_rating_key")
    assert states(columns, bare).watched.tolist() == [1]
    listed = AskedItems(
        np.array([22]), np.array([0]), np.array([0]), np.array([50]), bare.parent_level
    )
    assert states(columns, listed).plays.tolist() == [2]  # the episode stands in another show now


def test_nothing_listed_and_nothing_played_is_no_state() -> None:
    assert states(record({}), asked([])).plays.tolist() == []
    assert states(filled([]), asked([10])).plays.tolist() == [0]


def test_each_person_is_told_with_how_far_they_came() -> None:
    columns = record(
        {"view_offset": 500}, {"view_offset": 900}, {"user_id": 8, "view_offset": 5200}
    )
    answer: list[Reached] = columns.ask(
        lambda plays, groups: reached(plays, groups, EVERYTHING, RULE)
    )
    assert [(one.user_id, one.plays, one.view_offset, one.is_watched) for one in answer] == [
        (7, 2, 900, False),
        (8, 1, 5200, True),
    ]
    assert (answer[0].rating_key, answer[0].digest) == (10, TIDE)
    none = HistoryFilter(user_ids=(99,))
    assert columns.ask(lambda plays, groups: reached(plays, groups, none, RULE)) == []


def test_where_plays_ended_is_counted_once_for_each_viewing() -> None:
    columns = record(
        {"reference_id": 1, "view_offset": 60}, {"reference_id": 1, "view_offset": 3010},
        {"view_offset": 6000}, {"item_id": 4},
    )  # fmt: skip
    counts = columns.ask(lambda plays, _groups: stops(plays, EVERYTHING))
    assert len(counts) == STEPS
    assert (counts[0], counts[10], counts[-1], sum(counts)) == (0, 1, 1, 2)
    assert filled([]).ask(lambda plays, _groups: stops(plays, EVERYTHING)) == [0] * STEPS


def test_people_are_counted_by_library() -> None:
    columns = record({"user_id": 7}, {"user_id": 8}, {"user_id": 8, "section_id": 2})
    counts = columns.ask(lambda plays, _groups: people_by_section(plays, EVERYTHING))
    assert (counts[1, 1], counts[1, 2]) == (2, 1)
    assert filled([]).ask(lambda plays, _groups: people_by_section(plays, EVERYTHING)) == {}


def test_a_film_is_known_by_its_key_or_by_the_guid_that_its_server_tells() -> None:
    columns = record({})
    own = found(columns, 10)
    assert (own.level, own.own.section_id if own.own else None, own.others) == ("rating_key", 1, {})
    assert found(columns, 900).level == ""
    hint = Hint(media_type="movie", guid="plex://movie/A")
    assert list(found(columns, 900, hint).others) == [10]
    assert found(columns, 900, Hint(media_type="movie", guid="local://1")).others == {}


def test_a_show_is_known_by_its_key_or_name() -> None:
    columns = record({"item_id": 3})
    assert found(columns, 20).level == "grandparent_rating_key"
    assert found(columns, 21).level == "parent_rating_key"
    assert found(columns, 20, server=2).level == ""
    assert found(columns, 99, Hint(media_type="show", show="Nobody")).others == {}


def test_an_item_that_came_back_under_another_key_is_told_with_its_sessions() -> None:
    columns = record({}, {}, {"item_id": 2})
    keys, digests = np.array([900, 11]), np.array([TIDE, 0])
    found = columns.ask(lambda plays, _groups: readded(plays, EVERYTHING, keys, digests))
    assert [(one.row, one.former_key, one.sessions) for one in found] == [(0, 10, 2)]
    here = columns.ask(
        lambda plays, _groups: readded(plays, EVERYTHING, np.array([10]), np.array([TIDE]))
    )
    assert here == []
