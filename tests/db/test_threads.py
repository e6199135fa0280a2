"""Threads of our own: what they hand back, and whoever gives up waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextvars import ContextVar

import anyio
import pytest

from watchkeeper.db.threads import Threads

GENEROUS = 30


@pytest.fixture
def threads() -> Iterator[Threads]:
    made = Threads(2)
    yield made
    made.end()


async def test_a_thread_hands_back_what_was_found_in_it(threads: Threads) -> None:
    assert await threads.run(threading.get_ident) != threading.get_ident()


async def test_an_error_is_raised_where_it_is_waited_for(threads: Threads) -> None:
    def fail() -> None:
        raise LookupError("not there")

    with pytest.raises(LookupError, match="not there"):
        await threads.run(fail)


async def test_a_thread_knows_the_context_of_who_asked(threads: Threads) -> None:
    who: ContextVar[str] = ContextVar("who")
    who.set("a request")
    assert await threads.run(who.get) == "a request"


async def test_whoever_is_cancelled_waits_until_it_is_done(threads: Threads) -> None:
    may_end, done = threading.Event(), list[str]()

    def work() -> None:
        assert may_end.wait(GENEROUS)
        done.append("work")

    async with anyio.create_task_group() as group:
        group.start_soon(threads.run, work)
        await anyio.wait_all_tasks_blocked()
        group.cancel_scope.cancel()
        may_end.set()
    assert done == ["work"]


async def test_whoever_was_cancelled_before_does_not_begin(threads: Threads) -> None:
    done: list[str] = []
    with anyio.CancelScope() as scope:
        scope.cancel()
        await threads.run(lambda: done.append("work"))
    assert done == []
