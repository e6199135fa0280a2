"""One number everywhere: each place that shows figures against a recount of the rows.

The recount knows nothing of columns or queries: it walks over the rows of the database.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert, select

from tests.factories import STARTED
from tests.web.conftest import BASE_PATH, HOUR, OWNER, PASSWORD, ZONE, Desk, opened
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.db.tables import item, library, play, user
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.features.history import HistoryQuery
from watchkeeper.settings import Secret

DAY = 24 * HOUR
PEOPLE = (101, 102, 103, 104)
LINKED, HIDDEN = (102, 104), 103
LIVE_SECTION = 999_999
SECTIONS = {1: "movie", 2: "show", 3: "artist", LIVE_SECTION: "live"}
FIGURE = re.compile(r'<div class="figure"><a class="quiet" href="([^"]+)"><b>([^<]+)</b>')
SUMMARY = re.compile(r'id="history-summary"[^>]*><b>([^<]*)</b>')


class Row(NamedTuple):
    """What the recount needs of a play."""

    id: int
    reference_id: int
    started: int
    stopped: int
    paused_seconds: int
    user_id: int
    section_id: int
    media_type: str
    is_counted: bool
    live: bool


@dataclass(frozen=True)
class Chosen:
    """A choice that all places understand."""

    user_ids: tuple[int, ...] = ()
    section_id: int | None = None

    def takes(self, row: Row) -> bool:
        is_theirs = not self.user_ids or row.user_id in self.user_ids
        return is_theirs and self.section_id in {None, row.section_id}


def plays_of(rows: Iterable[Row], *, grouped: bool) -> int:
    rows = list(rows)
    return len({row.reference_id for row in rows}) if grouped else len(rows)


def seconds_of(rows: Iterable[Row]) -> int:
    return sum(row.stopped - row.started - row.paused_seconds for row in rows)


def rows_of(conn: Connection) -> list[Row]:
    columns = [play.c[name] for name in Row._fields if name != "live"]
    joined = select(*columns, item.c.live).join(item, play.c.item_id == item.c.id)
    return [Row._make(row) for row in conn.execute(joined.order_by(play.c.id))]


def furnish(conn: Connection) -> None:
    flags = {"is_active": True, "do_notify": True, "keep_history": True, "is_deleted": False}
    for number in PEOPLE:
        names = {"server_id": 1, "user_id": number, "username": f"person {number}"}
        conn.execute(insert(user).values(**names, **flags, is_admin=False, allow_guest=False))
    for number, kind in SECTIONS.items():
        shelf = {"server_id": 1, "section_id": number, "section_name": f"Shelf {number}"}
        conn.execute(
            insert(library).values(**shelf, **flags, section_type=kind, do_notify_created=True)
        )


def title_of(chance: Random) -> dict[str, Any]:
    section = chance.choice(list(SECTIONS))
    number = section * 10 + chance.randrange(3)
    kinds = {1: "movie", 2: "episode", 3: "track", LIVE_SECTION: "episode"}
    return {
        "media_type": kinds[section],
        "title": f"Title {number}",
        "full_title": f"Title {number}",
        "rating_key": number,
        "section_id": section,
        "live": int(section == LIVE_SECTION),
    }


async def live_in(desk: Desk, seed: int) -> None:
    """Plays over forty days; many go on with the one before, some of them across midnight."""
    chance = Random(seed)
    await desk.app.db.write(furnish)
    await desk.app.users.reload(ServerId(1))
    await desk.app.libraries.load()
    desk.clock.advance(STARTED + 41 * DAY - desk.clock.now())
    at = STARTED
    title, person, offset = title_of(chance), PEOPLE[0], 0
    for _ in range(90):
        if chance.random() < 0.6 or offset > 5_000_000:
            title, person, offset = title_of(chance), chance.choice(PEOPLE), 0
        length = chance.randrange(300, 2 * HOUR)
        offset += length * 400
        await desk.record(
            **title,
            user_id=UserId(person),
            username=f"person {person}",
            started=at,
            stopped=at + length,
            paused_seconds=chance.choice([0, 0, 45]),
            view_offset=offset,
        )
        at = min(at + length + chance.choice([60, 3 * HOUR, 11 * HOUR]), STARTED + 40 * DAY)
    left_out = [PlayId(number) for number in chance.sample(range(1, 91), 6)]
    await desk.app.corrections.count(left_out, OWNER, is_counted=False)


@pytest.fixture(scope="module", params=[1, 2])
async def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("agreeing")
    async with opened(folder, owner=OWNER, password=Secret(PASSWORD)) as found:
        await found.app.servers.know("machine-1", "Harbour House")
        await found.sign_in()
        await live_in(found, request.param)
        yield found


async def counted(house: Desk, chosen: Chosen) -> list[Row]:
    """The rows behind a choice, by walking over all of them."""
    rows = await house.app.db.read(rows_of)
    return [row for row in rows if row.is_counted and chosen.takes(row)]


async def asked(house: Desk, cmd: str, **sent: object) -> Any:  # Any: JSON
    params = {"apikey": await house.app.accounts.tautulli_key(), "cmd": cmd}
    params |= {name: str(value) for name, value in sent.items() if value is not None}
    answer = await house.client.get(f"{BASE_PATH}/api/v2", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["response"]["data"]


async def own(house: Desk, path: str, **sent: object) -> Any:  # Any: JSON
    params = {name: str(value).lower() for name, value in sent.items() if value is not None}
    answer = await house.client.get(f"{BASE_PATH}/api/v1{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def choices() -> Sequence[Chosen]:
    chance = Random(3)
    people = [Chosen((one,)) for one in PEOPLE]
    mixed = [Chosen((chance.choice(PEOPLE),), chance.choice(list(SECTIONS))) for _ in range(4)]
    return [Chosen(), *people, *(Chosen((), one) for one in SECTIONS), *mixed]


async def test_the_rows_have_groups_over_midnight_live_tv_and_plays_left_out(house: Desk) -> None:
    rows = await house.app.db.read(rows_of)
    days: dict[int, set[object]] = {}
    for row in rows:
        days.setdefault(row.reference_id, set()).add(day_of(row))
    assert any(len(each) > 1 for each in days.values())
    assert any(row.live for row in rows)
    assert sum(not row.is_counted for row in rows) == 6


def day_of(row: Row) -> str:
    return datetime.fromtimestamp(row.started, UTC).astimezone(ZoneInfo(ZONE)).date().isoformat()


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("chosen", choices(), ids=str)
async def test_history_and_watch_time_agree(house: Desk, chosen: Chosen, *, grouped: bool) -> None:
    rows = await counted(house, chosen)
    expected = (plays_of(rows, grouped=grouped), seconds_of(rows))
    one = chosen.user_ids[0] if chosen.user_ids else None
    page = await house.app.history.page(
        HistoryQuery(filter=as_filter(chosen), grouped=grouped, limit=1)
    )
    assert (page.filtered, page.total_seconds) == expected
    (total,) = await house.app.statistics.watch_time(as_filter(chosen), (0,), grouped=grouped)
    assert (total.total_plays, total.total_seconds) == expected
    told = await own(
        house, "/statistics/watch-time", days=0, grouped=grouped,
        user_id=one, section_id=chosen.section_id,
    )  # fmt: skip
    assert (told["windows"][0]["plays"], told["windows"][0]["seconds"]) == expected
    table = await asked(
        house, "get_history", grouping=int(grouped), length=1, include_activity=0,
        user_id=one, section_id=chosen.section_id,
    )  # fmt: skip
    assert table["recordsFiltered"] == expected[0]


def as_filter(chosen: Chosen) -> HistoryFilter:
    sections = () if chosen.section_id is None else (chosen.section_id,)
    return HistoryFilter(user_ids=chosen.user_ids, section_ids=sections)


@pytest.mark.parametrize("grouped", [True, False])
async def test_people_libraries_cards_and_tables_agree(house: Desk, *, grouped: bool) -> None:
    word = int(grouped)
    people = {row["user_id"]: row for row in (
        await asked(house, "get_users_table", grouping=word, length=100))["data"]}  # fmt: skip
    shelves = {row["section_id"]: row for row in (
        await asked(house, "get_libraries_table", grouping=word, length=100))["data"]}  # fmt: skip
    sent = {"grouping": word, "time_range": 400, "stats_count": 50}
    top = {row["user_id"]: row for row in (
        await asked(house, "get_home_stats", stat_id="top_users", **sent))["rows"]}  # fmt: skip
    for number in PEOPLE:
        rows = await counted(house, Chosen((number,)))
        expected = (plays_of(rows, grouped=grouped), seconds_of(rows))
        assert (people[number]["plays"], people[number]["duration"]) == expected
        assert (top[number]["total_plays"], top[number]["total_duration"]) == expected
        (total,) = await asked(
            house, "get_user_watch_time_stats", user_id=number, query_days=0, grouping=word
        )
        assert (total["total_plays"], total["total_time"]) == expected
    for number in SECTIONS:
        rows = await counted(house, Chosen((), number))
        expected = (plays_of(rows, grouped=grouped), seconds_of(rows))
        assert (shelves[number]["plays"], shelves[number]["duration"]) == expected
        (total,) = await asked(
            house, "get_library_watch_time_stats", section_id=number, query_days=0, grouping=word
        )
        assert (total["total_plays"], total["total_time"]) == expected


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("number", [None, *PEOPLE])
async def test_graphs_agree_day_by_day(house: Desk, number: int | None, *, grouped: bool) -> None:
    """A viewing across midnight counts on each of its days, as its plays did."""
    rows = await counted(house, Chosen(() if number is None else (number,)))
    graph = await asked(
        house, "get_plays_by_date", time_range=60, grouping=int(grouped), user_id=number
    )
    *parts, whole = graph["series"]
    assert whole["name"] == "Total"
    assert whole["data"] == [sum(day) for day in zip(*(one["data"] for one in parts), strict=True)]
    totals = dict(zip(graph["categories"], whole["data"], strict=True))
    expected: dict[str, set[int]] = {}
    for row in rows:
        expected.setdefault(day_of(row), set()).add(row.reference_id if grouped else row.id)
    assert {day: total for day, total in totals.items() if total} == {
        day: len(each) for day, each in expected.items()
    }


@pytest.mark.parametrize("days", [1, 7, 30])
async def test_windows_agree_by_the_second(house: Desk, days: int) -> None:
    since = house.clock.now() - days * DAY
    rows = [row for row in await counted(house, Chosen()) if row.stopped >= since]
    (total,) = await house.app.statistics.watch_time(HistoryFilter(), (days,), grouped=False)
    assert (total.total_plays, total.total_seconds) == (len(rows), seconds_of(rows))
    told = await own(house, "/statistics/watch-time", days=days, grouped=False)
    assert told["windows"][0]["plays"] == len(rows)


async def shown(house: Desk, query: str) -> int:
    """The plays that the statistics page tells, which are those of the history behind them."""
    found = FIGURE.search((await house.get(f"/statistics?range=all{query}")).text)
    assert found
    there = await house.get(unescape(found[1]).removeprefix(BASE_PATH))
    summary = SUMMARY.search(there.text)
    assert summary
    assert summary[1].startswith(f"{found[2]} ")
    return int(found[2].replace(",", ""))


@pytest.mark.parametrize("grouped", [True, False])
async def test_our_pages_agree_and_leave_hidden_people_out(house: Desk, *, grouped: bool) -> None:
    query = "" if grouped else "&ungrouped=1"
    everybody = await counted(house, Chosen())
    assert await shown(house, query) == plays_of(everybody, grouped=grouped)
    person = await house.app.people.get(ServerId(1), UserId(HIDDEN))
    before = house.app.people.privacy(person)
    await house.app.people.set_privacy(person, replace(before, is_hidden=True), OWNER)
    try:
        rows = await counted(house, Chosen(tuple(one for one in PEOPLE if one != HIDDEN)))
        assert await shown(house, query) == plays_of(rows, grouped=grouped)
    finally:
        await house.app.people.set_privacy(person, before, OWNER)


async def test_a_linked_person_is_the_sum_of_the_accounts(house: Desk) -> None:
    accounts = [(ServerId(1), UserId(one)) for one in LINKED]
    audit_id = await house.app.people.link(accounts, OWNER)
    try:
        rows = await counted(house, Chosen(LINKED))
        expected = (plays_of(rows, grouped=True), seconds_of(rows))
        pairs = house.app.people.accounts_of(1, LINKED[0])
        assert set(pairs) == {(1, one) for one in LINKED}
        page = await house.app.history.page(HistoryQuery(filter=HistoryFilter(accounts=pairs)))
        assert (page.filtered, page.total_seconds) == expected
        named = ",".join(f"1-{one}" for one in LINKED)
        assert await shown(house, f"&account={named}") == expected[0]
    finally:
        await house.app.people.undo(audit_id, OWNER)
