"""Choosing where posters of messages are shown from, without JavaScript."""

from __future__ import annotations

from tests.web.conftest import Desk
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.hosting import HostName

PAGE = "/notifications/posters"
HERE = ServerId(1)


async def test_a_host_is_chosen_and_what_opens_it_is_never_shown(desk: Desk) -> None:
    sent = {"host": "imgur", "imgur_client_id": "client-4711"}
    answer = await desk.post(f"{PAGE}/1", sent, PAGE)
    shown = await desk.follow(answer)
    assert "Saved." in shown
    assert "client-4711" not in shown
    assert '<option value="imgur" selected>' in shown
    assert (await desk.app.hosting.choice(HERE)).host is HostName.IMGUR


async def test_what_is_missing_is_told_beside_what_was_chosen(desk: Desk) -> None:
    answer = await desk.post(f"{PAGE}/1", {"host": "cloudinary"}, PAGE)
    assert answer.status_code == 400
    assert "needed to upload anything" in answer.text
    assert '<option value="cloudinary" selected>' in answer.text
    assert (await desk.app.hosting.choice(HERE)).host is HostName.OWN


async def test_all_that_was_uploaded_is_deleted(desk: Desk) -> None:
    await desk.app.kept.add(HERE, "imgur_lookup", {"imgur_url": "https://i.imgur.test/1"})
    assert "Uploaded to Imgur: 1" in await desk.text(PAGE)
    answer = await desk.post(f"{PAGE}/1/delete/imgur", {}, PAGE)
    assert "They were deleted." in await desk.follow(answer)
    assert await desk.app.hosting.count(HERE, HostName.IMGUR) == 0
    assert (await desk.post(f"{PAGE}/1/delete/own", {}, PAGE)).status_code == 404
