"""Programs that cannot run here: their calls in their order, and the types that they take."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.clients.asked import CLIENTS
from tests.clients.conftest import KEY, Server
from tests.clients.waiting import until
from tests.e2e.processes import OWNER, PASSWORD

WITH_ITS_OWN_HEADERS = {
    "Homer": {"Origin": "http://homer.test"},
    "Maintainerr": {"Content-Type": "application/json"},
    "LunaSea": {"Content-Type": "application/json"},
    "Tautulli Remote": {"Content-Type": "application/json"},
}
WITH_A_SLASH = frozenset({"LunaSea"})


@pytest.fixture(scope="module")
def items(server: Server) -> dict[str, object]:
    """Items of the household, and where its server is."""
    film, episode = newest(server, "movie"), newest(server, "episode")
    section = film["section_id"]
    (collection, *_) = server.data("get_collections_table", section_id=section)["data"]
    place = urlsplit(server.plex.url)
    return {
        "film": film["rating_key"],
        "episode": episode["rating_key"],
        "show": episode["grandparent_rating_key"],
        "collection": collection["ratingKey"],
        "section_id": section,
        "user_id": film["user_id"],
        "row_id": film["row_id"],
        "plex_host": place.hostname,
        "plex_port": place.port,
    }


@pytest.fixture
def facts(server: Server, items: dict[str, object]) -> dict[str, object]:
    """The same while two people watch; other tests may have ended their streams."""
    if streams(server) != "2":
        server.plex.stop_all()
        until(lambda: streams(server) == "0")
        server.plex.do("start", person="marlow", rating_key=items["film"])
        server.plex.do("start", person="leila", rating_key=items["episode"])
        until(lambda: streams(server) == "2")
    return items


def streams(server: Server) -> object:
    """How many streams our activity shows, as a text."""
    return server.data("get_activity").get("stream_count", "0")


def newest(server: Server, kind: str) -> dict[str, Any]:
    """The newest play of that kind by somebody who has seen a film and an episode."""
    found = server.data("get_history", media_type=kind, length=1, include_activity=0)
    row: dict[str, Any] = found["data"][0]
    (section,) = server.rows("select section_id from play where id = ?", row["id"])[0]
    return row | {"section_id": section}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_finds_what_it_reads(
    server: Server, facts: dict[str, object], client: str
) -> None:
    slash = "/" if client in WITH_A_SLASH else ""
    headers = WITH_ITS_OWN_HEADERS.get(client, {})
    for asked in CLIENTS[client]:
        query = f"apikey={KEY}&cmd={asked.cmd}&{asked.params.format(**facts)}".rstrip("&")
        answer = httpx2.get(f"{server.url}/api/v2{slash}?{query}", headers=headers, timeout=30)
        assert answer.status_code == 200, (query, answer.text)
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.headers.get("access-control-allow-origin") == headers.get("Origin")
        found = answer.json()["response"]
        assert found["result"] == "success", query
        assert asked.problems(found["data"]) == [], query


def answer_of(server: Server, method: str, **sent: Any) -> dict[str, Any]:  # Any: JSON
    """What the command said; status and result must agree."""
    answer = httpx2.request(method, f"{server.url}/api/v2", timeout=30, **sent)
    found: dict[str, Any] = answer.json()["response"]
    assert (answer.status_code == 200) == (found["result"] == "success")
    return found


def added(server: Server, method: str, agent_id: int) -> int:
    sent = {"apikey": KEY, "cmd": "add_notifier_config", "agent_id": str(agent_id)}
    found = answer_of(server, method, **{"params" if method == "GET" else "data": sent})
    assert found["message"] == "Added notification agent."
    return int(found["data"]["notifier_id"])


def kept(server: Server, notifier_id: int) -> dict[str, Any]:
    return dict(server.data("get_notifier_config", notifier_id=notifier_id))


def test_tautulli_active_streams_ends_a_stream_with_a_form_beside_the_query(
    server: Server,
) -> None:
    server.plex.stop_all()
    until(lambda: streams(server) == "0")
    server.plex.do("start", person="marlow", rating_key=1001)
    until(lambda: streams(server) == "1")
    (session,) = server.data("get_activity")["sessions"]
    found = answer_of(
        server,
        "POST",
        params={"apikey": KEY, "cmd": "terminate_session"},
        data={"session_id": session["session_id"], "message": "Good night"},
    )
    assert found["result"] == "success"
    until(lambda: streams(server) == "0")


def test_seenr_sets_up_its_webhook_by_a_form_alone(server: Server) -> None:
    notifier_id = added(server, "POST", 25)
    body = '{"action": "{action}", "rating_key": "{rating_key}", "username": "{username}"}'
    sent = {
        "apikey": KEY,
        "cmd": "set_notifier_config",
        "notifier_id": str(notifier_id),
        "agent_id": "25",
        "webhook_hook": "http://127.0.0.1:9/seenr",
        "webhook_method": "POST",
        "on_play": "1",
        "on_play_subject": '{"Content-Type": "application/json"}',
        "on_play_body": body,
        "on_stop": "0",
    }
    assert answer_of(server, "POST", data=sent)["message"] == "Saved notification agent."
    found = kept(server, notifier_id)
    assert found["config"] == {"hook": "http://127.0.0.1:9/seenr", "method": "POST"}
    assert (found["actions"]["on_play"], found["actions"]["on_stop"]) == (1, 0)
    assert found["notify_text"]["on_play"]["body"] == body
    assert found["notify_text"]["on_play"]["subject"] == '{"Content-Type": "application/json"}'


def test_media_butler_sets_up_its_webhook_by_parts(server: Server) -> None:
    notifier_id = added(server, "GET", 25)
    told = {
        "notifier_id": str(notifier_id),
        "agent_id": "25",
        "webhook_hook": "http://127.0.0.1:9/butler",
        "webhook_method": "POST",
        "on_watched": "1",
        "custom_conditions": '[{"parameter": "username", "operator": "is", "value": ["marlow"]}]',
    }
    found = answer_of(
        server,
        "POST",
        params={"apikey": KEY, "cmd": "set_notifier_config"},
        files={name: (None, text) for name, text in told.items()},
    )
    assert found["message"] == "Saved notification agent."
    assert kept(server, notifier_id)["custom_conditions"][0]["value"] == ["marlow"]


def test_plexbie_which_names_no_agent_is_refused_as_by_tautulli(server: Server) -> None:
    notifier_id = added(server, "GET", 25)
    sent = {"apikey": KEY, "cmd": "set_notifier_config", "notifier_id": str(notifier_id)}
    assert answer_of(server, "POST", data={**sent, "on_play": "1"})["result"] == "error"
    assert kept(server, notifier_id)["actions"]["on_play"] == 0


def test_pulsarr_adds_finds_and_deletes_its_notifier(server: Server) -> None:
    notifier_id = added(server, "GET", 26)
    blank = '[{"parameter": "", "operator": "", "value": [], "type": null}]'
    saved = answer_of(
        server,
        "GET",
        params={
            "apikey": KEY,
            "cmd": "set_notifier_config",
            "notifier_id": str(notifier_id),
            "agent_id": "26",
            "friendly_name": "Pulsarr - marlow",
            "plexmobileapp_user_ids": "31504729",
            "plexmobileapp_tap_action": "preplay",
            "custom_conditions": blank,
            "custom_conditions_logic": "and",
            "test_subject": "",
            "test_body": "",
        },
    )
    assert saved["message"] == "Saved notification agent."
    named = [one for one in server.data("get_notifiers") if one["id"] == notifier_id]
    assert [one["friendly_name"] for one in named] == ["Pulsarr - marlow"]
    server.data("delete_notifier", notifier_id=notifier_id)
    assert notifier_id not in [one["id"] for one in server.data("get_notifiers")]


def test_tautulli_remote_pairs_and_its_token_is_a_key_with_app_alone(server: Server) -> None:
    with httpx2.Client(base_url=server.url, timeout=30) as browser:
        entered = {"username": OWNER, "password": PASSWORD}
        assert browser.post("/auth/signin", json=entered).status_code == 201
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/settings").text)
        assert token
        headers = {"X-CSRF-Token": token[1]}
        made = browser.post("/generate_api_key", data={"device": "true"}, headers=headers).json()
        waiting = {"device_token": made}
        before = browser.post("/verify_mobile_device", data=waiting, headers=headers).json()
        app = {"apikey": made, "app": "true"}
        assert answer_of(server, "GET", params={**app, "cmd": "get_server_info"})["result"] != (
            "success"
        )
        device = {
            "cmd": "register_device",
            "device_id": "a-phone",
            "device_name": "Phone",
            "onesignal_id": "onesignal-disabled",
            "min_version": "v2.10.5",
            "platform": "android",
            "version": "3.0.0",
        }
        found = answer_of(server, "GET", params={**app, **device})
        after = browser.post("/verify_mobile_device", data=waiting, headers=headers).json()
    assert found["message"] == "Device registration successful."
    names = ("server_id", "pms_name", "pms_identifier", "pms_plexpass", "tautulli_version")
    assert [name for name in names if found["data"][name] is None] == []
    assert (before["result"], after["result"]) == ("error", "success")
    known = {"cmd": "get_user_names"}
    assert answer_of(server, "GET", params={**app, **known})["result"] == "success"
    for key in ({"apikey": made}, {"apikey": KEY, "app": "true"}):
        assert answer_of(server, "GET", params={**key, **known})["message"] == "Invalid apikey"
