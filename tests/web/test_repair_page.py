"""Repair: findings, linking anew, libraries."""

from __future__ import annotations

import re
from typing import Any

import anyio
import pytest
from sqlalchemy import Connection, insert

from tests.factories import STARTED
from tests.features.history.test_corrections import make_item
from tests.web.conftest import Desk
from watchkeeper.db.tables import library, library_item, library_reading
from watchkeeper.domain.facts import PlayId, SectionId
from watchkeeper.features.history.relinking import previews

HOSTILE = '<script>alert("x")</script>\u202e'


async def shelve(desk: Desk, *items: Any) -> None:
    """A library Films with these items, read in full, and a gone one."""

    def write(conn: Connection) -> None:
        for section_id, name, is_active in ((1, "Films", True), (9, "Old films", False)):
            conn.execute(
                insert(library).values(
                    server_id=1,
                    section_id=section_id,
                    section_name=name,
                    section_type="movie",
                    is_active=is_active,
                    do_notify=True,
                    do_notify_created=True,
                    keep_history=True,
                    is_deleted=False,
                )
            )
        conn.execute(
            insert(library_reading).values(
                server_id=1, section_id=1, read_at=STARTED, item_count=len(items)
            )
        )
        for item in items:
            values = {column.name: getattr(item, column.name) for column in library_item.c}
            conn.execute(insert(library_item).values(**values))

    await desk.app.db.write(write)
    for server in await desk.app.servers.all():
        await desk.app.libraries.reload(server.id)


async def plays(desk: Desk) -> int:
    return len(desk.app.columns)


async def test_an_empty_record_is_in_order(desk: Desk) -> None:
    text = await desk.text("/repair")
    assert "None: streams were collected without a break." in text
    for kind in ("times", "double", "mixed", "split"):
        assert "Nothing of this kind was found" in await desk.text(f"/repair/find/{kind}")
    assert "were not read in full yet" in await desk.text("/repair/relink")


async def test_impossible_times_are_set_right_and_back_again(desk: Desk) -> None:
    await desk.record(stopped=STARTED - 60, title=HOSTILE, full_title=HOSTILE)
    before = await desk.app.history.play(PlayId(1))
    page = await desk.get("/repair/find/times")
    assert "Ended before it began" in page.text
    assert "<script>alert" not in page.text
    answer = await desk.post("/repair/find/times/fix", {"mark": "1"}, "/repair/find/times")
    assert "1 finding put right." in await desk.follow(answer)
    row = await desk.app.history.play(PlayId(1))
    assert row is not None
    assert (row.play_seconds, row.source) == (7200, "repaired")
    form = {"next": "/repair/find/times"}
    answer = await desk.post("/history/undo/1", form, "/repair/find/times")
    assert answer.headers["location"].endswith("/repair/find/times")
    assert await desk.app.history.play(PlayId(1)) == before


async def test_doubles_are_deleted_all_at_once(desk: Desk) -> None:
    for number in range(3):
        await desk.record(rating_key=500 + number, started=STARTED + number * 20_000)
        await desk.record(rating_key=500 + number, started=STARTED + number * 20_000 + 3)
    assert "3 findings" in await desk.text("/repair/find/double")
    await desk.post("/repair/find/double/fix", {"all": "1"}, "/repair/find/double")
    assert await plays(desk) == 3
    assert await desk.app.history.check() == []


async def test_a_finding_can_be_left_as_it_is_for_good(desk: Desk) -> None:
    await desk.record()
    await desk.record(started=STARTED + 3)
    form = {"mark": "1,2"}
    await desk.post("/repair/find/double/ignore", form, "/repair/find/double")
    text = await desk.text("/repair/find/double")
    assert "Nothing of this kind was found" in text
    assert "Show the 1 again" in text
    await desk.post("/repair/find/double/heed", {}, "/repair/find/double")
    assert "2 records of one viewing" in await desk.text("/repair/find/double")


async def test_a_viewing_that_fell_apart_is_joined(desk: Desk) -> None:
    await desk.record(view_offset=1_000_000, stopped=STARTED + 1000)
    await desk.record(view_offset=2_000_000, started=STARTED + 5000, stopped=STARTED + 6000)
    await desk.app.corrections.split([PlayId(1), PlayId(2)], "olga")
    assert "Counts as two viewings" in await desk.text("/repair/find/split")
    await desk.post("/repair/find/split/fix", {"all": "1"}, "/repair/find/split")
    row = await desk.app.history.play(PlayId(2))
    assert row is not None
    assert row.reference_id == 1


async def test_plays_are_linked_to_the_items_of_today(desk: Desk) -> None:
    await desk.record()
    await shelve(
        desk,
        make_item(section_id=SectionId(1), guid="plex://movie/other", title=HOSTILE),
        make_item(
            rating_key=901,
            section_id=SectionId(1),
            title="The Tide",
            year=2019,
            full_title="The Tide",
            guid="plex://movie/5d7768244de0ee001fcc7fed",
        ),
    )
    page = "/repair/relink?server_id=1"
    text = await desk.text(page)
    assert "Link the 1 item that is certain" in text
    answer = await desk.post("/repair/relink", {"server_id": "1", "all": "1"}, page)
    assert "1 play linked to the items of today." in await desk.follow(answer)
    row = await desk.app.history.play(PlayId(1))
    assert row is not None
    assert row.rating_key == 901
    assert "Every play has its item" in await desk.text(page)


async def test_what_very_many_items_are_is_looked_for_by_a_job_that_the_page_shows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST_AT_ONCE", 0)
    await desk.record()
    await shelve(desk, make_item(section_id=SectionId(1), guid="plex://movie/other"))
    text = await desk.text("/repair/relink?server_id=1")
    assert "is being looked for" in text
    found = re.search(r"/repair/looking\?job=(\d+)", text)
    assert found
    await desk.app.jobs.wait(int(found[1]))
    done = await desk.get(f"/repair/looking?job={found[1]}")
    assert done.headers["hx-refresh"] == "true"
    assert "Nothing like it is there" in await desk.text("/repair/relink?server_id=1")
    into = "/repair/library?server_id=1&section_id=9&into=1/1"
    await desk.record(section_id=SectionId(9), rating_key=77, started=STARTED + 90_000)
    assert "is being looked for" in await desk.text(into)
    assert (await desk.get("/repair/looking?job=99")).status_code == 404
    assert (await desk.get("/repair/looking?job=x")).status_code == 400


async def test_a_look_for_very_many_items_that_was_stopped_stays_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def without_end(*_asked: object, **_more: object) -> None:
        await anyio.sleep_forever()

    monkeypatch.setattr(previews, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(desk.app.relinks, "preview", without_end)
    await desk.record()
    await shelve(desk, make_item(section_id=SectionId(1), guid="plex://movie/other"))
    page = "/repair/relink?server_id=1"
    found = re.search(r"/repair/looking\?job=(\d+)", await desk.text(page))
    assert found
    stopped = await desk.post(f"/jobs/{found[1]}/stop", {"next": "/repair"}, "/logs?tab=jobs")
    assert stopped.headers["location"].endswith("/repair")
    await desk.app.jobs.wait(int(found[1]))
    ended = await desk.get(f"/repair/looking?job={found[1]}")
    assert "It was ended before everything was looked at." in ended.text
    assert "hx-trigger" not in ended.text
    assert [job.id for job in await desk.app.jobs.all()] == [int(found[1])]


async def test_a_gone_library_is_merged_into_a_new_one_after_a_preview(desk: Desk) -> None:
    await desk.record(section_id=SectionId(9))
    await shelve(
        desk,
        make_item(
            rating_key=901, section_id=SectionId(1), guid="plex://movie/5d7768244de0ee001fcc7fed"
        ),
    )
    page = "/repair/library?server_id=1&section_id=9"
    assert "It is no longer on the server." in await desk.text(page)
    assert "Found there for sure" in await desk.text(f"{page}&into=1/1")
    form = {"server_id": "1", "section_id": "9", "into": "1/1"}
    answer = await desk.post("/repair/library/merge", form, page)
    assert "1 play moved into the other library." in await desk.follow(answer)


async def test_the_history_of_a_library_is_deleted_when_its_name_is_typed(desk: Desk) -> None:
    await desk.record(section_id=SectionId(9))
    await shelve(desk)
    page = "/repair/library?server_id=1&section_id=9"
    form = {"server_id": "1", "section_id": "9", "confirm": "wrong"}
    assert (await desk.post("/repair/library/forget", form, page)).status_code == 400
    assert await plays(desk) == 1
    await desk.post("/repair/library/forget", {**form, "confirm": "Old films"}, page)
    assert await plays(desk) == 0
    await desk.post("/history/undo/1", {}, page)
    assert await plays(desk) == 1
    answer = await desk.post("/repair/library/hide", form, page)
    assert "The library is hidden" in await desk.follow(answer)


async def test_the_figures_are_checked_and_built_anew(desk: Desk) -> None:
    await desk.furnish()
    answer = await desk.post("/repair/check", {}, "/repair")
    assert "Every figure agrees" in await desk.follow(answer)
    answer = await desk.post("/repair/rebuild", {}, "/repair")
    assert "built anew from 3 plays" in await desk.follow(answer)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/repair/find/nothing", 404),
        ("/repair/find/times?page=x", 400),
        ("/repair/relink?server_id=7", 404),
        ("/repair/relink?server_id=x", 400),
        ("/repair/relink?server_id=1&rating_key=-1", 400),
        ("/repair/library?server_id=1&section_id=77", 404),
        ("/repair/library", 404),
    ],
)
async def test_addresses_that_mean_nothing_are_told_so(desk: Desk, path: str, status: int) -> None:
    assert (await desk.get(path)).status_code == status
