"""Linking of many plays: a job in parts, one entry of the trail, taken back in parts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import pytest

from tests.factories import STARTED, make_play
from tests.features.history.conftest import Record
from tests.features.history.test_corrections import keep_items, make_item, whole_rows
from watchkeeper.domain.facts import PlayId, SectionId, ServerId
from watchkeeper.errors import ConflictError, NotFoundError
from watchkeeper.features.history import Corrections, LargeChanges, RelinkOrder, Relinks, Scope
from watchkeeper.features.history.changes import Changed
from watchkeeper.features.history.links import Link
from watchkeeper.features.history.queries import edit
from watchkeeper.features.history.queries.moving import move_plays
from watchkeeper.features.history.relinking import large
from watchkeeper.features.libraries import Inventory
from watchkeeper.features.system.audit.audit_entry import AuditFilter, AuditNote
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.features.system.queries import audit_page

SERVER = ServerId(1)
MERGE = RelinkOrder(
    scope=Scope(server_id=SERVER, section_id=SectionId(1), into=(SERVER, SectionId(7))),
    with_rest=True,
)


class House:
    """Twelve plays of a film, which another library has under another number."""

    def __init__(self, record: Record) -> None:
        self.record = record
        inventory = Inventory(record.db, record.clock, record.bus, lambda _server: None)
        corrections = Corrections(record.db, record.clock, record.history, inventory)
        relinks = Relinks(record.columns, record.history, inventory, corrections, record.bus)
        self.jobs = Jobs(record.db, record.clock, record.bus)
        self.large = LargeChanges(record.db, record.clock, record.history, relinks, self.jobs)

    async def over(self) -> Job:
        """The newest job, once it is over."""
        [job] = await self.jobs.all(limit=1)
        return await self.jobs.wait(job.id)

    async def entries(self) -> int:
        found = await self.record.db.read(audit_page, AuditFilter(), offset=0, limit=50)
        return found.total


@pytest.fixture
async def house(record: Record, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(large, "LARGE", 4)
    monkeypatch.setattr(large, "PART", 5)
    await keep_items(record, make_item())
    for number in range(12):
        started = STARTED + number * 10_000
        play = make_play(title="Ebb", guid=make_item().guid, started=started, stopped=started + 9)
        await record.history.record(play)
    found = House(record)
    async with anyio.create_task_group() as group:
        group.start_soon(found.jobs.run)
        yield found
        group.cancel_scope.cancel()


async def test_many_plays_are_linked_by_a_job_as_one_change(house: House) -> None:
    before = await whole_rows(house.record)
    begun = await house.large.link(MERGE, "ada")
    assert (begun.plays, begun.audit_id) == (12, None)
    job = await house.over()
    assert job.state is JobState.DONE
    assert job.progress == job.total == 12
    assert await house.entries() == 1
    assert job.result is not None
    assert await house.record.history.check() == []
    assert await whole_rows(house.record) != before
    assert await house.large.undo(job.result["audit_id"], "ada") is not None
    assert (await house.over()).state is JobState.DONE
    assert await whole_rows(house.record) == before
    assert await house.record.history.check() == []
    with pytest.raises(ConflictError):
        await house.large.undo(job.result["audit_id"], "ada")


async def test_few_plays_are_linked_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "LARGE", 12)
    before = await whole_rows(house.record)
    begun = await house.large.link(MERGE, "ada")
    assert (begun.plays, begun.job_id) == (12, None)
    assert begun.audit_id is not None
    assert await house.large.undo(begun.audit_id, "ada") is None
    assert await whole_rows(house.record) == before


async def test_what_was_taken_back_while_it_was_made_is_not_made_further(house: House) -> None:
    before = await whole_rows(house.record)
    ids = [row[0] for row in before]
    note = AuditNote(at=1, who="ada", action=Changed.MOVED.value, subject="")
    links = dict.fromkeys(ids[:5], Link(SERVER, SectionId(7)))
    audit_id = await house.record.db.write(move_plays, links, note)
    assert audit_id is not None
    await house.record.history.undo(audit_id, "ada")
    rest = dict.fromkeys(ids[5:], Link(SERVER, SectionId(7)))
    with pytest.raises(ConflictError):
        await house.record.db.write(move_plays, rest, note, audit_id)
    assert await whole_rows(house.record) == before


async def test_many_plays_are_deleted_by_a_job_as_one_change(house: House) -> None:
    before = await whole_rows(house.record)
    begun = await house.large.delete([PlayId(row[0]) for row in before], "ada")
    assert (begun.plays, begun.audit_id) == (12, None)
    job = await house.over()
    assert (job.state, job.progress, job.total) == (JobState.DONE, 12, 12)
    assert await whole_rows(house.record) == []
    assert await house.entries() == 1
    assert await house.record.history.check() == []
    assert job.result is not None
    assert await house.large.undo(job.result["audit_id"], "ada") is not None
    assert (await house.over()).progress == 12
    assert await whole_rows(house.record) == before
    assert await house.record.history.check() == []
    with pytest.raises(ConflictError):
        await house.large.undo(job.result["audit_id"], "ada")


async def test_a_deletion_that_was_taken_back_half_way_is_not_made_further(house: House) -> None:
    before = await whole_rows(house.record)
    ids = [PlayId(row[0]) for row in before]
    note = AuditNote(at=1, who="ada", action=edit.DELETED, subject="")
    audit_id = await house.record.db.write(edit.delete_plays, ids[:5], note)
    assert audit_id is not None
    await house.record.history.undo(audit_id, "ada")
    with pytest.raises(ConflictError):
        await house.record.db.write(edit.delete_plays, ids[5:], note, audit_id)
    assert await whole_rows(house.record) == before


async def test_few_plays_are_deleted_at_once(house: House) -> None:
    [first, *_] = await whole_rows(house.record)
    begun = await house.large.delete([PlayId(first[0])], "ada")
    assert (begun.plays, begun.job_id) == (1, None)
    assert begun.audit_id is not None


async def test_only_changes_of_the_history_are_taken_back(house: House) -> None:
    with pytest.raises(NotFoundError):
        await house.large.undo(99, "ada")
