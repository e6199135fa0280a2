"""Threads of our own: what they hand back, and whoever gives up waiting."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from functools import partial

import anyio
import pytest

from watchkeeper.db import threads as threads_module
from watchkeeper.db.threads import Threads

GENEROUS = 30

Way = Callable[[Threads, Callable[[], str]], Awaitable[str]]


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


@pytest.mark.parametrize("way", [Threads.run, Threads.run_first])
async def test_both_ways_hand_back_values_and_errors(threads: Threads, way: Way) -> None:
    assert await way(threads, lambda: "found") == "found"
    with pytest.raises(ZeroDivisionError):
        await way(threads, lambda: str(1 / 0))


async def test_the_loop_stands_aside_for_what_comes_first(
    threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads_module, "STAND_ASIDE_SECONDS", GENEROUS)
    heard = threading.Event()

    async def speak() -> None:
        heard.set()

    async with anyio.create_task_group() as group:
        group.start_soon(speak)
        assert await threads.run_first(heard.is_set) is False


async def test_the_loop_goes_on_beside_what_is_slow_and_waits_again_for_what_is_quick(
    threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads_module, "STAND_ASIDE_SECONDS", 0)
    monkeypatch.setattr(threads_module, "SLOW_SECONDS", 0)
    heard = threading.Event()

    async def speak() -> None:
        heard.set()

    async with anyio.create_task_group() as group:
        group.start_soon(speak)
        assert await threads.run_first(partial(heard.wait, GENEROUS))
    assert not threads._are_first_quick

    monkeypatch.setattr(threads_module, "SLOW_SECONDS", GENEROUS)
    heard.clear()
    async with anyio.create_task_group() as group:
        group.start_soon(speak)
        assert await threads.run_first(partial(heard.wait, GENEROUS))
    assert threads._are_first_quick


async def test_the_loop_stands_aside_again_after_what_was_held_up_once(
    threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads_module, "STAND_ASIDE_SECONDS", 0)
    monkeypatch.setattr(threads_module, "SLOW_SECONDS", GENEROUS)
    heard = threading.Event()

    async def speak() -> None:
        heard.set()

    async with anyio.create_task_group() as group:
        group.start_soon(speak)
        assert await threads.run_first(partial(heard.wait, GENEROUS))

    assert threads._are_first_quick


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
