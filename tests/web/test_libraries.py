"""The libraries page and the pages of single libraries."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, cast

import anyio
import pytest

from tests.factories import STARTED
from tests.fakes.media import FakeMedia, make_item, make_section
from tests.web.conftest import HOUR, Desk
from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.errors import UnreachableError
from watchkeeper.features.monitoring import ServerState, Trouble
from watchkeeper.features.users import User
from watchkeeper.features.users.queries import insert_user

SERVER = ServerId(1)
FILMS, SHOWS, MUSIC = SectionId(1), SectionId(2), SectionId(3)
HOSTILE = '<script>alert("x")</script>'
ARABIC = "قصة المدينة"
TABS = ("browse", "media", "activity", "added", "people", "collections", "problems", "export")


@pytest.fixture
def media() -> FakeMedia:
    films = [
        make_item(500, "The Tide", container="mkv", video_resolution="1080", file_size=4 * 10**9,
                  added_at=STARTED, genres=["Drama"], year=2019, file="/media/tide.mkv"),
        make_item(501, HOSTILE, file_size=10**9),
        make_item(512, ARABIC, year=2021),
    ]  # fmt: skip
    episodes = [
        make_item(22, "Pilot", "episode", grandparent_rating_key=20, parent_rating_key=21,
                  grandparent_title="North", media_index=1, parent_media_index=1),
    ]  # fmt: skip
    return FakeMedia(
        section_list=(
            make_section(1, "Films"),
            make_section(2, "Shows & <b>more</b>", "show"),
            make_section(3, "Music", "artist"),
        ),
        items={
            (1, "movie"): films,
            (2, "show"): [make_item(20, "North", "show", children_count=1)],
            (2, "episode"): episodes,
        },
    )


@pytest.fixture
async def house(desk: Desk, media: FakeMedia) -> Desk:
    """A house with three libraries and three plays of the first."""
    plex(desk, media)
    await desk.app.libraries.refresh(SERVER)
    await desk.furnish()
    return desk


def plex(desk: Desk, media: FakeMedia) -> None:
    """Let this be the server behind its number."""
    desk.app.media._open[SERVER] = cast(Any, media)  # a fake in the place of a client


async def read(desk: Desk, *sections: int) -> None:
    """Read these libraries in full."""
    for section in sections:
        library = await desk.app.libraries.get(SERVER, SectionId(section))
        assert library is not None
        job_id = await desk.app.readings.start([library])
        assert job_id is not None
        await desk.app.jobs.wait(job_id)


def offline(desk: Desk) -> None:
    desk.monitoring.states[SERVER] = ServerState(
        server_id=SERVER,
        is_connected=False,
        since=STARTED,
        trouble=Trouble.UNREACHABLE,
        cause="The connection was refused.",
    )


async def test_without_a_server_the_page_says_what_will_appear(stranger: Desk) -> None:
    await stranger.sign_in()
    text = await stranger.text("/libraries")
    assert "No library is known yet" in text


async def test_every_library_stands_with_its_counts_and_plays(house: Desk) -> None:
    text = await house.text("/libraries")
    assert "10 films" in text
    assert "/x/y/libraries/1/1" in text
    assert "not read" in text
    grid = (await house.get("/libraries?view=grid")).text
    assert "Shows &amp; &lt;b&gt;more&lt;/b&gt;" in grid


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?kind=movie", "/libraries/1/1", "/libraries/1/2"),
        ("?text=mus", "/libraries/1/3", "/libraries/1/1"),
        ("?state=gone", "No library matches", "/libraries/1/1"),
        ("?server_id=9", "No library matches", "/libraries/1/1"),
        ("?order=-plays&view=table", "/libraries/1/1", "No library matches"),
    ],
)
async def test_the_address_filters_and_sorts(
    house: Desk, query: str, shown: str, hidden: str
) -> None:
    text = await house.text(f"/libraries{query}")
    assert shown in text
    assert f'href="/x/y{hidden}"' not in text


@pytest.mark.parametrize(
    "name",
    [
        *("tab", "seen", "view", "order", "page", "size", "by", "added"),
        *("year_from", "year_to", "size_from", "size_to"),
    ],
)
async def test_a_choice_that_there_is_not_is_told_by_name(house: Desk, name: str) -> None:
    await read(house, 1)
    for word in ("nonsense", "[]", "%00", "9" * 30):
        answer = await house.get(f"/libraries/1/1?{name}={word}")
        assert answer.status_code == 400, word
        assert name in answer.text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("year_from=2020&year_to=2010", "year_to"),
        ("size_from=9&size_to=2", "size_to"),
    ],
)
async def test_a_range_that_ends_before_it_begins_is_refused(
    house: Desk, query: str, field: str
) -> None:
    await read(house, 1)
    answer = await house.get(f"/libraries/1/1?{query}")
    assert answer.status_code == 400
    assert field in answer.text


@pytest.mark.parametrize("path", ["/libraries?server_id=x", "/libraries/1/1?page=x&tab=browse"])
async def test_what_is_no_number_is_told(house: Desk, path: str) -> None:
    await read(house, 1)
    answer = await house.get(path)
    assert answer.status_code == 400
    assert "no number" in answer.text


@pytest.mark.parametrize("path", ["/libraries/1/99", "/libraries/9/1", "/libraries/1/1?by=7"])
async def test_what_is_not_there_is_not_found(house: Desk, path: str) -> None:
    await read(house, 1)
    assert (await house.get(path)).status_code == 404


async def test_recording_is_switched_off_and_taken_back(house: Desk) -> None:
    form = {"switch": "keep_history", "value": "0", "next": "/libraries"}
    text = await house.follow(await house.post("/libraries/1/1/switch", form, "/libraries"))
    assert "not recorded any more" in text
    assert (await library(house, FILMS)).keep_history is False
    undo = text.split('action="/x/y/libraries/undo/')[1].split('"')[0]
    await house.follow(await house.post(f"/libraries/undo/{undo}", {}, "/libraries"))
    assert (await library(house, FILMS)).keep_history is True


async def test_a_library_is_hidden_and_shown_again(house: Desk) -> None:
    await house.post("/libraries/1/2/hide", {"value": "1"}, "/libraries")
    assert "/libraries/1/2" not in await house.text("/libraries")
    assert "/libraries/1/2" in await house.text("/libraries?state=hidden")
    await house.post("/libraries/1/2/hide", {"value": "0"}, "/libraries")
    assert "/libraries/1/2" in await house.text("/libraries")


async def test_only_what_can_be_switched_is(house: Desk) -> None:
    answer = await house.post("/libraries/1/1/switch", {"switch": "section_name"}, "/libraries")
    assert answer.status_code == 400


async def test_refreshing_without_any_address_says_so(house: Desk) -> None:
    text = await house.follow(await house.post("/libraries/refresh", {}, "/libraries"))
    assert "No server has an address" in text


async def test_a_list_that_was_never_read_is_asked_for_and_then_kept(
    house: Desk, media: FakeMedia
) -> None:
    first = await house.text("/libraries/1/1")
    assert "was never read" in first
    assert media.asked.count("items 1 movie") == 0
    await house.post("/libraries/1/1/read", {}, "/libraries/1/1")
    [job] = await house.app.jobs.all(limit=1)
    await house.app.jobs.wait(job.id)
    for _ in range(2):
        assert "The Tide" in await house.text("/libraries/1/1")
    assert media.asked.count("items 1 movie") == 1
    assert "5.0 GB" in await house.text("/libraries")


async def test_a_library_that_is_being_read_says_how_far_and_can_be_stopped(
    house: Desk, media: FakeMedia
) -> None:
    media.gate = anyio.Event()
    await house.post("/libraries/1/1/read", {}, "/libraries/1/1")
    text = await house.text("/libraries/1/1")
    assert "Being read" in text
    shown = {"HX-Request": "true", "HX-Current-URL": "http://nas/x/y/libraries/1/1?tab=media"}
    part = await house.get("/libraries/1/1/reading", **shown)
    assert "/x/y/jobs/" in part.text
    assert 'name="next" value="/libraries/1/1?tab=media"' in part.text
    [job] = await house.app.jobs.all(limit=1)
    form = {"next": "/libraries/1/1?tab=media"}
    stopped = await house.post(f"/jobs/{job.id}/stop", form, "/libraries/1/1")
    assert stopped.headers["location"] == "/x/y/libraries/1/1?tab=media"
    await house.app.jobs.wait(job.id)
    over = await house.get("/libraries/1/1/reading")
    assert over.headers["hx-refresh"] == "true"


async def test_titles_are_shown_as_they_are_and_never_run(house: Desk) -> None:
    await read(house, 1)
    text = (await house.get("/libraries/1/1")).text
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text
    assert ARABIC in text


async def test_a_library_is_browsed_by_filters(house: Desk) -> None:
    await read(house, 1)
    for query, shown, hidden in (
        ("seen=watched", "The Tide", ARABIC),
        ("seen=never", ARABIC, "The Tide"),
        ("genre=Drama", "The Tide", ARABIC),
        ("year_from=2020", ARABIC, "The Tide"),
        ("text=tide", "The Tide", ARABIC),
        ("resolution=1080", "The Tide", ARABIC),
        ("size_from=2", "The Tide", ARABIC),
        ("text=nothing-like-this", "No item matches", "The Tide"),
    ):
        text = await house.text(f"/libraries/1/1?tab=browse&{query}")
        part = text.partition('id="library-tab"')[2]
        assert shown in part, query
        assert hidden not in part, query


async def test_the_size_of_a_page_stays_when_a_library_is_filtered(house: Desk) -> None:
    await read(house, FILMS)
    page = await house.text("/libraries/1/1?tab=browse&size=120")
    form = page.partition('data-filters="library-items"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="size" value="120">' in form


async def test_every_link_of_the_table_leads_to_a_page(house: Desk, media: FakeMedia) -> None:
    live = (make_section(8, "Live", "live"), make_section(9, "Photos", "photo"))
    media.section_list = (*media.section_list, *live)
    await house.app.libraries.refresh(SERVER)
    await read(house, FILMS)
    text = await house.text("/libraries")
    links = set(re.findall(r'href="/x/y(/libraries/1/[^"]*)"', text))
    assert "/libraries/1/1?tab=added" in links
    assert {"/libraries/1/8", "/libraries/1/9"} <= links
    found = {link: (await house.get(link)).status_code for link in links}
    assert {link: code for link, code in found.items() if code != 200} == {}


async def test_files_show_their_path_and_size(house: Desk) -> None:
    await read(house, 1, 2)
    text = await house.text("/libraries/1/1?tab=media")
    assert "4.0 GB" in text
    shows = await house.text("/libraries/1/2?tab=media")
    assert "North · S1 · E1" in shows


async def test_every_tab_of_every_kind_stands(house: Desk) -> None:
    await read(house, FILMS, SHOWS)
    for section in (FILMS, SHOWS, MUSIC):
        for tab in TABS:
            text = await house.text(f"/libraries/1/{section}?tab={tab}")
            assert 'aria-current="page"' in text


async def test_an_empty_library_says_so(house: Desk, media: FakeMedia) -> None:
    media.items[3, "artist"] = []
    await read(house, 3)
    assert "This library is empty" in await house.text("/libraries/1/3")


async def test_without_plex_every_tab_stands_and_says_since_when(
    house: Desk, media: FakeMedia
) -> None:
    offline(house)
    media.failure = UnreachableError("The Plex server refused the connection.")
    for tab in TABS:
        text = await house.text(f"/libraries/1/1?tab={tab}")
        assert "does not answer" in text
    part = await house.get("/libraries/1/1/collections", **{"hx-request": "true"})
    assert part.status_code == 200
    assert "refused the connection" in part.text


async def test_a_gone_library_keeps_its_page_and_can_be_merged(
    house: Desk, media: FakeMedia
) -> None:
    media.section_list = media.section_list[1:]
    await house.app.libraries.refresh(SERVER)
    text = await house.text("/libraries/1/1?tab=activity")
    assert "Merge into" in text
    assert "The Tide" in text


async def test_doubles_and_items_that_came_back_are_told(house: Desk, media: FakeMedia) -> None:
    twin = "plex://movie/5d7768244de0ee001fcc7fed"  # the guid of the recorded film
    back = replace(make_item(900, "The Tide"), guid=twin)
    media.items[1, "movie"] = [back, replace(back, rating_key=901), make_item(501, "Night Train")]
    await read(house, 1)
    text = await house.text("/libraries/1/1?tab=problems")
    assert "Listed twice" in text
    assert "former number 500" in text
    assert "/repair/relink?server_id=1&rating_key=500" in text


async def test_reading_anew_replaces_the_list(house: Desk, media: FakeMedia) -> None:
    await read(house, 1)
    media.items[1, "movie"] = [make_item(key, f"Brand New {key}") for key in (503, 504)]
    answer = await house.post("/libraries/1/1/read", {"next": "/libraries/1/1"}, "/libraries")
    assert "is being read" in await house.follow(answer)
    [job] = await house.app.jobs.all(limit=1)
    await house.app.jobs.wait(job.id)
    assert "Brand New 503" in await house.text("/libraries/1/1")


async def test_figures_are_those_of_the_history_behind_them(house: Desk) -> None:
    await house.record(rating_key=500, user_id=103, started=STARTED + 60 * HOUR)
    page = await house.text("/libraries/1/1?tab=people")
    history = await house.text("/history?server_id=1&section_id=1")
    assert "4 plays" in history
    assert "4" in page.partition("All time")[2][:200]


async def test_the_days_of_a_library_count_everybody_as_the_figures_over_them_do(
    house: Desk,
) -> None:
    bo = User(id=0, server_id=SERVER, user_id=UserId(102), username="bo")
    await house.app.db.write(insert_user, bo)
    await house.app.users.reload(SERVER)
    person = await house.app.people.get(SERVER, bo.user_id)
    privacy = house.app.people.privacy(person)
    await house.app.people.set_privacy(person, replace(privacy, is_hidden=True), "owner")
    house.clock.advance(STARTED + 30 * HOUR - house.clock.now())
    page = await house.text("/libraries/1/1?tab=activity")
    days = page.partition('data-chart id="by-period"')[2].partition("</figure>")[0]
    assert '<b class="num">3 <small>plays</small></b>' in page.partition("30 days")[2][:200]
    assert re.search(r"data-readout><a[^>]*>3 plays<", days)
    assert 'data-value="0"' in days
    assert "not known" not in days


async def library(house: Desk, section_id: SectionId) -> Any:  # Any: a library that is there
    return await house.app.libraries.get(SERVER, section_id)
