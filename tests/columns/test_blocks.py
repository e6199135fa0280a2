"""However small the pieces in which columns are read, the answers are the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columns.record import SOME_UNCOUNTED, START, entries_of, filled, numbered, page
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.entries import alphabet, paging
from watchkeeper.columns.figures import cells
from watchkeeper.columns.figures.rankings import RankBy, Ranking, rank
from watchkeeper.columns.figures.reach import reach
from watchkeeper.columns.figures.series import Question, Rows, Split, cross
from watchkeeper.columns.figures.tallies import TallyBy
from watchkeeper.columns.selection import counted
from watchkeeper.columns.selection.counted import Measure
from watchkeeper.columns.selection.filter import HistoryFilter, Order, OrderField
from watchkeeper.columns.store import growing
from watchkeeper.columns.store.changes import PlayFacts

SMALL = 4
SIZES: tuple[tuple[ModuleType, str], ...] = (
    (counted, "BLOCK"),
    (cells, "BLOCK"),
    (alphabet, "BLOCK"),
    (paging, "BLOCK"),
    (growing, "PIECE"),
    (paging, "FEW"),
)
FILTERS = (
    HistoryFilter(),
    HistoryFilter(user_ids=(7,)),
    HistoryFilter(media_types=("movie", "episode", "live")),
    HistoryFilter(started_from=START + 86_400, started_to=START + 5 * 86_400),
    HistoryFilter(text="the"),
)


def answers(columns: Columns, wanted: HistoryFilter) -> Iterator[Any]:  # Any: answers of any kind
    for field in OrderField:
        for offset in (0, 3):
            order = (Order(field, descending=offset == 0),)
            found = page(columns, filter=wanted, order=order, offset=offset, limit=2)
            yield entries_of(found), found.filtered, found.total_seconds
    for by in TallyBy:
        for grouped in (True, False):
            yield columns.tally(wanted, by, grouped=grouped)
    yield columns.total(wanted, grouped=True)
    for rows in Rows:
        asked = Question(wanted, rows, Split.MEDIA_TYPE, Measure.SECONDS, grouped=True)
        table = columns.ask(partial(cross, question=asked))
        yield table.keys, table.values.tolist()
    yield columns.ask(partial(reach, wanted=wanted))
    rankings = [Ranking(by=by, by_people=True, limit=2) for by in RankBy]
    yield columns.ask(partial(rank, wanted=wanted, rankings=rankings, grouped=True))


@settings(max_examples=40, deadline=None)
@given(st.lists(SOME_UNCOUNTED, max_size=40), st.sampled_from(FILTERS))
def test_answers_do_not_depend_on_the_size_of_the_pieces(
    plays: list[PlayFacts], wanted: HistoryFilter
) -> None:
    columns = filled(numbered(plays))
    usual = list(answers(columns, wanted))
    with pytest.MonkeyPatch.context() as patch:
        for module, name in SIZES:
            patch.setattr(module, name, SMALL)
        assert list(answers(columns, wanted)) == usual
