"""The adapter against the simulated server: both halves of the product speak the same Plex."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.fakes.plex import FakePlex
from watchkeeper.demo.delivery import Mode, Wish
from watchkeeper.demo.plexserver import livetv
from watchkeeper.domain.facts import LIVE_TV_SECTION, SectionId, ServerId
from watchkeeper.domain.media import ImageRequest
from watchkeeper.domain.session import ObservedSession, Termination
from watchkeeper.integrations.plex import (
    PlexServer,
    PlexSettings,
    PlexTv,
    ProductFacts,
    describe_session,
    open_plex_server,
    open_plex_tv,
    session_item_facts,
)

URL = "http://plex.test:32400"
PRODUCT = ProductFacts(client_identifier="watchkeeper-test", version="1.0")


def tv(fake: FakePlex) -> PlexTv:
    return open_plex_tv(
        PRODUCT, token=fake.plex.token, url=f"{URL}/plextv", transport=fake.transport()
    )


def server(fake: FakePlex, **fields: Any) -> PlexServer:
    settings = PlexSettings(server_id=ServerId(1), url=URL, product=PRODUCT, token=fake.plex.token)
    return open_plex_server(settings, transport=fake.transport(), **fields)


async def playing(fake: FakePlex, item: Any, wish: Wish | None = None) -> ObservedSession:
    fake.world.start(fake.plex.owner, item, wish=wish)
    client = server(fake)
    (session,) = await client.sessions()
    assert session.rating_key is not None
    return describe_session(session, await client.metadata(session.rating_key))


@pytest.mark.parametrize(
    ("mode", "decision"),
    [
        (Mode.DIRECT_PLAY, "direct play"),
        (Mode.DIRECT_STREAM, "copy"),
        (Mode.AUDIO_ONLY, "transcode"),
        (Mode.TRANSCODE, "transcode"),
    ],
)
async def test_a_film_is_played_as_decided(mode: Mode, decision: str) -> None:
    fake = FakePlex()
    film = fake.film()
    facts = (await playing(fake, film, Wish(mode=mode))).facts
    assert facts["transcode_decision"] == decision
    assert facts["full_title"] == film.title
    source = fake.plex.catalogue.of_type(1, "movie")[0]
    assert facts["rating_key"] == source.rating_key
    assert facts["bitrate"] > 0
    assert facts["video_codec"] not in {"", "*"}
    assert "*" not in {facts["stream_video_codec"], facts["transcode_video_codec"]}


async def test_an_episode_and_a_track_know_what_they_belong_to() -> None:
    fake = FakePlex()
    episode = (await playing(fake, fake.episode())).facts
    assert episode["full_title"] == f"{episode['grandparent_title']} - {episode['title']}"
    assert episode["actors"]
    fake = FakePlex()
    track = (await playing(fake, fake.track())).facts
    assert track["media_type"] == "track"
    assert track["stream_video_decision"] == ""


async def test_live_tv_is_seen() -> None:
    fake = FakePlex()
    fake.world.tune(fake.plex.owner, fake.plex.catalogue.channels[0].number)
    (session,) = await server(fake).sessions()
    assert session.is_live
    assert session.section_id == LIVE_TV_SECTION
    assert session.live_uuid
    assert session.facts["channel_title"]


async def test_live_tv_knows_what_the_programme_guide_knows() -> None:
    fake = FakePlex()
    fake.world.tune(fake.plex.owner, fake.plex.catalogue.channels[0].number)
    client = server(fake)
    (session,) = await client.sessions()
    programme = await client.programme(session.guid)
    assert programme is not None
    facts = describe_session(session, programme).facts
    begun = datetime.fromtimestamp(livetv.slot_start(fake.world.clock.now()), UTC)
    assert facts["originally_available_at"] == begun.strftime("%Y-%m-%d %H:%M:%S")
    assert (facts["content_rating"], facts["duration"]) == ("TV-G", livetv.SLOT * 1000)
    assert facts["summary"]
    assert facts["channel_identifier"] == fake.plex.catalogue.channels[0].identifier
    assert facts["stream_video_codec"] == session.facts["stream_video_codec"]
    assert session_item_facts(programme, describe_session(session, programme))["summary"]


async def test_a_programme_that_no_guide_has_is_none() -> None:
    assert await server(FakePlex()).programme("plex://episode/0") is None


async def test_libraries_are_counted_and_read_whole() -> None:
    client = server(FakePlex())
    for section in await client.library_sections():
        if section.type == "movie":
            items = [item async for item in client.all_items(section.section_id, "movie")]
            assert len(items) == section.count


async def test_everybody_is_known_with_their_libraries() -> None:
    fake = FakePlex()
    accounts = await server(fake, tv=tv(fake)).accounts()
    assert len(accounts) == len(fake.world.people)
    assert [account.is_admin for account in accounts].count(True) == 1


async def test_the_rest_of_the_reading() -> None:
    fake = FakePlex()
    client = server(fake)
    film = fake.film()
    assert (await client.identity()).identifier == fake.plex.machine_identifier
    assert film.title in {item.title for item in await client.search(film.title)}
    assert len(await client.recently_added(5)) == 5
    assert await client.collections(SectionId(1))
    assert await client.playlists()
    assert await client.preference("FriendlyName") == fake.plex.name
    image = await client.image(ImageRequest(path=f"/library/metadata/{film.rating_key}/thumb/1"))
    assert image.content_type.startswith("image/")


async def test_a_stream_is_ended() -> None:
    fake = FakePlex()
    session = await playing(fake, fake.film())
    assert await server(fake).terminate(session.session_id, "bye") is Termination.DONE
    assert await server(fake).sessions() == ()
    assert await server(fake).terminate(session.session_id, "bye") is Termination.GONE
