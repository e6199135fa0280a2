"""The history as its owner reads and changes it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.factories import STARTED
from tests.web.conftest import BASE_PATH, Desk
from tests.web.streams import live_session
from watchkeeper.domain.facts import PlayId

HOUR = 3600
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "javascript:alert(1)",
    "\u202eevil\u202c",
    "x" * 3000,
)


def titles(page: str) -> list[str]:
    return re.findall(r'<a class="cut" dir="auto"[^>]*data-sheet>([^<]*)</a>', page)


async def test_live_television_names_its_channel_while_it_runs(desk: Desk) -> None:
    desk.monitoring.live = [
        live_session(
            media_type="episode",
            is_live=True,
            duration=None,
            title="Evening News",
            grandparent_title="Evening News",
            channel_title="Northern TV",
        )
    ]
    page = await desk.text("/history")
    assert "playing now" in page
    assert "Northern TV" in page


async def test_the_newest_play_comes_first_under_the_base_path(desk: Desk) -> None:
    await desk.furnish()
    page = await desk.text("/history")
    assert titles(page) == ["Undertow", "Night Train", "The Tide"]
    assert "3 plays" in page
    assert f'href="{BASE_PATH}/history/' in page
    assert 'href="/history' not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=track", ["Undertow"]),
        ("kind=movie", ["Night Train", "The Tide"]),
        ("mode=transcode", ["Night Train"]),
        ("user_id=102", ["Night Train"]),
        ("text=tide", ["The Tide"]),
        ("source=imported", ["Undertow"]),
        ("share=watched", ["The Tide"]),
        ("after=2031-01-01", []),
        ("rating_key=500", ["The Tide"]),
        ("order=full_title", ["Night Train", "The Tide", "Undertow"]),
        ("size=7&page=1", ["Undertow", "Night Train", "The Tide"]),
        ("kind=movie,track", ["Undertow", "Night Train", "The Tide"]),
    ],
)
async def test_the_address_says_what_is_shown(
    reader: Desk, query: str, expected: list[str]
) -> None:
    assert titles(await reader.text(f"/history?{query}")) == expected


@pytest.mark.parametrize(
    "query",
    [
        *("user_id=ada", "page=one", "after=yesterday", f"user_id={10**30}", "kind=nonsense"),
        *("mode=fast", "share=some", "place=here", "source=me", "counted=x", "when=never"),
        "after=2026-05-01&before=2026-01-01",
    ],
)
async def test_an_address_that_makes_no_sense_is_refused_in_words(reader: Desk, query: str) -> None:
    answer = await reader.get(f"/history?{query}&text=tide")
    page = unescape(answer.text)
    field = query.partition("=")[0]
    assert answer.status_code == 400
    assert "That did not work" in page
    assert f"Show it without {field}" in page
    [without] = re.findall(rf'href="{BASE_PATH}(/history\?[^"]*text=tide[^"]*)"', page)
    assert f"{field}=" not in without
    assert (await reader.get(without)).status_code == 200


async def test_a_summary_says_of_how_many_people_and_titles_the_plays_are(reader: Desk) -> None:
    assert "2 people · 3 titles" in await reader.text("/history")
    assert "1 person · 2 titles" in await reader.text("/history?user_id=101")
    assert (
        "titles" not in (await reader.text("/history?text=tide")).split("history-summary")[1][:90]
    )


async def test_a_summary_says_how_much_was_sent_at_most_and_of_how_many_it_is_unknown(
    desk: Desk,
) -> None:
    await desk.record(started=STARTED, stopped=STARTED + 1000, bandwidth=8000)
    assert "up to 1.0 GB sent" in await desk.text("/history")
    await desk.record(started=STARTED + 9000, stopped=STARTED + 9999, bandwidth=None)
    page = await desk.text("/history")
    assert "up to 1.0 GB sent, unknown of 1 session" in page
    assert "Plex does not tell it." in page
    await desk.app.history.delete([PlayId(1)], "ada")
    assert "amount of data unknown" in await desk.text("/history")


async def test_a_name_without_a_visible_sign_still_leads_to_its_play(desk: Desk) -> None:
    await desk.record(title="\u200b\u200d", full_title="\u200b", username="\u2060")
    assert titles(await desk.text("/history")) == ["Untitled"]


async def test_an_empty_record_says_what_will_appear(desk: Desk) -> None:
    assert "The record is empty" in await desk.text("/history")


async def test_a_filter_without_plays_offers_to_clear_it(desk: Desk) -> None:
    await desk.furnish()
    page = await desk.text("/history?text=nothing&kind=movie")
    assert "No play matches these filters" in page
    assert f'href="{BASE_PATH}/history?kind=movie"' in page
    assert f'href="{BASE_PATH}/history"' in page


async def test_pages_lead_to_each_other_and_keep_the_filters(desk: Desk) -> None:
    for number in range(30):
        start = STARTED + number * 10 * HOUR
        await desk.record(title=f"Film {number}", started=start, stopped=start + 60)
    first = await desk.text("/history?size=25&kind=movie")
    assert len(titles(first)) == 25
    assert f"{BASE_PATH}/history?kind=movie&size=25&page=2" in first
    second = await desk.text("/history?size=25&kind=movie&page=2")
    assert len(titles(second)) == 5
    assert "Page 2 of 2" in second


async def test_a_sheet_stands_over_the_page_it_was_opened_from(desk: Desk) -> None:
    play_id = await desk.record(title="The Tide")
    whole = await desk.text(f"/history/{play_id}?kind=movie")
    assert f'data-back="{BASE_PATH}/history?kind=movie"' in whole
    assert "Raw record" in whole
    alone = await desk.get(f"/history/{play_id}", **{"HX-Request": "true"})
    assert "<html" not in alone.text
    assert "The Tide" in alone.text


async def test_a_play_that_is_not_there_is_said_so(desk: Desk) -> None:
    assert (await desk.get("/history/12345")).status_code == 404


async def test_a_correction_is_shown_and_undone(desk: Desk) -> None:
    play_id = await desk.record(paused_seconds=0)
    answer = await desk.post(
        f"/history/{play_id}/edit", {"paused_seconds": "600", "next": "/history?kind=movie"}
    )
    assert answer.headers["location"] == f"{BASE_PATH}/history/{play_id}?kind=movie"
    page = await desk.follow(answer)
    assert "The play was corrected." in page
    [undo] = re.findall(rf'action="{BASE_PATH}(/history/undo/\d+)"', page)
    assert "Undone" in await desk.follow(await desk.post(undo))
    row = await desk.app.history.play(play_id)
    assert row is not None
    assert row.paused_seconds == 0


@pytest.mark.parametrize(
    "form",
    [
        {"paused_seconds": "-5"},
        {"paused_seconds": "long"},
        {"stopped": "tomorrow"},
        {"stopped": "1999-01-01 00:00"},
    ],
)
async def test_a_correction_that_cannot_be_changes_nothing_and_stays_in_the_form(
    desk: Desk, form: dict[str, str]
) -> None:
    play_id = await desk.record()
    before = await desk.app.history.play(play_id)
    answer = await desk.post(f"/history/{play_id}/edit", form)
    page = unescape(answer.text)
    assert answer.status_code == 400
    assert "Nothing was changed." in page
    [(name, text)] = form.items()
    field = re.search(rf'<(?:input|select)[^>]* name="{name}"[^>]*>', page)
    assert field
    assert 'aria-invalid="true"' in field[0]
    assert f'value="{text}"' in field[0]
    assert await desk.app.history.play(play_id) == before


async def test_a_play_of_somebody_whom_no_server_knows_stays_theirs_in_the_form(desk: Desk) -> None:
    play_id = await desk.record(user_id=4711, username="gone")
    page = await desk.text(f"/history/{play_id}")
    assert re.search(r'<option value="4711" selected>gone</option>', page)


async def test_selected_plays_are_deleted_and_brought_back(desk: Desk) -> None:
    await desk.furnish()
    first, second = [await desk.record(started=STARTED + day * 86_400) for day in (5, 6)]
    form = {"play": [f"{first},{second}"]}
    page = await desk.follow(await desk.post("/history/delete", form))
    assert "2 sessions were deleted." in page
    assert "3 plays" in page
    [undo] = re.findall(rf'action="{BASE_PATH}(/history/undo/\d+)"', page)
    assert "5 plays" in await desk.follow(await desk.post(undo))


async def test_all_that_match_means_exactly_the_rows_that_were_counted(desk: Desk) -> None:
    await desk.furnish()
    form = {"all": "1", "next": "/history?text=tide"}
    page = await desk.follow(await desk.post("/history/delete", form))
    assert "1 session was deleted." in page
    assert titles(await desk.text("/history")) == ["Undertow", "Night Train"]


async def test_nothing_selected_deletes_nothing(desk: Desk) -> None:
    await desk.furnish()
    page = await desk.follow(await desk.post("/history/delete"))
    assert "nothing was deleted" in page
    assert (await desk.post("/history/delete", {"play": "x"})).status_code == 400


@pytest.mark.parametrize("text", HOSTILE)
async def test_s10_hostile_text_is_shown_as_text(desk: Desk, text: str) -> None:
    play_id = await desk.record(title=text, full_title=text, username=text, ip_address=text[:40])
    for path in ("/history", f"/history/{play_id}", "/"):
        page = (await desk.get(path)).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49" not in re.findall(r"\{\{[^}]*\}\}|>49<", page)


async def test_columns_are_chosen_ordered_and_reset(desk: Desk) -> None:
    await desk.furnish()
    await desk.post("/history/columns", {"column": ["mode", "platform"], "up": ""})
    assert await columns_of(desk) == ["title", "mode", "platform"]
    order = ["title", "mode", "platform"]
    await desk.post("/history/columns", {"column": order, "up": "platform"})
    assert await columns_of(desk) == ["title", "platform", "mode"]
    chooser = re.findall(r'name="up" value="(\w+)"', await desk.text("/history"))
    assert chooser[:4] == ["title", "platform", "mode", "started"]
    await desk.post("/history/columns", {"column": ["mode", "title"], "up": "mode"})
    assert await columns_of(desk) == ["mode", "title"]
    await desk.post("/history/columns", {"column": ["nonsense"], "reset": "1"})
    assert (await columns_of(desk))[:3] == ["started", "person", "title"]


async def test_the_width_of_a_column_is_kept_for_this_browser(desk: Desk) -> None:
    await desk.furnish()
    chosen = {"column": ["title", "player"], "width-player": "wide", "up": ""}
    await desk.post("/history/columns", chosen)
    page = await desk.text("/history")
    assert 'class="c-player is-wide cut"' in page
    assert '<option value="wide" selected>' in page
    await desk.post("/history/columns", {**chosen, "width-player": "'><script>"})
    assert 'class="c-player cut"' in await desk.text("/history")


async def columns_of(desk: Desk) -> list[str]:
    pattern = r'<th scope="col" role="columnheader" class="c-(\w+)'
    return re.findall(pattern, await desk.text("/history"))


async def test_what_is_shown_can_be_exported(desk: Desk) -> None:
    await desk.furnish()
    await desk.record(title="=cmd()", full_title="=cmd()", started=STARTED + 40 * HOUR)
    table = (await desk.get("/history.csv?kind=movie")).text.splitlines()
    assert len(table) == 4
    assert "'=cmd()" in table[1]
    found = (await desk.get("/history.json?text=tide")).json()
    assert found["filters"] == {"text": "tide"}
    assert [play["full_title"] for play in found["plays"]] == ["The Tide"]


async def test_a_filter_is_named_reached_from_page_and_box_and_deleted(desk: Desk) -> None:
    await desk.furnish()
    page = "/history?kind=movie&order=full_title&page=1"
    assert "Save these filters as" in await desk.text(page)
    assert "Save these filters as" not in await desk.text("/history")
    query = "?kind=movie&order=full_title&page=7&unknown=1"
    saved = await desk.follow(
        await desk.post("/history/views", {"name": HOSTILE[0], "query": query}, page)
    )
    assert f"The view {HOSTILE[0]} was saved." in saved
    assert "/x/y/history?kind=movie&order=full_title" in await desk.text("/history")
    assert "Open view: <script>" in await desk.text("/search/box?q=script")
    taken = await desk.post("/history/views", {"name": HOSTILE[0], "query": query}, page)
    assert "There is a view" in await desk.follow(taken)
    nothing = await desk.post("/history/views", {"name": "All", "query": "order=full_title"}, page)
    assert "Filter the history first" in await desk.follow(nothing)
    gone = await desk.follow(await desk.post("/history/views/1/delete", {}, page))
    assert "/history/views/1/restore" in gone
    assert "Open view:" not in await desk.text("/search/box?q=script")
    await desk.follow(await desk.post("/history/views/1/restore", {}, page))
    assert "Open view: <script>" in await desk.text("/search/box?q=script")
    assert (await desk.post("/history/views/9/delete", {}, page)).status_code == 404
