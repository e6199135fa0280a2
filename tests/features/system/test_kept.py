"""Rows that an import kept: read, added, changed, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from watchkeeper.db.database import Database
from watchkeeper.db.tables import kept_row, server
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError
from watchkeeper.features.system.kept import Kept, KeptRow
from watchkeeper.runtime.sealing import Sealer

ATTIC, CELLAR = ServerId(1), ServerId(2)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    found = Database.open(tmp_path)
    rows = [
        {"id": number, "name": "x", "url": "", "verify_tls": True, "is_watched": False,
         "has_plex_pass": False, "added_at": 0}
        for number in (ATTIC, CELLAR)
    ]  # fmt: skip
    found.write_now(lambda conn: conn.execute(insert(server), rows).rowcount)
    yield found
    found.close()


@pytest.fixture
def kept(db: Database, tmp_path: Path) -> Kept:
    return Kept(db, Sealer.of_folder(tmp_path))


async def test_rows_are_numbered_by_table_and_server(kept: Kept) -> None:
    assert await kept.add(ATTIC, "notifiers", {"name": "a"}) == 1
    assert await kept.add(ATTIC, "notifiers", {"name": "b"}) == 2
    assert await kept.add(CELLAR, "notifiers", {"name": "c"}) == 1
    assert await kept.add(ATTIC, "newsletters", {"name": "d"}) == 1
    assert [row.content["name"] for row in await kept.rows(ATTIC, "notifiers")] == ["a", "b"]


async def test_a_row_is_replaced_or_made_under_its_number(kept: Kept) -> None:
    await kept.put(ATTIC, "notifiers", KeptRow(7, {"name": "a"}))
    await kept.put(ATTIC, "notifiers", KeptRow(7, {"name": "b"}))
    assert await kept.rows(ATTIC, "notifiers") == [KeptRow(7, {"name": "b"})]
    assert await kept.get(ATTIC, "notifiers", 7) == KeptRow(7, {"name": "b"})
    assert await kept.get(CELLAR, "notifiers", 7) is None


async def test_rows_are_deleted_by_number_or_all_together(kept: Kept) -> None:
    for _ in range(3):
        await kept.add(ATTIC, "exports", {})
    assert await kept.delete(ATTIC, "exports", [2, 9]) == 1
    assert [row.row_id for row in await kept.rows(ATTIC, "exports")] == [1, 3]
    assert await kept.delete(ATTIC, "exports") == 2


async def test_secrets_are_sealed_at_rest(kept: Kept, db: Database) -> None:
    await kept.add(ATTIC, "notifiers", {"notifier_config": "hunter2"})
    await kept.add(ATTIC, "exports", {"title": "plain"})
    stored = db.read_now(lambda conn: list(conn.execute(select(kept_row.c.content)).scalars()))
    assert not any("hunter2" in text for text in stored)
    assert any("plain" in text for text in stored)


async def test_a_row_is_found_by_the_exact_text_of_a_column(kept: Kept) -> None:
    await kept.add(CELLAR, "image_hash_lookup", {"img_hash": "ab", "img": "/x"})
    found = await kept.holding("image_hash_lookup", "img_hash", "ab")
    assert found == (CELLAR, KeptRow(1, {"img_hash": "ab", "img": "/x"}))
    for text in ("a", "%", "a_", '"'):
        assert await kept.holding("image_hash_lookup", "img_hash", text) is None


async def test_without_a_server_nothing_is_kept(kept: Kept) -> None:
    with pytest.raises(InputError):
        await kept.add(ServerId(0), "notifiers", {})
    assert await kept.rows(ServerId(0), "notifiers") == []
