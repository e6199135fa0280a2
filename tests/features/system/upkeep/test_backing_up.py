"""Backups by themselves: when one is due, what is kept, and what a bad one may not cost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio
import pytest

from tests.fakes.clock import FakeClock
from watchkeeper.db import backup
from watchkeeper.db.backup import SCHEDULED
from watchkeeper.db.database import Database
from watchkeeper.errors import CorruptError, NotFoundError
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.features.system.upkeep.backing_up import DAY, HOUR, BackingUp, BackupRules
from watchkeeper.runtime.bus import Bus


@dataclass
class House:
    """A database and what backs it up, every six hours, kept for two days."""

    clock: FakeClock
    jobs: Jobs
    backing_up: BackingUp
    rules: BackupRules

    async def over(self) -> Job:
        """The newest job, once it is over."""
        [job] = await self.jobs.all(limit=1)
        return await self.jobs.wait(job.id)

    async def back_up(self, reason: str = SCHEDULED) -> Job:
        await self.backing_up.make(reason)
        return await self.over()

    async def made(self) -> list[int]:
        return [one.made_at for one in await self.backing_up.all()]


@pytest.fixture
async def house(db: Database, clock: FakeClock, bus: Bus) -> AsyncIterator[House]:
    jobs = Jobs(db, clock, bus)
    found = House(
        clock, jobs, BackingUp(db, clock, jobs, lambda: found.rules, bus), BackupRules(6, 2)
    )
    async with anyio.create_task_group() as group:
        group.start_soon(jobs.run)
        yield found
        group.cancel_scope.cancel()


async def test_the_first_one_is_due_at_once_and_the_next_when_its_time_has_come(
    house: House,
) -> None:
    assert await house.backing_up.is_due()
    assert (await house.back_up()).state is JobState.DONE
    assert not await house.backing_up.is_due()
    house.clock.advance(6 * HOUR - 1)
    assert not await house.backing_up.is_due()
    house.clock.advance(1)
    assert await house.backing_up.is_due()


async def test_none_is_due_when_the_owner_wants_none(house: House) -> None:
    house.rules = BackupRules(0, 2)
    assert not await house.backing_up.is_due()


async def test_one_made_by_hand_does_not_put_off_those_made_by_themselves(house: House) -> None:
    await house.back_up("by_hand")
    house.clock.advance(HOUR)
    assert await house.backing_up.is_due()


async def test_f7_a_backup_that_failed_is_tried_again_after_an_hour_and_costs_no_good_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.back_up()
    before = await house.made()
    house.clock.advance(3 * DAY)

    def damaged(_path: object) -> None:
        raise CorruptError("damaged")

    with monkeypatch.context() as patch:
        patch.setattr(backup, "check", damaged)
        assert (await house.back_up()).state is JobState.FAILED
    assert await house.made() == before
    assert not await house.backing_up.is_due()
    house.clock.advance(HOUR)
    assert await house.backing_up.is_due()


async def test_those_made_by_themselves_go_after_their_days_and_others_stay(house: House) -> None:
    await house.back_up("by_hand")
    for _ in range(4):
        await house.back_up()
        house.clock.advance(DAY)
    found = await house.backing_up.all()
    oldest = int(house.clock.now()) - 3 * DAY
    assert [one.made_at >= oldest for one in found if one.reason == SCHEDULED] == [True] * 3
    assert [one.reason for one in found if one.reason != SCHEDULED] == ["by_hand"]


async def test_a_backup_is_checked_by_its_name_alone(house: House) -> None:
    job = await house.back_up()
    assert job.result is not None
    await house.backing_up.check(str(job.result["name"]))
    assert (await house.over()).state is JobState.DONE
    with pytest.raises(NotFoundError):
        await house.backing_up.check("../watchkeeper.db")
