"""What can go wrong with the server."""

from __future__ import annotations

import httpx2
import pytest

from tests.fakes.plex import FakePlex
from watchkeeper.demo.plexserver.faults import Outage


@pytest.fixture
def fake() -> FakePlex:
    return FakePlex()


async def test_a_refusing_server_gives_no_answer(fake: FakePlex) -> None:
    fake.faults.outage = Outage.REFUSE
    async with fake.client() as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get("/identity")


async def test_a_hanging_server_answers_when_the_outage_is_over(fake: FakePlex) -> None:
    fake.faults.outage = Outage.HANG
    async with fake.client() as client:
        with pytest.raises(TimeoutError):
            await _impatient(client)
        fake.faults.outage = None
        assert (await client.get("/identity")).status_code == 200


async def _impatient(client: httpx2.AsyncClient) -> None:
    import anyio

    with anyio.fail_after(0.01):
        await client.get("/identity")


@pytest.mark.parametrize("status", [401, 500, 503])
async def test_every_path_can_answer_a_status(fake: FakePlex, status: int) -> None:
    fake.faults.status = status
    async with fake.client() as client:
        assert (await client.get("/status/sessions")).status_code == status
        assert (await client.get("/plextv/api/v2/ping")).status_code == 200


async def test_plex_tv_fails_on_its_own(fake: FakePlex) -> None:
    fake.faults.account_status = 429
    async with fake.client() as client:
        assert (await client.get("/plextv/api/v2/ping")).status_code == 429
        assert (await client.get("/status/sessions")).status_code == 200


async def test_answers_can_be_cut_in_the_middle(fake: FakePlex) -> None:
    fake.faults.is_malformed = True
    async with fake.client() as client:
        reply = await client.get("/status/sessions")
        assert reply.status_code == 200
        with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
            reply.json()


async def test_f16_an_empty_library_answers_two_hundred(fake: FakePlex) -> None:
    fake.faults.has_empty_library = True
    async with fake.client() as client:
        sections = await client.get("/library/sections")
        films = await client.get("/library/sections/1/all")
    assert (sections.status_code, films.status_code) == (200, 200)
    assert "Directory" not in sections.json()["MediaContainer"]
    assert "Metadata" not in films.json()["MediaContainer"]


async def test_f16_one_page_of_several_can_fail(fake: FakePlex) -> None:
    fake.faults.failing_page = 2
    async with fake.client() as client:
        path = "/library/sections/1/all?X-Plex-Container-Size=4&X-Plex-Container-Start="
        statuses = [(await client.get(f"{path}{start}")).status_code for start in (0, 4, 8)]
    assert statuses == [200, 500, 200]


async def test_a_server_may_shrink_pages(fake: FakePlex) -> None:
    fake.faults.drops_page_counts = True
    async with fake.client() as client:
        path = "/library/sections/1/all?X-Plex-Container-Size=4&X-Plex-Container-Start=0"
        page = (await client.get(path)).json()["MediaContainer"]
    assert (page["size"], page["totalSize"]) == (2, len(fake.plex.catalogue.of_type(1, "movie")))


async def test_requests_are_counted_by_path(fake: FakePlex) -> None:
    async with fake.client() as client:
        await client.get("/identity")
        await client.get("/identity")
        await client.get("/status/sessions")
    assert fake.plex.requests == {"GET /identity": 2, "GET /status/sessions": 1}
