from typing import Any

import orjson
import pytest

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.session import (
    Notice,
    PlayingNotice,
    ReachabilityNotice,
    SessionState,
    TimelineNotice,
)
from watchkeeper.integrations.plex.mapping_notice import notices

SERVER = ServerId(1)
PLAYING = {
    "sessionKey": "45",
    "clientIdentifier": "dev-1",
    "ratingKey": "4021",
    "key": "/library/metadata/4021",
    "viewOffset": 610000,
    "state": "playing",
    "transcodeSession": "/transcode/sessions/t5r4",
}
TIMELINE = {
    "identifier": "com.plexapp.plugins.library",
    "sectionID": "2",
    "itemID": "4022",
    "parentItemID": 4010,
    "rootItemID": "4000",
    "type": 4,
    "title": "Tide",
    "state": 0,
    "metadataState": "created",
}


def read(kind: str, name: str, *entries: Any) -> tuple[Notice, ...]:
    frame = {"NotificationContainer": {"type": kind, "size": len(entries), name: list(entries)}}
    return notices(SERVER, orjson.dumps(frame))


def test_a_playing_frame() -> None:
    assert read("playing", "PlaySessionStateNotification", PLAYING) == (
        PlayingNotice(
            server_id=SERVER,
            session_key="45",
            rating_key="4021",
            key="/library/metadata/4021",
            state=SessionState.PLAYING,
            view_offset=610000,
            transcode_key="t5r4",
            client_identifier="dev-1",
        ),
    )


def test_f20_every_element_of_a_frame_is_read() -> None:
    found = read("playing", "PlaySessionStateNotification", PLAYING, {**PLAYING, "sessionKey": 46})
    assert [notice.session_key for notice in found if isinstance(notice, PlayingNotice)] == [
        "45",
        "46",
    ]


def test_a_timeline_frame() -> None:
    assert read("timeline", "TimelineEntry", TIMELINE) == (
        TimelineNotice(SERVER, 4022, 4010, 4000, SectionId(2), 4, 0, "created", "Tide"),
    )


def test_programme_guides_are_no_library() -> None:
    assert read("timeline", "TimelineEntry", {**TIMELINE, "identifier": "tv.plex.epg"}) == ()


def test_a_reachability_frame() -> None:
    assert read("reachability", "ReachabilityNotification", {"reachability": False}) == (
        ReachabilityNotice(SERVER, is_reachable=False),
    )


def test_a_frame_may_come_without_its_container() -> None:
    frame = orjson.dumps({"type": "playing", "_children": [PLAYING]})
    assert len(notices(SERVER, frame)) == 1


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "no json",
        "[]",
        "7",
        "{}",
        '{"NotificationContainer": 3}',
        '{"NotificationContainer": {"type": "progress", "size": 1}}',
        '{"NotificationContainer": {"type": "playing"}}',
        '{"NotificationContainer": {"type": "playing", "PlaySessionStateNotification": [3]}}',
        '{"NotificationContainer": {"type": "timeline", "TimelineEntry": [{"itemID": "x"}]}}',
    ],
)
def test_f17_unknown_and_unreadable_frames_tell_nothing(frame: str) -> None:
    assert notices(SERVER, frame) == ()


@pytest.mark.parametrize("change", [{"sessionKey": "x"}, {"sessionKey": None}, {"state": "new"}])
def test_a_playing_entry_that_makes_no_sense_is_skipped(change: dict[str, Any]) -> None:
    assert read("playing", "PlaySessionStateNotification", {**PLAYING, **change}) == ()
