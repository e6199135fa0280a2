"""Memory that is given back."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest

from watchkeeper.runtime.memory import WORTH_BYTES, Surplus, resident_bytes

BEGAN = 100 * WORTH_BYTES


@dataclass
class Process:
    """How much a process holds, and how much of it goes when asked for what is free."""

    holds: int = BEGAN
    free: int = 0

    def resident(self) -> int:
        return self.holds


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Process:
    process = Process()

    def shrink() -> None:
        process.holds, process.free = process.holds - process.free, 0

    monkeypatch.setattr("watchkeeper.runtime.memory.give_back_memory", shrink)
    return process


def test_what_a_long_answer_left_is_given_back_once(process: Process) -> None:
    surplus = Surplus(process.resident)
    process.holds, process.free = BEGAN + 3 * WORTH_BYTES, 2 * WORTH_BYTES

    assert surplus.give_back()
    assert process.holds == BEGAN + WORTH_BYTES
    assert not surplus.give_back()


def test_a_process_that_hardly_grows_is_left_alone(process: Process) -> None:
    surplus = Surplus(process.resident)
    process.holds = BEGAN + WORTH_BYTES - 1

    assert not surplus.give_back()


def test_growth_counts_from_the_least_that_was_held(process: Process) -> None:
    surplus = Surplus(process.resident)
    process.holds = BEGAN - WORTH_BYTES
    assert not surplus.give_back()

    process.holds = BEGAN

    assert surplus.give_back()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell it")
def test_the_system_tells_how_much_is_held() -> None:
    assert 10 * 2**20 < resident_bytes() < 2**40
