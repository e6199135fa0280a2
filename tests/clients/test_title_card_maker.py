"""TitleCardMaker sets up its notifiers, and hears of an episode that somebody has watched.

How soon it hears is measured by `watchkeeper bench --streams`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.clients.conftest import KEY, Server
from tests.e2e.processes import house, lived_in, plex_process

EPISODE, LENGTH_AT_81, LENGTH_AT_86 = 1362, 0.81, 0.86
NAME = "TitleCardMaker"
SECONDS = 90.0
WEBHOOK, SCRIPT = 25, 15


@dataclass
class Receiver:
    """An HTTP server that writes down what it is sent."""

    url: str = ""
    heard: list[tuple[str, str, bytes]] = field(default_factory=list)
    status: int = 200

    def until_heard(self, count: int) -> None:
        deadline = time.monotonic() + SECONDS
        while len(self.heard) < count:
            assert time.monotonic() < deadline, self.heard
            time.sleep(0.02)


@contextmanager
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kind = self.headers.get("Content-Type") or ""
            found.heard.append((self.path, kind, body))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def condition(*kinds: str) -> dict[str, object]:
    return {"parameter": "media_type", "operator": "is", "value": list(kinds), "type": "str"}


def set_up(server: Server, agent_id: int, **sent: object) -> int:
    """The new notifier is the number that was not there before."""
    assert server.data("status") == {}
    before = {each["id"] for each in server.data("get_notifiers")}
    server.data("add_notifier_config", agent_id=agent_id)
    (new,) = {each["id"] for each in server.data("get_notifiers")} - before
    server.data("set_notifier_config", notifier_id=new, agent_id=agent_id, **sent)
    return int(new)


def last_success(server: Server, notifier_id: int) -> object:
    rows = {each["id"]: each for each in server.data("get_notifiers")}
    return rows[notifier_id]["last_success"]


def logged(server: Server) -> list[dict[str, object]]:
    """The log of notifications, the newest first."""
    return list(server.data("get_notification_log")["data"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "data"
    found.mkdir()
    return found


def watch(server: Server) -> None:
    """Play an episode past the part that counts as watched."""
    server.plex.do("start", person="marlow", rating_key=EPISODE)
    deadline = time.monotonic() + SECONDS
    while not (found := server.data("get_activity").get("sessions")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    duration = int(found[0]["duration"])
    key = found[0]["session_key"]
    server.plex.do("seek", session_key=key, offset=int(duration * LENGTH_AT_81))
    time.sleep(0.5)
    server.plex.do("seek", session_key=key, offset=int(duration * LENGTH_AT_86))


def test_its_webhook_hears_of_a_watched_episode(folder: Path) -> None:
    with plex_process(folder) as plex, receiver() as cards:
        environment = {**lived_in(folder, plex, 20), "WATCHKEEPER_API_KEY": KEY}
        with house(folder, plex, environment=environment) as found:
            server = Server(found.url, plex, folder)
            watched = set_up(
                server,
                WEBHOOK,
                friendly_name=f"{NAME} - Watched",
                webhook_hook=f"{cards.url}/api/webhooks/plex/rating-key?interface_id=1",
                webhook_method="POST",
                on_watched=1,
                on_watched_body='"{rating_key}"',
                on_created_body='"{rating_key}"',
                custom_conditions=json.dumps([condition("episode")]),
            )
            watch(server)
            cards.until_heard(1)
            path, kind, body = cards.heard[0]
            assert (path, kind) == (
                "/api/webhooks/plex/rating-key?interface_id=1",
                "application/json",
            )
            assert json.loads(body) == str(EPISODE)
            deadline = time.monotonic() + SECONDS
            while last_success(server, watched) != 1:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            server.data("notify_recently_added", notifier_id=watched, rating_key=EPISODE)
            cards.until_heard(2)
            assert json.loads(cards.heard[1][2]) == str(EPISODE)
            rows = [row for row in logged(server) if row["notifier_id"] == watched]
            assert [row["notify_action"] for row in rows] == ["created", "watched"]


def test_its_webhook_hears_of_a_new_episode(folder: Path) -> None:
    with plex_process(folder) as plex, receiver() as cards:
        environment = {
            **lived_in(folder, plex, 20),
            "WATCHKEEPER_API_KEY": KEY,
            "WATCHKEEPER_SET": "notify_recently_added_delay=0",
        }
        with house(folder, plex, environment=environment) as found:
            server = Server(found.url, plex, folder)
            set_up(
                server,
                WEBHOOK,
                friendly_name=f"{NAME} - Recently Added",
                webhook_hook=f"{cards.url}/cards",
                on_created=1,
                on_created_body='"{rating_key}"',
                custom_conditions=json.dumps([condition("show", "season", "episode")]),
            )
            until_stock_is_taken(server)
            plex.until_listened_to()
            plex.do("add", like=EPISODE, title="Second Frost")
            cards.until_heard(1)
            (key,) = server.rows(
                "select rating_key from library_item where title = 'Second Frost'"
            )[0]
            assert json.loads(cards.heard[0][2]) == str(key)


def until_stock_is_taken(server: Server) -> None:
    """Only what comes after the first reading of a library is new."""
    deadline = time.monotonic() + SECONDS
    query = (
        "select count(*) from library_reading r join library_item i"
        " on i.section_id = r.section_id where i.rating_key = ?"
    )
    while not server.rows(query, EPISODE)[0][0]:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_its_script_gets_the_rating_key_as_its_one_argument(folder: Path, tmp_path: Path) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    script, told = scripts / "card.py", tmp_path / "told.json"
    script.write_text(
        "import json, os, sys\n"
        f"with open({str(told) + '.new'!r}, 'w') as file:\n"
        "    json.dump([sys.argv[1:], dict(os.environ)], file)\n"
        f"os.replace({str(told) + '.new'!r}, {str(told)!r})\n"
    )
    with plex_process(folder) as plex:
        environment = {
            **lived_in(folder, plex, 20),
            "WATCHKEEPER_API_KEY": KEY,
            "WATCHKEEPER_SCRIPTS": str(scripts),
            "WATCHKEEPER_SET": "HTTP_BASE_URL=https://watch.example.org",
        }
        with house(folder, plex, environment=environment) as found:
            server = Server(found.url, plex, folder)
            number = set_up(
                server,
                SCRIPT,
                friendly_name=NAME,
                scripts_script_folder=str(scripts),
                scripts_script=str(script),
                scripts_timeout=30,
                on_watched=1,
                on_watched_subject="{rating_key}",
                custom_conditions=json.dumps([condition("episode")]),
            )
            assert server.data("get_notifier_config", notifier_id=number)["actions"]["on_watched"]
            watch(server)
            deadline = time.monotonic() + SECONDS
            while not told.exists():
                assert time.monotonic() < deadline
                time.sleep(0.02)
            arguments, variables = json.loads(told.read_text())
            assert arguments == [str(EPISODE)]
            assert variables["TAUTULLI_APIKEY"] == KEY
            assert variables["PLEX_URL"] == plex.url
            assert variables["PLEX_USER_TOKEN"] == ""
            assert variables["TAUTULLI_PUBLIC_URL"] == "https://watch.example.org"
            assert not [name for name in variables if name.startswith("WATCHKEEPER_")]
