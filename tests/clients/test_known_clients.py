"""Known clients work unchanged: their own methods, and the values they understood."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.conftest import Server

SECONDS = 20.0
KNOWN = {
    "update_check": "refused here and by a Tautulli that does not know its version",
    "typed get_collections_table": "its model wants text where Tautulli has a number",
    "typed get_newsletter_config": "its model wants every kind of library to be there",
    "typed get_recently_added": "4.8 wants a field that Tautulli has from 2.18 on",
}
"""Methods of the library that Tautulli 2.17.2 does not satisfy either, with the reason."""
MOVING = frozenset({"arnold", "activity", "get_activity", "get_logs", "get_history"})
"""Answers that differ from one call to the next."""


def until(is_so: Callable[[], bool]) -> None:
    """Wait a little for what the real server takes a moment to see."""
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_home_assistant_reads_all_it_shows(server: Server) -> None:
    server.plex.stop_all()
    server.plex.do("start", person="marlow", rating_key=1281, mode="transcode", limit=2000)
    server.plex.do("start", person="leila", rating_key=1001)
    until(lambda: server.data("get_activity").get("stream_count") == "2")
    found = server.run("pytautulli", "home_assistant.py")
    activity = server.data("get_activity")
    assert [each[1:4] for each in found["sessions"]] == [
        [each["username"], each["state"], each["full_title"]] for each in activity["sessions"]
    ]
    assert {each[1] for each in found["sessions"]} == {"marlow", "leila"}
    assert found["counts"][0] + found["counts"][1] + found["counts"][2] == 2
    assert found["counts"][2] == activity["stream_count_transcode"]
    assert found["counts"][3] == activity["total_bandwidth"]
    users = server.data("get_users")
    assert [each[:3] for each in found["users"]] == [
        [each["user_id"], each["username"], each["friendly_name"]] for each in users
    ]
    assert int(found["stream_count"]) == 2
    assert all(isinstance(each, int) for each in found["counts"])
    stats = server.data("get_home_stats", time_range=36_500)
    assert found["stats"] == {each["stat_id"]: len(each["rows"]) for each in stats}
    top = next(each for each in stats if each["stat_id"] == "top_movies")
    assert found["top_movie"] == top["rows"][0]["title"]
    told = server.data("get_server_info")
    assert found["server"] == [told["pms_name"], told["pms_identifier"], told["pms_version"]]
    assert found["libraries"]["response"]["data"] == server.data("get_library_names")
    assert found["refused"]


def facts_of(server: Server) -> dict[str, Any]:
    """What the methods of the library must be told."""
    row = server.data("get_history", media_type="movie", length=1)["data"][0]
    library = server.data("get_libraries")[0]
    return {
        "rating_key": str(row["rating_key"]),
        "row_id": row["row_id"],
        "media_type": "movie",
        "section_id": str(library["section_id"]),
        "user_id": str(row["user_id"]),
        "query": "a",
        "count": 5,
        "pref": "FriendlyName",
        "machine_id": "",
        "newsletter_id": server.data("add_newsletter_config", agent_id=0)["newsletter_id"],
        "notifier_id": server.data("add_notifier_config", agent_id=25)["notifier_id"],
    }


@pytest.mark.parametrize("client", ["tautulli-4.7", "tautulli-4.8"])
def test_the_library_reads_every_command_it_knows(server: Server, client: str) -> None:
    found = server.run(client, "tautulli_library.py", json.dumps(facts_of(server)))
    failures = {name: why for name, why in found["failures"].items() if name not in KNOWN}
    assert failures == {}
    assert len(found["answers"]) >= 60
    assert len(found["models"]) >= 60
    assert sum(1 for answer in found["answers"].values() if answer["asked"]) >= 55
    for name, answer in found["answers"].items():
        if name in MOVING or len(answer["asked"]) != 1:
            continue
        ((cmd, params),) = answer["asked"]
        sent = {key: value for key, value in params.items() if key not in {"cmd", "apikey"}}
        if isinstance(answer["found"], dict | list):
            assert answer["found"] == server.data(cmd, **sent), name
    history = server.data("get_history", length=1)
    assert found["answers"]["get_history"]["found"]["recordsTotal"] == history["recordsTotal"] > 0
    assert found["answers"]["tautulli_info"]["found"]["tautulli_version"].startswith("v2.17")
