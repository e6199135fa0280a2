"""Sharing one answer, and remembering it."""

from __future__ import annotations

import anyio
import pytest

from tests.fakes.clock import FakeClock
from watchkeeper.errors import UnreachableError
from watchkeeper.features.libraries.once import Once, Remembered


async def test_all_who_wait_get_the_error() -> None:
    once = Once[str, int]()
    calls, errors = [], []

    async def make() -> int:
        calls.append(1)
        await anyio.lowlevel.checkpoint()
        raise UnreachableError("down")

    async def ask() -> None:
        try:
            await once.get("a", make)
        except UnreachableError as error:
            errors.append(str(error))

    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(ask)
    assert (len(calls), errors) == (1, ["down"] * 3)


async def test_when_the_first_is_cancelled_another_asks() -> None:
    once = Once[str, int]()
    answers: list[int] = []
    is_first = True

    async def make() -> int:
        nonlocal is_first
        if is_first:
            is_first = False
            await anyio.sleep_forever()
        return 7

    async def ask() -> None:
        answers.append(await once.get("a", make))

    async with anyio.create_task_group() as group:
        first = anyio.CancelScope()

        async def ask_first() -> None:
            with first:
                await ask()

        group.start_soon(ask_first)
        await anyio.wait_all_tasks_blocked()
        group.start_soon(ask)
        group.start_soon(ask)
        await anyio.wait_all_tasks_blocked()
        first.cancel()
    assert answers == [7, 7]


async def test_memory_is_bounded(clock: FakeClock) -> None:
    remembered = Remembered[int, int](clock, seconds=60, most=2)
    calls: list[int] = []

    async def ask(key: int) -> int:
        async def make() -> int:
            calls.append(key)
            return key

        return await remembered.get(key, make)

    for key in (1, 2, 3, 3, 2, 1):
        assert await ask(key) == key
    assert calls == [1, 2, 3, 1]


async def test_what_is_not_expected_is_not_swallowed() -> None:
    async def make() -> int:
        raise KeyError("a fault of ours")

    with pytest.raises(KeyError):
        await Once[str, int]().get("a", make)
