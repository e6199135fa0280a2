"""Browsers that are told of notifications: switched on and off on the page of the account."""

from __future__ import annotations

import base64

from tests.web.conftest import Desk


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


SENT = {
    "endpoint": "https://push.test/to/secret",
    "p256dh": encoded(b"\x04" + b"p" * 64),
    "auth": encoded(b"a" * 16),
}


async def test_a_browser_is_switched_on_and_off(desk: Desk) -> None:
    page = await desk.text("/account")
    assert desk.app.browsers.public_key in page
    assert "No browser is told yet" in page
    said = await desk.follow(await desk.post("/account/browsers", SENT, "/account"))
    assert "This browser is told" in said
    assert "push.test" not in said
    (known,) = await desk.app.browsers.all()
    assert f'data-digest="{known.digest}"' in said
    said = await desk.follow(await desk.post(f"/account/browsers/{known.id}", page="/account"))
    assert "not told any more" in said
    assert await desk.app.browsers.all() == []


async def test_what_is_no_subscription_is_told_in_words(desk: Desk) -> None:
    for sent in ({}, SENT | {"endpoint": "http://inside.test/"}):
        said = await desk.follow(await desk.post("/account/browsers", sent, "/account"))
        assert "no subscription of a browser" in said
    assert await desk.app.browsers.all() == []


async def test_a_browser_that_is_not_there_cannot_be_removed(desk: Desk) -> None:
    answer = await desk.post("/account/browsers/77", page="/account")
    assert answer.status_code == 404


async def test_the_worker_is_a_script_of_ours(desk: Desk) -> None:
    answer = await desk.get("/static/push-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "showNotification" in answer.text
