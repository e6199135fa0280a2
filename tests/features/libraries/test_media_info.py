"""The listing of a library: read whole, kept, searched, sorted and paged."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeMedia, make_item, make_section
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import InputError, MalformedError, NotFoundError, UnreachableError
from watchkeeper.features.libraries import (
    Libraries,
    MediaInfoPage,
    MediaInfoQuery,
    PlayTotal,
)
from watchkeeper.features.libraries.listing.listing import listed, listing_of
from watchkeeper.features.libraries.listing.media_info import SORT_KEYS, page_of
from watchkeeper.features.system.queries import insert_server
from watchkeeper.runtime.bus import Bus

Started = Callable[[FakeMedia | None], Libraries]

SERVER = ServerId(1)
FILMS, SHOWS = SectionId(1), SectionId(2)

ALPHA = make_item(
    11, "The Alpha", sort_title="Alpha", container="mkv", bitrate=9000, video_codec="h264",
    video_resolution="1080", video_framerate="24p", audio_codec="ac3", audio_channels=6,
    file_size=4000, added_at=300, year=2018, thumb="/library/metadata/11/thumb/1",
)  # fmt: skip
BETA = make_item(12, "Beta", container="mp4", bitrate=20000, video_resolution="4k", file_size=900)
GAMMA = make_item(13, "gamma", bitrate=800, video_resolution="sd", added_at=100)


class FakePlays:
    """Counts plays by the level it is asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int, str]] = []

    async def __call__(
        self, server_id: ServerId, section_id: SectionId, level: str
    ) -> Mapping[int, PlayTotal]:
        self.asked.append((server_id, section_id, level))
        return {11: PlayTotal(3, 1000), 13: PlayTotal(7, 500)}


@pytest.fixture
def plays() -> FakePlays:
    return FakePlays()


@pytest.fixture
def media() -> FakeMedia:
    media = FakeMedia(section_list=(make_section(1, "Films"), make_section(2, "Shows", "show")))
    media.items = {(1, "movie"): [GAMMA, ALPHA, BETA], (2, "show"): [make_item(20, "A", "show")]}
    seasons = [make_item(20 + n, f"Season {n}", "season", media_index=n) for n in (10, 2, 1)]
    media.child_items = {20: seasons}
    return media


@pytest.fixture
def started(db: Database, clock: FakeClock, bus: Bus, tmp_path: Path) -> Started:
    def start(media: FakeMedia | None) -> Libraries:
        return Libraries(db, clock, bus, lambda _server_id: media, tmp_path / "listings")

    return start


@pytest.fixture
async def libraries(db: Database, started: Started, media: FakeMedia) -> Libraries:
    values = {"name": "Den", "url": "", "verify_tls": True, "is_watched": True, "added_at": 1}
    db.write_now(insert_server, values)
    libraries = started(media)
    await libraries.refresh(SERVER)
    return libraries


def films(**changes: object) -> MediaInfoQuery:
    return MediaInfoQuery(**{"section_id": FILMS, **changes})  # type: ignore[arg-type]


def overwrite(folder: Path, content: bytes) -> None:
    (file,) = folder.glob("*.json.gz")
    file.write_bytes(content)


def block(folder: Path) -> None:
    """Nothing can be written there."""
    folder.write_text("a file where the folder should be")


def keys(page: MediaInfoPage) -> list[int]:
    return [row.item.rating_key for row in page.rows]


async def test_a_listing_has_the_facts_of_files_and_plays(
    libraries: Libraries, plays: FakePlays, clock: FakeClock
) -> None:
    page = await libraries.media_info(SERVER, films(), plays)
    assert keys(page) == [11, 12, 13]
    assert (page.total, page.filtered, page.filtered_file_size) == (3, 3, 4900)
    assert (page.read_at, page.is_new) == (int(clock.now()), True)
    alpha, beta, _ = page.rows
    assert alpha.item == listed(ALPHA)
    assert (alpha.item.container, alpha.item.video_resolution) == ("mkv", "1080")
    assert (alpha.play_count, alpha.last_played) == (3, 1000)
    assert (beta.play_count, beta.last_played) == (None, None)


async def test_it_is_read_once_and_again_only_on_demand(
    libraries: Libraries, media: FakeMedia, plays: FakePlays, clock: FakeClock
) -> None:
    first = await libraries.media_info(SERVER, films(), plays)
    clock.advance(1000)
    media.items[1, "movie"].append(make_item(14, "Delta"))
    kept = await libraries.media_info(SERVER, films(), plays)
    assert (kept.total, kept.read_at, kept.is_new) == (3, first.read_at, False)
    fresh = await libraries.media_info(SERVER, films(is_refresh=True), plays)
    assert (fresh.total, fresh.read_at, fresh.is_new) == (4, first.read_at + 1000, True)
    assert media.asked.count("items 1 movie") == 2


async def test_it_is_kept_on_disk_over_a_restart(
    libraries: Libraries, started: Started, plays: FakePlays
) -> None:
    first = await libraries.media_info(SERVER, films(), plays)
    again = started(None)
    assert (await again.media_info(SERVER, films(), plays)).rows == first.rows
    assert await again.forget_listings(SERVER, FILMS) == 1
    with pytest.raises(UnreachableError):
        await again.media_info(SERVER, films(), plays)


async def test_f16_a_listing_that_breaks_off_is_not_kept(
    libraries: Libraries, media: FakeMedia, plays: FakePlays
) -> None:
    media.breaks_off_after = 2
    with pytest.raises(MalformedError):
        await libraries.media_info(SERVER, films(), plays)
    media.breaks_off_after = None
    assert (await libraries.media_info(SERVER, films(), plays)).total == 3
    media.breaks_off_after = 1
    with pytest.raises(MalformedError):
        await libraries.media_info(SERVER, films(is_refresh=True), plays)
    assert (await libraries.media_info(SERVER, films(), plays)).total == 3


@pytest.mark.parametrize("damage", [b"", b"not gzip", b"\x1f\x8b\x08damaged"])
async def test_f5_a_damaged_file_is_read_anew(
    libraries: Libraries, started: Started, media: FakeMedia, tmp_path: Path, damage: bytes
) -> None:
    await libraries.media_info(SERVER, films(), FakePlays())
    overwrite(tmp_path / "listings", damage)
    assert (await started(media).media_info(SERVER, films(), FakePlays())).total == 3


async def test_a_file_of_another_version_is_read_anew(
    libraries: Libraries, started: Started, media: FakeMedia, tmp_path: Path
) -> None:
    await libraries.media_info(SERVER, films(), FakePlays())
    overwrite(tmp_path / "listings", gzip.compress(b'{"fields": ["older"], "rows": []}'))
    assert (await started(media).media_info(SERVER, films(), FakePlays())).total == 3


def test_an_item_without_a_number_is_not_listed() -> None:
    assert listed(replace(ALPHA, rating_key=None)) is None


async def test_f3_a_full_disk_does_not_hide_the_listing(
    libraries: Libraries, tmp_path: Path, plays: FakePlays
) -> None:
    block(tmp_path / "listings")
    assert (await libraries.media_info(SERVER, films(), plays)).total == 3


async def test_those_who_ask_at_once_share_one_read(
    libraries: Libraries, media: FakeMedia, plays: FakePlays
) -> None:
    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(libraries.media_info, SERVER, films(), plays)
    assert media.asked.count("items 1 movie") == 1


async def test_children_are_sorted_by_their_number_and_counted_at_their_level(
    libraries: Libraries, plays: FakePlays
) -> None:
    query = MediaInfoQuery(section_id=SHOWS, rating_key=20)
    page = await libraries.media_info(SERVER, query, plays)
    assert [row.item.media_index for row in page.rows] == [1, 2, 10]
    await libraries.media_info(SERVER, MediaInfoQuery(section_id=SHOWS), plays)
    await libraries.media_info(SERVER, films(), plays)
    assert [level for _, _, level in plays.asked] == [
        "parent_rating_key",
        "grandparent_rating_key",
        "rating_key",
    ]


@pytest.mark.parametrize(
    ("column", "descending", "expected"),
    [
        ("sort_title", False, [11, 12, 13]),
        ("title", True, [13, 12, 11]),
        ("bitrate", True, [12, 11, 13]),
        ("video_resolution", True, [12, 11, 13]),
        ("file_size", True, [11, 12, 13]),
        ("added_at", True, [11, 13, 12]),
        ("play_count", True, [13, 11, 12]),
        ("last_played", True, [11, 13, 12]),
        ("container", False, [13, 11, 12]),
        ("audio_channels", True, [11, 12, 13]),
    ],
)
async def test_it_can_be_sorted_by_every_column(
    libraries: Libraries, plays: FakePlays, column: str, descending: bool, expected: list[int]
) -> None:
    page = await libraries.media_info(SERVER, films(order=((column, descending),)), plays)
    assert keys(page) == expected


async def test_s6_an_unknown_column_is_refused(libraries: Libraries, plays: FakePlays) -> None:
    with pytest.raises(InputError) as refused:
        await libraries.media_info(SERVER, films(order=(("1;drop", False),)), plays)
    assert refused.value.field == "order_column"


@pytest.mark.parametrize("kind", ["../../secret", "movie/..", "nothing", "live"])
async def test_s5_an_unknown_kind_is_refused(
    libraries: Libraries, plays: FakePlays, kind: str
) -> None:
    with pytest.raises(InputError) as refused:
        await libraries.media_info(SERVER, films(media_type=kind), plays)
    assert refused.value.field == "section_type"


async def test_an_unknown_library_is_not_found(libraries: Libraries, plays: FakePlays) -> None:
    with pytest.raises(NotFoundError):
        await libraries.media_info(SERVER, films(section_id=SectionId(77)), plays)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ALPHA", {11}), ("4k", {12}), ("900", {11}), ("zzz", set()), ("", {11, 12, 13})],
)
async def test_it_can_be_searched(
    libraries: Libraries, plays: FakePlays, text: str, expected: set[int]
) -> None:
    page = await libraries.media_info(SERVER, films(text=text), plays)
    assert set(keys(page)) == expected
    assert (page.filtered, page.total) == (len(expected), 3)


@pytest.mark.parametrize(
    ("part", "expected", "size"),
    [
        ({"offset": 0, "limit": 2}, [11, 12], 4900),
        ({"offset": 2, "limit": 2}, [13], 0),
        ({"offset": 5, "limit": 2}, [], 0),
        ({"offset": 0, "limit": 0}, [], 0),
        ({"offset": 1, "limit": None}, [12, 13], 900),
    ],
)
async def test_it_is_cut_into_pages(
    libraries: Libraries, part: dict[str, int | None], expected: list[int], size: int
) -> None:
    page = await libraries.media_info(SERVER, films(**part), FakePlays())
    assert (keys(page), page.shown_file_size, page.filtered) == (expected, size, 3)


ITEMS = st.lists(
    st.builds(
        make_item,
        st.integers(1, 99),
        st.sampled_from(["a", "B", "c", "É", ""]),
        bitrate=st.one_of(st.none(), st.integers(0, 9)),
        video_resolution=st.sampled_from(["", "sd", "720", "4k", "²"]),
        file_size=st.one_of(st.none(), st.integers(0, 9)),
    ),
    unique_by=lambda item: item.rating_key,
)


@given(ITEMS, st.sampled_from(sorted(SORT_KEYS)), st.booleans(), st.integers(1, 5))
def test_pages_put_together_are_the_whole_in_any_order(
    items: list[MediaItem], column: str, descending: bool, size: int
) -> None:
    listing = listing_of("movie", 0, filter(None, map(listed, items)))
    rows = listing.items

    def page(offset: int, limit: int | None) -> MediaInfoPage:
        query = films(order=((column, descending),), offset=offset, limit=limit)
        return page_of(listing, query, {}, is_new=False)

    whole = keys(page(0, None))
    assert sorted(whole) == sorted(row.rating_key for row in rows)
    parts = [key for start in range(0, len(rows), size) for key in keys(page(start, size))]
    assert parts == whole
