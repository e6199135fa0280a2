"""Signing in and out, and the look of the pages."""

from __future__ import annotations

import pytest

from tests.web.conftest import BASE_PATH, BROWSER, OWNER, PASSWORD, Desk
from watchkeeper.web.look import Look

POSTS = (
    *("/sign-in", "/sign-out", "/look", "/history/delete", "/history/1/edit", "/history/undo/1"),
    *("/history/columns", "/servers", "/servers/1", "/servers/1/test", "/servers/1/remove"),
    *("/settings/api/key", "/take-over", "/take-over/start", "/take-over/beside", "/jobs/1/stop"),
    *("/setup/plex", "/setup/plex/pin", "/setup/libraries", "/setup/options", "/stream/1/1/stop"),
)


async def test_a_stranger_is_led_to_the_door_and_then_on(stranger: Desk) -> None:
    answer = await stranger.get("/history?kind=movie")
    assert answer.headers["location"].startswith(f"{BASE_PATH}/sign-in?next=")
    page = answer.headers["location"].removeprefix(BASE_PATH)
    form = {"name": OWNER, "password": PASSWORD, "next": "/history?kind=movie"}
    answer = await stranger.post("/sign-in", form, page)
    assert answer.headers["location"] == f"{BASE_PATH}/history?kind=movie"


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
async def test_signing_in_never_leads_to_another_site(stranger: Desk, target: str) -> None:
    form = {"name": OWNER, "password": PASSWORD, "next": target}
    answer = await stranger.post("/sign-in", form, "/sign-in")
    assert answer.headers["location"] == f"{BASE_PATH}/"


@pytest.mark.parametrize(
    "form", [{"name": OWNER, "password": "wrong"}, {"name": "no", "password": PASSWORD}]
)
async def test_a_refusal_does_not_say_which_part_was_wrong(
    stranger: Desk, form: dict[str, str]
) -> None:
    answer = await stranger.post("/sign-in", form, "/sign-in")
    assert answer.status_code == 401
    assert PASSWORD not in answer.text
    problem = answer.text.split('role="alert"')[1].split("</p>")[0]
    assert "name or" in problem.lower() or "password" in problem.lower()


@pytest.mark.parametrize("path", POSTS)
async def test_a_change_without_the_token_of_a_page_is_refused(reader: Desk, path: str) -> None:
    answer = await reader.client.post(f"{BASE_PATH}{path}", data={"play": "1"}, headers=BROWSER)
    assert answer.status_code == 403


async def test_every_page_of_ours_carries_the_strict_headers(reader: Desk) -> None:
    for path in (
        "/",
        "/history",
        "/history/1",
        "/servers",
        "/setup/plex",
        "/setup/options",
        "/nowhere",
    ):
        answer = await reader.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert " style=" not in answer.text
        assert " onclick=" not in answer.text
        assert "<script>" not in answer.text


def test_the_look_of_a_browser_is_read_leniently() -> None:
    assert Look.of("") == Look()
    assert Look.of("theme=dark&rail=narrow&unknown=1&density=huge") == Look(
        theme="dark", rail="narrow"
    )
    look = Look(theme="light", addresses="hidden", columns="title,mode")
    assert Look.of(look.text) == look


async def test_a_chosen_look_is_kept(desk: Desk) -> None:
    answer = await desk.post("/look", {"theme": "dark", "next": "/history"})
    assert answer.headers["location"] == f"{BASE_PATH}/history"
    page = await desk.text("/history")
    assert 'data-theme="dark"' in page
    assert 'data-density="comfortable"' in page
