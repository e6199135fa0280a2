"""The demo's household, seen through the privacy view: nobody and nothing is named on any page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import unquote_plus

import pytest

from tests.factories import STARTED, make_player
from tests.web.conftest import OWNER, PASSWORD, Desk, opened
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.agents import agent_named
from watchkeeper.features.notifications import Wording
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.settings import Secret

PEOPLE = ("marlow", "priya.codes", "Grandma Ruth", "leila_92", "Søren")
TITLES = (
    ("The Lantern Keepers", "", ""),
    ("A Map for Marguerite", "", ""),
    ("Halfway to Tromsø", "", ""),
    ("Dust & Honey", "", ""),
    ("Marzipan", "", ""),
    ("The Long Goodnight", "Season 1", "Northern Quarter"),
    ("Tide Tables", "Season 2", "Northern Quarter"),
    ("<b>Bold</b> & Brash", "", ""),
)
ADDRESS = "203.0.113.77"
SERVER = "Harbour House"
LIBRARY = "Films of the Millers"
PATHS = (
    *("/", "/history", "/history?ungrouped=1", "/history/1", "/history/7", "/statistics"),
    *("/statistics?tab=media", "/statistics?tab=people", "/statistics?tab=playback"),
    *("/statistics?tab=library", "/statistics?tab=places", "/libraries", "/libraries/1/1"),
    *("/items/1/501", "/items/1/506", "/users", "/users/1/701", "/users/1/701?tab=history"),
    *("/users/1/702?tab=devices", "/users/1/702?tab=places", "/year/2026", "/servers", "/repair"),
    *("/exports", "/settings", "/settings/data", "/settings/about", "/settings/api", "/logs"),
    *("/logs?tab=audit", "/logs?tab=sign-ins", "/logs?tab=jobs", "/search", "/search?q=tide"),
    *("/search/box?q=northern", "/account", "/nowhere", "/history?text=Marzipan"),
    *("/notifications", "/notifications/1/1", "/notifications/log", "/notifications/add"),
    *(f"/notifications/1/1?tab={tab}" for tab in ("texts", "triggers", "conditions", "options")),
    "/notifications/1/1?tab=dry-run&days=30",
)


@pytest.fixture(scope="module")
async def household(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("household")
    async with opened(folder, owner=OWNER, password=Secret(PASSWORD)) as desk:
        await desk.app.servers.know("machine-1", SERVER)
        await desk.sign_in()
        for number, (title, parent, show) in enumerate(TITLES):
            name = PEOPLE[number % len(PEOPLE)]
            await desk.record(
                title=title,
                parent_title=parent,
                grandparent_title=show,
                full_title=f"{show} - {title}" if show else title,
                media_type="episode" if show else "movie",
                rating_key=501 + number,
                user_id=701 + number % len(PEOPLE),
                username=name,
                ip_address=ADDRESS,
                player=make_player(player=f"{name} TV"),
                started=STARTED + number * 7200,
                stopped=STARTED + number * 7200 + 3600,
            )
        await set_up_a_notifier(desk)
        await desk.post("/look", {"privacy": "on"})
        yield desk


async def set_up_a_notifier(desk: Desk) -> None:
    """It tells of the last days, and has sent something about everybody."""
    kind = agent_named("webhook")
    assert kind is not None
    desk.clock.advance(STARTED + 86_400 - desk.clock.now())
    edit = NotifierEdit(
        friendly_name="Marzipan",
        settings={"hook": f"http://{ADDRESS}:9/place"},
        triggers={"on_play": True},
        texts={"on_play_body": '{"who": "{user}", "not": "Grandma Ruth"}'},
        conditions=[{"parameter": "username", "operator": "is not", "value": ["leila_92"]}],
    )
    made = await desk.app.notifiers.add_with(ServerId(1), kind, edit)
    await desk.app.outbox.send_words(made, "test", Wording("", '["marlow saw Dust & Honey"]'))


def secrets() -> list[str]:
    titles = [text for names in TITLES for text in names if text and not text.startswith("Season")]
    return [*PEOPLE, *titles, ADDRESS, SERVER, OWNER]


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_names_nobody_and_nothing(household: Desk, path: str) -> None:
    answer = await household.get(path)
    assert answer.status_code in {200, 404}
    text = unquote_plus(unescape(answer.text))
    for secret in secrets():
        found = re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text, re.IGNORECASE)
        assert not found, f"{secret}: {text[max(0, found.start() - 80) : found.end() + 40]}"
    assert "\ue000" not in text
    for source in re.findall(r'<img[^>]* src="([^"]*)"', answer.text):
        assert "/static/" in source
    if answer.status_code == 200 and "<main" in answer.text and "door" not in answer.text:
        assert "Privacy view is on" in text


async def test_without_the_view_everything_is_named(household: Desk) -> None:
    await household.post("/look", {"privacy": "off"})
    try:
        page = await household.text("/history")
    finally:
        await household.post("/look", {"privacy": "on"})
    assert "Marzipan" in page
    assert "Privacy view is on" not in page


async def test_a_text_that_is_saved_in_the_view_keeps_what_it_says(household: Desk) -> None:
    page = "/notifications/1/1?tab=texts&trigger=on_play"
    found = re.search(r'<textarea id="body"[^>]*>(.*?)</textarea>', await household.text(page))
    assert found
    assert "Grandma Ruth" not in found[1]
    sent = {"trigger": "on_play", "is_on": "1", "subject": "", "body": found[1], "act": "save"}
    answer = await household.post("/notifications/1/1/save/texts", sent, page)
    assert answer.status_code == 303
    kept = await household.app.notifiers.the(ServerId(1), 1)
    assert kept.wording("on_play").body == '{"who": "{user}", "not": "Grandma Ruth"}'


async def test_an_export_is_as_it_is(household: Desk) -> None:
    assert "Marzipan" in (await household.get("/history.csv")).text
