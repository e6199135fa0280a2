from typing import Any

import pytest

from watchkeeper.domain.media import ImageRequest
from watchkeeper.errors import InputError
from watchkeeper.integrations.plex.picture import checked_path, image_params


@pytest.mark.parametrize(
    "path",
    [
        "/library/metadata/1/thumb/1700000000",
        "/library/collections/5/composite/17?width=400",
        "/library/parts/2102/indexes/sd/60000",
        "/playlists/601/composite/1",
        "/livetv/sessions/9f0e/thumb",
        "/:/resources/movie-fanart.jpg",
    ],
)
def test_the_pictures_of_the_server_are_allowed(path: str) -> None:
    assert checked_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "library/metadata/1/thumb/1",
        "http://10.0.0.1/x",
        "//evil.example/library/x",
        "/library/../identity",
        "/library/%2e%2e/identity",
        "/library/%252e%252e/identity",
        "/library/%2fetc",
        "/library/x?url=http://10.0.0.1",
        "/library/x#y",
        "/library/x\\y",
        "/library/x y",
        "/library/x\r\nHost: y",
        "/:/prefs",
        "/status/sessions",
        "/Library/metadata/1",
        "@evil.example/library/x",
    ],
)
def test_s5_s7_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(InputError):
        checked_path(path)


@pytest.mark.parametrize(
    "change",
    [
        *({"format": "svg"}, {"width": 0}, {"height": 9999}, {"background": "red"}),
        *({"path": "/x"}, {"opacity": -1}, {"opacity": 101}, {"blur": -1}),
    ],
)
def test_unusable_wishes_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        image_params(ImageRequest(**{"path": "/library/metadata/1/thumb/1", **change}))


def test_looks_are_passed_on() -> None:
    wish = ImageRequest(path="/library/a", format="png", opacity=40, background="0a0B0c", blur=3)
    params = image_params(wish)
    assert (params["opacity"], params["background"], params["blur"]) == (40, "0a0B0c", 3)
