"""Every trigger fires: a real `serve` before the simulated Plex server, and a receiver of webhooks.

What a living program does not do within a minute (a broken database, a full disk, a stopped plan,
the look for a newer server, the check of the account's token, a better copy) is in
`test_happenings.py` and `test_arrivals.py` of the feature.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.clients.conftest import KEY, Server
from tests.clients.test_title_card_maker import Receiver, receiver, until_stock_is_taken
from tests.e2e.processes import OWNER, PASSWORD, house, lived_in, plex_process
from watchkeeper.domain.notices.agents import TRIGGERS
from watchkeeper.domain.notices.triggers import ALL_TRIGGERS, OUR_TRIGGERS

FILM, EPISODE, WEBHOOK = 1281, 1362, 25
SECONDS = 90.0
SET = {
    "notify_recently_added_delay": 0,
    "notify_remote_access_threshold": 0,
    "server_connection_threshold": 10,
    "buffer_threshold": 1,
    "buffer_wait": 0,
    "logging_ignore_interval": 0,
}
NAMES = ("action", "title", "username", "marker_start")
BODY = json.dumps({name: f"{{{name}}}" for name in NAMES})


@dataclass
class Scene:
    """A running house whose one notifier tells of everything."""

    server: Server
    ears: Receiver

    def heard(self) -> list[dict[str, str]]:
        return [json.loads(body) for *_, body in self.ears.heard]

    def until(self, action: str, **values: str) -> dict[str, str]:
        """The first message of a trigger with these values."""
        deadline = time.monotonic() + SECONDS
        wanted = {"action": action, **values}
        while True:
            for one in self.heard():
                if wanted.items() <= one.items():
                    return one
            assert time.monotonic() < deadline, (wanted, self.heard())
            time.sleep(0.05)

    def play(self, person: str = "marlow", rating_key: int = EPISODE, **more: Any) -> str:
        found = self.server.plex.do("start", person=person, rating_key=rating_key, **more)
        self.until_seen(found["session_key"])
        return str(found["session_key"])

    def until_seen(self, session_key: str) -> None:
        deadline = time.monotonic() + SECONDS
        while session_key not in {each["session_key"] for each in self.sessions()}:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def sessions(self) -> list[dict[str, Any]]:
        return list(self.server.data("get_activity").get("sessions") or ())

    def do(self, verb: str, **given: Any) -> None:
        self.server.plex.do(verb, **given)

    def stop(self, key: str) -> None:
        self.do("stop", session_key=key)
        deadline = time.monotonic() + SECONDS
        while key in {each["session_key"] for each in self.sessions()}:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("triggers")
    with ExitStack() as stack:
        plex, ears = stack.enter_context(plex_process(folder)), stack.enter_context(receiver())
        environment = {
            **lived_in(folder, plex, 0),
            "WATCHKEEPER_API_KEY": KEY,
            "WATCHKEEPER_SET": ",".join(f"{name}={value}" for name, value in SET.items()),
        }
        found = stack.enter_context(house(folder, plex, environment=environment))
        server = Server(found.url, plex, folder)
        set_up(server, ears)
        until_stock_is_taken(server)
        plex.until_listened_to()
        yield Scene(server, ears)


def set_up(server: Server, ears: Receiver) -> None:
    """A webhook that tells of everything: Tautulli's triggers by its API, ours by the page."""
    number = server.data("add_notifier_config", agent_id=WEBHOOK)["notifier_id"]
    server.data(
        "set_notifier_config",
        notifier_id=number,
        agent_id=WEBHOOK,
        friendly_name="Ears",
        webhook_hook=ears.url,
        **dict.fromkeys(TRIGGERS, 1),
        **dict.fromkeys((f"{name}_body" for name in TRIGGERS), BODY),
    )
    with signed_in(server) as owner:
        for trigger in OUR_TRIGGERS:
            form = {"act": "save", "trigger": trigger.name, "is_on": "1", "body": BODY}
            send(owner, f"/notifications/1/{number}/save/texts", form, "/notifications/add")


@contextmanager
def signed_in(server: Server, password: str = PASSWORD) -> Iterator[httpx2.Client]:
    headers = {"origin": server.url}
    with httpx2.Client(base_url=server.url, headers=headers, timeout=SECONDS) as client:
        send(client, "/sign-in", {"name": OWNER, "password": password}, "/sign-in")
        yield client


def send(client: httpx2.Client, path: str, form: dict[str, str], page: str) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token is not None, page
    client.post(path, data={"csrf_token": token[1], **form})


def test_a_stream_sets_off_what_happens_to_it(scene: Scene) -> None:
    markers = [
        {"type": "intro", "start": 60_000, "end": 90_000},
        {"type": "commercial", "start": 300_000, "end": 330_000},
        {"type": "credits", "start": 1_200_000, "end": 1_230_000, "is_first": True},
    ]
    scene.do("mark", rating_key=EPISODE, markers=markers)
    key = scene.play()
    scene.until("play", username="marlow")
    scene.until("newdevice", username="marlow")
    scene.do("pause", session_key=key)
    scene.until("pause")
    scene.do("resume", session_key=key)
    scene.until("resume")
    for marker in markers:
        scene.do("seek", session_key=key, offset=int(str(marker["start"])) + 2000)
        scene.until(str(marker["type"]), marker_start=str(marker["start"]))
    scene.do("buffer", session_key=key)
    scene.until("buffer")
    scene.do("deliver", session_key=key, mode="transcode", limit=2000)
    scene.until("change")
    second = scene.play(rating_key=FILM, device=1)
    scene.until("concurrent", username="marlow")
    scene.stop(second)
    duration = next(int(one["duration"]) for one in scene.sessions() if one["session_key"] == key)
    scene.do("seek", session_key=key, offset=int(duration * 0.9))
    scene.until("watched")
    scene.do("fail", session_key=key)
    scene.until("error")
    scene.stop(key)
    assert scene.until("stop", username="marlow")["title"]


def test_these_are_all_triggers_but_those_that_the_feature_tests() -> None:
    tested = set(re.findall(r'scene\.until\("(\w+)"', Path(__file__).read_text()))
    tested |= {"intro", "commercial", "credits"}
    every = {trigger.action for trigger in ALL_TRIGGERS}
    assert every - tested == {
        *("pmsupdate", "plexpyupdate", "plexpydbcorrupt", "tokenexpired", "upgraded"),
        *("backupfailed", "lowdisk", "safetystop"),
    }


def test_a_stream_from_elsewhere_sets_off_a_new_place(scene: Scene) -> None:
    scene.stop(scene.play("leila", FILM, address="81.2.69.142"))
    time.sleep(1.5)  # what began before is compared by the second
    key = scene.play("leila", FILM, address="89.160.20.112")
    scene.until("newplace", username="leila")
    scene.stop(key)


def test_a_new_item_sets_off_recently_added(scene: Scene) -> None:
    scene.do("add", like=EPISODE, title="Second Frost")
    assert "Second Frost" in scene.until("created")["title"]


def test_remote_access_sets_off_its_loss_and_return(scene: Scene) -> None:
    scene.do("reach", is_reachable=False)
    scene.until("extdown")
    scene.do("reach", is_reachable=True)
    scene.until("extup")


def test_a_server_that_is_away_sets_off_its_loss_and_return(scene: Scene) -> None:
    scene.server.plex.faults(outage="refuse")
    scene.until("collectionstop")
    scene.until("intdown")
    scene.server.plex.faults()
    scene.until("intup")
    scene.until("collectionback")


def test_a_sign_in_from_a_new_device_and_too_many_failures_are_told(scene: Scene) -> None:
    with signed_in(scene.server):
        scene.until("signin")
    for _ in range(12):
        with signed_in(scene.server, "a wrong sentence"):
            pass
    scene.until("lockout")


def test_a_token_that_is_refused_is_told(scene: Scene) -> None:
    scene.server.plex.faults(status=401)
    scene.until("signinexpired")
    scene.server.plex.faults()
