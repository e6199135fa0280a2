"""Newsletters of an import are taken over once, and their log stays readable."""

from __future__ import annotations

from tests.features.newsletters.conftest import HERE, Desk
from watchkeeper.domain.facts import Facts
from watchkeeper.features.newsletters.letters.newsletter import as_json
from watchkeeper.features.system.kept import KeptRow

TABLE = "newsletters"
ROW: Facts = {
    "agent_id": 0, "agent_name": "recently_added", "agent_label": "Recently Added",
    "id_name": "weekly", "friendly_name": "Weekly", "cron": "0 8 * * 5", "active": 1,
    "newsletter_config": as_json({"time_frame": 7, "incl_libraries": ["1"], "unknown": 1}),
    "email_config": as_json({"to": ["ada@mail.test"], "smtp_password": "secret-pass"}),
    "subject": "S", "body": "B", "message": "M",
}  # fmt: skip


async def test_an_import_is_taken_over_with_its_number_and_schedule(desk: Desk) -> None:
    await desk.house.app.kept.put(HERE, TABLE, KeptRow(4, ROW))
    letter = await desk.room.letters.get(HERE, 4)
    assert (letter.title, letter.id_name, letter.section_ids) == ("Weekly", "weekly", (1,))
    assert letter.email["smtp_password"] == "secret-pass"
    assert letter.design.separately is False
    assert letter.next_at is not None
    assert letter.next_at > desk.now
    assert await desk.house.app.kept.rows(HERE, TABLE) == []
    assert await desk.room.letters.add(HERE) == 5


async def test_an_import_that_is_repeated_changes_nothing(desk: Desk) -> None:
    await desk.house.app.kept.put(HERE, TABLE, KeptRow(4, ROW))
    await desk.change(4, row={"friendly_name": "Mine"})
    await desk.house.app.kept.put(HERE, TABLE, KeptRow(4, ROW))
    assert (await desk.room.letters.get(HERE, 4)).title == "Mine"
    await desk.room.letters.delete(HERE, 4)
    await desk.house.app.kept.put(HERE, TABLE, KeptRow(4, ROW))
    assert await desk.room.letters.all(HERE) == []


async def test_what_a_tautulli_may_still_send_is_silent_until_it_is_turned_on(desk: Desk) -> None:
    await desk.house.app.kept.put(HERE, TABLE, KeptRow(4, {**ROW, "options": '{"is_silent": 1}'}))
    letter = await desk.room.letters.get(HERE, 4)
    assert (letter.is_active, letter.is_due_by_itself, letter.next_at) == (True, False, None)
    letter = await desk.change(4, design={"is_silent": False})
    assert letter.next_at is not None


async def test_a_schedule_that_cannot_be_read_is_never_due(desk: Desk) -> None:
    await desk.house.app.kept.put(HERE, TABLE, KeptRow(4, {**ROW, "cron": "whenever"}))
    letter = await desk.room.letters.get(HERE, 4)
    assert (letter.cron, letter.next_at) == (None, None)
    await desk.room.press.make_due()
    assert await desk.room.issues.log(HERE) == []
