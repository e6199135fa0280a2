"""Corrections and deletions, and taking them back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import STARTED, make_play
from tests.features.history.conftest import Record
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import PlayId, UserId
from watchkeeper.domain.play import PlaySource
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.history import Changed, HistoryQuery, PlayEdit, PlayRow, RecordChanged
from watchkeeper.features.history.queries.reassign import Reassigning
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.queries import write_audit

FIRST = PlayId(1)


async def row(record: Record, play_id: PlayId = FIRST) -> PlayRow:
    found = await record.history.play(play_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("wanted", "changed"),
    [
        (
            PlayEdit(user_id=UserId(102)),
            {"user_id": 102, "username": "ben", "friendly_name": "ben"},
        ),
        (PlayEdit(stopped=STARTED + 60), {"stopped": STARTED + 60, "play_seconds": 60}),
        (PlayEdit(paused_seconds=200), {"paused_seconds": 200, "play_seconds": 7000}),
        (PlayEdit(rating_key=900), {"rating_key": 900, "full_title": "The Tide"}),
        (PlayEdit(item_words={"full_title": "Ebb"}), {"rating_key": 500, "full_title": "Ebb"}),
    ],
)
async def test_a_correction_changes_what_it_names_and_can_be_undone(
    record: Record, wanted: PlayEdit, changed: dict[str, Any]
) -> None:
    await record.history.record(make_play())
    before = await row(record)
    audit_id = await record.history.edit(FIRST, wanted, "ada")
    after = await row(record)
    assert {name: getattr(after, name) for name in changed} == changed
    assert after.source is PlaySource.REPAIRED
    assert await record.history.check() == []
    await record.history.undo(audit_id, "ada")
    assert await row(record) == before
    assert await record.history.check() == []


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (PlayEdit(stopped=STARTED - 1), "stopped"),
        (PlayEdit(paused_seconds=-1), "paused_seconds"),
        (PlayEdit(paused_seconds=7201), "paused_seconds"),
        (PlayEdit(user_id=UserId(999)), "user_id"),
    ],
)
async def test_a_correction_that_cannot_be_changes_nothing(
    record: Record, wanted: PlayEdit, field: str
) -> None:
    await record.history.record(make_play())
    before = await row(record)
    with pytest.raises(InputError) as refused:
        await record.history.edit(FIRST, wanted, "ada")
    assert refused.value.field == field
    assert await row(record) == before


async def test_a_play_that_is_not_there_cannot_be_corrected(record: Record) -> None:
    with pytest.raises(NotFoundError):
        await record.history.edit(PlayId(5), PlayEdit(paused_seconds=1), "ada")


async def test_deleted_plays_are_gone_and_come_back(record: Record) -> None:
    for key in (1, 2, 3):
        await record.history.record(make_play(rating_key=key))
    whole = await record.history.page(HistoryQuery())
    heard: list[RecordChanged] = []
    record.bus.listen(RecordChanged, heard.append)
    audit_id = await record.history.delete([PlayId(1), PlayId(3), PlayId(99)], "ada")
    assert (await record.history.page(HistoryQuery())).total == 1
    assert await record.history.check() == []
    assert audit_id is not None
    await record.history.undo(audit_id, "ada")
    assert await record.history.page(HistoryQuery()) == whole
    assert len(heard) == 2


async def test_deleting_what_is_not_there_changes_nothing(record: Record) -> None:
    assert await record.history.delete([PlayId(7)], "ada") is None


async def test_a_number_is_never_given_twice(record: Record) -> None:
    await record.history.record(make_play())
    await record.history.delete([FIRST], "ada")
    assert await record.history.record(make_play()) == 2


async def test_a_change_is_taken_back_once(record: Record) -> None:
    await record.history.record(make_play())
    audit_id = await record.history.edit(FIRST, PlayEdit(paused_seconds=5), "ada")
    await record.history.undo(audit_id, "ada")
    with pytest.raises(ConflictError):
        await record.history.undo(audit_id, "ada")


async def test_a_change_under_a_later_one_is_not_taken_back(record: Record) -> None:
    await record.history.record(make_play())
    audit_id = await record.history.edit(FIRST, PlayEdit(paused_seconds=5), "ada")
    await record.history.edit(FIRST, PlayEdit(paused_seconds=6), "ada")
    with pytest.raises(ConflictError):
        await record.history.undo(audit_id, "ada")
    assert (await row(record)).paused_seconds == 6


async def test_what_is_no_change_of_the_history_cannot_be_taken_back(record: Record) -> None:
    with pytest.raises(NotFoundError):
        await record.history.undo(12, "ada")


async def test_grouping_anew_follows_the_rules_of_today(record: Record) -> None:
    for number, offset in enumerate((1_000_000, 2_000_000, 500_000), 1):
        await record.history.record(
            make_play(reference_id=PlayId(9), view_offset=offset, started=STARTED + number)
        )
    assert await record.history.regroup() == 3
    page = await record.history.page(HistoryQuery())
    assert sorted(entry.group_ids for entry in page.entries) == [(1, 2), (3,)]
    assert await record.history.regroup() == 0
    assert await record.history.check() == []


async def test_plays_given_to_another_account_can_be_given_back(record: Record) -> None:
    """As when plex.tv tells the number of an owner who was known by another one."""
    play_id = await record.history.record(make_play())
    await record.history.record(make_play(user_id=UserId(103), username="cy"))
    moved = await record.history.reassign(Reassigning(1, 101, 102), "plex.tv")
    assert (moved.plays, (await row(record, play_id)).username) == (1, "ben")
    assert [len(await ids(record, user)) for user in (101, 102, 103)] == [0, 1, 1]
    assert await record.history.check() == []
    assert moved.audit_id is not None
    await record.history.undo(moved.audit_id, "ada")
    assert [len(await ids(record, user)) for user in (101, 102, 103)] == [1, 0, 1]
    assert (await row(record, play_id)).username == "ada"


async def test_plays_that_an_earlier_version_gave_away_can_be_given_back(record: Record) -> None:
    play_id = await record.history.record(make_play(user_id=UserId(102), username="ben"))
    before = {"server_id": 1, "user_id": 101, "names": [["ada", [play_id]]]}
    note = AuditNote(
        at=1,
        who="ada",
        action=Changed.REASSIGNED.value,
        subject="user:1/101",
        before=before,
        after={"user_id": 102},
    )
    audit_id = await record.db.write(write_audit, note)
    await record.history.undo(audit_id, "ada")
    assert ((await row(record, play_id)).user_id, len(await ids(record, 102))) == (101, 0)
    assert (await row(record, play_id)).username == "ada"


async def ids(record: Record, user_id: int) -> list[PlayId]:
    page = await record.history.page(HistoryQuery(filter=HistoryFilter(user_ids=(user_id,))))
    return [PlayId(number) for entry in page.entries for number in entry.group_ids]
