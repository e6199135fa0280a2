"""The notifications page: what each notifier does, a test of it, and the log."""

from __future__ import annotations

import pytest

from tests.web.conftest import Desk
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.agents import AGENTS, OUR_AGENTS, agent_of
from watchkeeper.features.notifications import NotifierChange


async def add(desk: Desk, agent_id: int, name: str) -> tuple[ServerId, int]:
    server_id = ServerId((await desk.app.servers.all())[0].id)
    agent = agent_of(agent_id)
    assert agent is not None
    number = await desk.app.notifiers.add(server_id, agent)
    sent = {"on_watched": "1"}
    change = NotifierChange(agent=agent, friendly_name=name, sent=sent)
    await desk.app.notifiers.change(server_id, number, change)
    return server_id, number


async def test_without_notifiers_the_page_says_how_they_come(desk: Desk) -> None:
    assert "No notifier yet" in await desk.text("/notifications")


async def test_a_notifier_is_shown_with_what_sets_it_off(desk: Desk) -> None:
    await desk.furnish()
    await add(desk, 25, "<b>Cards</b>")
    await add(desk, 8, "Mac")
    page = (await desk.get("/notifications")).text
    assert "&lt;b&gt;Cards&lt;/b&gt;" in page
    assert "Watched" in page
    assert "cannot be sent to" in page


async def test_a_test_that_fails_says_why_and_stands_in_the_log(desk: Desk) -> None:
    await desk.furnish()
    server_id, number = await add(desk, 25, "Cards")
    answer = await desk.post(f"/notifications/{server_id}/{number}/test")
    page = await desk.follow(answer)
    assert "Cards could not send: " in page
    assert "Still to be filled in: Webhook address." in page


async def test_a_deleted_notifier_is_gone(desk: Desk) -> None:
    await desk.furnish()
    server_id, number = await add(desk, 25, "Cards")
    page = await desk.follow(await desk.post(f"/notifications/{server_id}/{number}/delete"))
    assert "No notifier yet" in page


async def test_a_deleted_notifier_is_brought_back_by_undo(desk: Desk) -> None:
    await desk.furnish()
    server_id, number = await add(desk, 25, "Cards")
    before = await desk.app.notifiers.the(server_id, number)
    page = await desk.follow(await desk.post(f"/notifications/{server_id}/{number}/delete"))
    assert f"/notifications/{server_id}/{number}/bring-back" in page
    back = f"/notifications/{server_id}/{number}/bring-back"
    assert "Cards is there again" in await desk.follow(await desk.post(back))
    assert await desk.app.notifiers.the(server_id, number) == before
    assert (await desk.post(back)).status_code == 409


async def test_a_copy_is_silent_and_otherwise_the_same(desk: Desk) -> None:
    await desk.furnish()
    server_id, number = await add(desk, 25, "Cards")
    page = await desk.follow(await desk.post(f"/notifications/{server_id}/{number}/copy"))
    assert "Cards (copy)" in page
    first, second = await desk.app.notifiers.all(server_id)
    assert second.options.is_silent
    assert (second.settings, second.triggers) == (first.settings, first.triggers)


@pytest.mark.parametrize("agent_id", [agent.id for agent in (*AGENTS, *OUR_AGENTS)])
async def test_every_kind_is_added_by_its_button(desk: Desk, agent_id: int) -> None:
    await desk.furnish()
    form = {"agent_id": str(agent_id), "server_id": "1"}
    answer = await desk.post("/notifications/add", form, "/notifications/add")
    assert answer.status_code == 303
    (made,) = await desk.app.notifiers.all(ServerId(1))
    assert made.agent is not None
    assert made.agent.id == agent_id
