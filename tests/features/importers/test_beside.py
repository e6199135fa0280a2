from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import delete, update

from tests.fakes.clock import FakeClock
from tests.fakes.tautulli import KEY, FakeTautulli
from tests.features.importers.conftest import House
from watchkeeper.db.tables import item, library, mirror, play, server, stream, user
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.play import PlaySource
from watchkeeper.errors import ConflictError, InputError, NotFoundError, SignInExpiredError
from watchkeeper.features.history.queries.record import record_many_now
from watchkeeper.features.importers import beside
from watchkeeper.features.importers.beside import Mirror
from watchkeeper.features.importers.beside_rows import play_of, position
from watchkeeper.features.importers.plays import Orphan
from watchkeeper.features.importers.queries import mirrors

URL = "http://tautulli:8181"
LONG_AGO = 1_700_000_000


@pytest.fixture
def tautulli(monkeypatch: pytest.MonkeyPatch) -> FakeTautulli:
    made = FakeTautulli()
    monkeypatch.setitem(FakeTautulli.addresses, URL, made)
    return made


def history_row(row_id: int, **values: Any) -> dict[str, Any]:
    """A row of `get_history`: 80 % of a film, one hour of it."""
    started = LONG_AGO + row_id * 10_000
    return {
        "row_id": row_id,
        "reference_id": row_id,
        "started": started,
        "stopped": started + 3600,
        "play_duration": 3600,
        "paused_counter": 0,
        "user_id": 7,
        "user": "ann",
        "platform": "Roku",
        "player": "Living Room",
        "machine_id": "m1",
        "media_type": "movie",
        "rating_key": 500 + row_id,
        "parent_rating_key": "",
        "grandparent_rating_key": "",
        "title": f"Film {row_id}",
        "full_title": f"Film {row_id}",
        "guid": f"plex://movie/{row_id}",
        "percent_complete": 80,
        "live": 0,
        "transcode_decision": "copy",
        **values,
    }


async def standing(house: House) -> Mirror:
    """A mirror that is moved round by round by the test."""
    mirror_id = await house.importers.stand_beside(URL, KEY)
    house.around.supervisor.end(f"tautulli {mirror_id}")
    rows = await house.db.read(mirrors.all_mirrors)
    return Mirror(house.around, rows[-1], FakeTautulli.addresses[URL])


async def read_all(one: Mirror) -> None:
    await one.round(page_pause=0)


async def test_the_whole_history_is_read_with_its_numbers(
    house: House, tautulli: FakeTautulli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "PAGE", 2)
    tautulli.plays = [history_row(number) for number in (1, 2, 3, 5, 9)]
    tautulli.plays[1]["reference_id"] = 1
    await read_all(await standing(house))
    rows = house.rows(play)
    assert [(row["id"], row["reference_id"]) for row in rows] == [
        (1, 1),
        (2, 1),
        (3, 3),
        (5, 5),
        (9, 9),
    ]
    assert {row["source"] for row in rows} == {"imported"}
    assert house.follower.calls == 1


async def test_a_broken_off_pass_goes_on_where_it_was(
    house: House, tautulli: FakeTautulli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "PAGE", 2)
    tautulli.plays = [history_row(number) for number in range(1, 7)]
    one = await standing(house)
    tautulli.breaks_off_after = 3  # one for the count, two pages
    with pytest.raises(Exception, match="broke off"):
        await read_all(one)
    assert len(house.rows(play)) == 4
    tautulli.breaks_off_after = None
    tautulli.asked.clear()
    await read_all(one)
    assert [entry for entry in tautulli.asked if entry.startswith("history")] == ["history 4"]
    assert len(house.rows(play)) == 6


async def test_later_rounds_read_only_what_is_new(house: House, tautulli: FakeTautulli) -> None:
    clock = house.around.clock
    assert isinstance(clock, FakeClock)
    tautulli.plays = [history_row(number) for number in (1, 2)]
    one = await standing(house)
    await read_all(one)
    tautulli.asked.clear()
    tautulli.plays.append(history_row(3, started=int(clock.now()) - 5000, stopped=int(clock.now())))
    await read_all(one)
    await read_all(one)
    assert [row["id"] for row in house.rows(play)] == [1, 2, 3]
    assert sum(entry.startswith("history") for entry in tautulli.asked) == 2


async def test_a_play_that_pages_slipped_past_is_found_the_next_day(
    house: House, tautulli: FakeTautulli
) -> None:
    clock = house.around.clock
    assert isinstance(clock, FakeClock)
    tautulli.plays = [history_row(2), history_row(3)]
    one = await standing(house)
    await read_all(one)
    tautulli.plays.append(history_row(4, started=LONG_AGO))
    await read_all(one)
    assert len(house.rows(play)) == 2
    clock.advance(86_400)
    await read_all(one)
    assert len(house.rows(play)) == 3


def test_the_percentage_told_is_the_percentage_kept() -> None:
    for percent in range(101):
        read = play_of(history_row(1, percent_complete=percent), ServerId(1))
        assert not isinstance(read, Orphan)
        length = int(read.item["duration"] or 1)
        assert round(100 * (read.view_offset or 0) / length) == percent


@pytest.mark.parametrize(("percent", "length"), [(85, 7_000_001), (33, 100), (0, 5), (100, 7)])
def test_a_position_gives_at_least_its_percentage(percent: int, length: int) -> None:
    at = position(percent, length)
    assert at * 100 >= percent * length
    assert (at - 1) * 100 < percent * length


async def test_details_follow_within_the_budget(
    house: House, tautulli: FakeTautulli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "DETAILS_A_ROUND", 2)
    tautulli.plays = [history_row(number, rating_key=55) for number in (1, 2, 3)]
    tautulli.titles = {55: {"duration": 9_000_000, "section_id": "4", "genres": ["A", "B"]}}
    tautulli.streams = {
        number: {"container": "mkv", "bitrate": number, "quality_profile": "Original", "title": "x"}
        for number in (1, 2, 3)
    }
    one = await standing(house)
    await read_all(one)
    asked = [entry for entry in tautulli.asked if entry.split()[0] in {"stream", "metadata"}]
    assert asked == ["metadata 55", "stream 3", "stream 2"]
    assert [view.pending for view in await house.importers.mirrors()] == [1]
    await read_all(one)
    assert [view.pending for view in await house.importers.mirrors()] == [0]
    for row in house.rows(play):
        assert (row["section_id"], row["view_offset"]) == (4, 7_200_000)
        assert row["quality_profile"] == "Original"
        facts = {one["id"]: orjson.loads(one["facts"]) for one in house.rows(stream)}
        assert facts[row["stream_id"]]["bitrate"] == row["id"]
        assert facts[row["stream_id"]]["transcode_decision"] == "copy"
        assert "title" not in facts[row["stream_id"]]
        items = {one["id"]: orjson.loads(one["facts"]) for one in house.rows(item)}
        assert items[row["item_id"]]["genres"] == "A;B"


async def test_details_of_a_play_that_is_gone_are_dropped(
    house: House, tautulli: FakeTautulli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "DETAILS_A_ROUND", 0)
    tautulli.plays = [history_row(1)]
    one = await standing(house)
    await read_all(one)
    house.db.write_now(lambda conn: conn.execute(delete(play)).rowcount)
    monkeypatch.setattr(beside, "DETAILS_A_ROUND", 5)
    tautulli.plays = []
    await read_all(one)
    assert house.rows(play) == []
    assert [view.pending for view in await house.importers.mirrors()] == [0]


async def test_people_and_libraries_come_with_their_row_numbers(
    house: House, tautulli: FakeTautulli
) -> None:
    tautulli.people = [
        {"row_id": 4, "user_id": 7, "username": "ann", "friendly_name": "Ann", "is_active": 1},
        {"row_id": 5, "user_id": 8, "username": "ben", "friendly_name": "ben", "is_admin": 1},
    ]
    tautulli.people[0] |= {"shared_libraries": ["1", "2"]}  # type: ignore[operator]
    section = {"section_id": 3, "section_type": "movie", "library_thumb": "/t.png"}
    tautulli.sections = [
        {"row_id": 6, "server_id": tautulli.identifier, "section_name": "Films", **section},
        {"row_id": 7, "server_id": "former", "section_name": "Old", **section},
    ]
    await read_all(await standing(house))
    people = {row["user_id"]: row for row in house.rows(user)}
    assert (people[7]["id"], people[7]["friendly_name"]) == (4, "Ann")
    assert people[7]["shared_libraries"] == "1;2"
    assert (people[8]["friendly_name"], people[8]["is_admin"]) == (None, True)
    found = {(row["id"], row["section_name"], row["thumb"]) for row in house.rows(library)}
    assert found == {(6, "Films", "/t.png"), (7, "Old", "/t.png")}
    assert len(house.rows(server)) == 2


async def test_plays_we_record_ourselves_come_first_and_are_not_doubled(
    house: House, tautulli: FakeTautulli
) -> None:
    clock = house.around.clock
    assert isinstance(clock, FakeClock)
    started = int(clock.now()) - 4000
    tautulli.plays = [history_row(1, started=started, stopped=started + 3900)]
    one = await standing(house)
    house.db.write_now(
        lambda conn: (
            conn.execute(update(server).values(is_watched=True, url="http://plex")).rowcount
        )
    )
    await house.around.servers.load()
    await read_all(one)
    assert house.rows(play) == []
    own = play_of(history_row(77, started=started + 3, stopped=started + 3900), ServerId(1))
    assert not isinstance(own, Orphan)
    house.db.write_now(record_many_now, [replace(own, source=PlaySource.RECORDED, rating_key=501)])
    clock.advance(1000)
    await read_all(one)
    assert [(row["id"], row["source"]) for row in house.rows(play)] == [(77, "recorded")]


async def test_a_tautulli_that_refuses_is_shown_with_its_reason(
    house: House, tautulli: FakeTautulli
) -> None:
    mirror_id = await house.importers.stand_beside(URL, KEY)
    state = house.around.supervisor.loops[f"tautulli {mirror_id}"]
    state.last_error = "The Tautulli refuses the key."
    (view,) = await house.importers.mirrors()
    assert view.problem == "The Tautulli refuses the key."
    assert "plays read" in view.progress
    assert KEY not in repr(view)


async def test_what_cannot_be_read_is_refused_before_anything_is_kept(
    house: House, tautulli: FakeTautulli
) -> None:
    with pytest.raises(InputError):
        await house.importers.stand_beside(URL, "short")
    tautulli.failure = SignInExpiredError("The Tautulli refuses the key.")
    with pytest.raises(SignInExpiredError):
        await house.importers.stand_beside(URL, KEY)
    assert house.rows(mirror) == []
    tautulli.failure = None
    await house.importers.stand_beside(URL, KEY)
    with pytest.raises(ConflictError):
        await house.importers.stand_beside(f" {URL} ", KEY)


async def test_leaving_forgets_the_key_and_keeps_the_plays(
    house: House, tautulli: FakeTautulli
) -> None:
    tautulli.plays = [history_row(1)]
    await read_all(await standing(house))
    (view,) = await house.importers.mirrors()
    await house.importers.leave(view.id)
    assert house.rows(mirror) == []
    assert len(house.rows(play)) == 1
    with pytest.raises(NotFoundError):
        await house.importers.leave(view.id)


async def test_after_a_restart_every_tautulli_is_read_again(
    house: House, tautulli: FakeTautulli
) -> None:
    mirror_id = await house.importers.stand_beside(URL, KEY)
    supervisor = house.around.supervisor
    supervisor.end(f"tautulli {mirror_id}")
    fresh = type(house.importers)(house.around)
    await fresh.start()
    await fresh.start()
    assert list(supervisor.loops) == [f"tautulli {mirror_id}"]
    assert KEY.encode() not in house.db.path.read_bytes()
