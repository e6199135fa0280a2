"""The notifications page: what each notifier does, a test of it, and the log."""

from __future__ import annotations

from tests.web.conftest import Desk
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.agents import agent_of
from watchkeeper.features.notifications import NotifierChange


async def add(desk: Desk, agent_id: int, name: str) -> tuple[int, int]:
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
    assert "failing" in page


async def test_a_deleted_notifier_is_gone(desk: Desk) -> None:
    await desk.furnish()
    server_id, number = await add(desk, 25, "Cards")
    page = await desk.follow(await desk.post(f"/notifications/{server_id}/{number}/delete"))
    assert "No notifier yet" in page
