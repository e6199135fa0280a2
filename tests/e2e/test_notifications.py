"""A notifier set up by clicks: chosen, told where to, previewed, tested, refused in place."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.processes import PATIENCE_SECONDS, Plex
from watchkeeper.demo.plexserver.state import DEMO_TOKEN

EPISODE, OURS, PLEXS = 1362, 0.87, 0.93
"""An episode, the part that counts as watched here, and the part from which Plex says so too."""


@dataclass
class Receiver:
    """What a webhook calls."""

    url: str = ""
    heard: Queue[object] = field(default_factory=Queue)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found.heard.put(json.loads(body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/place"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def save(page: Page) -> None:
    page.locator(".save-bar button.primary").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def add_a_webhook(page: Page, address: str) -> None:
    page.get_by_role("link", name="Add a notifier").first.click()
    page.get_by_role("button", name="Webhook").click()
    page.get_by_label("Name", exact=True).fill("By clicks")
    page.get_by_label("Webhook address").fill(address)
    save(page)
    page.get_by_role("link", name="What sets it off").click()
    page.get_by_role("checkbox", name="Watched", exact=True).check()
    save(page)


def test_a_webhook_is_set_up_by_clicks(open_page: OpenPage, receiver: Receiver) -> None:
    page = open_page("/notifications")
    add_a_webhook(page, receiver.url)
    page.get_by_role("link", name="Texts", exact=True).click()
    page.get_by_label("Body").fill('{"seen": ""}')
    page.locator("#body").evaluate("field => field.setSelectionRange(10, 10)")
    page.locator("#picker summary").click()
    page.get_by_label("Search the parameters").fill("rating key")
    page.get_by_role("button", name="{rating_key}").click()
    expect(page.get_by_label("Body")).to_have_value('{"seen": "{rating_key}"}')
    expect(page.locator("#preview")).to_contain_text('"seen":')
    expect(page.locator("#preview")).not_to_contain_text("rating_key")
    page.get_by_role("button", name="Send this as a test").click()
    expect(page.get_by_text("By clicks sent a test.")).to_be_visible()
    sent = receiver.heard.get(timeout=PATIENCE_SECONDS)
    assert isinstance(sent, dict)
    assert sent["seen"].isdecimal()
    save(page)

    page.get_by_role("link", name="Log", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(sent["seen"])


def test_a_broken_text_is_refused_in_place_while_it_is_written(open_page: OpenPage) -> None:
    page = open_page("/notifications/1/1?tab=texts&trigger=on_watched")
    page.get_by_label("Body").fill('{"seen": "{rating_key"}')
    expect(page.locator("#preview .notice.danger")).to_contain_text(
        "Body of Watched: $.seen, character 1: "
    )


def test_conditions_are_written_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/notifications/1/1?tab=conditions")
    page.get_by_role("button", name="Add a condition").focus()
    page.keyboard.press("Enter")
    page.locator("#parameter-3").focus()
    page.keyboard.type("year")
    page.keyboard.press("Tab")
    page.keyboard.type("is greater")
    page.keyboard.press("Tab")
    page.keyboard.type("1999")
    page.locator("#logic").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("{1} and ({2} or {3})")
    page.keyboard.press("Enter")
    expect(page.locator(".condition-sentence")).to_contain_text("year is greater than 1999")


def test_a_condition_offers_the_operators_that_fit_its_parameter(open_page: OpenPage) -> None:
    page = open_page("/notifications/1/1?tab=conditions")
    page.get_by_role("button", name="Add a condition").click()
    parameter, operator = page.locator("#parameter-3"), page.locator("#operator-3 option")
    parameter.fill("user_streams")
    parameter.press("Tab")
    expect(operator).to_have_text(["", "is", "is not", "is greater than", "is less than"])
    parameter.fill("title")
    parameter.press("Tab")
    expect(operator).to_contain_text(["", "contains", "does not contain"])


def test_searching_for_a_parameter_changes_nothing_and_enter_puts_it_in(
    open_page: OpenPage,
) -> None:
    page = open_page("/notifications/1/1?tab=texts&trigger=on_pause")
    page.locator("#picker summary").click()
    search = page.get_by_label("Search the parameters")
    search.fill("episode name")
    expect(page.get_by_text("There are unsaved changes.")).to_be_hidden()
    search.press("Enter")
    expect(page.get_by_label("Body")).to_have_value("{episode_name}")
    expect(page.get_by_text("There are unsaved changes.")).to_be_visible()


def test_a_receiver_that_reads_plex_is_called_once_plex_shows_the_episode_as_watched(
    open_page: OpenPage, plex: Plex, receiver: Receiver
) -> None:
    page = open_page("/notifications")
    add_a_webhook(page, receiver.url)
    page.get_by_role("link", name="Texts", exact=True).click()
    page.get_by_label("Text for").select_option("on_watched")
    page.get_by_label("Body").fill('"{rating_key}"')
    save(page)
    page.get_by_role("link", name="How often").click()
    expect(page.get_by_text("Recommended here: what you call looks at Plex")).to_be_visible()
    page.get_by_role("radio", name="when Plex itself shows it as watched").check()
    page.get_by_label("At the latest after").fill("3600")
    save(page)
    expect(page.get_by_role("radio", name="when Plex itself shows")).to_be_checked()

    key = plex.do("start", person="marlow", rating_key=EPISODE)["session_key"]
    length = length_of(plex)
    plex.do("seek", session_key=key, offset=int(length * OURS))
    with pytest.raises(Empty):
        receiver.heard.get(timeout=5)
    plex.do("seek", session_key=key, offset=int(length * PLEXS))
    assert receiver.heard.get(timeout=PATIENCE_SECONDS) == str(EPISODE)


def length_of(plex: Plex) -> int:
    """Milliseconds of the episode."""
    asked = {"X-Plex-Token": DEMO_TOKEN, "Accept": "application/json"}
    answer = httpx2.get(f"{plex.url}/library/metadata/{EPISODE}", headers=asked)
    return int(answer.json()["MediaContainer"]["Metadata"][0]["duration"])
