"""The exports page, and the record taken along as files."""

from __future__ import annotations

import csv
import json

import pytest

from tests.factories import STARTED
from tests.web.conftest import BASE_PATH, Desk
from watchkeeper.web import taking_along

HOSTILE = '=HYPERLINK("http://evil","x")<script>alert(1)</script>'


async def kept(desk: Desk, **content: object) -> int:
    server = await desk.app.servers.default()
    assert server is not None
    told = {"title": HOSTILE, "file_format": "csv", "timestamp": STARTED, "complete": 1}
    return await desk.app.kept.add(server.id, "exports", told | content)  # type: ignore[arg-type]  # plain values


async def test_an_empty_page_says_what_to_do(desk: Desk) -> None:
    page = await desk.text("/exports")
    assert "Nothing was exported yet" in page
    assert 'name="metadata_level"' in page
    assert "What each level tells" in page


async def test_the_list_tells_each_state_and_shows_hostile_titles_as_text(desk: Desk) -> None:
    await kept(desk, complete=-1)
    await kept(desk, complete=0, job_id=99, exported_items=5, total_items=10)
    await kept(desk)
    answer = (await desk.get("/exports")).text
    assert "<script>alert" not in answer
    assert 'aria-valuenow="50"' in answer
    for word in (">failed<", ">running<", ">file not here<"):
        assert word in answer
    assert 'hx-trigger="every 1s"' in (await desk.get("/exports/list")).text


async def test_a_problem_keeps_what_was_filled_in(desk: Desk) -> None:
    sent = {"file_format": "json", "custom_fields": "genres.tag", "metadata_level": "9"}
    answer = await desk.post("/exports", sent, page="/exports")
    assert answer.status_code == 200
    assert "Choose a library" in answer.text
    assert 'value="genres.tag"' in answer.text
    assert '<option value="json" selected>' in answer.text


@pytest.mark.parametrize(
    "sent",
    [
        {"library": "1/999"},
        {"library": "x/y"},
        {"library": "../1"},
        {"rating_key": "abc"},
        {"rating_key": "9" * 40},
        {"library": "1/1", "metadata_level": "77"},
        {"library": "1/1", "file_format": "../../x"},
        {"library": "1/1", "export_type": "nothing"},
        {"rating_key": "5", "server_id": "1"},
    ],
)
async def test_s5_an_order_that_cannot_be_is_refused_in_words(
    desk: Desk, sent: dict[str, str]
) -> None:
    answer = await desk.post("/exports", sent, page="/exports")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert not list((desk.app.data_folder / "exports").glob("*"))


@pytest.mark.parametrize(
    "query",
    [
        "library=x", "section_id=1&server_id=1", "rating_key=abc", "rating_key=1&server_id=1",
        "server_id=%00", "metadata_level=%3Cscript%3E",
    ],
)  # fmt: skip
async def test_any_address_shows_the_form(desk: Desk, query: str) -> None:
    assert "New export" in await desk.text(f"/exports?{query}")


async def test_deleting_asks_first_and_needs_a_form(desk: Desk) -> None:
    number = await kept(desk)
    path = f"/exports/1/{number}"
    assert "This cannot be taken back." in await desk.text("/exports")
    assert (await desk.get(f"{path}/delete")).status_code == 405
    assert (await desk.client.post(f"{BASE_PATH}{path}/delete")).status_code == 403
    page = await desk.follow(await desk.post(f"{path}/delete", page="/exports"))
    assert "were deleted" in page
    assert (await desk.get(f"{path}/file")).status_code == 404


async def test_s1_strangers_get_no_export(stranger: Desk) -> None:
    await kept(stranger)
    for path in (
        "/exports",
        "/exports/list",
        "/exports/1/1/file",
        "/history.csv",
        "/libraries.csv",
    ):
        answer = await stranger.client.get(f"{BASE_PATH}{path}")
        assert answer.status_code in {401, 403}


async def test_the_history_is_taken_along_page_by_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_along, "PAGE", 2)
    for number in range(7):
        await desk.record(
            title=f"=Film {number}", full_title=f"=Film {number}", rating_key=600 + number,
            started=STARTED + number * 7200, stopped=STARTED + number * 7200 + 600,
        )  # fmt: skip
    answer = await desk.get("/history.csv")
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [row["full_title"] for row in rows] == [
        f"'=Film {number}" for number in range(6, -1, -1)
    ]
    assert answer.headers["content-disposition"] == 'attachment; filename="history.csv"'
    found = json.loads((await desk.get("/history.json?rating_key=603")).text)
    assert [play["full_title"] for play in found["plays"]] == ["=Film 3"]
    assert found["filters"] == {"rating_key": "603"}
    assert json.loads((await desk.get("/history.json?text=nothing")).text)["plays"] == []
    assert (await desk.get("/history.csv?user_id=x")).status_code == 400


async def test_libraries_are_taken_along(desk: Desk) -> None:
    await desk.furnish()
    answer = await desk.get("/libraries.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "libraries" in json.loads((await desk.get("/libraries.json")).text)
