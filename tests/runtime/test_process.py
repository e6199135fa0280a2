"""What is set for the whole process: each test puts it back."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest

from watchkeeper.runtime.memory import keep_for_good, rare_collections
from watchkeeper.runtime.threads import TURN_SECONDS, take_short_turns


@pytest.fixture
def interval() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("interval")
def test_a_waiting_thread_gets_the_interpreter_after_half_a_millisecond() -> None:
    take_short_turns()
    assert sys.getswitchinterval() == pytest.approx(TURN_SECONDS)


@pytest.mark.usefixtures("thawed")
def test_what_exists_is_left_out_of_later_searches_for_garbage() -> None:
    kept: list[object] = [[]]
    keep_for_good()
    assert gc.get_freeze_count() > 0
    assert not any(one is kept for one in gc.get_objects())


def test_searches_for_garbage_are_as_usual_again_after_rare_ones() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold() != before
    assert gc.get_threshold() == before
