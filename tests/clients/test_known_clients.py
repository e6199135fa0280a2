"""Known clients work unchanged: their own methods, and the values they understood."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import KEY, Server
from tests.clients.waiting import until
from tests.e2e.processes import house, lived_in, plex_process

SHARED = Path(__file__).parents[3] / "shared"
LIBRARIES = ["tautulli-4.7", "tautulli-4.8"]
OWNER, OWNERS_NUMBER = "marlow", 31504729
NOT_KNOWN = (
    "<HttpException(message=You are running an unknown version of Tautulli., status_code=400)>"
)
UNREADABLE = {
    "get_collections_table": ["data.*.librarySectionID: string_type"],
    "get_newsletter_config": [
        "config_options.*.select_options.Other Video Libraries: missing",
        "email_config_options.*.select_options: list_type",
    ],
    "get_recently_added": ["recently_added.*.edition_title: missing"],
}
"""What the library's models refuse in the answers of Tautulli 2.17.2 too: see the test of that."""
NUMBERS_OF_STREAMS = ("subtitles", "transcode_hw_decoding", "transcode_hw_encoding")
MOVING = frozenset({"arnold", "activity", "get_activity", "get_logs", "get_history"})
"""Answers that differ from one call to the next."""


def until_found(find: Callable[[], list[Any]]) -> list[Any]:  # Any: whatever is looked for
    """What is found first."""
    seen: list[Any] = []

    def is_found() -> bool:
        seen.extend(find())
        return bool(seen)

    until(is_found)
    return seen


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
    told = server.data("get_server_info")
    assert found["server"] == [told["pms_name"], told["pms_identifier"], told["pms_version"]]
    assert found["libraries"]["response"]["data"] == server.data("get_library_names")
    assert found["refused"]
    people = {tuple(each[:2]) for each in found["users"]}
    assert {tuple(each[:2]) for each in found["sessions"]} <= people
    assert (OWNERS_NUMBER, OWNER) in people


def test_home_assistant_is_told_what_lies_in_the_database(server: Server) -> None:
    found = server.run("pytautulli", "home_assistant.py")
    films = server.rows(
        "select title, year, count(distinct reference_id) from play join item on item_id = item.id"
        " where play.media_type = 'movie' group by title, year"
    )
    most = max(count for _title, _year, count in films)
    assert found["top_movie"] in {title for title, _year, count in films if count == most}
    names = server.rows("select user_id, username from user where not is_deleted order by id")
    assert sorted(tuple(each[:2]) for each in found["users"]) == sorted(names)


def test_a_session_of_the_owner_carries_the_plex_tv_number_from_the_first_look_on(
    tmp_path: Path,
) -> None:
    """The folder is filled while plex.tv is away, so that the owner is known as number 1 alone."""
    with plex_process(tmp_path) as plex:
        environment = {**lived_in(tmp_path, plex, 20), "WATCHKEEPER_API_KEY": KEY}
        plex.do("start", person=OWNER, rating_key=1281)
        for _start in ("after the import", "after a restart"):
            with house(tmp_path, plex, environment=environment) as found:
                fresh = Server(found.url, plex, tmp_path)
                first = until_found(partial(sessions_of, fresh))
                users = [(each["user_id"], each["username"]) for each in fresh.data("get_users")]
            assert first == [(OWNERS_NUMBER, OWNER)]
            assert [each for each in users if each[1] == OWNER] == first


def sessions_of(server: Server) -> list[tuple[int, str]]:
    sessions = server.data("get_activity").get("sessions", [])
    return [(each["user_id"], each["username"]) for each in sessions]


def facts_of(server: Server) -> dict[str, Any]:
    """What the methods of the library must be told."""
    films = server.data("get_history", media_type="movie", length=100, include_activity=0)["data"]
    row = next(film for film in films if not is_unreadable(server, film["row_id"]))
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


def is_unreadable(server: Server, row_id: int) -> bool:
    """Whether the stream of a play has a number, as in Tautulli, where the library wants a text."""
    stream = server.data("get_stream_data", row_id=row_id)
    return any(stream[name] for name in NUMBERS_OF_STREAMS)


@pytest.mark.parametrize("client", LIBRARIES)
def test_the_library_reads_every_command_it_knows(server: Server, client: str) -> None:
    found = server.run(client, "tautulli_library.py", json.dumps(facts_of(server)))
    unreadable = {f"typed {name}": places for name, places in unreadable_by(client).items()}
    assert found["failures"] == {"update_check": [NOT_KNOWN], **unreadable}
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


def unreadable_by(client: str) -> dict[str, list[str]]:
    since = {"get_recently_added": "tautulli-4.8"}
    return {name: why for name, why in UNREADABLE.items() if since.get(name, client) == client}


@pytest.mark.parametrize("client", LIBRARIES)
def test_what_the_library_cannot_read_it_cannot_read_of_tautulli_either(
    server: Server, client: str
) -> None:
    if not (SHARED / "reference").exists():
        pytest.skip("the recorded answers (../shared/reference) are not here")
    shape = recorded("get_newsletter_config-001")["shape"]["response"]["data"]
    answers = {
        "get_collections_table": [{"section_id": "1"}, example("get_collections_table")],
        "get_newsletter_config": [{"newsletter_id": 1}, of_shape(shape)],
        "get_recently_added": [{"count": 5}, example("get_recently_added")],
    }
    found = server.run(client, "recorded_models.py", json.dumps(answers))
    assert {name: why for name, why in found.items() if why} == unreadable_by(client)
    refused = recorded("update_check-001")
    assert (refused["status"], refused["result"]) == (400, "error")


def recorded(case: str) -> dict[str, Any]:
    with tarfile.open(SHARED / "reference" / "responses.tar.gz") as tar:
        file = tar.extractfile(f"responses/{case}.json")
        assert file is not None
        return dict(json.load(file))


def example(command: str) -> dict[str, Any]:
    """An answer of Tautulli before a Plex server."""
    commands = json.loads((SHARED / "spec" / "tautulli-api.json").read_text())["commands"]
    return dict(next(each["example_data"] for each in commands if each["name"] == command))


def of_shape(shape: Any) -> Any:  # Any: JSON
    """Some value with these names and types."""
    if isinstance(shape, dict):
        return {name: of_shape(inner) for name, inner in shape.items()}
    if isinstance(shape, list):
        return [of_shape(inner) for inner in shape[1:]]
    return {"int": 1, "str": "a", "bool": True, "float": 1.0, "null": None}[shape]


@pytest.mark.parametrize("client", LIBRARIES)
def test_the_library_reads_what_lies_in_the_database(server: Server, client: str) -> None:
    found = server.run(client, "tautulli_library.py", json.dumps(facts_of(server)))
    answers = {name: answer["found"] for name, answer in found["answers"].items()}
    ((plays,),) = server.rows("select count(*) from play")
    assert answers["get_history"]["recordsTotal"] == plays
    groups = server.rows(
        "select section_id, count(distinct reference_id) from play"
        " where section_id in (select section_id from library) group by 1"
    )
    shelves = {each["section_id"]: each["plays"] for each in answers["get_libraries_table"]["data"]}
    assert {section: plays for section, plays in shelves.items() if plays} == dict(groups)
    people = server.rows("select user_id, count(distinct reference_id) from play group by 1")
    told = {each["user_id"]: each["plays"] for each in answers["get_users_table"]["data"]}
    assert Counter(told) == Counter(dict(people))


@pytest.mark.parametrize("client", LIBRARIES)
def test_the_library_changes_what_it_is_told_to(server: Server, client: str) -> None:
    row_id, user_id = server.rows("select id, user_id from play order by id desc limit 1")[0]
    leaving, name = server.rows(
        "select user_id, username from user where not is_admin and user_id not in (0, ?)"
        " and not is_deleted order by id",
        user_id,
    )[0]
    section = server.data("get_libraries")[0]["section_id"]
    kept = server.rows("select count(*) from play where id != ? and user_id != ?", row_id, leaving)
    facts = {
        "row_id": row_id,
        "user_id": str(user_id),
        "section_id": section,
        "leaving_user_id": str(leaving),
        "leaving_username": name,
        "notifier_id": server.data("add_notifier_config", agent_id=25)["notifier_id"],
        "newsletter_id": server.data("add_newsletter_config", agent_id=0)["newsletter_id"],
    }
    notifiers, newsletters = ids(server, "get_notifiers"), ids(server, "get_newsletters")
    said = server.run(client, "tautulli_changes.py", json.dumps(facts))
    assert [name for name, word in said.items() if word is not True] == []
    assert server.rows("select count(*) from play where id = ?", row_id) == [(0,)]
    assert server.rows("select count(*) from play") == kept
    assert server.rows(
        "select friendly_name, keep_history from user where user_id = ?", user_id
    ) == [("Renamed", 0)]
    assert server.rows("select keep_history from library where section_id = ?", section) == [(0,)]
    assert server.rows("select is_deleted, keep_history from user where user_id = ?", leaving) == [
        (0, 1)
    ]
    for made, before, cmd in (
        ("notifier_id", notifiers, "get_notifiers"),
        ("newsletter_id", newsletters, "get_newsletters"),
    ):
        after = ids(server, cmd)
        assert before - after == {facts[made]}, cmd
        assert len(after - before) == 1, cmd


def ids(server: Server, cmd: str) -> set[int]:
    return {each["id"] for each in server.data(cmd)}
