"""Why a stream was converted, by what is stated of it."""

from __future__ import annotations

import pytest

from watchkeeper.domain.facts import Fact
from watchkeeper.domain.reasons import Reason, reasons_of

VIDEO: dict[str, Fact] = {"transcode_decision": "transcode", "stream_video_decision": "transcode"}


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({}, Reason(0)),
        ({"transcode_decision": "direct play", "stream_video_decision": "transcode"}, Reason(0)),
        (VIDEO, Reason.VIDEO),
        (
            VIDEO | {"video_full_resolution": "4k", "stream_video_full_resolution": "720p"},
            Reason.RESOLUTION,
        ),
        (VIDEO | {"bitrate": "9000", "stream_bitrate": 2000}, Reason.BITRATE),
        (VIDEO | {"bitrate": 9000, "stream_bitrate": 8900}, Reason.VIDEO),
        (
            VIDEO | {"stream_subtitle_decision": "burn", "stream_audio_decision": "transcode"},
            Reason.SUBTITLE | Reason.AUDIO,
        ),
        ({"transcode_decision": "transcode", "audio_decision": "transcode"}, Reason.AUDIO),
        (
            {"transcode_decision": "copy", "container": "mkv", "stream_container": "mp4"},
            Reason.CONTAINER,
        ),
        ({"transcode_decision": "copy"}, Reason.UNKNOWN),
    ],
)
def test_the_causes_are_those_that_the_facts_leave(facts: dict[str, Fact], reasons: Reason) -> None:
    assert reasons_of(facts) == reasons
