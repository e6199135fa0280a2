"""Cross tables against a count in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columns.counting import FILTERS, RECORDS, local, met, units
from tests.columns.record import ITEMS, PLAY, PLAYERS, START, filled, numbered
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures.series import (
    IN_TIME,
    CrossTable,
    Key,
    Question,
    Rows,
    Split,
    cross,
)
from watchkeeper.columns.selection.counted import Measure
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.store.changes import PlayFacts

KEYS: dict[Rows, Callable[[PlayFacts], Key]] = {
    Rows.DAY: lambda play: (local(play).date() - date(1970, 1, 1)).days,
    Rows.WEEKDAY: lambda play: local(play).isoweekday() % 7,
    Rows.MONTH: lambda play: (local(play).year - 1970) * 12 + local(play).month - 1,
    Rows.HOUR: lambda play: local(play).hour,
    Rows.USER: lambda play: (play.server_id, play.user_id),
    Rows.PLATFORM: lambda play: PLAYERS[play.player_id].platform,
    Rows.RESOLUTION: lambda play: play.video_full_resolution,
    Rows.STREAM_RESOLUTION: lambda play: play.stream_video_full_resolution,
}
SPLITS: dict[Split, Callable[[PlayFacts], str]] = {
    Split.MEDIA_TYPE: lambda play: (
        "live" if ITEMS[play.item_id].live else ITEMS[play.item_id].media_type
    ),
    Split.DECISION: lambda play: play.transcode_decision,
}


def asked(columns: Columns, question: Question) -> CrossTable:
    return columns.ask(lambda plays, groups: cross(plays, groups, question))


def cells(table: CrossTable) -> Counter[tuple[Key, str | None]]:
    found: Counter[tuple[Key, str | None]] = Counter()
    for key, row in zip(table.keys, table.values.tolist(), strict=True):
        for name, value in zip(table.splits, row, strict=True):
            found[key, name] += value
    return found


@pytest.mark.parametrize("rows", Rows)
@settings(max_examples=25, deadline=None)
@given(
    made=RECORDS,
    split=st.sampled_from(Split),
    measure=st.sampled_from(Measure),
    grouped=st.booleans(),
    chosen=FILTERS,
)
def test_every_cell_is_what_a_plain_count_says(
    *,
    rows: Rows,
    made: list[PlayFacts],
    split: Split,
    measure: Measure,
    grouped: bool,
    chosen: HistoryFilter,
) -> None:
    plays = numbered(made)
    bucket = KEYS[rows] if rows in IN_TIME else lambda _play: None
    wanted: Counter[tuple[Key, str | None]] = Counter()
    counted = units(met(plays, chosen), grouped=grouped, bucket=bucket)
    for unit in counted:
        value = 1 if measure is Measure.PLAYS else unit.seconds
        wanted[KEYS[rows](unit.first), SPLITS[split](unit.first)] += value
    table = asked(filled(plays), Question(chosen, rows, split, measure, grouped))
    found = cells(table)
    assert {key: value for key, value in found.items() if value} == {
        key: value for key, value in wanted.items() if value
    }
    assert set(table.keys) == {KEYS[rows](unit.first) for unit in counted}


def test_a_viewing_over_midnight_counts_once_on_each_day_with_the_time_of_its_parts_there() -> None:
    evening, morning = START, START + 86_400
    plays = numbered(
        [
            PLAY._replace(started=evening, stopped=600),
            PLAY._replace(started=evening + 700, stopped=60),
            PLAY._replace(started=morning, stopped=300),
        ]
    )
    columns = filled(plays)
    plays_a_day = Question(HistoryFilter(), Rows.DAY, Split.MEDIA_TYPE, Measure.PLAYS, True)
    time_a_day = Question(HistoryFilter(), Rows.DAY, Split.MEDIA_TYPE, Measure.SECONDS, True)
    assert asked(columns, plays_a_day).values.sum(axis=1).tolist() == [1, 1]
    assert asked(columns, time_a_day).values.sum(axis=1).tolist() == [660, 300]


def test_reference_numbers_of_any_size_keep_viewings_apart() -> None:
    far = [1, 2**31 + 5, 2**52]
    plays = numbered(
        PLAY._replace(reference_id=reference, started=START + place)
        for place, reference in enumerate([*far, *far])
    )
    question = Question(HistoryFilter(), Rows.DAY, Split.DECISION, Measure.PLAYS, True)
    assert +cells(asked(filled(plays), question)) == Counter(
        {(KEYS[Rows.DAY](plays[0]), "direct play"): 3}
    )
