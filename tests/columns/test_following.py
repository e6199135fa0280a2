"""However the plays came in, the columns are the same."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columns.record import (
    ITEMS,
    NAMES,
    PLAY,
    PLAYERS,
    PLAYS,
    SOME_UNCOUNTED,
    START,
    ZONE,
    PlainSql,
    entries_of,
    filled,
    numbered,
    page,
)
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures.tallies import TallyBy
from watchkeeper.columns.selection.filter import HistoryFilter, Order, OrderField
from watchkeeper.columns.store.changes import Changes, PlayFacts, UserName

EVERYTHING = HistoryFilter()
ZONE_ELSEWHERE = ZoneInfo("Europe/Berlin")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(PLAYS, min_size=1, max_size=8)),
        st.tuples(st.just("change"), st.lists(PLAYS, min_size=1, max_size=3)),
        st.tuples(st.just("delete"), st.lists(st.integers(1, 30), min_size=1, max_size=4)),
    ),
    max_size=8,
)


def everything(columns: Columns) -> tuple[Any, ...]:  # Any: whatever can be asked
    return (
        columns.facts(range(1, 100)),
        entries_of(page(columns, limit=None)),
        entries_of(page(columns, grouped=False, limit=None)),
        entries_of(page(columns, order=(Order(OrderField.FULL_TITLE),), limit=None)),
        columns.tally(EVERYTHING, TallyBy.USER, grouped=True),
        columns.total(HistoryFilter(stopped_from=START + 200_000), grouped=True),
    )


class Fed:
    """Columns that are fed step by step, and the plays as they should be."""

    def __init__(self) -> None:
        self.plays: dict[int, PlayFacts] = {}
        self.columns = filled([])
        self._next = 1
        self._revision = 1

    def step(self, kind: str, content: list[Any]) -> None:  # Any: plays or numbers
        changed: list[PlayFacts] = []
        deleted: list[int] = []
        if kind == "delete":
            deleted = content
        elif kind == "add":
            changed = [
                play._replace(id=number)
                for number, play in enumerate(numbered(content), self._next)
            ]
            self._next += len(content)
        else:
            known = sorted(self.plays)[: len(content)]
            changed = [
                play._replace(id=number)
                for number, play in zip(known, numbered(content), strict=False)
            ]
        self._feed(changed, deleted)

    def _feed(self, changed: list[PlayFacts], deleted: list[int]) -> None:
        self._revision += 1
        self.columns.apply(
            Changes(revision=self._revision, names=NAMES, plays=[changed], deleted=deleted)
        )
        self.plays |= {play.id: play for play in changed}
        for number in deleted:
            self.plays.pop(number, None)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_f1_additions_changes_and_deletions_leave_the_columns_as_if_built_anew(
    steps: list[tuple[str, list[Any]]],
) -> None:
    fed = Fed()
    for kind, content in steps:
        fed.step(kind, content)
    assert everything(fed.columns) == everything(filled(list(fed.plays.values())))


@settings(max_examples=50, deadline=None)
@given(st.lists(PLAYS, max_size=20), st.randoms(use_true_random=False))
def test_the_order_in_which_plays_are_read_does_not_matter(
    plays: list[PlayFacts], chance: Any
) -> None:
    rows = numbered(plays)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert everything(filled(shuffled)) == everything(filled(rows))


def test_a_change_applied_twice_changes_nothing() -> None:
    fed = Fed()
    fed.step("add", [PLAY, PLAY])
    before = everything(fed.columns)
    fed.columns.apply(
        Changes(
            revision=9, items=[ITEMS], players=PLAYERS, names=NAMES, plays=[[*fed.plays.values()]]
        )
    )
    assert everything(fed.columns) == before


def test_many_groups_at_once_are_sorted_anew() -> None:
    fed = Fed()
    for _ in range(2):
        fed.step("add", [PLAY._replace(reference_id=number) for number in range(1, 400)])
    assert everything(fed.columns) == everything(filled(list(fed.plays.values())))


def test_codes_that_outgrow_their_type_widen_it() -> None:
    plays = numbered(PLAY._replace(username=f"user {number}") for number in range(70_000))
    columns = filled(plays)
    assert columns.facts([69_999])[0].username == "user 69998"


def test_a_new_name_is_searched_and_sorted_by() -> None:
    columns = filled(numbered([PLAY, PLAY._replace(user_id=8, reference_id=2)]))
    by_name = (Order(OrderField.FRIENDLY_NAME, descending=False),)
    assert [entry[0] for entry in entries_of(page(columns, order=by_name))] == [2, 1]
    columns.apply(Changes(revision=1, names=[UserName(1, 7, "Aaron"), UserName(1, 8, "adam")]))
    assert [entry[0] for entry in entries_of(page(columns, order=by_name))] == [1, 2]
    assert page(columns, filter=HistoryFilter(text="aaron")).filtered == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(SOME_UNCOUNTED, max_size=30), st.sampled_from(["1", "user_id = 7", "not live"]))
def test_tallies_are_what_plain_sql_says(plays: list[PlayFacts], where: str) -> None:
    rows = numbered(plays)
    oracle = PlainSql(rows)
    wanted = oracle.answer(
        "select server_id, user_id, count(distinct reference_id),"
        " sum(coalesce(stopped - started, 0) - paused_seconds), min(started), max(started),"
        f" max(id), min(id) from flat where {where} group by 1, 2"
    )
    oracle.close()
    chosen = {
        "1": HistoryFilter(),
        "user_id = 7": HistoryFilter(user_ids=(7,)),
        "not live": HistoryFilter(media_types=("movie", "episode", "track")),
    }
    found = filled(rows).tally(chosen[where], TallyBy.USER, grouped=True)
    assert {
        (
            *key,
            one.plays,
            one.seconds,
            one.first_started,
            one.last_started,
            one.highest_id,
            one.lowest_id,
        )
        for key, one in found.items()
        if isinstance(key, tuple)
    } == set(wanted)


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        (TallyBy.SECTION, {(1, 1), (1, None)}),
        (TallyBy.IP_ADDRESS, {"10.0.0.9", None}),
        (TallyBy.PLAYER, {"Living Room", "living room"}),
        (TallyBy.RATING_KEY, {10, 22}),
        (TallyBy.GRANDPARENT_RATING_KEY, {-1, 20}),
        (TallyBy.DAY, {20393}),
        (TallyBy.HOUR, {8}),
    ],
)
def test_plays_are_told_apart_by_what_was_asked(by: TallyBy, keys: set[Any]) -> None:
    other = PLAY._replace(section_id=None, ip_address=None, player_id=2, item_id=3)
    columns = filled(numbered([PLAY, other]))
    assert set(columns.tally(EVERYTHING, by, grouped=False)) == keys


def test_a_cache_file_brings_everything_back(tmp_path: Path) -> None:
    columns = filled(
        numbered([PLAY, PLAY._replace(stopped=None, ip_address=None, section_id=None)])
    )
    columns.save(tmp_path / "cache", "record 1")
    again = Columns(ZONE)
    assert again.load(tmp_path / "cache", "record 1")
    again.apply(Changes(revision=1, items=[ITEMS], players=PLAYERS, names=NAMES))
    assert everything(again) == everything(columns)
    assert again.revision == 1


@pytest.mark.parametrize(
    "damage", ["cut", "changed", "empty", "missing", "other record", "other zone"]
)
def test_a_cache_file_that_does_not_fit_is_not_used(tmp_path: Path, damage: str) -> None:
    path, mark = tmp_path / "cache", "record 1"
    filled(numbered([PLAY])).save(path, mark)
    content = path.read_bytes()
    again = Columns(ZONE if damage != "other zone" else ZONE_ELSEWHERE)
    match damage:
        case "cut":
            path.write_bytes(content[:-5])
        case "changed":
            path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        case "empty":
            path.write_bytes(b"")
        case "missing":
            path.unlink()
        case "other record":
            mark = "record 2"
    assert not again.load(path, mark)
    assert len(again) == 0


def test_readers_see_whole_states_only() -> None:
    columns = filled(numbered([PLAY] * 50))
    seen: set[tuple[int, int]] = set()
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            found = page(columns, grouped=False, limit=1)
            seen.add((found.filtered, found.total_seconds))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(51, 251):
        play = numbered([PLAY])[0]._replace(id=number)
        columns.apply(Changes(revision=number, names=NAMES, plays=[[play]]))
    is_over.set()
    for reader in readers:
        reader.join()
    assert all(seconds == 600 * count for count, seconds in seen)
