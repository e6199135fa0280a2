"""Running streams over HTTP, in both forms."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.fakes.plex import FakePlex
from watchkeeper.demo.delivery import Mode, Wish

SESSIONS = "/status/sessions"


@pytest.fixture
def fake() -> FakePlex:
    return FakePlex()


async def listed(fake: FakePlex) -> list[dict[str, Any]]:
    async with fake.client() as client:
        reply = await client.get(SESSIONS)
    found: list[dict[str, Any]] = reply.json()["MediaContainer"].get("Metadata", [])
    return found


async def test_an_idle_server_leaves_the_list_of_sessions_out(fake: FakePlex) -> None:
    async with fake.client() as client:
        reply = await client.get(SESSIONS)
    assert reply.json() == {"MediaContainer": {"size": 0}}


async def test_without_the_right_token_nothing_is_told(fake: FakePlex) -> None:
    async with fake.client(token="wrong") as client:
        assert (await client.get(SESSIONS)).status_code == 401
        assert (await client.get("/identity")).status_code == 200


async def test_a_direct_play_describes_the_file(fake: FakePlex) -> None:
    owner = fake.world.person("marlow")
    fake.world.start(owner, fake.film(), wish=Wish(mode=Mode.DIRECT_PLAY), offset=1000)
    (entry,) = await listed(fake)
    assert "TranscodeSession" not in entry
    assert entry["User"]["id"] == "1"
    assert entry["viewOffset"] == 1000
    assert entry["Session"]["location"] == "lan"
    media = fake.film().media[0]
    assert entry["Media"][0]["id"] == str(media.id)
    assert entry["Media"][0]["container"] == media.container
    assert entry["Media"][0]["Part"][0]["decision"] == "directplay"


async def test_some_direct_plays_have_no_session_element(fake: FakePlex) -> None:
    stream = fake.world.start(
        fake.world.person("marlow"), fake.film(), wish=Wish(mode=Mode.DIRECT_PLAY)
    )
    stream.hides_session = True
    (entry,) = await listed(fake)
    assert "Session" not in entry
    assert "decision" not in entry["Media"][0]["Part"][0]


async def test_a_direct_stream_shows_unchanged_codecs_as_stars(fake: FakePlex) -> None:
    fake.world.start(fake.world.person("oskar_b"), fake.film(), wish=Wish(mode=Mode.DIRECT_STREAM))
    (entry,) = await listed(fake)
    job = entry["TranscodeSession"]
    assert (job["videoDecision"], job["audioDecision"]) == ("copy", "copy")
    assert (job["videoCodec"], job["audioCodec"]) == ("*", "*")


async def test_a_transcode_describes_what_is_sent(fake: FakePlex) -> None:
    wish = Wish(mode=Mode.TRANSCODE, limit=720)
    fake.world.start(fake.world.person("priya.codes"), fake.film(), wish=wish)
    (entry,) = await listed(fake)
    assert entry["Media"][0]["bitrate"] == 720
    assert entry["Media"][0]["videoCodec"] == "h264"
    assert entry["Media"][0]["Part"][0]["Stream"][0]["decision"] == "transcode"
    assert entry["Session"]["location"] == "wan"


async def test_hardware_is_unknown_in_the_first_second(fake: FakePlex) -> None:
    fake.world.start(fake.world.person("marlow"), fake.film(), wish=Wish(mode=Mode.TRANSCODE))
    (first,) = await listed(fake)
    fake.pass_time(3)
    (later,) = await listed(fake)
    assert "transcodeHwDecoding" not in first["TranscodeSession"]
    assert later["TranscodeSession"]["transcodeHwDecoding"] == "vaapi"


async def test_a_job_far_ahead_rests_at_speed_zero(fake: FakePlex) -> None:
    fake.world.start(fake.world.person("marlow"), fake.film(), wish=Wish(mode=Mode.TRANSCODE))
    fake.pass_time(120)
    (entry,) = await listed(fake)
    assert entry["TranscodeSession"]["throttled"] is True
    assert entry["TranscodeSession"]["speed"] == 0.0


async def test_a_relayed_player_says_so(fake: FakePlex) -> None:
    fake.world.start(fake.world.person("callum.w"), fake.film())
    (entry,) = await listed(fake)
    assert entry["Player"]["relayed"] is True


async def test_live_tv_has_no_rating_key_and_says_live_as_text(fake: FakePlex) -> None:
    stream = fake.world.tune(fake.world.person("grandma_ruth"), "2.1")
    (entry,) = await listed(fake)
    assert entry["live"] == "1"
    assert "ratingKey" not in entry
    assert "librarySectionID" not in entry
    assert entry["key"] == stream.key
    assert entry["Media"][0]["uuid"] == stream.live_uuid
    assert entry["Media"][0]["channelTitle"] == "Northern TV"


async def test_a_live_programme_is_described_under_the_number_that_frames_give_it(
    fake: FakePlex,
) -> None:
    stream = fake.world.tune(fake.world.person("grandma_ruth"), "2.1")
    async with fake.client() as client:
        path = f"/library/metadata/{stream.live_rating_key}"
        (found,) = (await client.get(path)).json()["MediaContainer"]["Metadata"]
        assert (found["live"], found["ratingKey"]) == ("1", stream.live_rating_key)
        assert found["Media"][0]["channelVcn"] == "2.1"
        kinds = [track["streamType"] for track in found["Media"][0]["Part"][0]["Stream"]]
        assert kinds == [1, 2]
        fake.world.stop(stream.session_key)
        assert (await client.get(path)).status_code == 404


async def test_a_live_programme_is_in_the_guide(fake: FakePlex) -> None:
    stream = fake.world.tune(fake.world.person("grandma_ruth"), "2.1")
    async with fake.client() as client:
        recorders = (await client.get("/livetv/dvrs")).json()["MediaContainer"]["Dvr"]
        reply = await client.get(f"/{recorders[0]['epgIdentifier']}/metadata/{stream.item.guid}")
        missing = await client.get(f"/{recorders[0]['epgIdentifier']}/metadata/plex://episode/0")
    assert reply.json()["MediaContainer"]["Metadata"][0]["ratingKey"] == stream.rating_key
    assert missing.status_code == 404


async def test_music_and_photos_have_their_own_xml_elements(fake: FakePlex) -> None:
    fake.world.start(fake.world.person("marlow"), fake.track())
    fake.world.start(fake.world.person("leila"), fake.episode())
    async with fake.client(accept="*/*") as client:
        reply = await client.get(SESSIONS)
    root = ET.fromstring(reply.text)  # our own server's answer
    assert [child.tag for child in root] == ["Track", "Video"]
    player = root[0].find("Player")
    assert player is not None
    assert player.get("local") == "1"
    assert root.get("size") == "2"


async def test_both_forms_tell_the_same(fake: FakePlex) -> None:
    fake.world.start(fake.world.person("priya.codes"), fake.episode())
    (entry,) = await listed(fake)
    async with fake.client(accept="*/*") as client:
        root = ET.fromstring((await client.get(SESSIONS)).text)
    texts = {key: str(value) for key, value in entry.items() if not isinstance(value, (dict, list))}
    assert dict(root[0].attrib) == texts


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_terminate_answers_both_forms_and_counts_them(fake: FakePlex, method: str) -> None:
    stream = fake.world.start(fake.world.person("leila"), fake.film())
    async with fake.client() as client:
        path = f"/status/sessions/terminate?sessionId={stream.session_id}&reason=bye"
        assert (await client.request(method, path)).status_code == 200
        assert (await client.request(method, path)).status_code == 404
        empty = await client.request(method, "/status/sessions/terminate?sessionId=")
    assert empty.status_code == 403
    assert not fake.world.streams
    assert fake.plex.dialects == {f"terminate {method}": 3}


async def test_the_history_is_filtered_and_paged(fake: FakePlex) -> None:
    now = int(fake.clock.now())
    films = [fake.film(number) for number in range(5)]
    fake.world.views.extend((film, 1 + n % 2, 1, now + n) for n, film in enumerate(films))
    async with fake.client() as client:
        paging = {"X-Plex-Container-Start": "1", "X-Plex-Container-Size": "2"}
        page = await client.get("/status/sessions/history/all", headers=paging)
        mine = await client.get("/status/sessions/history/all?accountID=1")
        late = await client.get(f"/status/sessions/history/all?viewedAt%3E={now + 3}")
    rows = page.json()["MediaContainer"]
    assert (rows["totalSize"], [row["viewedAt"] for row in rows["Metadata"]]) == (
        5,
        [now + 3, now + 2],
    )
    assert page.headers["X-Plex-Container-Total-Size"] == "5"
    assert [row["accountID"] for row in mine.json()["MediaContainer"]["Metadata"]] == [1, 1, 1]
    assert late.json()["MediaContainer"]["size"] == 2


async def test_a_view_of_a_deleted_item_loses_its_rating_key(fake: FakePlex) -> None:
    film = fake.film()
    fake.world.views.record(film, 1, 1, 1000)
    fake.world.delete(film.rating_key)
    async with fake.client() as client:
        reply = await client.get("/status/sessions/history/all")
    (row,) = reply.json()["MediaContainer"]["Metadata"]
    assert row["title"] == film.title
    assert "ratingKey" not in row


async def test_five_hundred_streams_are_listed_at_once(fake: FakePlex) -> None:
    person = fake.world.person("thandi")
    for number in range(500):
        fake.world.start(person, fake.film(number % 5))
    assert len(await listed(fake)) == 500
