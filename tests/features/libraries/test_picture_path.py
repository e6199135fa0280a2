"""Which paths are pictures."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.errors import InputError
from watchkeeper.features.libraries.pictures.path import (
    is_frame,
    is_lasting,
    item_picture_path,
    picture_path,
)


@pytest.mark.parametrize(
    ("given_path", "kept"),
    [
        ("/library/metadata/12/thumb/17", None),
        ("/library/metadata/12/art", None),
        ("/library/metadata/12/clearLogo/17", None),
        (
            "/library/collections/501/composite/17?width=400",
            "/library/collections/501/composite/17",
        ),
        ("/library/sections/1/composite/17", None),
        ("/library/parts/5/indexes/sd/60000", None),
        ("/library/media/5/chapterImages/3", None),
        ("/playlists/601/composite/1", None),
        ("/:/resources/movie-fanart.jpg", None),
        ("/livetv/dvrs/4/channels/2.1/thumb", None),
        ("/library/metadata/12/thumb/17/and/more", "/library/metadata/12/thumb/17"),
        ("/library/metadata/12/thumb/17?X-Plex-Token=x", "/library/metadata/12/thumb/17"),
    ],
)
def test_pictures_of_the_server_are_let_through(given_path: str, kept: str | None) -> None:
    assert picture_path(given_path) == (kept or given_path)
    assert picture_path(picture_path(given_path)) == (kept or given_path)


FOREIGN = [
    "",
    "/",
    "library/metadata/12/thumb/17",
    "http://169.254.169.254/latest/meta-data",
    "https://example.test/a.png",
    "//example.test/library/metadata/1/thumb/1",
    "\\\\example.test\\share",
    "file:///etc/passwd",
    "/library/sections/1/refresh",
    "/library/sections/1/all",
    "/library/metadata/12",
    "/library/metadata/12/file",
    "/library/metadata/12/thumb/17@example.test",
    "/library/metadata/../../status/sessions",
    "/library/metadata/12/thumb/../../../identity",
    "/library/metadata/12/thumb/%2e%2e/%2e%2e",
    "/library/metadata/12/thumb/%252e%252e",
    "/library/metadata/12/thumb/..%2f..",
    "/library/metadata/12/thumb/17\r\nHost: x",
    "/library/metadata/12/thumb/17#part",
    "/library/metadata/١٢/thumb/1",
    "/library/metadata/12/thumb/17/\u2025",
    "/status/sessions/terminate",
    "/:/scrobble",
    "/:/resources/../prefs",
    "/:/resources/script.svg",
    "/:/prefs/thumb",
    "/livetv/../library/thumb",
    "/playlists/all",
    "/library/metadata/12/thumb/" + "1" * 600,
    "interfaces/default/images/art.png",
]


@pytest.mark.parametrize("path", FOREIGN)
@pytest.mark.parametrize("encodings", [0, 1, 2])
def test_s5_s7_everything_else_is_refused(path: str, encodings: int) -> None:
    for _ in range(encodings):
        path = quote(path, safe="")
    with pytest.raises(InputError) as refused:
        picture_path(path)
    assert refused.value.field == "img"


@given(st.text(alphabet="/.%2ef:?#@\\abcthumb01 library", max_size=60))
def test_s7_what_is_let_through_is_always_a_plain_path_of_the_server(text: str) -> None:
    try:
        path = picture_path("/library/metadata/1/thumb/" + text)
    except InputError:
        return
    assert path.startswith("/library/metadata/1/thumb")
    assert not set(path) & set("%?#@\\ ")
    assert ".." not in path


def test_an_item_has_a_poster_and_a_background() -> None:
    assert item_picture_path(12) == "/library/metadata/12/thumb"
    assert item_picture_path(12, "poster") == "/library/metadata/12/thumb"
    assert item_picture_path(12, "art-live") == "/library/metadata/12/art"


def test_a_time_stamp_makes_a_picture_last() -> None:
    assert is_lasting("/library/metadata/12/thumb/17")
    assert not is_lasting("/library/metadata/12/thumb")
    assert not is_lasting("/:/resources/movie.png")
    assert is_frame("/library/parts/5/indexes/sd/60000")
    assert not is_frame("/library/metadata/12/thumb/17")
