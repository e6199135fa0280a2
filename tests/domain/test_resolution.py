"""The resolution in which a video was delivered."""

from __future__ import annotations

import pytest

from watchkeeper.domain.facts import Fact
from watchkeeper.domain.resolution import delivered_resolution


@pytest.mark.parametrize(
    ("height", "word"),
    [
        (328, "SD"),
        (360, "SD"),
        (361, "480"),
        (576, "576"),
        (720, "720"),
        (1080, "1080"),
        (1440, "QHD"),
        (2160, "4k"),
        (2161, "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_transcoded_picture_without_stated_resolution_is_told_by_its_lines(
    height: Fact, word: str
) -> None:
    assert delivered_resolution({"video_decision": "transcode", "transcode_height": height}) == word


@pytest.mark.parametrize("source", ["4k", "", None])
def test_a_picture_that_was_not_transcoded_is_that_of_the_source(source: str | None) -> None:
    stream: dict[str, Fact] = {"video_decision": "copy", "video_full_resolution": source}
    assert delivered_resolution(stream) == source


def test_what_was_stated_counts_even_when_it_is_blank() -> None:
    assert delivered_resolution({"stream_video_full_resolution": ""}) == ""
