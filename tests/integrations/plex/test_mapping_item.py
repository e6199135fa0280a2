from typing import Any

import pytest

from tests.integrations.plex import payloads
from watchkeeper.domain.media import Marker, MediaItem
from watchkeeper.errors import MalformedError
from watchkeeper.integrations.plex.inherit import inherited, parent_keys
from watchkeeper.integrations.plex.mapping_item import media_item


def read(element: payloads.Payload, **container: Any) -> MediaItem:
    return media_item(element, container)


def test_an_item_has_titles_ids_and_native_numbers() -> None:
    item = read(payloads.library_episode())
    assert (item.rating_key, item.media_type, item.duration) == (4021, "episode", 3300000)
    assert item.facts["full_title"] == "North Coast - Harbour"
    assert item.facts["guids"] == ["tvdb://123"]
    assert item.facts["media_index"] == 3
    assert item.facts["last_viewed_at"] is None
    assert item.facts["writers"] == []


def test_the_container_tells_the_library_where_the_item_does_not() -> None:
    item = read({"type": "movie", "title": "A"}, librarySectionID="4", librarySectionTitle="Films")
    assert (item.section_id, item.facts["library_name"]) == (4, "Films")


def test_markers_know_the_first_and_the_final_credits() -> None:
    assert read(payloads.library_episode()).markers == (
        Marker("intro", 60000, 90000),
        Marker("credits", 3000000, 3050000, is_first=True),
        Marker("credits", 3100000, 3300000, is_final=True),
    )


def test_a_marker_without_ends_is_left_out() -> None:
    assert read(payloads.library_episode(Marker=[{"type": "credits"}])).markers == ()


def test_only_credits_are_first_or_final() -> None:
    facts = read(payloads.library_episode()).facts["markers"]
    assert [(fact["first"], fact["final"]) for fact in facts] == [
        (None, None),
        (True, False),
        (False, True),
    ]


def test_every_version_is_listed_with_its_files_and_streams() -> None:
    media = read(payloads.library_episode()).facts["media_info"][0]
    assert (media["id"], media["bitrate"], media["aspect_ratio"]) == ("901", 9640, "1.78")
    part = media["parts"][0]
    assert (part["file_size"], part["indexes"]) == (4000000000, 1)
    video, audio, subtitle = part["streams"]
    assert (video["video_bit_depth"], video["video_dovi_version"]) == (10, 1.0)
    assert audio["audio_channel_layout"] == "5.1(side)"
    assert subtitle["subtitle_location"] == "external"


def test_music_has_the_resolution_that_programs_expect() -> None:
    assert read(payloads.track()).facts["media_info"][0]["video_full_resolution"] == "p"


@pytest.mark.parametrize(("stated", "milliseconds"), [(55, 3300000), (3300000, 3300000)])
def test_the_length_of_a_show_comes_in_minutes_or_milliseconds(
    stated: int, milliseconds: int
) -> None:
    assert read(payloads.show(duration=stated)).duration == milliseconds


@pytest.mark.parametrize(
    ("element", "count"),
    [
        ({"type": "show", "leafCount": 12, "childCount": 2}, 12),
        ({"type": "artist", "leafCount": 90, "childCount": 7}, 90),
        ({"type": "collection", "childCount": "3"}, 3),
        ({"type": "movie"}, 0),
    ],
)
def test_children_are_counted_by_kind(element: payloads.Payload, count: int) -> None:
    assert read({"title": "A", **element}).facts["children_count"] == count


def test_a_photo_that_holds_others_is_an_album() -> None:
    album = {"type": "photo", "title": "June", "key": "/library/metadata/5/children"}
    assert read(album).media_type == "photo_album"
    assert read({"type": "photo", "title": "Pier", "parentTitle": "June"}).facts["full_title"] == (
        "June - Pier"
    )


def test_a_collection_tells_its_mode_and_years() -> None:
    facts = read(
        {
            "type": "collection",
            "title": "Sea",
            "thumb": "/library/collections/5/composite/1?width=400",
            "minYear": "1999",
            "smart": "1",
        }
    ).facts
    assert facts["thumb"] == "/library/collections/5/composite/1"
    assert (facts["collection_mode"], facts["collection_sort"]) == (-1, 0)
    assert (facts["min_year"], facts["max_year"], facts["smart"]) == (1999, None, 1)


def test_f17_an_element_without_type_and_title_is_malformed() -> None:
    with pytest.raises(MalformedError):
        read({"ratingKey": "1"})


def test_an_episode_takes_over_from_show_and_season() -> None:
    episode = read(payloads.library_episode(studio="Own"))
    parents = {4000: read(payloads.show()), 4010: read(payloads.season())}
    facts = inherited(episode, parents).facts
    assert parent_keys([episode]) == (4010, 4000)
    assert facts["actors"] == ["Bo Lind", "Cy Moor"]
    assert (facts["studio"], facts["genres"], facts["labels"]) == ("Skerry", ["Drama"], ["Kept"])
    assert (facts["grandparent_year"], facts["parent_year"]) == (2023, 2025)
    assert (facts["grandparent_guids"], facts["parent_guids"]) == (["tvdb://7"], ["tvdb://8"])
    assert facts["directors"] == ["Ada Kern"]


def test_a_season_fills_its_empty_summary_and_takes_the_length() -> None:
    season = read(payloads.season())
    parents = {4000: read(payloads.show(summary="A coast."))}
    found = inherited(season, parents)
    assert (found.facts["summary"], found.duration) == ("A coast.", 3300000)
    told = inherited(read(payloads.season(summary="Own")), parents)
    assert told.facts["summary"] == "Own"


def test_an_unknown_parent_changes_nothing() -> None:
    episode = read(payloads.library_episode())
    assert inherited(episode, {}) is episode
