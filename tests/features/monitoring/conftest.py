from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from tests.features.monitoring.house import CountedDatabase
from watchkeeper.db.tables import server


@pytest.fixture
def db(tmp_path: Path) -> Iterator[CountedDatabase]:
    database = CountedDatabase.open(tmp_path / "data")
    database.write_now(lambda conn: conn.execute(insert(server), [server_row(1), server_row(2)]))
    yield database
    database.close()


def server_row(number: int) -> dict[str, object]:
    return {
        "id": number,
        "identifier": f"machine-{number}",
        "name": f"Server {number}",
        "url": "http://plex.test:32400",
        "verify_tls": True,
        "is_watched": True,
        "added_at": 0,
    }
