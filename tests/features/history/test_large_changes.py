"""Linking of many plays: a job in parts, one entry of the trail, taken back in parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import anyio
import pytest
from sqlalchemy import Connection, select

from tests.factories import STARTED, make_play
from tests.features.history.conftest import Record
from tests.features.history.test_corrections import keep_items, make_item, whole_rows
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.db.tables import play
from watchkeeper.domain.facts import PlayId, SectionId, ServerId, UserId
from watchkeeper.errors import ConflictError, InputError, NotFoundError, StorageError
from watchkeeper.features.history import (
    Begun,
    Corrections,
    LargeChanges,
    RelinkOrder,
    Relinks,
    Scope,
    SmallChanges,
)
from watchkeeper.features.history.changes import DELETED, Changed
from watchkeeper.features.history.large import changes, correcting, parts
from watchkeeper.features.history.large.correcting import CORRECTIONS
from watchkeeper.features.history.links import Link
from watchkeeper.features.history.queries import edit, grouping
from watchkeeper.features.history.queries.changing import change_plays
from watchkeeper.features.history.queries.moving import move_plays
from watchkeeper.features.history.relinking.relink import Relink
from watchkeeper.features.libraries import Inventory
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.audit.audit_entry import AuditFilter, AuditNote, Restored
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.features.system.queries import audit_page

SERVER = ServerId(1)
NOTE = AuditNote(at=1, who="ada", action=Changed.REGROUPED.value, subject="")
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
        small = SmallChanges(record.columns, record.history, corrections, relinks)
        self.large = LargeChanges(record.db, record.clock, small, self.jobs)

    async def over(self) -> Job:
        """The newest job, once it is over."""
        [job] = await self.jobs.all(limit=1)
        return await self.jobs.wait(job.id)

    async def entries(self) -> int:
        found = await self.record.db.read(audit_page, AuditFilter(), offset=0, limit=50)
        return found.total


@pytest.fixture
async def house(record: Record, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(parts, "LARGE", 4)
    monkeypatch.setattr(parts, "PART", 5)
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
    monkeypatch.setattr(parts, "LARGE", 12)
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
    note = AuditNote(at=1, who="ada", action=DELETED, subject="")
    audit_id = await house.record.db.write(edit.delete_plays, ids[:5], note)
    assert audit_id is not None
    await house.record.history.undo(audit_id, "ada")
    with pytest.raises(ConflictError):
        await house.record.db.write(edit.delete_plays, ids[5:], note, audit_id)
    assert await whole_rows(house.record) == before


async def test_a_deletion_is_not_made_further_while_it_is_taken_back_by_a_job(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await whole_rows(house.record)
    ids = [PlayId(row[0]) for row in before]
    note = AuditNote(at=1, who="ada", action=DELETED, subject="")
    audit_id = await house.record.db.write(edit.delete_plays, ids[:5], note)
    refused = []

    def restore(conn: Connection, play_ids: list[int]) -> int:
        try:
            with conn.begin_nested():
                edit.delete_plays(conn, ids[5:], note, audit_id)
        except ConflictError as error:
            refused.append(error)
        return original(conn, play_ids)

    original = edit.restore_plays
    monkeypatch.setattr(edit, "restore_plays", restore)
    assert audit_id is not None
    await house.large.undo(audit_id, "ada")
    job = await house.over()
    assert (job.state, job.result) == (JobState.DONE, {"plays": 5})
    assert len(refused) == 1
    assert await whole_rows(house.record) == before


async def test_what_could_not_be_taken_back_in_whole_can_be_taken_back_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await whole_rows(house.record)
    ids = [PlayId(row[0]) for row in before]
    begun = await house.large.delete(ids, "ada")
    await house.large.finish(begun)
    result = (await house.over()).result
    assert result is not None
    original = edit.restore_plays

    def restore(conn: Connection, play_ids: list[int]) -> int:
        if ids[-1] in play_ids:
            raise StorageError("The disk is full.")
        return original(conn, play_ids)

    with monkeypatch.context() as broken:
        broken.setattr(edit, "restore_plays", restore)
        await house.large.undo(result["audit_id"], "ada")
        assert (await house.over()).state is JobState.FAILED
    assert len(await whole_rows(house.record)) == 10
    await house.large.undo(result["audit_id"], "ada")
    assert (await house.over()).result == {"plays": 2}
    assert await whole_rows(house.record) == before


async def test_a_large_change_of_plays_that_changed_again_since_is_not_taken_back(
    house: House,
) -> None:
    ids = [row[0] for row in await whole_rows(house.record)]
    note = AuditNote(at=1, who="ada", action=Changed.REASSIGNED.value, subject="")
    wanted = {number: {"user_id": 102, "username": "bob"} for number in ids}
    audit_id = await house.record.db.write(change_plays, wanted, note)
    assert audit_id is not None
    later_on = {number: {"user_id": 103} for number in ids}
    await house.record.db.write(change_plays, later_on, note)
    later = await whole_rows(house.record)
    await house.large.undo(audit_id, "ada")
    job = await house.over()
    assert (job.state, "later change" in job.message) == (JobState.FAILED, True)
    assert await whole_rows(house.record) == later


async def test_few_plays_are_deleted_at_once(house: House) -> None:
    [first, *_] = await whole_rows(house.record)
    begun = await house.large.delete([PlayId(first[0])], "ada")
    assert (begun.plays, begun.job_id) == (1, None)
    assert begun.audit_id is not None


async def test_only_changes_of_the_history_are_taken_back(house: House) -> None:
    with pytest.raises(NotFoundError):
        await house.large.undo(99, "ada")


async def test_all_plays_of_a_person_are_deleted_by_one_order(house: House) -> None:
    begun = await house.large.delete_all(HistoryFilter(user_ids=(101,)), "ada")
    assert (begun.plays, begun.audit_id) == (12, None)
    await house.large.finish(begun)
    assert await whole_rows(house.record) == []


async def test_who_waits_for_what_was_stopped_hears_of_it(house: House) -> None:
    begun = await house.large.delete_all(HistoryFilter(user_ids=(101,)), "ada")
    assert begun.job_id is not None
    await house.jobs.stop(begun.job_id)
    with pytest.raises(ConflictError):
        await house.large.finish(begun)
    assert len(await whole_rows(house.record)) > 0


async def test_many_plays_are_given_to_another_account_by_a_job_as_one_change(
    house: House,
) -> None:
    before = await whole_rows(house.record)
    begun = await house.large.reassign(SERVER, UserId(101), UserId(102), "ada")
    assert (begun.plays, begun.audit_id) == (12, None)
    job = await house.over()
    assert (job.state, job.progress, job.total) == (JobState.DONE, 12, 12)
    assert await house.entries() == 1
    assert {row[1] for row in await owners(house)} == {102}
    assert await house.record.history.check() == []
    assert job.result is not None
    assert await house.large.undo(job.result["audit_id"], "ada") is not None
    assert (await house.over()).state is JobState.DONE
    assert await whole_rows(house.record) == before
    assert await house.record.history.check() == []


async def test_few_plays_are_given_to_another_account_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGE", 12)
    before = await whole_rows(house.record)
    begun = await house.large.reassign(SERVER, UserId(101), UserId(102), "ada")
    assert (begun.plays, begun.job_id) == (12, None)
    assert begun.audit_id is not None
    assert await house.large.undo(begun.audit_id, "ada") is None
    assert await whole_rows(house.record) == before
    nothing = await house.large.reassign(SERVER, UserId(102), UserId(101), "ada")
    assert nothing == Begun(0)


@pytest.mark.parametrize("target", [101, 999])
async def test_an_account_that_cannot_be_given_to_is_refused_before_a_job_begins(
    house: House, target: int
) -> None:
    with pytest.raises(InputError):
        await house.large.reassign(SERVER, UserId(101), UserId(target), "ada")
    assert await house.jobs.all() == []


@pytest.mark.parametrize("action", list(CORRECTIONS))
async def test_many_plays_are_corrected_by_a_job_as_they_are_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch, action: Changed
) -> None:
    ids = [PlayId(row[0]) for row in await whole_rows(house.record)]
    await prepare(house, action, ids)
    before = await whole_rows(house.record)
    begun = await house.large.correct(action, ids, "ada")
    job = await house.over()
    assert (begun.plays, begun.job_id, job.state) == (12, job.id, JobState.DONE)
    assert job.progress == job.total == 12
    by_job = await whole_rows(house.record)
    assert by_job != before
    assert await house.record.history.check() == []
    assert job.result is not None
    await house.large.undo(job.result["audit_id"], "ada")
    assert (await house.over()).state is JobState.DONE
    assert await whole_rows(house.record) == before
    monkeypatch.setattr(parts, "LARGE", 12)
    at_once = await house.large.correct(action, ids, "ada")
    assert at_once.job_id is None
    assert await whole_rows(house.record) == by_job


async def test_a_split_that_goes_on_after_a_restart_cuts_no_group_twice(house: House) -> None:
    ids = [PlayId(row[0]) for row in await whole_rows(house.record)]
    await house.record.db.write(grouping.regroup_as, dict.fromkeys(ids[:4], 1), NOTE)
    await house.record.db.write(grouping.regroup_as, dict.fromkeys(ids[4:], 5), NOTE)
    chosen = [ids[0], ids[4]]
    first, *_ = await house.record.db.read(correcting.corrected, Changed.SPLIT, chosen)
    await house.record.db.write(first.write, NOTE, None)
    for part in await house.record.db.read(correcting.corrected, Changed.SPLIT, chosen):
        await house.record.db.write(part.write, NOTE, None)
    found = {row[0]: row[1] for row in await references(house)}
    alone_and_rest = {1: 1, 2: 2, 3: 2, 4: 2, 5: 5} | dict.fromkeys(range(6, 13), 6)
    assert found == alone_and_rest


async def test_what_cannot_be_one_viewing_is_refused_before_a_job_begins(house: House) -> None:
    other = await house.record.history.record(make_play(user_id=UserId(102)))
    ids = [PlayId(row[0]) for row in await whole_rows(house.record)]
    assert other in ids
    with pytest.raises(InputError):
        await house.large.correct(Changed.MERGED, ids, "ada")
    assert await house.jobs.all() == []


async def test_only_corrections_are_made_of_many_plays(house: House) -> None:
    with pytest.raises(InputError):
        await house.large.correct(Changed.MOVED, [PlayId(1)], "ada")


async def prepare(house: House, action: Changed, ids: list[PlayId]) -> None:
    """Bring plays into a state in which the correction changes all of them, or most."""
    db = house.record.db
    if action is Changed.SPLIT:
        await db.write(grouping.regroup_as, dict.fromkeys(ids, ids[0]), NOTE)
    elif action is Changed.COUNTED:
        wanted: dict[int, Any] = {number: {"is_counted": False} for number in ids}
        await db.write(change_plays, wanted, NOTE)
    await house.record.history.changed()


async def owners(house: House) -> list[Any]:
    return await house.record.db.read(columns_of_plays, "user_id")


async def references(house: House) -> list[Any]:
    return await house.record.db.read(columns_of_plays, "reference_id")


def columns_of_plays(conn: Connection, name: str) -> list[Any]:
    return list(conn.execute(select(play.c.id, play.c[name])))


class FailsOnce:
    """Changes plays, but for one call at which the disk is full."""

    def __init__(self, at: int) -> None:
        self._left = at

    def __call__(self, *values: Any) -> int | None:
        self._left -= 1
        if not self._left:
            raise StorageError("The disk is full.")
        return change_plays(*values)


@pytest.mark.parametrize("action", [*CORRECTIONS, Changed.REASSIGNED])
async def test_a_job_that_failed_half_way_goes_on_as_the_same_change(
    house: House, monkeypatch: pytest.MonkeyPatch, action: Changed
) -> None:
    ids = [PlayId(row[0]) for row in await whole_rows(house.record)]
    await prepare(house, action, ids)
    before, known = await whole_rows(house.record), await house.entries()
    parts_of_it = 1 if action is Changed.SPLIT else 3  # all are one group, which is never cut
    monkeypatch.setattr(correcting, "change_plays", FailsOnce(at=min(2, parts_of_it)))
    if action is Changed.REASSIGNED:
        await house.large.reassign(SERVER, UserId(101), UserId(102), "ada")
    else:
        await house.large.correct(action, ids, "ada")
    failed = await house.over()
    assert failed.state is JobState.FAILED
    await house.jobs.go_on(failed.id)
    job = await house.over()
    assert (job.id, job.state, job.progress, job.total) == (failed.id, JobState.DONE, 12, 12)
    assert await house.entries() == known + 1
    assert job.result is not None
    await house.large.undo(job.result["audit_id"], "ada")
    assert (await house.over()).state is JobState.DONE
    assert await whole_rows(house.record) == before
    assert await house.record.history.check() == []


async def test_an_undo_by_a_job_says_for_how_many_plays_it_was(house: House) -> None:
    ids = [row[0] for row in await whole_rows(house.record)]
    note = AuditNote(at=1, who="ada", action=Changed.LEFT_OUT.value, subject="")
    wanted = {number: {"is_counted": False} for number in ids}
    audit_id = await house.record.db.write(change_plays, wanted, note)
    assert audit_id is not None
    await house.record.history.delete([PlayId(number) for number in ids[:2]], "ada")
    await house.large.undo(audit_id, "ada")
    job = await house.over()
    assert (job.state, job.result) == (JobState.DONE, {"plays": 10})
    assert job.message == "10 of 12 plays are as they were before"
    assert await AuditTrail(house.record.db).restored([audit_id]) == Restored(10, 12)


async def test_an_undo_whose_end_could_not_be_written_goes_on_and_counts_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await whole_rows(house.record)
    begun = await house.large.delete([PlayId(row[0]) for row in before], "ada")
    await house.large.finish(begun)
    result = (await house.over()).result
    assert result is not None
    with monkeypatch.context() as broken:
        broken.setattr(changes, "write_audit", full_disk)
        await house.large.undo(result["audit_id"], "ada")
        failed = await house.over()
    assert (failed.state, await whole_rows(house.record)) == (JobState.FAILED, before)
    await house.jobs.go_on(failed.id)
    assert (await house.over()).state is JobState.DONE
    entry = await AuditTrail(house.record.db).get(result["audit_id"])
    assert (entry.undone_at is not None, entry.restored) == (True, Restored(12, 12))


async def test_links_of_many_plays_to_new_numbers_are_taken_back_in_parts(house: House) -> None:
    before = await whole_rows(house.record)
    assert await house.record.history.relink(SERVER, Relink(leaves={500: 900}), "ada") == 12
    [entry] = (await AuditTrail(house.record.db).page()).entries
    assert await house.large.undo(entry.id, "ada") is not None
    job = await house.over()
    assert (job.state, job.result, job.message) == (JobState.DONE, {"plays": 12}, "plays")
    assert await whole_rows(house.record) == before


def full_disk(_conn: Connection, _note: AuditNote) -> int:
    raise StorageError("The disk is full.")
