"""Two questions at once."""

from __future__ import annotations

import threading

import pytest

from watchkeeper.columns.together import MANY, together


def test_over_many_plays_two_threads_answer() -> None:
    one, other = together(MANY, threading.get_ident, threading.get_ident)
    assert one == threading.get_ident() != other


def test_over_few_plays_one_thread_answers_both() -> None:
    one, other = together(MANY - 1, threading.get_ident, threading.get_ident)
    assert one == other == threading.get_ident()


@pytest.mark.parametrize("size", [0, MANY])
def test_whichever_fails_both_do(size: int) -> None:
    def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        together(size, fail, int)
    with pytest.raises(LookupError):
        together(size, int, fail)
