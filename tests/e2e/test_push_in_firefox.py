"""Web Push with nothing played but the push service: Firefox subscribes, decrypts and shows.

Where `firefox-esr` is not installed the test says so and is skipped (`WATCHKEEPER_FIREFOX` names
another Firefox).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest

from tests.e2e.firefox import Firefox, eventually, firefox, program
from tests.e2e.processes import OWNER, PASSWORD, House, Plex
from tests.e2e.push_service import PushService, push_service
from tests.e2e.test_push import REGISTRATION, SHOWN
from tests.fakes.clock import FakeClock
from watchkeeper.demo.plexserver.state import DEMO_TOKEN
from watchkeeper.domain.notices.message import Delivery, Message
from watchkeeper.features.browsers import KnownBrowser, Subscription
from watchkeeper.integrations.channels import Poster, PushKey, WebPush
from watchkeeper.runtime.sealing import Sealer

SUBSCRIPTION = f"{REGISTRATION}.then(it => it.pushManager.getSubscription())"
ALERT = "[...Services.wm.getEnumerator('alert:alert')][0]"


class Subscribed:
    """The one browser on record."""

    def __init__(self, subscription: Subscription) -> None:
        self._browsers = [
            KnownBrowser(
                id=1, account_id=1, user_agent="", created_at=0,
                digest=subscription.digest, subscription=subscription,
            )
        ]  # fmt: skip

    async def all(self) -> list[KnownBrowser]:
        return self._browsers

    async def forget(self, _browser_id: int) -> None:
        self._browsers = []


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def reader(tmp_path: Path, service: PushService, home: House) -> Iterator[Firefox]:
    """Firefox, signed in, with its push service played by ours."""
    path = program()
    if path is None:
        pytest.skip("no Firefox is installed: `apt-get install firefox-esr`")
    preferences = {
        "alerts.useSystemBackend": False,
        "dom.push.connection.enabled": True,
        "dom.push.serverURL": f"ws://127.0.0.1:{service.port}/",
        "dom.push.testing.allowInsecureServerURL": True,
        "permissions.default.desktop-notification": 1,
    }
    with firefox(path, tmp_path, preferences) as running:
        running.open(f"{home.url}/sign-in")
        running.fill("#name", OWNER)
        running.fill("#password", PASSWORD)
        running.click("button.primary")
        eventually(lambda: running.page("Boolean(document.querySelector('#streams'))"))
        yield running


def subscribed(reader: Firefox, home: House) -> Subscription:
    """Switched on as its owner does it; the page then knows this browser again."""
    reader.open(f"{home.url}/account")
    reader.click("[data-subscribe] button")
    eventually(lambda: reader.page("document.querySelector('[data-this]:not([hidden])') !== null"))
    found = json.loads(reader.page(f"{SUBSCRIPTION}.then(it => JSON.stringify(it))"))
    return Subscription.read(found["endpoint"], found["keys"]["p256dh"], found["keys"]["auth"])


def pushed(home: House, service: PushService, subscription: Subscription, message: Message) -> None:
    """Send as the house does, with its own key, over a web where only the push service is."""
    key = PushKey(Sealer.of_folder(home.log.parent).derive("web push"))
    poster = Poster(httpx2.MockTransport(service.take))
    push = WebPush(poster, key, FakeClock(), Subscribed(subscription))
    delivery = Delivery(server_id=1, agent="browser", settings={}, message=message)
    with ThreadPoolExecutor(1) as pool:  # another loop may be running in this thread
        pool.submit(anyio.run, push.send, delivery).result()


def film(plex: Plex) -> dict[str, Any]:  # Any: JSON
    headers = {"X-Plex-Token": DEMO_TOKEN, "Accept": "application/json"}
    listed = httpx2.get(f"{plex.url}/library/sections/1/all", headers=headers).json()
    return dict(listed["MediaContainer"]["Metadata"][0])


def test_firefox_subscribes_reads_what_is_sealed_for_it_and_opens_the_item(
    reader: Firefox, service: PushService, home: House, plex: Plex
) -> None:
    subscription, new = subscribed(reader, home), film(plex)
    message = Message(
        action="created", subject="Attic – neu", body=f"<b>{new['title']}</b> came", at=0,
        extras={"rating_key": str(new["ratingKey"])}, mark="once",
    )  # fmt: skip
    reader.open("about:blank")  # no page of ours is open
    pushed(home, service, subscription, message)

    eventually(lambda: service.taken)
    assert [each["code"] for each in service.taken] == [100]  # delivered: it could be decrypted
    eventually(lambda: reader.inside(f"Boolean({ALERT}?.document.readyState === 'complete')"))
    reader.inside(f"{ALERT}.onAlertClick()")
    eventually(lambda: reader.inside("gBrowser.tabs.length"), lambda count: count == 2)
    reader.turn_to_newest_tab()
    item = f"{home.url}/items/1/{new['ratingKey']}"
    eventually(lambda: reader.page("location.href"), lambda url: url == item)
    eventually(lambda: reader.page("document.querySelector('h1')?.innerText"))
    assert new["title"] in reader.page("document.querySelector('h1').innerText")


def test_a_message_is_shown_as_text_and_a_second_try_replaces_it(
    reader: Firefox, service: PushService, home: House
) -> None:
    subscription = subscribed(reader, home)
    message = Message(action="play", subject="Attic", body="<i>Ada</i> 鬼", at=0, mark="once")
    for count in (1, 2):
        pushed(home, service, subscription, message)
        eventually(partial(service.has_taken, count))
    assert eventually(lambda: reader.page(SHOWN)) == [["Attic", "<i>Ada</i> 鬼", "once"]]
