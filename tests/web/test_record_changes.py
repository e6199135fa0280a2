"""Splitting, merging, leaving out and linking from the history."""

from __future__ import annotations

import re

import anyio
import pytest

from tests.factories import STARTED
from tests.features.history.test_corrections import make_item
from tests.web.conftest import Desk
from tests.web.test_repair_page import HOSTILE, shelve
from watchkeeper.domain.facts import PlayId, SectionId
from watchkeeper.features.history.large import parts


async def sittings(desk: Desk) -> None:
    for number in range(2):
        await desk.record(
            view_offset=(number + 1) * 1_000_000,
            started=STARTED + number * 10_000,
            stopped=STARTED + number * 10_000 + 1000,
        )


async def reference(desk: Desk, number: int) -> int:
    row = await desk.app.history.play(PlayId(number))
    assert row is not None
    return row.reference_id


async def test_a_play_is_split_and_merged_again(desk: Desk) -> None:
    await sittings(desk)
    assert await reference(desk, 2) == 1
    answer = await desk.post("/history/split", {"play": "1,2"})
    assert "Each selected session is a play of its own now." in await desk.follow(answer)
    assert await reference(desk, 2) == 2
    answer = await desk.post("/history/merge", {"play": ["1", "2"]})
    assert "one play now" in await desk.follow(answer)
    assert await reference(desk, 2) == 1


async def test_what_cannot_be_one_play_is_refused_with_the_reason(desk: Desk) -> None:
    await desk.furnish()
    answer = await desk.post("/history/merge", {"play": ["1", "2"]})
    assert "Plays of several people cannot be one viewing." in await desk.follow(answer)


async def test_a_play_left_out_is_shown_greyed_and_counted_nowhere(desk: Desk) -> None:
    await desk.furnish()
    answer = await desk.post("/history/count", {"play": "2", "counted": "0"})
    text = await desk.follow(answer)
    assert "2 plays · 2 h 3 m watched · 1 not counted" in text
    assert 'class="is-uncounted"' in text
    assert "1 play" in await desk.text("/history?counted=no")
    assert "not counted" in await desk.text("/history/2")
    answer = await desk.post("/history/count", {"play": "2", "counted": "1"})
    assert "3 plays" in await desk.follow(answer)


async def test_very_many_sessions_are_corrected_by_a_job_and_so_is_the_undo(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGE", 2)
    await desk.furnish()
    async with anyio.create_task_group() as group:
        group.start_soon(desk.app.jobs.run)
        form = {"all": "1", "counted": "0", "next": "/history"}
        page = await desk.follow(await desk.post("/history/count", form))
        assert "3 sessions are being changed. Logs show the job, and the undo." in page
        [job] = await desk.app.jobs.all(limit=1)
        result = (await desk.app.jobs.wait(job.id)).result
        assert result is not None
        assert "0 plays" in await desk.text("/history")
        undone = await desk.post(f"/history/undo/{result['audit_id']}", {})
        assert "It is being taken back. Logs show the job." in await desk.follow(undone)
        [job] = await desk.app.jobs.all(limit=1)
        await desk.app.jobs.wait(job.id)
        group.cancel_scope.cancel()
    assert "3 plays" in await desk.text("/history")


async def test_all_that_match_are_the_sessions_of_all_pages(desk: Desk) -> None:
    await sittings(desk)
    await desk.furnish()
    form = {"all": "1", "next": "/history?person=1%2F101&size=25"}
    await desk.post("/history/split", form)
    assert [await reference(desk, number) for number in (1, 2)] == [1, 2]


async def test_a_play_is_linked_to_another_item_that_was_searched_for(desk: Desk) -> None:
    await desk.furnish()
    await shelve(desk, make_item(full_title=HOSTILE), make_item(rating_key=901, full_title="Ebb"))
    page = "/history/1/link?text=ebb"
    assert "Ebb (2020)" in await desk.text(page)
    assert "<script>alert" not in (await desk.get("/history/1/link?text=script")).text
    answer = await desk.post("/history/1/link", {"item": "1/901"}, page)
    assert "stands for the chosen item now" in await desk.follow(answer)
    row = await desk.app.history.play(PlayId(1))
    assert row is not None
    assert (row.rating_key, row.section_id) == (901, SectionId(7))
    assert (await desk.get("/history/99/link")).status_code == 404
    answer = await desk.post("/history/1/link", {"item": "x"}, page)
    assert "Nothing was chosen" in await desk.follow(answer)
    assert (await desk.post("/history/1/link", {"item": "1/5"}, page)).status_code == 404


UNDO = re.compile(r'action="/x/y(/history/undo/\d+)"')
IN_PART = (
    "Taken back for 1 of 2 plays: the others were changed again since, or are not kept any more."
)


@pytest.mark.parametrize("path", ["/history/undo", "/users/undo", "/logs/audit/{}/undo"])
async def test_an_undo_that_reaches_some_plays_alone_says_so(desk: Desk, path: str) -> None:
    await desk.furnish()
    form = {"play": ["1", "2"], "counted": "0"}
    page = await desk.follow(await desk.post("/history/count", form))
    found = UNDO.search(page)
    assert found
    number = found[1].rpartition("/")[2]
    await desk.post("/history/delete", {"play": "2"})
    address = path.format(number) if "{}" in path else f"{path}/{number}"
    assert IN_PART in await desk.follow(await desk.post(address, {}))
    trail = await desk.text("/logs?tab=audit")
    assert '<span class="badge">taken back: 1 of 2 plays</span>' in trail
    assert "<del>–</del> → <ins>1 of 2 plays</ins>" in trail


async def test_an_undo_of_all_says_that_all_is_as_it_was(desk: Desk) -> None:
    await desk.furnish()
    page = await desk.follow(await desk.post("/history/delete", {"play": ["1", "2"]}))
    found = UNDO.search(page)
    assert found
    assert "Undone: the record is as it was." in await desk.follow(await desk.post(found[1], {}))
    trail = await desk.text("/logs?tab=audit")
    assert '<span class="badge">taken back</span>' in trail
    assert "<ins>2 of 2 plays</ins>" in trail
