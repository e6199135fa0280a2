"""get_library_media_info: a list read anew is read by the one job that reads libraries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.api.v1.house import House, opened
from watchkeeper.domain.facts import ServerId


@pytest.fixture
async def busy(tmp_path: Path) -> AsyncIterator[House]:
    """A house whose jobs are done."""
    async with opened(tmp_path) as house, anyio.create_task_group() as group:
        group.start_soon(house.app.jobs.run)
        yield house
        group.cancel_scope.cancel()


async def media_info(house: House, **asked: object) -> Any:
    params = {"apikey": await house.app.accounts.tautulli_key(), "cmd": "get_library_media_info"}
    texts = {name: str(value) for name, value in asked.items()}
    answer = await house.client.get("/api/v2", params={**params, **texts})
    return answer.json()["response"]["data"]


async def kinds_of_jobs(house: House) -> list[str]:
    return [job.kind for job in await house.app.jobs.all()]


async def test_a_list_that_was_read_anew_is_as_one_read_for_the_first_time(busy: House) -> None:
    first = await media_info(busy, section_id=1, length=3)
    assert await kinds_of_jobs(busy) == []
    assert first["last_refreshed"] is None
    kept = await media_info(busy, section_id=1, length=3)
    assert kept["last_refreshed"] is not None
    fresh = await media_info(busy, section_id=1, length=3, refresh="true")
    assert await kinds_of_jobs(busy) == ["read_libraries"]
    assert fresh == first
    assert await busy.app.inventory.is_whole(ServerId(1)) is False  # one library of several


async def test_a_list_that_could_not_be_read_anew_stays_and_is_not_answered(busy: House) -> None:
    before = await media_info(busy, section_id=1, refresh="true")
    busy.fake.faults.failing_page = 1
    assert (await media_info(busy, section_id=1, refresh="true"))["data"] == []
    busy.fake.faults.failing_page = None
    kept = await media_info(busy, section_id=1)
    assert kept["recordsTotal"] == before["recordsTotal"] > 0


async def test_rows_name_the_kind_of_the_library_and_children_need_no_library(busy: House) -> None:
    show = busy.fake.plex.catalogue.of_type(3, "show")[0]
    seasons = await media_info(busy, rating_key=show.rating_key, section_type="season")
    assert seasons["recordsTotal"] > 0
    for row in seasons["data"]:
        assert (row["section_id"], row["section_type"]) == (3, "show")


async def test_a_list_of_nothing_is_no_table(busy: House) -> None:
    film = busy.fake.plex.catalogue.of_type(1, "movie")[0]
    found = await media_info(busy, section_id=1, rating_key=film.rating_key)
    assert (found["recordsTotal"], found["draw"]) == (0, 0)


async def test_children_and_lists_that_no_job_reads_come_from_the_server(busy: House) -> None:
    show = busy.fake.plex.catalogue.of_type(3, "show")[0]
    seasons = await media_info(
        busy, section_id=3, section_type="season", rating_key=show.rating_key, refresh="true"
    )
    assert {row["media_type"] for row in seasons["data"]} == {"season"}
    await media_info(busy, section_id=3, section_type="season", refresh="true")
    assert await kinds_of_jobs(busy) == []
    shows = await media_info(busy, section_id=3, refresh="true")
    assert {row["media_type"] for row in shows["data"]} == {"show"}
    assert await kinds_of_jobs(busy) == ["read_libraries"]
