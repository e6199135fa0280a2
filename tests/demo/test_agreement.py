"""Past and present agree: a live stream, once recorded, reads like the household's history."""

from __future__ import annotations

import pytest

from tests.fakes.plex import FakePlex
from watchkeeper.demo.delivery import Mode, Wish
from watchkeeper.demo.household.facts import item_facts, quality_profile, stream_facts
from watchkeeper.demo.items import Item
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import MediaItem
from watchkeeper.domain.session import ObservedSession
from watchkeeper.integrations.plex import (
    PlexSettings,
    ProductFacts,
    describe_session,
    open_plex_server,
    session_item_facts,
    session_stream_facts,
)

WISHES = (
    None,
    Wish(mode=Mode.DIRECT_PLAY, with_subtitle=True),
    Wish(mode=Mode.DIRECT_STREAM),
    Wish(mode=Mode.AUDIO_ONLY),
    Wish(mode=Mode.TRANSCODE, limit=2000, with_subtitle=True),
    Wish(mode=Mode.TRANSCODE, uses_hardware=False),
)


async def observed(fake: FakePlex) -> tuple[ObservedSession, MediaItem | None]:
    settings = PlexSettings(
        server_id=ServerId(1),
        url="http://plex.test:32400",
        product=ProductFacts(client_identifier="test", version="1"),
        token=fake.plex.token,
    )
    server = open_plex_server(settings, transport=fake.transport())
    (session,) = await server.sessions()
    item = await server.metadata(session.rating_key or 0)
    return describe_session(session, item), item


def chosen(fake: FakePlex, kind: str) -> Item:
    return {"movie": fake.film, "episode": fake.episode, "track": fake.track}[kind]()


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: str(wish.mode) if wish else "as usual")
@pytest.mark.parametrize("username", ["marlow", "priya.codes", "callum.w"])
@pytest.mark.parametrize("kind", ["movie", "episode", "track"])
async def test_a_live_stream_reads_like_the_history(
    kind: str, username: str, wish: Wish | None
) -> None:
    fake = FakePlex()
    item = chosen(fake, kind)
    stream = fake.world.start(fake.world.person(username), item, wish=wish)
    fake.pass_time(30)
    session, metadata = await observed(fake)
    live_stream = dict(session_stream_facts(session))
    past_stream = dict(stream_facts(item, stream.delivery))
    if kind == "track":  # what the resolution of no picture is called does not matter
        live_stream.pop("video_full_resolution")
        past_stream.pop("video_full_resolution")
    assert session_item_facts(metadata, session) == item_facts(item, fake.plex.catalogue)
    assert live_stream == past_stream
    assert session.facts["quality_profile"] == quality_profile(stream.delivery)
