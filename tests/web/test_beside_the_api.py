"""Addresses of Tautulli outside /api: they lead to our pages, or answer in its form."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.factories import STARTED
from tests.web.conftest import BASE_PATH, OWNER, PASSWORD, Desk
from watchkeeper.api.v2.icons import FAMILIES, LIBRARIES, drawing
from watchkeeper.domain.platforms import ICONS

REDIRECTS = (
    "//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example",
    "\t//evil.example", "javascript:alert(1)", "/x/y//evil.example", " //evil.example",
    "/x/y/\\evil.example", "%2f%2fevil.example",
)  # fmt: skip
TRAVERSALS = (
    "../app.css", "..%2f..%2fetc%2fpasswd", "%252e%252e/x.svg", "platforms/../../x.svg",
    "platforms/..%5cx.svg", "platforms/roku.svg/", "platforms/roku.png", "libraries/%00.svg",
    "platforms/", "interfaces/default/images/poster.png", "libraries/nothing.svg", "/etc/passwd",
)  # fmt: skip


async def location(desk: Desk, path: str) -> str:
    answer = await desk.get(path)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/home", "/"),
        ("/graphs", "/statistics"),
        ("/info?rating_key=500", "/items/1/500"),
        ("/info?rating_key=500&source=history", "/items/1/500"),
        ("/auth/logout", "/"),
        ("/auth/login", "/sign-in?next=/"),
        (f"/auth/login?redirect_uri={BASE_PATH}/history", "/sign-in?next=/history"),
    ],
)
async def test_a_deep_link_leads_to_our_page(reader: Desk, path: str, target: str) -> None:
    assert await location(reader, path) == f"{BASE_PATH}{target}"


async def test_people_libraries_and_guids_are_found(desk: Desk) -> None:
    await desk.record(guid="plex://movie/5d77", rating_key=777, started=STARTED)
    await desk.app.users.local(desk.app.servers.known(1).id)  # type: ignore[arg-type, union-attr]
    await desk.app.libraries.ensure_live_tv(desk.app.servers.known(1).id)  # type: ignore[arg-type, union-attr]
    (library,) = await desk.app.libraries.all(desk.app.servers.known(1).id)  # type: ignore[arg-type, union-attr]
    assert await location(desk, "/info?guid=plex://movie/5d77") == f"{BASE_PATH}/items/1/777"
    assert await location(desk, "/info?row_id=1") == f"{BASE_PATH}/items/1/777"
    assert await location(desk, "/user?user_id=0") == f"{BASE_PATH}/users/1/0"
    assert await location(desk, "/user?user=Local") == f"{BASE_PATH}/users/1/0"
    section = library.section_id
    found = await location(desk, f"/library?section_id={section}")
    assert found == f"{BASE_PATH}/libraries/1/{section}"


@pytest.mark.parametrize(
    "path",
    [
        "/info", "/info?rating_key=//evil.example", "/info?guid=nothing", "/info?row_id=9999",
        "/user", "/user?user_id=abc", "/user?user_id=99999", "/user?user=<script>",
        "/library", "/library?section_id=../x", f"/library?section_id={10**30}",
    ],
)  # fmt: skip
async def test_what_is_not_on_record_is_not_found(reader: Desk, path: str) -> None:
    assert (await reader.get(path)).status_code == 404


@pytest.mark.parametrize("target", REDIRECTS)
async def test_s11_signing_in_leads_nowhere_else(reader: Desk, target: str) -> None:
    answer = await reader.client.get(
        f"{BASE_PATH}/auth/login", params={"redirect_uri": target}, headers={"accept": "text/html"}
    )
    leads = answer.headers["location"]
    assert leads.startswith(f"{BASE_PATH}/sign-in?next=/")
    page = await reader.client.get(leads)
    assert "evil.example" not in page.text


@pytest.mark.parametrize("path", ["/info?rating_key=1", "/user", "/library", "/home", "/graphs"])
async def test_strangers_sign_in_first(stranger: Desk, path: str) -> None:
    assert "/sign-in?next=" in await location(stranger, path)
    bare = await stranger.client.get(f"{BASE_PATH}{path}")
    assert bare.status_code == 401
    assert bare.json()["error"] is True


async def test_s7_pictures_of_the_server_need_a_signed_in_owner(stranger: Desk) -> None:
    path = "/pms_image_proxy?img=/library/metadata/1/thumb/1&fallback=poster"
    assert "/sign-in" in await location(stranger, path)
    await stranger.sign_in()
    found = await stranger.get(path)
    assert found.headers["content-type"] == "image/png"
    for img in ("http://127.0.0.1/x", "//evil.example/x", "/library/sections/1/refresh"):
        answer = await stranger.client.get(f"{BASE_PATH}/pms_image_proxy", params={"img": img})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["/newsletter/abc-def", "/newsletter/id/weekly", "/newsletter/image/" + "0" * 64,
             "/newsletter/..%2f..%2fetc", "/newsletter/image/..%2f..%2fwatchkeeper.db"],
)  # fmt: skip
async def test_s5_newsletters_are_not_stored(stranger: Desk, path: str) -> None:
    assert (await stranger.get(path)).status_code == 404


async def test_a_program_signs_in_with_a_form_or_json(stranger: Desk) -> None:
    path = f"{BASE_PATH}/auth/signin"
    entered = {"username": OWNER, "password": PASSWORD}
    for sent in ({"data": entered}, {"json": entered}):
        stranger.client.cookies.clear()
        answer = await stranger.client.post(path, **sent)  # type: ignore[arg-type]  # one of two
        assert answer.status_code == 201
        told = answer.json()
        assert told["status"] == "success"
        assert len(told["uuid"]) == 32
        assert (await stranger.get("/history")).status_code == 200
    stranger.client.cookies.clear()
    for wrong in ({"username": OWNER, "password": "x"}, {}, {"username": [1], "password": None}):
        answer = await stranger.client.post(path, json=wrong)
        assert (answer.status_code, answer.json()["status"]) == (401, "error")
    assert (
        await stranger.client.post(path, content=b"[", headers={"content-type": "application/json"})
    ).status_code == 401
    assert (await stranger.client.get(path)).status_code == 405


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}],
)
async def test_s4_no_other_site_signs_a_browser_in(stranger: Desk, headers: dict[str, str]) -> None:
    entered = {"username": OWNER, "password": PASSWORD}
    answer = await stranger.client.post(f"{BASE_PATH}/auth/signin", data=entered, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_s4_signing_out_needs_a_form(desk: Desk) -> None:
    await desk.get("/auth/logout")
    assert (await desk.get("/history")).status_code == 200
    assert (await desk.client.post(f"{BASE_PATH}/auth/logout")).status_code == 403
    assert (await desk.post("/auth/logout")).headers["location"] == f"{BASE_PATH}/sign-in"
    assert (await desk.get("/history")).status_code == 303


async def test_every_platform_and_kind_of_library_has_an_icon(stranger: Desk) -> None:
    assert set(ICONS.values()) <= set(FAMILIES)
    for path in (
        *(f"platforms/{name}.svg" for name in FAMILIES),
        *(f"libraries/{name}.svg" for name in LIBRARIES),
    ):
        found = drawing(path)
        assert found is not None
        assert ElementTree.fromstring(found).tag.endswith("svg")
    for folder in ("/images/", "/image/images/"):
        answer = await stranger.get(f"{folder}platforms/roku.svg")
        assert answer.headers["content-type"] == "image/svg+xml"
        assert (await stranger.get(f"{folder}poster.png")).headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    "name", ["art-live-full", "gravatar-default", "gravatar-default-80x80", "libraries/live"]
)
async def test_pictures_that_answers_name_are_there(stranger: Desk, name: str) -> None:
    answer = await stranger.get(f"/images/{name}.png")
    assert answer.headers["content-type"] == "image/png"


@pytest.mark.parametrize("name", TRAVERSALS)
async def test_s5_other_names_are_no_pictures(stranger: Desk, name: str) -> None:
    for folder in ("images", "image/images"):
        assert (await stranger.get(f"/{folder}/{name}")).status_code == 404


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v9/x", "/api/nothing"])
async def test_paths_below_api_answer_in_tautullis_form(reader: Desk, path: str) -> None:
    answer = await reader.client.get(f"{BASE_PATH}{path}")
    assert answer.status_code == 200
    assert answer.json()["response"] == {
        "result": "error", "message": "Please use the /api/v2 endpoint.", "data": {},
    }  # fmt: skip


@pytest.mark.parametrize("path", ["//api/v2", "/nothing", "/status/nothing"])
async def test_paths_beside_it_are_not_found_in_json(reader: Desk, path: str) -> None:
    answer = await reader.client.get(f"{BASE_PATH}{path}")
    assert answer.status_code == 404
    assert {"status", "message", "error"} <= answer.json().keys()
