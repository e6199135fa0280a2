"""Home, while streams come, change and go.

How soon a stream is on the screen is measured by `watchkeeper bench --streams`.
"""

from __future__ import annotations

from playwright.sync_api import Page, Request, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.processes import Plex

FILM = 1001
PEOPLE = ("marlow", "leila", "priya.codes")


def start(plex: Plex, person: str, rating_key: int = FILM) -> str:
    return str(plex.do("start", person=person, rating_key=rating_key)["session_key"])


def at_home(open_page: OpenPage, **options: object) -> Page:
    """Home at rest: all is loaded."""
    page = open_page("/", **options)
    expect(page.locator(".stream")).to_have_count(0)
    expect(page.locator("#added .poster").first).to_be_attached()
    expect(page.locator("#added .is-waiting")).to_have_count(0)
    return page


def test_streams_come_to_the_screen_by_themselves(open_page: OpenPage, plex: Plex) -> None:
    page = at_home(open_page)
    expect(page.get_by_role("heading", name="Nothing is playing")).to_be_visible()
    for count, person in enumerate(PEOPLE, start=1):
        start(plex, person)
        expect(page.locator(".stream")).to_have_count(count)
    expect(page).to_have_title("(3) Home – Watchkeeper")
    expect(page.get_by_role("heading", name="Nothing is playing")).to_be_hidden()
    expect(page.locator("#live-voice")).to_contain_text("started The Lantern Keepers")


def test_a_card_follows_its_stream_to_the_end(open_page: OpenPage, plex: Plex) -> None:
    page = at_home(open_page)
    key = start(plex, "marlow")
    card = page.locator(".stream", has_text="marlow")
    elapsed = card.locator("[data-elapsed]")
    expect(card.locator(".stream-state")).to_contain_text("Playing")
    first = elapsed.inner_text()
    expect(elapsed).not_to_have_text(first)

    plex.do("pause", session_key=key)
    expect(card.locator(".stream-state")).to_contain_text("Paused since")
    expect(card).to_have_attribute("data-running", "0")

    plex.do("resume", session_key=key)
    expect(card).to_have_attribute("data-running", "1")
    plex.do("deliver", session_key=key, mode="transcode", limit=2000)
    expect(card.locator(".mode")).to_have_text("Transcode")

    plex.do("stop", session_key=key)
    expect(card).to_have_count(0)
    expect(page).to_have_title("Home – Watchkeeper")
    expect(page.get_by_role("heading", name="Nothing is playing")).to_be_visible()


def test_focus_and_open_details_survive_an_update(open_page: OpenPage, plex: Plex) -> None:
    page = at_home(open_page, viewport={"width": 390, "height": 844})
    key = start(plex, "marlow")
    card = page.locator(".stream", has_text="marlow")
    card.locator("summary").click()
    card.get_by_role("link", name="The Lantern Keepers").focus()
    plex.do("pause", session_key=key)
    expect(card.locator(".stream-state")).to_contain_text("Paused")
    expect(card.locator("details")).to_have_attribute("open", "")
    expect(card.get_by_role("link", name="The Lantern Keepers")).to_be_focused()


def test_a_server_that_is_away_greys_its_streams(open_page: OpenPage, plex: Plex) -> None:
    page = at_home(open_page)
    start(plex, "marlow")
    card = page.locator(".stream", has_text="marlow")
    expect(card).to_have_attribute("data-running", "1")
    plex.faults(outage="refuse")
    expect(card.locator(".stream-state")).to_contain_text("Not confirmed since")
    expect(card).to_have_attribute("data-running", "0")
    expect(page.locator("#problems")).to_contain_text("is not being watched")
    expect(page.locator("#health")).to_have_text("Not watching")
    plex.faults()
    expect(card.locator(".stream-state")).to_contain_text("Playing")
    expect(page.locator("#problems")).not_to_contain_text("is not being watched")


def test_a_lost_channel_stops_the_clocks_and_comes_back(open_page: OpenPage, plex: Plex) -> None:
    page = at_home(open_page)
    key = start(plex, "marlow")
    card = page.locator(".stream", has_text="marlow")
    expect(card).to_have_attribute("data-running", "1")
    page.context.set_offline(True)
    expect(page.locator("#live-lost")).to_be_visible()
    expect(card).to_have_attribute("data-running", "0")
    plex.do("stop", session_key=key)
    page.context.set_offline(False)
    expect(page.locator("#live-lost")).to_be_hidden()
    expect(card).to_have_count(0)


def test_a_channel_that_comes_back_early_is_not_opened_twice(
    open_page: OpenPage, plex: Plex
) -> None:
    page = at_home(open_page)
    page.clock.install()
    page.route("**/live?*", lambda route: route.fulfill(status=503))
    with page.expect_response(lambda answer: answer.request.method == "HEAD"):
        page.reload()
    expect(page.locator("#live-lost")).to_be_visible()
    page.unroute("**/live?*")
    opened: list[Request] = []
    page.on("request", lambda asked: opened.append(asked) if "/live?" in asked.url else None)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#live-lost")).to_be_hidden()
    page.clock.fast_forward(60_000)
    start(plex, "marlow")
    expect(page.locator(".stream")).to_have_count(1)
    assert len(opened) == 1


def test_the_owner_stops_a_stream_and_is_told_so(open_page: OpenPage, plex: Plex) -> None:
    page = at_home(open_page)
    start(plex, "marlow")
    page.locator(".stream", has_text="marlow").get_by_role("link", name="Lantern").first.click()
    sheet = page.locator("#sheet")
    expect(sheet.get_by_role("heading", name="The Lantern Keepers")).to_be_focused()
    address = page.url
    sheet.get_by_label("Message for the viewer").fill("Bedtime.")
    sheet.get_by_role("button", name="Stop the stream").click()
    expect(page.locator(".notice.ok")).to_contain_text("The stream has stopped")
    expect(page.locator(".stream")).to_have_count(0)

    page.goto(address)
    expect(page.get_by_text("This stream has ended")).to_be_visible()


def test_back_leaves_the_sheet_and_keeps_the_page(open_page: OpenPage, plex: Plex) -> None:
    page = at_home(open_page)
    start(plex, "marlow")
    link = page.locator(".stream h3 a")
    home = page.url
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sheet")).to_be_visible()
    shared = page.url
    page.go_back()
    expect(page.locator("#sheet")).to_be_hidden()
    assert page.url == home
    expect(link).to_be_focused()

    page.goto(shared)
    expect(page.locator("#sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    assert page.url == home


def test_a_sign_in_that_ended_is_said_and_leads_to_the_door(
    open_page: OpenPage, plex: Plex
) -> None:
    page = at_home(open_page)
    page.context.clear_cookies()
    page.context.set_offline(True)
    expect(page.locator("#live-lost")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#live-signed-out")).to_be_visible()
    page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
