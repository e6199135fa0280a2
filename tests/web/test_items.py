"""The pages of items."""

from __future__ import annotations

from dataclasses import replace

import anyio
import pytest

from tests.factories import STARTED
from tests.fakes.media import FakeMedia, make_item, make_section
from tests.web.conftest import HOUR, Desk
from tests.web.streams import live_session
from tests.web.test_libraries import ARABIC, HOSTILE, SERVER, offline, plex
from watchkeeper.domain.facts import UserId
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import UnreachableError
from watchkeeper.features.users.queries import insert_user
from watchkeeper.features.users.user import User
from watchkeeper.web.pages.items import sources

FILM_GUID = "plex://movie/5d7768244de0ee001fcc7fed"
EPISODE = {
    "media_type": "episode",
    "guid": "plex://episode/1",
    "grandparent_title": "North",
    "grandparent_guid": "plex://show/n",
    "parent_title": "Season 1",
    "parent_media_index": 1,
    "grandparent_rating_key": 20,
    "parent_rating_key": 21,
}


class SlowMedia(FakeMedia):
    """Answers nothing, ever."""

    async def metadata(self, rating_key: int) -> MediaItem | None:
        await anyio.sleep_forever()
        return None


def told(item: MediaItem, **facts: object) -> MediaItem:
    """The item with its own words among its facts, as a real server gives them."""
    own = {"title": item.title, "media_type": item.media_type, "guid": item.guid}
    return replace(item, facts={**item.facts, **own, **facts})


def film(rating_key: int, title: str = "The Tide") -> MediaItem:
    plain = make_item(
        rating_key, title, video_resolution="4k", file_size=4 * 10**9, year=2019,
        guids=["imdb://tt1", "tmdb://2"], summary="A storm.", art="/library/metadata/1/art/1",
        genres=["Drama"], directors=["Noor"],
    )  # fmt: skip
    return told(replace(plain, guid=FILM_GUID))


def show() -> MediaItem:
    return told(replace(make_item(20, "North", "show"), guid="plex://show/n"))


@pytest.fixture
async def media(desk: Desk) -> FakeMedia:
    server = FakeMedia(
        section_list=(make_section(1, "Films"), make_section(2, "Shows", "show")),
        items={(1, "movie"): [film(500), film(501, HOSTILE), film(502, ARABIC)]},
    )
    plex(desk, server)
    await desk.app.libraries.refresh(SERVER)
    return server


async def test_a_film_has_head_people_and_life(desk: Desk, media: FakeMedia) -> None:
    await desk.record()
    text = await desk.text("/items/1/500")
    for words in ("The Tide", "4K", "A storm.", "Noor", "imdb.com/title/tt1", "4.0 GB", "Drama"):
        assert words in text
    assert "Who watched" in text
    assert "First play" in text
    assert "Where plays ended" in text


async def test_a_stream_that_runs_is_not_the_last_play(desk: Desk, media: FakeMedia) -> None:
    desk.monitoring.live = [live_session()]
    assert "Last of" not in await desk.text("/items/1/500")
    await desk.record()
    assert "Last of" not in await desk.text("/items/1/500")
    await desk.record(started=STARTED + 10 * HOUR, stopped=STARTED + 11 * HOUR)
    timeline = (await desk.text("/items/1/500")).partition('id="timeline-title"')[2]
    last = timeline.partition("Last of 2 plays")[0].rpartition("<time")[2]
    assert "2026-09-22T00:13:20Z" in last  # STARTED + 10 * HOUR


async def test_who_stopped_is_told_with_the_place(desk: Desk, media: FakeMedia) -> None:
    await desk.record(view_offset=1_800_000, user_id=0, username="Local")
    text = await desk.text("/items/1/500")
    assert "stopped at 30:00, 25 %" in text


@pytest.mark.parametrize(("key", "title"), [(501, HOSTILE), (502, ARABIC)])
async def test_titles_are_shown_and_never_run(
    desk: Desk, media: FakeMedia, key: int, title: str
) -> None:
    assert HOSTILE not in (await desk.get(f"/items/1/{key}")).text
    assert title in await desk.text(f"/items/1/{key}")


@pytest.mark.parametrize(
    "path", ["/items/1/99999", "/items/9/500", "/items/1/99999999999999999999", "/items/1/99/plays"]
)
async def test_what_nobody_knows_is_not_found(desk: Desk, media: FakeMedia, path: str) -> None:
    answer = await desk.get(path)
    assert answer.status_code == 404


async def test_a_person_that_is_no_number_is_refused(desk: Desk, media: FakeMedia) -> None:
    assert (await desk.get("/items/1/500?by=x")).status_code == 400


async def test_without_plex_the_page_comes_from_the_record(desk: Desk, media: FakeMedia) -> None:
    await desk.record()
    offline(desk)
    media.failure = UnreachableError("The connection was refused.")
    text = await desk.text("/items/1/500")
    assert "does not answer" in text
    assert "The Tide" in text
    assert (await desk.get("/items/1/99999")).status_code == 404


async def test_a_slow_server_does_not_hold_up_the_page(
    desk: Desk, media: FakeMedia, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.record()
    plex(desk, SlowMedia())
    monkeypatch.setattr(sources, "LONG_SECONDS", 0.01)
    text = await desk.text("/items/1/500")
    assert "The server is slow" in text
    assert "The Tide" in text
    assert "whole=1" in text
    assert "The server is slow" not in await desk.text("/items/1/500?whole=1")


async def test_an_item_that_is_gone_keeps_its_page(desk: Desk, media: FakeMedia) -> None:
    await desk.record(rating_key=700, title="Gone", guid="plex://movie/gone")
    text = await desk.text("/items/1/700")
    assert "Not found on the server at the last look" in text
    assert "/repair/relink?server_id=1&rating_key=700" in text


async def test_plays_under_a_former_number_are_found_by_the_guid(
    desk: Desk, media: FakeMedia
) -> None:
    await desk.record(rating_key=77)
    text = await desk.text("/items/1/500")
    assert "former number" in text
    assert "(77)" in text
    answer = await desk.get("/items/1/500/plays")
    assert answer.headers["location"] == "/x/y/history?server_id=1&rating_key=500%2C77"


async def test_a_copy_in_another_library_keeps_its_own_plays(desk: Desk, media: FakeMedia) -> None:
    media.items[1, "movie"].append(film(900))
    await desk.record(rating_key=900, section_id=2)
    text = await desk.text("/items/1/500")
    assert "another library of this server" in text
    assert "Never played" in text
    assert "/x/y/items/1/900" in text


async def test_a_series_shows_what_was_watched_and_what_is_missing(
    desk: Desk, media: FakeMedia
) -> None:
    media.items[2, "show"] = [show()]
    media.child_items[20] = [
        make_item(22, "One", "episode", media_index=1, parent_media_index=1),
        make_item(24, "Three", "episode", media_index=3, parent_media_index=1),
    ]
    await desk.record(rating_key=22, title="One", section_id=2, media_index=1, **EPISODE)
    text = await desk.text("/items/1/20")
    assert "Season 1, 1 One watched" in text
    assert "Season 1, 3 Three not watched" in text
    assert "cell-missing" in text
    assert "1/2" in text


async def test_a_series_is_told_by_the_chosen_people(desk: Desk, media: FakeMedia) -> None:
    media.items[2, "show"] = [show()]
    media.child_items[20] = [make_item(22, "One", "episode", media_index=1, parent_media_index=1)]
    ada = User(id=0, server_id=SERVER, user_id=UserId(101), username="ada")
    await desk.app.db.write(insert_user, ada)
    await desk.app.users.reload(SERVER)
    await desk.record(rating_key=22, title="One", section_id=2, user_id=102, **EPISODE)
    assert "One: watched" in await desk.text("/items/1/20")
    assert "One: not watched" in await desk.text("/items/1/20?by=101")


async def test_a_series_that_plex_does_not_tell_comes_from_the_record(
    desk: Desk, media: FakeMedia
) -> None:
    await desk.record(rating_key=22, title="One", section_id=2, media_index=1, **EPISODE)
    media.failure = UnreachableError("The connection was refused.")
    for key, words in ((20, "Series"), (21, "Season"), (22, "Episode")):
        text = await desk.text(f"/items/1/{key}")
        assert words in text
    assert "Season 1, 1 One watched" in await desk.text("/items/1/20")


async def test_refreshing_asks_the_server_again(desk: Desk, media: FakeMedia) -> None:
    await desk.text("/items/1/500")
    answer = await desk.post("/items/1/500/refresh", {}, "/items/1/500")
    assert "is fresh" in await desk.follow(answer)
    assert media.asked.count("metadata 500") == 2


async def test_figures_are_those_of_the_history_behind_them(desk: Desk, media: FakeMedia) -> None:
    for at in range(3):
        await desk.record(started=STARTED + at * 30 * HOUR, stopped=STARTED + at * 30 * HOUR + 60)
    assert "3 plays" in await desk.text("/history?server_id=1&rating_key=500")
    strip = (await desk.text("/items/1/500")).partition("All time")[2][:200]
    assert "3" in strip


async def test_where_no_play_ended_is_told_as_none(desk: Desk, media: FakeMedia) -> None:
    await desk.record(view_offset=1_800_000)
    ends = (await desk.text("/items/1/500")).partition('id="item-stops"')[2].partition("</figure>")
    assert 'data-value="1"' in ends[0]
    assert ends[0].count('data-value="0"') == 19
    assert "not known" not in ends[0]
