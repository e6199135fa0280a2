"""Backups, logs, apps, arrivals, any figure by anything, and search of one server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import anyio
import orjson
import pytest

from tests.api.v1.house import House, opened
from tests.factories import STARTED
from watchkeeper.db.backup import Backups
from watchkeeper.domain.facts import Facts, ServerId
from watchkeeper.features.accounts import Scope
from watchkeeper.features.statistics import By
from watchkeeper.features.system.kept import DEVICES

KEY = "0f" * 16


async def test_a_backup_is_begun_and_an_unknown_one_is_not_read(house: House) -> None:
    job = (await house.ask("POST", "/backups")).json()
    assert (job["kind"], (await house.get("/backups"))["total"]) == ("back_up", 0)
    for name in ("watchkeeper-20260101T000000Z-by_hand.db", "..%2Fwatchkeeper.db"):
        assert (await house.ask("POST", f"/backups/{name}/check")).status_code == 404


def backed_up(house: House, hours: int) -> str:
    """A backup made so many hours after the first play; its name."""
    return Backups(house.app.db.path).add("by_hand", STARTED + hours * 3600).path.name


async def test_a_backup_is_handed_out_and_deleted_by_its_name(house: House) -> None:
    names = [backed_up(house, hours) for hours in (0, 1)]
    file = await house.ask("GET", f"/backups/{names[0]}/file")
    assert file.content.startswith(b"SQLite format 3")
    deleted = await house.ask("DELETE", f"/backups/{names[0]}")
    assert deleted.json() == {"names": [names[0]], "total": 1}
    assert (await house.ask("DELETE", f"/backups/{names[0]}")).status_code == 404
    assert [one["name"] for one in (await house.get("/backups"))["backups"]] == [names[1]]
    (change, *_) = (await house.get("/audit"))["changes"]
    assert (change["action"], change["can_undo"]) == ("backups_deleted", False)


async def test_the_newest_backups_stay(house: House) -> None:
    names = [backed_up(house, hours) for hours in range(4)]
    older = await house.ask("POST", "/backups/keep-newest", json={"keep_newest": 2})
    assert sorted(older.json()["names"]) == names[:2]
    again = await house.ask("POST", "/backups/keep-newest", json={"keep_newest": 2})
    assert again.json() == {"names": [], "total": 0}
    none = await house.ask("POST", "/backups/keep-newest", json={"keep_newest": 0})
    assert none.status_code == 400


async def test_all_servers_are_asked_anew_by_a_job(house: House) -> None:
    async with running(house):
        job = (await house.ask("POST", "/refresh")).json()
        done = await house.app.jobs.wait(job["id"])
    assert (done.state, done.result) == ("done", {"servers": 1})
    await house.app.servers.remove(ServerId(1))
    assert (await house.ask("POST", "/refresh")).status_code == 409


async def test_a_library_is_read_once_at_a_time(house: House) -> None:
    first = (await house.ask("POST", "/libraries/1/1/read")).json()
    second = (await house.ask("POST", "/libraries/1/1/read")).json()
    assert (first["kind"], second["id"]) == ("read_libraries", first["id"])
    async with running(house):
        assert (await house.app.jobs.wait(first["id"])).state == "done"


async def test_the_database_is_checked_and_pictures_are_forgotten(house: House) -> None:
    job = (await house.ask("POST", "/database/check")).json()
    async with running(house):
        assert (await house.app.jobs.wait(job["id"])).state == "done"
    assert (await house.ask("DELETE", "/images")).json() == {"total": 0}


async def test_the_support_bundle_names_nobody(house: House) -> None:
    answer = await house.ask("GET", "/support-bundle")
    with ZipFile(BytesIO(answer.content)) as files:
        text = "".join(files.read(name).decode() for name in files.namelist())
    assert "rows of play" in text
    for word in ("192.168.1.9", house.fake.plex.token, house.admin):
        assert word not in text


@asynccontextmanager
async def running(house: House) -> AsyncIterator[None]:
    """Jobs are done meanwhile."""
    async with anyio.create_task_group() as group:
        group.start_soon(house.app.jobs.run)
        yield
        group.cancel_scope.cancel()


def write_log(house: House) -> None:
    folder = house.app.data_folder / "logs"
    folder.mkdir(exist_ok=True)
    lines = [
        {"timestamp": "2026-01-01T00:00:00Z", "level": "info", "event": "begun", "number": 1},
        {"timestamp": "2026-01-01T00:01:00Z", "level": "error", "event": "broken", "path": "/api"},
        {"timestamp": "2026-01-01T00:02:00Z", "level": "info", "event": "better"},
    ]
    text = b"\n".join([*map(orjson.dumps, lines), b"no JSON", b""])
    (folder / "watchkeeper.log").write_bytes(text)


async def test_the_log_is_read_page_by_page(house: House) -> None:
    write_log(house)
    first = await house.get("/logs", limit=2)
    assert [one["message"] for one in first["entries"]] == ["no JSON", "better"]
    second = await house.get("/logs", limit=2, before=first["older"])
    assert [one["message"] for one in second["entries"]] == ["broken", "begun"]
    assert second["older"] is None
    assert second["entries"][1]["details"] == {"number": "1"}


@pytest.mark.parametrize(
    ("asked", "messages"),
    [
        ({"level": "error"}, ["broken"]),
        ({"text": "BETT"}, ["better"]),
        ({"path": "/api"}, ["broken"]),
        ({"since": 1_767_225_720}, ["better"]),
        ({"area": "nowhere"}, []),
    ],
)
async def test_the_log_is_filtered(
    house: House, asked: dict[str, Any], messages: list[str]
) -> None:
    write_log(house)
    found = await house.get("/logs", **asked)
    assert [one["message"] for one in found["entries"] if one["at"]] == messages


async def test_the_log_of_the_media_server_is_read_where_its_folder_is_named(
    tmp_path: Path,
) -> None:
    line = "Nov 21, 2026 13:00:01.123 [1] INFO - begun"
    (tmp_path / "Plex Media Server.log").write_text(f"{line}\nand more\n")
    async with opened(tmp_path / "data", plex_logs=tmp_path) as house:
        found = await house.get("/logs/plex", limit=1)
        assert found["files"] == ["Plex Media Server"]
        assert found["lines"] == [{"time": None, "level": None, "message": "and more"}]
        assert (await house.get("/logs/plex", text="BEGUN"))["lines"][0]["level"] == "INFO"
        missing = await house.ask("GET", "/logs/plex", params={"file": "../data/watchkeeper"})
        assert missing.status_code == 404


async def test_without_a_folder_there_is_no_log_of_the_media_server(house: House) -> None:
    assert (await house.ask("GET", "/logs/plex")).status_code == 404


async def test_debugging_ends_by_itself(house: House) -> None:
    begun = await house.ask("POST", "/logs/debugging", json={"minutes": 5})
    assert begun.json()["until"] == int(house.app.clock.now()) + 300
    assert (await house.ask("DELETE", "/logs/debugging")).json() == {"until": None}


async def test_an_app_is_listed_without_its_key_renamed_and_revoked(house: House) -> None:
    content: Facts = {"device_name": "Pixel", "device_token": KEY, "last_seen": 5}
    number = await house.app.kept.add(ServerId(1), DEVICES, content)
    listed = await house.ask("GET", "/apps")
    assert listed.json()["apps"][0]["device_name"] == "Pixel"
    assert KEY not in listed.text
    named = await house.ask("PATCH", f"/apps/1/{number}", json={"friendly_name": "Mine"})
    assert (named.json()["friendly_name"], named.json()["last_seen"]) == ("Mine", 5)
    assert (await house.ask("DELETE", f"/apps/1/{number}")).json()["total"] == 0
    assert (await house.ask("DELETE", f"/apps/1/{number}")).status_code == 404


async def test_a_pairing_waits_for_its_app(house: House) -> None:
    token = (await house.ask("POST", "/apps/pairing")).json()["token"]
    assert house.app.pairing.state(token) == "waiting"


async def test_what_came_is_told_of_the_servers_that_may_be_seen(house: House) -> None:
    (library, *_) = await house.app.libraries.all(ServerId(1))
    await house.app.inventory.take_stock(library)
    found = await house.get("/arrivals", section_id=library.section_id, limit=1)
    assert found["total"] > len(found["items"]) == 1
    assert found["items"][0]["server_id"] == 1
    other = await house.app.servers.know("machine-2", "Elsewhere")
    token = await house.token(Scope.READ, server_id=other.id)
    assert (await house.ask("GET", "/arrivals", token=token)).json()["total"] == 0
    refused = await house.ask("GET", "/arrivals", token=token, params={"server_id": 1})
    assert refused.status_code == 404
    assert (await house.get("/arrivals/gone"))["total"] == 0


@pytest.mark.parametrize("by", list(By))
async def test_any_figure_by_anything(shown: House, by: By) -> None:
    start = {"start": ["2026-01-01", "2026-09-22"]} if by is By.PERIOD else {}
    found = await shown.get("/statistics/figures", by=by.value, with_people=True, **start)
    assert (found["total"]["plays"], found["total"]["people"]) == (4, 2)
    assert all(one["plays"] <= 4 for one in found["lines"])


async def test_periods_begin_where_they_were_asked_to(shown: House) -> None:
    asked = {"by": "period", "start": ["2026-09-21", "2026-09-22"]}
    found = await shown.get("/statistics/figures", **asked)
    assert {one["key"]: one["plays"] for one in found["lines"]} == {
        "2026-09-21": 3,
        "2026-09-22": 1,
    }


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"by": "period"}, "start"),
        ({"by": "period", "start": ["2026-02-01", "2026-01-01"]}, "start"),
        ({"by": "title", "split": "person"}, "split"),
        ({"by": "person", "split": "person"}, "split"),
        ({"by": "person", "kind": "movie"}, "kind"),
        ({"by": "colour"}, "by"),
    ],
)
async def test_what_cannot_be_told_apart_is_refused(
    shown: House, asked: dict[str, Any], field: str
) -> None:
    answer = await shown.ask("GET", "/statistics/figures", params=asked)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


async def test_cards_and_figures_agree(shown: House) -> None:
    cards = {
        one["card"]: one["lines"] for one in (await shown.get("/statistics/home-cards"))["cards"]
    }
    people = (await shown.get("/statistics/figures", by="person"))["lines"]
    assert cards["people"] == people
    assert cards["movies"][0]["play"]["title"] == "The Tide"


async def test_s2_search_of_one_server_counts_and_cuts_its_own(house: House) -> None:
    other = await house.app.servers.know("machine-2", "Elsewhere")
    for number in range(3):
        await house.record(
            server_id=other.id, rating_key=77, started=STARTED + number * 86_400, title="The Tide"
        )
    await house.record(server_id=other.id, rating_key=78, title="Tide Two", full_title="Tide Two")
    token = await house.token(Scope.READ, server_id=1)
    asked = {"text": "tide", "limit": 1}
    found = (await house.ask("GET", "/search", token=token, params=asked)).json()["results"]
    films = [one for one in found if one["kind"] == "movie"]
    assert [(one["title"], one["server_id"], one["plays"]) for one in films] == [("The Tide", 1, 2)]


async def test_jobs_say_how_many_there_are(house: House) -> None:
    for _ in range(3):
        await house.ask("POST", "/backups")
    answer = await house.get("/jobs", limit=1)
    assert (answer["total"], len(answer["jobs"])) == (3, 1)
