"""What must not matter for the price of a question: measured as ratios on one record."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.columns.record import ITEMS, NAMES, PLAYERS, START, ZONE, page
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.selection.filter import HistoryFilter, Order, OrderField
from watchkeeper.columns.store.changes import Changes, PlayFacts

pytestmark = pytest.mark.perf

COUNT = 200_000
STEP = 300  # seconds from one start to the next


def play(number: int) -> PlayFacts:
    reference = number if number % 5 else max(number - 3, 1)
    started = START + number * STEP
    user = 7 + number % 3
    return PlayFacts(
        *(number, reference, 1, started, started + 200, number % 7, user, "zoe"),
        *(1 + number % 5, 1 + number % 3, 1, number % 6000, "10.0.0.9", "lan", "imported"),
        *("copy", "1080p", "720p"),
    )


def made(count: int) -> Columns:
    made = Columns(ZONE)
    chunks = ([play(number) for number in range(at, at + 20_000)] for at in range(1, count, 20_000))
    made.apply(Changes(revision=1, items=[ITEMS], players=PLAYERS, names=NAMES, plays=chunks))
    return made


@pytest.fixture(scope="module")
def columns() -> Columns:
    return made(COUNT)


def price(question: Callable[[], object]) -> float:
    """The least processor time of a few runs, in seconds."""
    times = []
    for _ in range(7):
        before = time.process_time()
        question()
        times.append(time.process_time() - before)
    return min(times)


@pytest.mark.parametrize(
    "field", [OrderField.DATE, OrderField.STOPPED, OrderField.FULL_TITLE, OrderField.PAUSED]
)
def test_a_deep_page_costs_what_the_first_costs(columns: Columns, field: OrderField) -> None:
    order = (Order(field),)
    first = price(lambda: page(columns, order=order))
    deep = price(lambda: page(columns, order=order, offset=COUNT // 2))
    assert deep < 4 * first


def test_a_short_window_costs_little(columns: Columns) -> None:
    since = START + (COUNT - 300) * STEP
    window = HistoryFilter(started_from=since, user_ids=(7, 8))
    whole = HistoryFilter(user_ids=(7, 8))
    short = price(lambda: page(columns, filter=window))
    assert short < price(lambda: page(columns, filter=whole)) / 2
    assert price(lambda: columns.total(window, grouped=True)) < 0.001


def test_a_new_play_costs_the_same_whatever_the_record_holds(columns: Columns) -> None:
    few = made(20_000)
    numbers = iter(range(COUNT + 20_000, COUNT + 21_000))

    def add(to: Columns) -> None:
        number = next(numbers)
        new = play(number)._replace(reference_id=number)
        to.apply(Changes(revision=number, plays=[[new]]))

    assert price(lambda: add(columns)) < 3 * price(lambda: add(few))
