"""Whose turn it is, without threads: a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import anyio
import anyio.lowlevel
import pytest
from anyio.abc import TaskGroup

from watchkeeper.db.turns import SLOW_SECONDS, Turns

GENEROUS = 30

Turn = Callable[[], AbstractAsyncContextManager[None]]


class Workshop:
    """Pieces of work that begin when it is their turn and end when the test says so."""

    def __init__(self, group: TaskGroup, most: int) -> None:
        self.now = 0.0
        self.turns = Turns(most, lambda: self.now)
        self.begun: list[str] = []
        self._group = group
        self._ends: dict[str, anyio.Event] = {}

    async def ask(self, name: str, turn: Turn) -> None:
        """Let a piece of work ask for its turn."""
        self._ends[name] = anyio.Event()
        self._group.start_soon(self._work, name, turn)
        await anyio.wait_all_tasks_blocked()

    async def end(self, name: str) -> None:
        """End a piece of work that began."""
        self._ends[name].set()
        await anyio.wait_all_tasks_blocked()

    async def until_begun(self, name: str) -> None:
        with anyio.fail_after(GENEROUS):
            while name not in self.begun:
                await anyio.lowlevel.checkpoint()

    async def _work(self, name: str, turn: Turn) -> None:
        async with turn():
            self.begun.append(name)
            await self._ends[name].wait()


@asynccontextmanager
async def workshop(most: int = 2) -> AsyncIterator[Workshop]:
    async with anyio.create_task_group() as group:
        yield Workshop(group, most)
        group.cancel_scope.cancel()


async def test_work_is_done_one_after_the_other_in_the_order_it_came() -> None:
    async with workshop() as shop:
        for name in "abc":
            await shop.ask(name, shop.turns.turn)
        assert shop.begun == ["a"]
        await shop.end("a")
        assert shop.begun == ["a", "b"]
        await shop.end("b")
        assert shop.begun == ["a", "b", "c"]


async def test_what_is_urgent_begins_at_once_and_what_is_not_waits_for_it() -> None:
    async with workshop(most=1) as shop:
        for name in "ab":
            await shop.ask(name, shop.turns.turn)
        await shop.ask("write", shop.turns.urgent_turn)
        assert shop.begun == ["a", "write"]
        await shop.end("a")
        assert shop.begun == ["a", "write"]
        await shop.end("write")
        assert shop.begun == ["a", "write", "b"]


async def test_what_is_urgent_waits_for_other_urgent_work_unless_that_takes_long() -> None:
    async with workshop() as shop:
        await shop.ask("write", shop.turns.urgent_turn)
        await shop.ask("next", shop.turns.urgent_turn)
        await shop.ask("last", shop.turns.urgent_turn)
        assert shop.begun == ["write"]
        shop.now += SLOW_SECONDS
        await shop.until_begun("next")
        await shop.end("write")
        await shop.end("next")
        await shop.until_begun("last")


async def test_the_next_begins_beside_what_takes_long_but_not_beside_two() -> None:
    async with workshop(most=2) as shop:
        for name in "abc":
            await shop.ask(name, shop.turns.turn)
        shop.now += SLOW_SECONDS
        await shop.until_begun("b")
        shop.now += SLOW_SECONDS
        await anyio.sleep(3 * SLOW_SECONDS)  # those that wait look again
        assert shop.begun == ["a", "b"]
        await shop.end("a")
        await shop.until_begun("c")


async def test_whoever_gives_up_waiting_leaves_the_turn_to_the_next() -> None:
    async with workshop() as shop:
        await shop.ask("a", shop.turns.turn)
        with anyio.move_on_after(0):
            async with shop.turns.turn():
                pytest.fail("it was not its turn")
        await shop.ask("b", shop.turns.turn)
        await shop.end("a")
        assert shop.begun == ["a", "b"]


async def test_calm_comes_when_nothing_urgent_is_left_or_it_takes_long() -> None:
    async with workshop() as shop:
        await shop.turns.calm()
        await shop.ask("write", shop.turns.urgent_turn)
        await shop.ask("next", shop.turns.urgent_turn)
        await shop.turns.calm()  # both still under way: it does not wait for ever
        passed: list[str] = []

        async def pass_when_calm() -> None:
            await shop.turns.calm()
            passed.append("calm")

        async with anyio.create_task_group() as group:
            group.start_soon(pass_when_calm)
            await shop.end("write")
            await shop.end("next")
        assert passed == ["calm"]


async def test_those_who_wait_for_calm_go_one_each_round_and_whoever_writes_goes_between() -> None:
    turns, order = Turns(1), list[str]()

    async def answer(name: str) -> None:
        await turns.calm()
        order.append(name)

    async def write() -> None:
        while not order:
            await anyio.lowlevel.checkpoint()
        async with turns.urgent_turn():
            await anyio.lowlevel.checkpoint()
            order.append("write")

    with anyio.fail_after(GENEROUS):
        async with anyio.create_task_group() as group:
            for name in "abcdefgh":
                group.start_soon(answer, name)
            group.start_soon(write)
    assert [name for name in order if name != "write"] == list("abcdefgh")
    assert order.index("write") < 5


async def test_nobody_comes_to_calm_while_somebody_is_ahead() -> None:
    turns, passed = Turns(1, lambda: 0.0), list[str]()

    async def pass_when_calm() -> None:
        await turns.calm()
        passed.append("calm")

    async with anyio.create_task_group() as group:
        with turns.ahead():
            group.start_soon(pass_when_calm)
            for _ in range(5):
                await anyio.lowlevel.checkpoint()
            assert passed == []
    assert passed == ["calm"]


async def test_whoever_is_ahead_for_long_holds_up_nobody() -> None:
    now = 0.0
    turns = Turns(1, lambda: now)
    with turns.ahead():
        now += SLOW_SECONDS
        with anyio.fail_after(GENEROUS):
            await turns.calm()
