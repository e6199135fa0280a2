"""Taking back a change of plays some of which are not as it left them any more."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, delete

from tests.factories import make_play
from tests.features.history.conftest import Record
from watchkeeper.db.tables import play_deleted
from watchkeeper.domain.facts import PlayId, ServerId
from watchkeeper.errors import ConflictError
from watchkeeper.features.history.changes import Changed
from watchkeeper.features.history.extent import MOST_TOLD, outline, plays_in
from watchkeeper.features.history.queries.changing import change_plays
from watchkeeper.features.history.relinking.relink import RELINKED, Relink
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.audit.audit_entry import PLAYS_UNDONE, AuditNote, Restored

LEFT_OUT = AuditNote(at=1, who="ada", action=Changed.LEFT_OUT.value, subject="")
SHARES = [{"ids": [1, 2, 3, 4], "values": {"x": 1}}, {"ids": [*range(5, 30)], "values": {"x": 2}}]


@pytest.fixture
async def five(record: Record) -> Record:
    for key in range(1, 6):
        await record.history.record(make_play(rating_key=key))
    return record


async def erase(record: Record, number: int) -> None:
    def write(conn: Connection) -> None:
        conn.execute(delete(play_deleted).where(play_deleted.c.play_id == number))

    await record.db.write(write)


async def test_a_change_is_taken_back_for_the_plays_that_are_as_it_left_them(five: Record) -> None:
    wanted = {number: {"is_counted": False} for number in (1, 2, 3)}
    audit_id = await five.db.write(change_plays, wanted, LEFT_OUT)
    await five.db.write(change_plays, {2: {"is_counted": True}}, LEFT_OUT)
    await five.history.delete([PlayId(3)], "ada")
    assert audit_id is not None
    undo_id = await five.history.undo(audit_id, "ada")
    trail = AuditTrail(five.db)
    assert (await trail.get(audit_id)).restored == Restored(2, 3)
    assert (await trail.get(undo_id)).note.after == {"restored": 2, "of": 3}


async def test_plays_erased_since_do_not_come_back_and_are_not_said_to(five: Record) -> None:
    audit_id = await five.history.delete([PlayId(1), PlayId(2)], "ada")
    await erase(five, 1)
    assert audit_id is not None
    await five.history.undo(audit_id, "ada")
    restored = await AuditTrail(five.db).restored([audit_id])
    assert (restored, restored.is_partial) == (Restored(1, 2), True)


async def test_a_deletion_of_which_nothing_is_kept_is_not_said_to_be_taken_back(
    five: Record,
) -> None:
    audit_id = await five.history.delete([PlayId(1)], "ada")
    await erase(five, 1)
    assert audit_id is not None
    with pytest.raises(ConflictError, match="erased since"):
        await five.history.undo(audit_id, "ada")
    assert (await AuditTrail(five.db).get(audit_id)).undone_at is None


async def test_links_that_were_changed_again_since_are_not_said_to_be_taken_back(
    five: Record,
) -> None:
    await five.history.relink(ServerId(1), Relink(leaves={1: 101, 2: 102}), "ada")
    await five.history.relink(ServerId(1), Relink(leaves={101: 201}), "ada")
    trail = AuditTrail(five.db)
    second, first = (await trail.page()).entries
    await five.history.undo(first.id, "ada")
    assert (await trail.get(first.id)).restored == Restored(1, 2)
    await five.history.relink(ServerId(1), Relink(leaves={201: 301}), "ada")
    with pytest.raises(ConflictError, match="later change"):
        await five.history.undo(second.id, "ada")


async def test_a_change_of_one_play_has_no_number_of_plays(five: Record) -> None:
    assert await AuditTrail(five.db).restored([1, 99]) == Restored()
    assert not Restored().is_partial


@pytest.mark.parametrize(
    ("action", "before", "after", "plays"),
    [
        ("play_deleted", {"play_ids": [*range(30)]}, None, 30),
        ("plays_left_out", {"plays": SHARES}, {"plays": SHARES}, 29),
        ("plays_reassigned", {"user_id": 1, "names": [["a", [*range(12)]]]}, {"user_id": 2}, 12),
        (RELINKED, {str(n): {"k": n} for n in range(20)}, {str(n): {} for n in range(20)}, 20),
        (PLAYS_UNDONE, None, {"play_ids": [*range(30)]}, 0),
    ],
)
def test_an_outline_names_the_first_plays_alone(
    action: str, before: dict[str, object] | None, after: dict[str, object] | None, plays: int
) -> None:
    note = AuditNote(at=1, who="ada", action=action, subject="", before=before, after=after)
    told = outline(note)
    assert plays_in(note) == plays
    assert (told.before is None, told.after is None) == (before is None, after is None)
    assert len(repr(told)) < len(repr(note))
    for content in (told.values_before, told.values_after):
        assert len(content.get("play_ids", ())) <= MOST_TOLD
        assert sum(len(share["ids"]) for share in content.get("plays", ())) <= MOST_TOLD
        assert all(len(ids) <= MOST_TOLD for _name, ids in content.get("names", ()))


def test_a_short_change_is_its_own_outline() -> None:
    note = AuditNote(at=1, who="a", action="play_edited", subject="", before={"id": 1}, after=None)
    assert outline(note) == note
    assert outline(LEFT_OUT_OF_ONE) == LEFT_OUT_OF_ONE


LEFT_OUT_OF_ONE = AuditNote(
    at=1,
    who="ada",
    action=Changed.LEFT_OUT.value,
    subject="",
    before={"plays": [{"ids": [1], "values": {"is_counted": True}}]},
    after={"plays": [{"ids": [1], "values": {"is_counted": False}}]},
)
