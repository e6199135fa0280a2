"""Plays that cannot be as they are written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columns.record import ITEMS, PLAY, PLAYS, START, filled, numbered
from watchkeeper.columns import defects
from watchkeeper.columns.defects import TimeFault
from watchkeeper.columns.store.changes import PlayFacts
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.domain.grouping import GroupingFacts, belongs_to
from watchkeeper.domain.watched import Length, WatchedRule

NOW = START + 30 * 86_400
DAY = 86_400


def faults(*plays: PlayFacts) -> list[TimeFault]:
    columns = filled(plays)
    return [one.fault for one in columns.ask(lambda found, _groups: defects.bad_times(found, NOW))]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"started": 0, "stopped": 600}, TimeFault.EARLY),
        ({"started": NOW + 2 * DAY, "stopped": NOW + 2 * DAY + 1}, TimeFault.FUTURE),
        ({"stopped": NOW + 2 * DAY}, TimeFault.FUTURE),
        ({"stopped": START - 1}, TimeFault.REVERSED),
        ({"stopped": START + 60, "paused_seconds": 61}, TimeFault.PAUSED),
        ({"stopped": START + 60, "paused_seconds": -1}, TimeFault.PAUSED),
        ({"stopped": START + 3607}, TimeFault.LONG),  # the film lasts six seconds
        ({"item_id": 4, "stopped": START + DAY + 1}, TimeFault.LONG),  # live: no length
    ],
)
def test_times_that_cannot_be_are_found(changes: dict[str, Any], fault: TimeFault) -> None:
    assert faults(PLAY._replace(id=1, stopped=START + 5)._replace(**changes)) == [fault]


@pytest.mark.parametrize(
    "changes",
    [
        {"stopped": START + 3606},
        {"stopped": None},
        {"stopped": START, "paused_seconds": 0},
        {"stopped": START + 60, "paused_seconds": 60},
        {"started": NOW + DAY, "stopped": NOW + DAY},
        {"item_id": 4, "stopped": START + DAY},
    ],
)
def test_times_at_the_edge_of_the_possible_are_left_alone(changes: dict[str, Any]) -> None:
    assert faults(PLAY._replace(id=1, stopped=START + 5)._replace(**changes)) == []


def facts_of(play: PlayFacts) -> GroupingFacts:
    item = ITEMS[play.item_id]
    return GroupingFacts(
        id=PlayId(play.id),
        server_id=ServerId(play.server_id),
        user_id=UserId(play.user_id),
        media_type=item.media_type,
        rating_key=item.rating_key,
        guid=item.guid,
        full_title=item.full_title,
        is_live=item.live,
        started=play.started,
        stopped=play.stopped,
        view_offset=play.view_offset,
        length=Length(
            duration=item.duration,
            credits_first=item.marker_credits_first,
            credits_final=item.marker_credits_final,
        ),
        reference_id=PlayId(play.reference_id),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(PLAYS, max_size=25))
def test_split_viewings_are_those_that_the_rule_would_join(plays: list[PlayFacts]) -> None:
    rows = [one._replace(player_id=1) for one in numbered(plays)]
    rule = WatchedRule()
    expected = []
    newest: dict[tuple[int, ...], PlayFacts] = {}
    for play in rows:
        if ITEMS[play.item_id].live:
            continue
        key = (play.server_id, play.user_id, play.item_id)
        earlier = newest.get(key)
        newest[key] = play
        if earlier is None or earlier.reference_id == play.reference_id:
            continue
        if belongs_to(facts_of(play), facts_of(earlier), rule):
            expected.append((earlier.id, play.id))
    found = filled(rows).ask(lambda all_, _groups: defects.split_viewings(all_, rule))
    assert sorted(found) == sorted(expected)


def test_plays_on_several_players_are_not_taken_for_a_split_viewing() -> None:
    rows = numbered([PLAY._replace(view_offset=1), PLAY._replace(view_offset=2, reference_id=2)])
    for player, expected in ((1, [(1, 2)]), (3, [(1, 2)])):
        second = rows[1]._replace(player_id=player)
        found = filled([rows[0], second]).ask(
            lambda plays, _groups: defects.split_viewings(plays, WatchedRule())
        )
        assert found == expected  # a player without a name may be any


@pytest.mark.parametrize(
    ("changes", "is_double"),
    [
        ({}, True),
        ({"started": START + 10}, True),
        ({"started": START + 11, "stopped": START + 700}, True),  # overlaps on the same player
        ({"started": START + 541, "stopped": START + 900}, False),  # less than a minute
        ({"started": START + 10, "item_id": 2}, False),
        ({"started": START + 10, "user_id": 8}, False),
    ],
)
def test_one_viewing_written_twice_is_found(changes: dict[str, Any], is_double: bool) -> None:
    one = PLAY._replace(id=1, stopped=START + 600)
    other = one._replace(id=2, reference_id=2)._replace(**changes)
    found = filled([one, other]).ask(lambda plays, _groups: defects.doubles(plays))
    assert found == ([(1, 2)] if is_double else [])


def test_a_group_of_several_titles_is_found() -> None:
    rows = numbered([PLAY, PLAY._replace(item_id=3), PLAY._replace(reference_id=2)])
    found = filled(rows).ask(defects.mixed_viewings)
    assert found == [1]


def test_people_and_libraries_that_nobody_knows_are_counted() -> None:
    columns = filled(numbered([PLAY, PLAY._replace(user_id=8), PLAY._replace(section_id=2)]))
    people = columns.ask(lambda plays, _g: defects.strangers(plays, "user", [(1, 7)]))
    libraries = columns.ask(lambda plays, _g: defects.strangers(plays, "section", [(1, 1)]))
    assert (people, libraries) == ({(1, 8): 1}, {(1, 2): 1})
