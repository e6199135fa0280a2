"""A page in any order."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.columns.entries import paging
from watchkeeper.columns.entries.paging import page_of
from watchkeeper.columns.store.growing import Array

VALUES = st.sampled_from([0, 1, 2, 3, 70_000, 10**9, 2**53])
ROWS = st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=60)


def key_of(values: list[int]) -> paging.Key:
    column = np.array(values, np.int64)

    def key(entries: Array | None) -> Array:
        return column if entries is None else column[entries]

    return key


@settings(max_examples=300)
@given(ROWS, st.booleans(), st.booleans(), st.integers(0, 60), st.integers(1, 10))
def test_a_page_is_the_stretch_of_the_sorted_whole(
    rows: list[tuple[int, int]], first_falls: bool, second_falls: bool, start: int, size: int
) -> None:
    keys = [
        (key_of([first for first, _ in rows]), first_falls),
        (key_of([second for _, second in rows]), second_falls),
        (key_of(list(range(len(rows)))), False),
    ]
    signs = (-1 if first_falls else 1, -1 if second_falls else 1)
    wanted = sorted(
        range(len(rows)), key=lambda at: (signs[0] * rows[at][0], signs[1] * rows[at][1], at)
    )
    few, paging.FEW = paging.FEW, 3
    try:
        found = page_of(keys, len(rows), start, start + size)
    finally:
        paging.FEW = few
    assert found.tolist() == wanted[start : start + size]


def test_a_page_behind_the_end_is_empty() -> None:
    assert page_of([(key_of([1, 2]), False)], 2, 5, 9).tolist() == []
