"""Health, metrics, and the status addresses that Tautulli has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edge.conftest import House
from watchkeeper.edge import health
from watchkeeper.edge.health import disk_check
from watchkeeper.runtime.supervisor import LoopState


async def test_live_answers_anybody(house: House) -> None:
    answer = await house.client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


async def test_ready_when_all_is_well(house: House) -> None:
    house.servers.connected = {1: True}
    await house.sign_in()

    answer = await house.client.get("/health/ready")

    assert answer.status_code == 200
    content = answer.json()
    assert (content["status"], content["ready"]) == ("ready", True)
    assert content["checks"]["columns"]["facts"] == {"plays": 12}
    assert content["checks"]["servers"]["facts"] == {"1": True}


async def test_a_server_that_is_down_is_said_and_does_not_stop_the_house(house: House) -> None:
    house.servers.connected = {1: True, 2: False}
    await house.sign_in()

    answer = await house.client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["checks"]["servers"]["message"] == "1 of 2 media servers are down."


async def test_f42_a_loop_that_fails_again_and_again_is_said_without_its_words(
    house: House,
) -> None:
    loop = LoopState("mirror", is_running=True, failures=3, last_error="apikey=secret at 10.0.0.1")
    house.application.supervisor.loops["mirror"] = loop
    await house.sign_in()

    answer = await house.client.get("/health/ready")

    assert answer.json()["checks"]["loops"]["facts"]["failing"]["mirror"]["failures"] == 3
    assert "secret" not in answer.text


async def test_a_stranger_learns_how_each_part_is_without_numbers_and_reasons(
    house: House,
) -> None:
    house.servers.connected = {1: True, 2: False}

    answer = await house.client.get("/health/ready")

    assert answer.json() == {
        "status": "degraded",
        "ready": True,
        "checks": {
            name: {"status": "degraded" if name == "servers" else "ok"}
            for name in ("database", "disk", "columns", "servers", "loops")
        },
    }


async def test_not_ready_when_the_database_cannot_be_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.application.db._readers.dispose()
    monkeypatch.setattr(
        health, "answers", lambda conn: conn.exec_driver_sql("SELECT 1 FROM nothing")
    )

    answer = await house.client.get("/health/ready")

    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")


@pytest.mark.parametrize(
    ("limit", "words"),
    [("LOW_DISK_BYTES", "almost full"), ("FULL_DISK_BYTES", "The disk is full")],
)
def test_f3_little_room_on_the_disk_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, words: str
) -> None:
    monkeypatch.setattr(health, limit, 10**18)

    check = disk_check(tmp_path)

    assert check.status == "degraded"
    assert words in check.message


def test_f4_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)

    assert "read-only" in disk_check(tmp_path).message


def test_a_folder_that_is_gone_is_a_failure(tmp_path: Path) -> None:
    assert disk_check(tmp_path / "gone").status == "failed"


async def test_status_as_tautulli_has_it(house: House) -> None:
    assert (await house.client.get("/status")).json() == {"result": "success", "message": "Ok"}
    assert (await house.client.head("/status")).status_code == 200


@pytest.mark.parametrize("path", ["/status/database", "/status?check=database"])
async def test_the_integrity_check_is_for_the_owner(house: House, path: str) -> None:
    assert (await house.client.get(path)).status_code == 401
    await house.sign_in()

    assert (await house.client.get(path)).json() == {
        "result": "success",
        "message": "Database ok",
        "integrity_check": "ok",
    }


@pytest.mark.parametrize(
    ("connected", "told"),
    [({}, False), ({1: None}, None), ({1: True, 2: False}, True), ({1: False}, False)],
)
async def test_server_status_as_tautulli_has_it(
    house: House, connected: dict[int, bool | None], told: bool | None
) -> None:
    house.servers.connected = connected

    answer = await house.client.get("/server_status")

    assert answer.json() == {"result": "success", "connected": told}


async def test_a_server_without_address_is_not_connected(house: House) -> None:
    house.servers.connected, house.servers.url = {1: None}, ""
    answer = await house.client.get("/server_status")
    assert answer.json()["connected"] is False


async def test_metrics_count_by_route_and_not_by_address(house: House) -> None:
    await house.sign_in()
    await house.client.get("/failing/one")
    await house.client.get("/failing/two")
    await house.client.get("/no/such/page")
    await house.client.request("MADE-UP", "/no/such/page")

    text = (await house.client.get("/metrics")).text

    assert (
        'watchkeeper_http_requests_total{method="GET",route="/failing/{how}",status="500"} 2.0'
        in text
    )
    assert 'route="other",status="404"} 1.0' in text
    assert "watchkeeper_plays 12.0" in text
    assert "/no/such/page" not in text
    assert "MADE-UP" not in text
