"""Erasure beside a Tautulli that still has the person: what keeps them from coming back.

It relies on three things: the mark of the account is set before the first row goes; the mirror
asks for the mark after each answer, not before; and what was being written then is gone through a
second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import anyio
import pytest
from sqlalchemy import func, select

from tests.fakes.tautulli import KEY, FakeTautulli
from tests.features.importers.test_beside import history_row
from tests.features.privacy.house import (
    ADA,
    ADDRESS,
    BO,
    MACHINE,
    MAIL,
    NAME,
    SERVER,
    ada_of,
    erase,
    traces_in,
)
from tests.web.conftest import OWNER, Desk
from watchkeeper.db.tables import play
from watchkeeper.domain.facts import PlayId
from watchkeeper.domain.tautulli import Row, RowPage
from watchkeeper.features.importers.beside import Mirror
from watchkeeper.features.importers.queries import mirrors

URL = "http://tautulli:8181"
DAY = 86_400


class SlowTautulli(FakeTautulli):
    """Has Ada and Bo, and may be held up with an answer on its way."""

    def __init__(self) -> None:
        hers = {"user_id": ADA, "user": NAME, "ip_address": ADDRESS, "machine_id": MACHINE}
        super().__init__(
            identifier="machine-1",
            plays=[
                history_row(1_000_001, started=2, **hers),
                history_row(1_000_002, started=3, user_id=BO, user="bo"),
                history_row(1_000_003, started=4, **hers),
            ],
            people=[
                {"user_id": ADA, "username": NAME, "email": MAIL, "row_id": 5},
                {"user_id": BO, "username": "bo", "row_id": 6},
            ],
        )
        self.answering, self.goes_on = anyio.Event(), anyio.Event()
        self.is_slow = False

    async def history(self, start: int, length: int, after: date | None = None) -> RowPage:
        page = await super().history(start, length, after)
        await self._wait()
        return page

    async def users(self) -> tuple[Row, ...]:
        found = await super().users()
        await self._wait()
        return found

    async def _wait(self) -> None:
        if self.is_slow:
            self.answering.set()
            await self.goes_on.wait()


@dataclass
class Pair:
    """The house, the Tautulli beside it, and what reads it."""

    desk: Desk
    tautulli: SlowTautulli
    mirror: Mirror

    async def read(self) -> None:
        await self.mirror.round(page_pause=0)

    def imported(self) -> dict[int, int]:
        """How many plays of the Tautulli are here, by account."""
        wanted = select(play.c.user_id, func.count()).where(play.c.id > 1_000_000)
        grouped = wanted.group_by(play.c.user_id)
        return self.desk.app.db.read_now(
            lambda conn: {int(user): int(count) for user, count in conn.execute(grouped)}
        )


@pytest.fixture
async def pair(house: Desk, monkeypatch: pytest.MonkeyPatch) -> Pair:
    tautulli = SlowTautulli()
    monkeypatch.setitem(FakeTautulli.addresses, URL, tautulli)
    importers = house.app.importers
    around = importers._around
    object.__setattr__(around, "connect", FakeTautulli.connect)
    mirror_id = await importers.stand_beside(URL, KEY)
    around.supervisor.end(f"tautulli {mirror_id}")
    [row] = await house.app.db.read(mirrors.all_mirrors)
    return Pair(house, tautulli, Mirror(around, row, tautulli))


async def test_who_was_erased_is_not_read_again(pair: Pair) -> None:
    await pair.read()
    assert pair.imported() == {ADA: 2, BO: 1}
    await erase(pair.desk)
    for _day in range(2):
        pair.desk.clock.advance(DAY)
        await pair.read()
    assert pair.imported() == {BO: 1}
    assert traces_in(pair.desk) == []
    assert await pair.desk.app.users.get(SERVER, ADA) is None


async def test_after_an_erasure_the_whole_history_is_read_once_and_not_every_day(
    pair: Pair,
) -> None:
    await pair.read()
    await erase(pair.desk)
    passes = []
    for _day in range(3):
        pair.desk.clock.advance(DAY)
        pair.tautulli.asked.clear()
        await pair.read()
        passes.append(sum(asked.startswith("history") for asked in pair.tautulli.asked))
    assert passes[1:] == [2, 2]  # the count, and what is new


async def test_a_play_that_was_deleted_here_does_not_make_all_be_read_every_day(
    pair: Pair,
) -> None:
    await pair.read()
    await pair.desk.app.history.delete([PlayId(1_000_001)], OWNER)
    for _day in range(2):
        pair.desk.clock.advance(DAY)
        pair.tautulli.asked.clear()
        await pair.read()
        assert sum(asked.startswith("history") for asked in pair.tautulli.asked) == 2
    assert pair.imported() == {ADA: 1, BO: 1}


async def test_an_answer_that_was_on_its_way_brings_nobody_back(pair: Pair) -> None:
    pair.tautulli.is_slow = True
    async with anyio.create_task_group() as group:
        group.start_soon(pair.read)
        await pair.tautulli.answering.wait()
        await erase(pair.desk)
        pair.tautulli.goes_on.set()
    assert pair.imported() == {BO: 1}
    assert traces_in(pair.desk) == []


async def test_the_mark_stands_before_the_first_row_goes(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pair.read()
    app = pair.desk.app
    was_marked: list[bool] = []
    write = app.db.write

    async def watched(fn: object, *args: object, **named: object) -> object:
        if getattr(fn, "__name__", "") == "erase_part":
            was_marked.append(app.erased.is_erased(SERVER, ADA))
        return await write(fn, *args, **named)  # type: ignore[arg-type]  # any query

    monkeypatch.setattr(app.db, "write", watched)
    job_id = await app.personal_data.erase(await ada_of(pair.desk), OWNER, backups="all")
    await app.jobs.wait(job_id)
    assert was_marked
    assert all(was_marked)
