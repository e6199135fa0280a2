"""Browsers on record: sealed, each its person's own, at most so many."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from tests.fakes.clock import FakeClock
from watchkeeper.db.database import Database
from watchkeeper.db.tables import account, push_subscription
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.browsers import Browsers, Subscription
from watchkeeper.features.browsers.service import MOST_BROWSERS
from watchkeeper.runtime.sealing import Sealer


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


POINT, AUTH = encoded(b"\x04" + b"p" * 64), encoded(b"a" * 16)
ADA, BEN = 1, 2


def subscription(name: str = "ada") -> Subscription:
    return Subscription.read(f"https://push.test/to/{name}", POINT, AUTH)


def add_people(conn: Connection) -> None:
    for number, name in ((ADA, "ada"), (BEN, "ben")):
        values = {"id": number, "name": name, "password_hash": "", "created_at": 0}
        conn.execute(insert(account).values(role="owner", **values))


@pytest.fixture
async def browsers(db: Database, clock: FakeClock, tmp_path: Path) -> Browsers:
    await db.write(add_people)
    return Browsers(db, clock, Sealer.of_folder(tmp_path), lambda: "public key")


async def test_each_person_chooses_for_their_own_browsers(browsers: Browsers) -> None:
    await browsers.subscribe(ADA, subscription("ada"), "Firefox")
    await browsers.subscribe(BEN, subscription("ben"), "Safari")
    (mine,) = await browsers.of(ADA)
    assert (mine.user_agent, mine.subscription) == ("Firefox", subscription("ada"))
    with pytest.raises(NotFoundError):
        await browsers.unsubscribe(BEN, mine.id)
    await browsers.unsubscribe(ADA, mine.id)
    assert [one.user_agent for one in await browsers.all()] == ["Safari"]


async def test_the_same_browser_is_on_record_once(browsers: Browsers) -> None:
    for _ in range(3):
        await browsers.subscribe(ADA, subscription(), "Firefox")
    (known,) = await browsers.all()
    assert known.digest == subscription().digest
    await browsers.forget(known.id)
    assert await browsers.all() == []


async def test_s15_a_subscription_is_sealed_at_rest(browsers: Browsers, db: Database) -> None:
    await browsers.subscribe(ADA, subscription(), "Firefox")
    stored = await db.read(lambda conn: str(conn.execute(select(push_subscription)).all()))
    for secret in ("push.test", POINT, AUTH):
        assert secret not in stored
    assert "push.test" not in repr(await browsers.all())


async def test_nobody_has_more_browsers_than_anybody_has(browsers: Browsers) -> None:
    for number in range(MOST_BROWSERS):
        await browsers.subscribe(ADA, subscription(str(number)), "Firefox")
    with pytest.raises(ConflictError, match="remove one"):
        await browsers.subscribe(ADA, subscription("more"), "Firefox")
    await browsers.subscribe(ADA, subscription("0"), "Firefox")  # known already


@pytest.mark.parametrize(
    ("endpoint", "point", "auth"),
    [
        ("http://push.test/to", POINT, AUTH),
        ("https:///to", POINT, AUTH),
        ("https://[push/to", POINT, AUTH),
        ("https://push.test/\r\nX: y", POINT, AUTH),
        ("https://push.test/" + "x" * 2048, POINT, AUTH),
        ("https://push.test/to", "", AUTH),
        ("https://push.test/to", encoded(b"\x02" + b"p" * 64), AUTH),
        ("https://push.test/to", "é", AUTH),
        ("https://push.test/to", POINT, encoded(b"short")),
    ],
)
def test_what_is_no_subscription_is_refused(endpoint: str, point: str, auth: str) -> None:
    with pytest.raises(InputError):
        Subscription.read(endpoint, point, auth)
