"""Items asked of the server and remembered for a while."""

from __future__ import annotations

import anyio
import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeMedia, make_item
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.errors import UnreachableError
from watchkeeper.features.libraries.metadata import GOOD_FOR_SECONDS, Metadata, RecentQuery

SERVER = ServerId(1)


@pytest.fixture
def media() -> FakeMedia:
    media = FakeMedia(items={(1, "movie"): [make_item(11, "Alpha"), make_item(12, "Beta")]})
    media.child_items = {11: [make_item(13, "Extra")]}
    return media


@pytest.fixture
def metadata(media: FakeMedia, clock: FakeClock) -> Metadata:
    return Metadata({SERVER: media}.get, clock)


async def test_not_found_and_not_reachable_are_different(
    metadata: Metadata, media: FakeMedia
) -> None:
    assert await metadata.item(SERVER, 99) is None
    media.failure = UnreachableError("down")
    with pytest.raises(UnreachableError):
        await metadata.item(SERVER, 98)
    with pytest.raises(UnreachableError, match="no address"):
        await metadata.item(ServerId(2), 11)


async def test_an_answer_is_good_for_a_minute(
    metadata: Metadata, media: FakeMedia, clock: FakeClock
) -> None:
    first = await metadata.item(SERVER, 11)
    assert await metadata.item(SERVER, 11) is first
    assert media.asked == ["metadata 11"]
    clock.advance(GOOD_FOR_SECONDS)
    await metadata.item(SERVER, 11)
    metadata.forget()
    await metadata.item(SERVER, 11)
    assert media.asked == ["metadata 11"] * 3


async def test_an_error_is_not_remembered(metadata: Metadata, media: FakeMedia) -> None:
    media.failure = UnreachableError("down")
    with pytest.raises(UnreachableError):
        await metadata.item(SERVER, 11)
    media.failure = None
    assert await metadata.item(SERVER, 11) is not None


async def test_questions_do_not_mix(metadata: Metadata) -> None:
    item = await metadata.item(SERVER, 11)
    assert item is not None
    assert item.title == "Alpha"
    children = await metadata.children(SERVER, 11)
    assert [child.title for child in children.items] == ["Extra"]
    assert (await metadata.grandchildren(SERVER, 11)).total == 1
    assert len(await metadata.recently_added(SERVER, RecentQuery(count=1, start=1))) == 1
    assert len(await metadata.recently_added(SERVER, RecentQuery(count=9))) == 2
    assert [found.title for found in await metadata.search(SERVER, "bet")] == ["Beta"]
    assert await metadata.collections(SERVER, SectionId(1)) == ()
    assert await metadata.playlists(SERVER) == ()


async def test_a_blank_search_asks_nobody(metadata: Metadata, media: FakeMedia) -> None:
    assert await metadata.search(SERVER, "  ") == ()
    assert media.asked == []


async def test_those_who_ask_at_once_share_one_request(
    metadata: Metadata, media: FakeMedia
) -> None:
    async with anyio.create_task_group() as group:
        for _ in range(10):
            group.start_soon(metadata.item, SERVER, 11)
    assert media.asked == ["metadata 11"]
