from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.features.importers.conftest import House
from tests.features.importers.tautulli_files import FIRST_START, TautulliMaker
from watchkeeper.db.tables import item, kept_row, play, player, stream, user
from watchkeeper.features.importers import FileOrder, ImportReport

pytestmark = pytest.mark.anyio


async def take_over(house: House, maker: TautulliMaker) -> ImportReport:
    return await house.importers.import_and_wait(FileOrder(path=maker.write()))


def facts_of(house: House, table: Any, row: int = 0) -> dict[str, Any]:
    """The facts of one description."""
    facts: dict[str, Any] = orjson.loads(house.rows(table)[row]["facts"])
    return facts


def kept(house: House, table: str) -> list[dict[str, Any]]:
    """Kept rows of a table, opened."""
    rows = [row for row in house.rows(kept_row) if row["table_name"] == table]
    opener = house.around.sealer.open
    texts = [opener(row["content"]) if row["is_sealed"] else row["content"] for row in rows]
    return [orjson.loads(text) for text in texts]


async def test_before_v2_6_11_a_file_states_no_version(house: House, maker: TautulliMaker) -> None:
    maker.version = None
    maker.play(1)
    report = await take_over(house, maker)
    assert report.version == "v2.6.10 or older"
    assert report.kinds["movie"].plays == 1


async def test_before_v2_7_the_library_is_found_in_the_item(
    house: House, maker: TautulliMaker
) -> None:
    maker.without = {"session_history": ["section_id"]}
    maker.play(1, item={"section_id": 4})
    await take_over(house, maker)
    assert [row["section_id"] for row in house.rows(play)] == [4]


async def test_without_references_rows_of_one_title_in_a_row_are_a_group(
    house: House, maker: TautulliMaker
) -> None:
    maker.without = {"session_history": ["reference_id"]}
    for row_id, person, title in ((1, 7, 50), (2, 8, 60), (3, 7, 50), (4, 7, 51), (5, 7, 50)):
        maker.play(row_id, user_id=person, rating_key=title)
    await take_over(house, maker)
    assert [row["reference_id"] for row in house.rows(play)] == [1, 2, 1, 4, 5]


@pytest.mark.parametrize("reference", [0, None, ""])
async def test_an_empty_reference_means_a_group_of_its_own(
    house: House, maker: TautulliMaker, reference: object
) -> None:
    maker.play(3, reference_id=reference)
    await take_over(house, maker)
    assert [row["reference_id"] for row in house.rows(play)] == [3]


@pytest.mark.parametrize(
    ("video", "audio", "decision"),
    [
        ("transcode", "copy", "transcode"),
        ("copy", "transcode", "transcode"),
        ("copy", "direct play", "copy"),
        ("direct play", "direct play", "direct play"),
    ],
)
async def test_the_combined_decision_comes_from_video_and_audio(
    house: House, maker: TautulliMaker, video: str, audio: str, decision: str
) -> None:
    maker.without = {"session_history_media_info": ["transcode_decision"]}
    maker.play(1, stream={"video_decision": video, "audio_decision": audio})
    await take_over(house, maker)
    assert house.rows(stream)[0]["transcode_decision"] == decision


@pytest.mark.parametrize(
    ("resolution", "full", "scan"),
    [
        ("1080", "1080p", "progressive"),
        ("sd", "SD", "progressive"),
        ("4k", "4k", "progressive"),
        ("", "", None),
    ],
)
async def test_full_resolutions_come_from_plain_ones(
    house: House, maker: TautulliMaker, resolution: str, full: str, scan: str | None
) -> None:
    missing = [
        f"{side}video_{name}"
        for side in ("", "stream_")
        for name in ("full_resolution", "scan_type")
    ]
    maker.without = {"session_history_media_info": missing}
    maker.play(1, stream={"video_resolution": resolution, "stream_video_resolution": resolution})
    await take_over(house, maker)
    facts = facts_of(house, stream)
    assert facts["video_full_resolution"] == facts["stream_video_full_resolution"] == full
    assert facts["video_scan_type"] == facts["stream_video_scan_type"] == scan


async def test_rows_from_before_the_stream_columns_stay_recognisable(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1, stream={"transcode_container": "mkv", "video_resolution": "720"})
    await take_over(house, maker)
    facts = facts_of(house, stream)
    assert facts["stream_container"] is None
    assert facts["stream_video_full_resolution"] is None


async def test_a_plain_source_was_never_streamed_in_high_dynamic_range(
    house: House, maker: TautulliMaker
) -> None:
    ranges = {"video_dynamic_range": "SDR", "stream_video_dynamic_range": "HDR"}
    maker.play(1, stream=ranges)
    maker.play(2, stream={**ranges, "video_dynamic_range": "HDR"})
    await take_over(house, maker)
    found = [facts_of(house, stream, row)["stream_video_dynamic_range"] for row in (0, 1)]
    assert found == ["SDR", "HDR"]


async def test_former_platform_names_become_todays(house: House, maker: TautulliMaker) -> None:
    for row_id, platform in enumerate(("windows", "macos", "Roku"), 1):
        maker.play(row_id, platform=platform)
    await take_over(house, maker)
    assert [row["platform"] for row in house.rows(player)] == ["Windows", "macOS", "Roku"]


async def test_columns_with_a_default_have_it_in_rows_of_older_files(
    house: House, maker: TautulliMaker
) -> None:
    maker.without = {
        "session_history": ["view_offset", "paused_counter"],
        "session_history_metadata": ["live"],
    }
    maker.play(1)
    await take_over(house, maker)
    row = house.rows(play)[0]
    assert (row["view_offset"], row["paused_seconds"]) == (0, 0)
    assert facts_of(house, item)["live"] == 0


async def test_a_friendly_name_that_repeats_the_username_is_none(
    house: House, maker: TautulliMaker
) -> None:
    maker.rows["users"] = [{"id": 5, "user_id": 3, "username": "bob", "friendly_name": "bob"}]
    maker.without = {"users": ["allow_guest", "deleted_user"]}
    maker.play(1)
    await take_over(house, maker)
    found = {row["user_id"]: (row["friendly_name"], row["id"]) for row in house.rows(user)}
    assert found[3] == (None, 5)


async def test_notification_logs_of_before_v2_get_one_row_an_action(
    house: House, maker: TautulliMaker
) -> None:
    maker.instead = {"notify_log": "id session_key agent_name on_play on_stop on_watched"}
    maker.add("notify_log", id=2, session_key=5, agent_name="x", on_play=10, on_stop=30)
    maker.play(1)
    await take_over(house, maker)
    found = [(row["notify_action"], row["timestamp"]) for row in kept(house, "notify_log")]
    assert found == [("play", 10), ("stop", 30)]
    assert all(row["success"] == 1 for row in kept(house, "notify_log"))


async def test_former_poster_addresses_become_uploads(house: House, maker: TautulliMaker) -> None:
    maker.instead = {"poster_urls": "id rating_key poster_title poster_url delete_hash"}
    maker.add("poster_urls", id=1, rating_key=9, poster_title="A", poster_url="https://x/1.jpg")
    maker.play(1)
    await take_over(house, maker)
    uploads = kept(house, "imgur_lookup")
    assert [(row["imgur_title"], row["imgur_url"]) for row in uploads] == [("A", "https://x/1.jpg")]
    assert len(uploads[0]["img_hash"]) == 64


async def test_image_hashes_of_outside_addresses_are_dropped(
    house: House, maker: TautulliMaker
) -> None:
    maker.add("image_hash_lookup", id=1, img_hash="a", img=" HTTPS://evil/x.png")
    maker.add("image_hash_lookup", id=2, img_hash="b", img="/library/metadata/1/thumb/1")
    maker.play(1)
    await take_over(house, maker)
    assert [row["img_hash"] for row in kept(house, "image_hash_lookup")] == ["b"]


async def test_of_double_look_ups_the_lowest_number_stays(
    house: House, maker: TautulliMaker
) -> None:
    for row_id, key in ((1, 5), (2, 5), (3, 6)):
        maker.add("tvmaze_lookup", id=row_id, rating_key=key, tvmaze_id=row_id)
    maker.play(1)
    await take_over(house, maker)
    assert [row["tvmaze_id"] for row in kept(house, "tvmaze_lookup")] == [1, 3]


@pytest.mark.parametrize(
    ("label", "today"), [("XBMC", "Kodi"), ("OSX Notify", "macOS Notification Center")]
)
async def test_former_agent_labels_become_todays(
    house: House, maker: TautulliMaker, label: str, today: str
) -> None:
    maker.add("notifiers", id=1, agent_name="x", agent_label=label)
    maker.play(1)
    await take_over(house, maker)
    assert kept(house, "notifiers")[0]["agent_label"] == today


async def test_missing_tables_are_no_problem(house: House, maker: TautulliMaker) -> None:
    names = ("sessions", "sessions_continued", "user_login", "library_sections", "newsletters")
    maker.without = {name: ["*"] for name in names}
    maker.play(1)
    order = FileOrder(path=maker.write(), server="f" * 40)
    report = await house.importers.import_and_wait(order)
    assert report.first_started == FIRST_START + 10_000
    assert len(house.rows(play)) == 1


async def test_text_that_is_no_unicode_is_taken_with_its_bad_bytes_replaced(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1, user=b"an\xffn", item={"title": b"Caf\xe9"})
    await take_over(house, maker)
    assert house.rows(play)[0]["username"] == "an\ufffdn"
    assert house.rows(item)[0]["title"] == "Caf\ufffd"
