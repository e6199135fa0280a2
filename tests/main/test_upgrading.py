"""While the database is brought up to date, the port tells of it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import httpx2
import pytest
from sqlalchemy import Connection

from tests.db.test_upgrade import made
from tests.fakes.clock import FakeClock
from watchkeeper.db import upgrade
from watchkeeper.db.database import FILE, Database
from watchkeeper.db.upgrade import is_outdated, known_revisions, revision
from watchkeeper.demo.process import free_port
from watchkeeper.main.upgrading import bring_up_to_date
from watchkeeper.settings import Settings, load

Meanwhile: TypeAlias = Callable[..., list[httpx2.Response]]

OLDEST = known_revisions()[0]
STEPS = len(known_revisions()) - 1
GERMAN = {"accept": "text/html", "accept-language": "de"}


def settings(folder: Path, **more: str) -> Settings:
    told = {f"WATCHKEEPER_{name}": value for name, value in more.items()}
    return load(
        {"WATCHKEEPER_DATA": str(folder), "WATCHKEEPER_PORT": str(free_port()), **told}, folder
    )


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Has requests sent in the middle of an upgrade; their answers will be in the list."""

    def arrange(*asked: httpx2.Request) -> list[httpx2.Response]:
        came: list[httpx2.Response] = []
        migrate: Any = upgrade._run_migrations

        def ask_first(conn: Connection, applied: Callable[..., None]) -> None:
            with httpx2.Client(timeout=60) as client:
                came.extend(client.send(request) for request in asked)
            migrate(conn, applied)

        monkeypatch.setattr(upgrade, "_run_migrations", ask_first)
        return came

    return arrange


async def test_programs_are_told_to_come_back_and_that_the_process_lives(
    tmp_path: Path, meanwhile: Meanwhile
) -> None:
    made(tmp_path / FILE, OLDEST)
    chosen = settings(tmp_path, BASE_PATH="/x")
    url = f"http://127.0.0.1:{chosen.port}/x"
    paths = ("/api/v2?cmd=arnold", "/api/v1/plays", "/health/ready", "/health/live")
    came = meanwhile(*(httpx2.Request("GET", f"{url}{path}") for path in paths))
    await bring_up_to_date(chosen, FakeClock())
    face, ours, ready, live = came
    assert (face.status_code, face.headers["retry-after"]) == (503, "5")
    assert face.json()["code"] == "upgrading"
    assert ours.status_code == 503
    step = f"The database is being changed: step 1 of {STEPS}."
    assert ours.json()["error"] == {"code": "upgrading", "message": step, "field": None}
    assert ready.status_code == 503
    assert ready.json()["checks"]["database"]["message"] == step
    assert live.status_code == 200
    assert revision(tmp_path / FILE) == known_revisions()[-1]


async def test_people_read_it_in_their_language_and_the_page_looks_again(
    tmp_path: Path, meanwhile: Meanwhile
) -> None:
    made(tmp_path / FILE, OLDEST)
    chosen = settings(tmp_path)
    url = f"http://127.0.0.1:{chosen.port}/history?page=2"
    came = meanwhile(httpx2.Request("GET", url, headers=GERMAN))
    await bring_up_to_date(chosen, FakeClock())
    (page,) = came
    assert page.status_code == 503
    assert page.headers["refresh"] == "5"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert '<html lang="de"' in page.text
    assert f"Schritt 1 von {STEPS}" in page.text


async def test_the_port_is_free_again_afterwards(tmp_path: Path) -> None:
    made(tmp_path / FILE, OLDEST)
    chosen = settings(tmp_path)
    await bring_up_to_date(chosen, FakeClock())
    socket.create_server(("127.0.0.1", chosen.port)).close()


async def test_whoever_has_the_port_does_not_hinder_the_upgrade(tmp_path: Path) -> None:
    made(tmp_path / FILE, OLDEST)
    chosen = settings(tmp_path)
    with socket.create_server(("127.0.0.1", chosen.port)):
        await bring_up_to_date(chosen, FakeClock())
    assert revision(tmp_path / FILE) == known_revisions()[-1]


async def test_what_cannot_be_upgraded_is_left_to_those_who_open_it(tmp_path: Path) -> None:
    made(tmp_path / FILE, OLDEST)
    other = Database.open(tmp_path / "other")
    (tmp_path / "other" / FILE).unlink()
    made(tmp_path / "other" / FILE, OLDEST)
    await bring_up_to_date(settings(tmp_path / "other"), FakeClock())  # another process has it
    assert revision(tmp_path / "other" / FILE) == OLDEST
    other.close()


def test_only_an_older_database_is_outdated(tmp_path: Path) -> None:
    path = tmp_path / FILE
    assert not is_outdated(path)
    path.write_bytes(b"no database" * 100)
    assert not is_outdated(path)
    path.unlink()
    Database.open(tmp_path).close()
    assert not is_outdated(path)
    assert is_outdated(made(tmp_path / "old.db", OLDEST))
