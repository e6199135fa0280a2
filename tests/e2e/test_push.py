"""A real browser is switched on, and shows what its push service hands to our worker.

No push service can be reached from here: what it answers to the browser is played, all else is
real.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.e2e.conftest import BASE_PATH, OpenPage
from tests.e2e.firefox import eventually
from tests.e2e.processes import House

ANSWERING = """
PushManager.prototype.subscribe = async function (options) {
  const key = [...new Uint8Array(options.applicationServerKey)];
  if (key.length !== 65 || !options.userVisibleOnly) throw new Error("no usable key");
  const point = btoa("\\x04" + "p".repeat(64)).replaceAll("=", "");
  const told = { endpoint: "https://push.test/to/me", p256dh: point, auth: btoa("a".repeat(16)) };
  localStorage.setItem("told", told.endpoint);
  const { endpoint, ...keys } = told;
  return { endpoint, toJSON: () => ({ endpoint, expirationTime: null, keys }) };
};
PushManager.prototype.getSubscription = async () =>
  localStorage.getItem("told")
    ? { endpoint: localStorage.getItem("told"), unsubscribe: () => localStorage.clear() }
    : null;
"""
SILENT = (
    "PushManager.prototype.subscribe = () => Promise.reject(new DOMException('', 'AbortError'))"
)
REGISTRATION = f"navigator.serviceWorker.getRegistration('{BASE_PATH}/static/')"
SHOWN = (
    f"{REGISTRATION}.then(it => it.getNotifications())"
    ".then(all => all.map(each => [each.title, each.body, each.tag]))"
)


def origin(home: House) -> str:
    return home.url.removesuffix(BASE_PATH)


@pytest.fixture
def account(open_page: OpenPage, home: House) -> Page:
    page = open_page("/account")
    page.context.grant_permissions(["notifications"], origin=origin(home))
    return page


def box(page: Page) -> Any:
    return page.locator("[data-push]")


def test_a_browser_is_switched_on_known_again_and_switched_off(account: Page) -> None:
    account.add_init_script(ANSWERING)
    account.reload()
    box(account).get_by_role("button", name="Notify this browser").click()
    expect(account.get_by_text("This browser is told of notifications")).to_be_visible()
    expect(box(account).get_by_text("this one")).to_be_visible()
    expect(box(account).get_by_role("button", name="Notify this browser")).to_be_hidden()
    box(account).get_by_role("button", name="Remove").click()
    expect(box(account).get_by_text("No browser is told yet")).to_be_visible()


def test_a_push_service_that_is_not_reached_is_told(account: Page) -> None:
    account.add_init_script(SILENT)
    account.reload()
    box(account).get_by_role("button", name="Notify this browser").click()
    expect(box(account).get_by_text("was not reached")).to_be_visible()
    expect(box(account).get_by_text("No browser is told yet")).to_be_visible()


def test_the_worker_shows_what_the_push_service_hands_over(account: Page, home: House) -> None:
    account.evaluate(f"navigator.serviceWorker.register('{BASE_PATH}/static/push-worker.js')")
    session: CDPSession = account.context.new_cdp_session(account)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(each["registrationId"] for each in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    state = f"{REGISTRATION}.then(it => it?.active?.state ?? '')"
    eventually(lambda: account.evaluate(state), lambda it: it == "activated")
    message = {"title": "Attic", "body": "Ada <b>started</b> Up", "tag": "once"}
    told = {"origin": origin(home), "registrationId": found[-1], "data": json.dumps(message)}
    session.send("ServiceWorker.deliverPushMessage", told)
    shown = eventually(lambda: account.evaluate(SHOWN))
    assert shown == [["Attic", "Ada <b>started</b> Up", "once"]]
