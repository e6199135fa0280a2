"""The log of sign-ins, as the Tautulli face asks for it."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from tests.fakes.clock import FakeClock
from watchkeeper.db.database import Database
from watchkeeper.db.tables import sign_in
from watchkeeper.features.accounts import Accounts, SignInQuery

NOW = int(FakeClock().now())


@pytest.fixture
async def log(accounts: Accounts, db: Database) -> Accounts:
    """Three imported attempts."""
    rows = [
        (1, NOW - 300, 7, "ann", "10.0.0.2", "http://nas:8181", "2026-01-01T00:00:00+00:00", False),
        (2, NOW - 200, 8, "Bob", "10.0.0.10", "https://Watch.example", "2036-01-01T00:00:00", True),
        (3, NOW - 100, 7, "ann", "203.0.113.9", "http://nas:8181", None, False),
    ]
    names = ("id", "timestamp", "user_id", "username", "ip_address", "host", "expiry", "is_current")
    values = [dict(zip(names, row, strict=True)) | {"success": row[6] is not None} for row in rows]
    await db.write(lambda conn: conn.execute(insert(sign_in), values))
    return accounts


async def ids(log: Accounts, query: SignInQuery) -> list[int]:
    return [row.id for row in (await log.sign_ins(query)).rows]


async def test_newest_first_unless_asked_otherwise(log: Accounts) -> None:
    assert await ids(log, SignInQuery()) == [3, 2, 1]
    assert await ids(log, SignInQuery(order=(("timestamp", False),))) == [1, 2, 3]


async def test_order_by_several_columns_and_unknown_ones_left_out(log: Accounts) -> None:
    assert await ids(
        log, SignInQuery(order=(("browser", True), ("host", False), ("timestamp", False)))
    ) == [
        1,
        3,
        2,
    ]


async def test_filters(log: Accounts) -> None:
    assert await ids(log, SignInQuery(user_id=7)) == [3, 1]
    assert await ids(log, SignInQuery(text="watch.EXAMPLE")) == [2]
    assert await ids(log, SignInQuery(text="10.0.0.")) == [2, 1]


async def test_hostile_text_is_only_text(log: Accounts) -> None:
    assert await ids(log, SignInQuery(text="'; DROP TABLE sign_in; --")) == []
    assert await ids(log, SignInQuery(order=(("timestamp; DROP TABLE sign_in", True),))) == [
        3,
        2,
        1,
    ]


async def test_pages_tell_how_many_there_are(log: Accounts) -> None:
    page = await log.sign_ins(SignInQuery(user_id=7, offset=1, limit=1))

    assert ([row.id for row in page.rows], page.filtered, page.total) == ([1], 2, 3)


async def test_an_imported_session_shows_its_end_only_while_it_may_live(log: Accounts) -> None:
    page = await log.sign_ins(SignInQuery())

    assert [row.expires_at for row in page.rows] == [None, 2_082_758_400, None]
