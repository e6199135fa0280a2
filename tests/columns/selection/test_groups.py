"""Groups follow each change as if everything were sorted anew."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columns.record import PLAY, PLAYS, filled, numbered
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.selection.groups import STRETCH, Groups
from watchkeeper.columns.store.changes import Changes, PlayFacts
from watchkeeper.columns.store.plays import Plays

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(PLAYS, min_size=1, max_size=4)),
        st.tuples(st.just("continue"), st.integers(1, 30)),
        st.tuples(st.just("delete"), st.lists(st.integers(1, 30), min_size=1, max_size=4)),
    ),
    max_size=12,
)


def state(plays: Plays, groups: Groups) -> tuple[Any, ...]:  # Any: lists of numbers and flags
    runs = groups.runs
    arrays = (runs.members, runs.starts, runs.references, runs.newest, runs.oldest)
    return groups.alone.tolist(), *(array.tolist() for array in arrays)


def state_anew(plays: Plays, _groups: Groups) -> tuple[Any, ...]:  # Any: as above
    groups = Groups(plays)
    groups.catch_up()
    return state(plays, groups)


def add(columns: Columns, plays: list[PlayFacts]) -> None:
    columns.apply(Changes(revision=columns.revision + 1, plays=[plays]))


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_f1_groups_that_followed_every_step_are_those_that_are_sorted_anew(
    steps: list[tuple[str, Any]],
) -> None:
    columns, number = filled([]), 0
    for kind, content in steps:
        if kind == "delete":
            columns.apply(Changes(revision=columns.revision + 1, deleted=content))
            continue
        plays = content if kind == "add" else [PLAY._replace(reference_id=content)]
        add(columns, [one._replace(id=number + at) for at, one in enumerate(numbered(plays), 1)])
        number += len(plays)
        assert columns.ask(state) == columns.ask(state_anew)
    assert columns.ask(state) == columns.ask(state_anew)


def test_a_play_may_continue_one_that_was_long_ago() -> None:
    columns = filled(numbered(PLAY._replace(reference_id=at) for at in range(1, STRETCH + 10)))
    number = len(columns) + 1
    add(columns, [PLAY._replace(id=number, reference_id=2, stopped=PLAY.started + 60)])
    assert columns.ask(lambda plays, groups: plays["id"][groups.runs.of(2)].tolist()) == [2, number]


def test_a_new_play_that_continues_none_leaves_all_groups_untouched() -> None:
    columns = filled(numbered([PLAY, PLAY, PLAY._replace(reference_id=3)]))
    before = columns.ask(lambda _plays, groups: groups.runs)
    add(columns, [PLAY._replace(id=4, reference_id=4)])
    assert columns.ask(lambda _plays, groups: groups.runs) is before
    assert columns.ask(state) == columns.ask(state_anew)
