"""Pictures of the servers."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import anyio
import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.media import PNG, FakeMedia
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import Image, ImageRequest
from watchkeeper.errors import InputError, MalformedError, NotFoundError, UnreachableError
from watchkeeper.features.libraries import Images
from watchkeeper.features.libraries.pictures.cache import PictureCache
from watchkeeper.features.libraries.pictures.fallbacks import NAMES
from watchkeeper.features.libraries.pictures.images import GOOD_FOR_SECONDS, LARGEST_SIDE

SERVER = ServerId(1)
POSTER = "/library/metadata/11/thumb/1700000000"
UNSTAMPED = "/library/metadata/11/thumb"
FRAME = "/library/parts/5/indexes/sd/60000"


@pytest.fixture
def media() -> FakeMedia:
    picture = Image(PNG, "image/png")
    return FakeMedia(pictures=dict.fromkeys((POSTER, UNSTAMPED, FRAME), picture))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pictures"


@pytest.fixture
def images(media: FakeMedia, folder: Path, clock: FakeClock) -> Images:
    return Images({SERVER: media}.get, folder, clock)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def block(folder: Path) -> None:
    """Nothing can be written there."""
    folder.write_text("a file where the folder should be")


async def test_a_picture_is_fetched_once_and_kept(
    images: Images, media: FakeMedia, folder: Path, clock: FakeClock
) -> None:
    first = await images.picture(SERVER, ImageRequest(path=POSTER))
    assert first == Image(PNG, "image/png")
    clock.advance(400 * 24 * 3600)
    again = Images({SERVER: media}.get, folder, clock)
    assert await again.picture(SERVER, ImageRequest(path=f"{POSTER}?width=400")) == first
    assert media.asked == [f"image {POSTER}"]


async def test_sizes_and_servers_have_pictures_of_their_own(
    images: Images, media: FakeMedia, folder: Path
) -> None:
    await images.picture(SERVER, ImageRequest(path=POSTER, width=100))
    await images.picture(SERVER, ImageRequest(path=POSTER, width=200))
    assert len(files(folder)) == 2
    with pytest.raises(UnreachableError, match="no address"):
        await images.picture(ServerId(2), ImageRequest(path=POSTER, width=100))


async def test_a_path_without_time_stamp_is_asked_for_again_after_a_day(
    images: Images, media: FakeMedia, clock: FakeClock
) -> None:
    await images.picture(SERVER, ImageRequest(path=UNSTAMPED))
    clock.advance(GOOD_FOR_SECONDS - 1)
    await images.picture(SERVER, ImageRequest(path=UNSTAMPED))
    assert len(media.asked) == 1
    clock.advance(1)
    await images.picture(SERVER, ImageRequest(path=UNSTAMPED))
    assert len(media.asked) == 2


async def test_a_kept_picture_is_given_while_the_server_is_down(
    images: Images, media: FakeMedia, clock: FakeClock
) -> None:
    await images.picture(SERVER, ImageRequest(path=UNSTAMPED))
    clock.advance(GOOD_FOR_SECONDS)
    media.failure = UnreachableError("down")
    assert (await images.picture(SERVER, ImageRequest(path=UNSTAMPED))).content == PNG
    with pytest.raises(UnreachableError):
        await images.picture(SERVER, ImageRequest(path=POSTER))


async def test_a_fresh_picture_is_asked_for_and_replaces_the_kept_one(
    images: Images, media: FakeMedia, folder: Path
) -> None:
    await images.picture(SERVER, ImageRequest(path=POSTER))
    media.pictures[POSTER] = Image(PNG + b"new", "image/png")
    await images.picture(SERVER, ImageRequest(path=POSTER), is_fresh=True)
    assert (await images.picture(SERVER, ImageRequest(path=POSTER))).content == PNG + b"new"
    assert len(files(folder)) == 1


async def test_those_who_ask_at_once_share_one_request(images: Images, media: FakeMedia) -> None:
    async with anyio.create_task_group() as group:
        for _ in range(10):
            group.start_soon(images.picture, SERVER, ImageRequest(path=POSTER))
    assert len(media.asked) == 1


async def test_frames_of_films_are_not_kept(images: Images, folder: Path) -> None:
    await images.picture(SERVER, ImageRequest(path=FRAME))
    assert files(folder) == []


async def test_a_missing_picture_is_not_found(images: Images) -> None:
    with pytest.raises(NotFoundError):
        await images.picture(SERVER, ImageRequest(path="/library/metadata/12/thumb/1"))


@pytest.mark.parametrize(
    "content", [b"<svg onload='alert(1)'/>", b"<html>", b"", b"RIFFxxxxWAVE", b"MZ"]
)
async def test_s10_what_is_no_picture_is_neither_given_nor_kept(
    images: Images, media: FakeMedia, folder: Path, content: bytes
) -> None:
    media.pictures[POSTER] = Image(content, "image/png")
    with pytest.raises(MalformedError):
        await images.picture(SERVER, ImageRequest(path=POSTER))
    assert files(folder) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (PNG, "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x01\x02\x03\x04WEBPVP8 ", "image/webp"),
    ],
)
async def test_the_type_is_what_the_bytes_show(
    images: Images, media: FakeMedia, content: bytes, kind: str
) -> None:
    media.pictures[POSTER] = Image(content, "text/html")
    assert await images.picture(SERVER, ImageRequest(path=POSTER)) == Image(content, kind)
    assert await images.picture(SERVER, ImageRequest(path=POSTER)) == Image(content, kind)


@pytest.mark.parametrize("size", [(0, 100), (100, 0), (-1, 100), (LARGEST_SIDE + 1, 1)])
async def test_s20_an_unusable_size_is_refused(images: Images, size: tuple[int, int]) -> None:
    with pytest.raises(InputError):
        await images.picture(SERVER, ImageRequest(path=POSTER, width=size[0], height=size[1]))
    with pytest.raises(InputError):
        await images.fallback("poster", *size)


async def test_f3_a_full_disk_does_not_hide_a_picture(images: Images, folder: Path) -> None:
    block(folder)
    assert (await images.picture(SERVER, ImageRequest(path=POSTER))).content == PNG


async def test_all_kept_pictures_can_be_thrown_away(images: Images, media: FakeMedia) -> None:
    await images.picture(SERVER, ImageRequest(path=POSTER))
    assert await images.clear() == 1
    await images.picture(SERVER, ImageRequest(path=POSTER))
    assert len(media.asked) == 2


@pytest.mark.parametrize("name", sorted(NAMES))
async def test_every_fallback_is_a_png(images: Images, name: str) -> None:
    drawn = await images.fallback(name, 30, 45)
    assert drawn.content_type == "image/png"
    assert drawn.content[16:24] == bytes([0, 0, 0, 30, 0, 0, 0, 45])
    assert await images.fallback(name, 30, 45) is drawn


async def test_a_fallback_of_any_size_is_drawn_within_bounds(
    images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[str, int, int]] = []
    is_busy = threading.Lock()

    def draw(name: str, width: int, height: int) -> bytes:
        assert is_busy.acquire(blocking=False), "two are drawn at a time"
        drawn.append((name, width, height))
        time.sleep(0.05)  # long enough for another one to begin
        is_busy.release()
        return b"picture"

    monkeypatch.setattr("watchkeeper.features.libraries.pictures.images.fallback_png", draw)
    async with anyio.create_task_group() as group:
        for size in ((4096, 4096), (4096, 4096), (4096, 2048)):
            group.start_soon(images.fallback, "poster", *size)

    assert sorted(drawn) == [("poster", 1280, 640), ("poster", 1280, 1280)]


async def test_an_unknown_fallback_is_refused(images: Images) -> None:
    with pytest.raises(InputError):
        await images.fallback("../poster", 10, 10)


def test_the_cache_stays_below_its_bound_and_drops_the_longest_unused(folder: Path) -> None:
    cache = PictureCache(folder, most_bytes=1000)
    picture = Image(b"x" * 280, "image/png")
    cache.put("aa1", picture, now=1_000_000)
    cache.put("bb2", picture, now=1_000_001)
    cache.put("cc3", picture, now=1_000_002)
    assert cache.find("aa1", now=2_000_000) is not None
    cache.put("dd4", picture, now=2_000_001)
    kept = [name for name in ("aa1", "bb2", "cc3", "dd4") if cache.find(name, now=2_000_002)]
    assert kept == ["aa1", "cc3", "dd4"]
    assert sum(path.stat().st_size for path in files(folder)) <= 1000


def test_the_bound_holds_over_a_restart(folder: Path) -> None:
    picture = Image(b"x" * 400, "image/png")
    for number in range(6):
        PictureCache(folder, most_bytes=1000).put(f"aa{number}", picture, now=number + 1)
    assert len(files(folder)) == 2


def test_a_damaged_file_on_the_cache_is_no_picture(folder: Path) -> None:
    cache = PictureCache(folder, most_bytes=1000)
    cache.put("aa1", Image(b"x", "image/png"), now=5)
    (file,) = files(folder)
    file.write_bytes(b"\xff\xfe damaged")
    assert cache.find("aa1", now=6) is None


@pytest.mark.parametrize("name", ["../x", "a/b", "", "a.b"])
def test_s5_the_cache_takes_no_names_from_outside(folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match="hash"):
        PictureCache(folder, most_bytes=1).put(name, Image(b"", "image/png"), now=1)
