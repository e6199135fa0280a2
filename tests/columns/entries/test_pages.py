"""Pages of the history against plain SQL."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columns.record import (
    PLAY,
    PLAYS,
    START,
    PlainSql,
    entries_of,
    filled,
    numbered,
    page,
)
from watchkeeper.columns.entries.pages import Entry, PageQuery
from watchkeeper.columns.selection.filter import HistoryFilter, Order, OrderField, WatchedShare
from watchkeeper.domain.watched import WatchedRule

RECORDS = st.lists(PLAYS, max_size=30)
FILTERS: list[tuple[dict[str, Any], str]] = [  # Any: values of any field of a filter
    ({}, "1"),
    ({"server_ids": (1,)}, "server_id = 1"),
    ({"user_ids": (7, 9)}, "user_id in (7, 9)"),
    ({"server_ids": (2,), "user_ids": (7,)}, "server_id = 2 and user_id = 7"),
    ({"usernames": ("zoe",)}, "username = 'zoe'"),
    ({"rating_keys": (10, 22)}, "rating_key in (10, 22)"),
    ({"parent_rating_keys": (21,)}, "parent_rating_key = 21"),
    ({"grandparent_rating_keys": (20,)}, "grandparent_rating_key = 20"),
    (
        {"any_rating_keys": (20, 42)},
        "20 in (rating_key, parent_rating_key, grandparent_rating_key) or rating_key = 42",
    ),
    ({"reference_ids": (3, 10**30)}, "reference_id = 3"),
    ({"play_ids": (1, 4)}, "id in (1, 4)"),
    ({"section_ids": (2,)}, "section_id = 2"),
    ({"media_types": ("movie", "live")}, "(media_type = 'movie' and not live) or live"),
    ({"media_types": ("episode",)}, "media_type = 'episode' and not live"),
    ({"transcode_decisions": ("copy", "transcode")}, "transcode_decision in ('copy', 'transcode')"),
    (
        {"guid_prefixes": ("PLEX://movie", "imdb://tt_")},
        "guid like 'plex://movie%' or guid like 'imdb://tt_%'",
    ),
    ({"on_days": (date(2025, 11, 2), date(2025, 11, 4))}, "day in ('2025-11-02', '2025-11-04')"),
    (
        {"after_day": date(2025, 11, 2), "before_day": date(2025, 11, 5)},
        "day between '2025-11-02' and '2025-11-05'",
    ),
    (
        {"started_from": START + 90_000, "started_to": START + 300_000},
        f"started >= {START + 90_000} and started < {START + 300_000}",
    ),
    ({"stopped_from": START + 200_000}, f"stopped >= {START + 200_000}"),
    ({"players": ("living room",)}, "player = 'living room' collate nocase"),
    ({"platforms": ("Roku",), "products": ("Plex for Roku",)}, "platform = 'Roku'"),
    ({"locations": ("lan",)}, "location = 'lan'"),
    ({"ip_addresses": ("10.0.0.9",)}, "ip_address = '10.0.0.9'"),
    ({"sources": ("imported",)}, "source = 'imported'"),
]
SEARCHES = ["", "the", "ROOM", "100%", "a_song", "zoë", "élan", "10.0", "roku", "nothing at all"]
ORDERS: list[tuple[OrderField, str]] = [
    (OrderField.DATE, "date_"),
    (OrderField.STARTED, "started_"),
    (OrderField.STOPPED, "coalesce(stopped_, -1)"),
    (OrderField.DURATION, "coalesce(duration, -1)"),
    (OrderField.PLAY_DURATION, "seconds_"),
    (OrderField.PAUSED, "paused_"),
    (OrderField.PERCENT, "percent"),
    (OrderField.FRIENDLY_NAME, "friendly_name collate nocase"),
    (OrderField.IP_ADDRESS, "ip_address collate nocase"),
    (OrderField.PLATFORM, "platform collate nocase"),
    (OrderField.PRODUCT, "product collate nocase"),
    (OrderField.PLAYER, "player collate nocase"),
    (OrderField.FULL_TITLE, "full_title collate nocase"),
    (OrderField.REFERENCE, "reference_id"),
    (OrderField.ID, "id"),
]
SEARCHED = ("friendly_name", "ip_address", "platform", "product", "player", "full_title")


def search_sql(text: str) -> str:
    return " or ".join(f"{name} like '%{text}%'" for name in SEARCHED) if text else "1"


def order_sql(order: list[tuple[tuple[OrderField, str], bool]]) -> str:
    return ", ".join(f"{sql} {'desc' if falls else 'asc'}" for (_, sql), falls in order)


def have_own_fields(chosen: list[tuple[dict[str, Any], str]]) -> bool:
    """Whether no two of the filters set the same field."""
    names = [name for fields, _ in chosen for name in fields]
    return len(names) == len(set(names))


@settings(max_examples=400, deadline=None)
@given(
    plays=RECORDS,
    chosen=st.lists(st.sampled_from(FILTERS), min_size=1, max_size=2).filter(have_own_fields),
    search=st.sampled_from(SEARCHES),
    order=st.lists(st.tuples(st.sampled_from(ORDERS), st.booleans()), max_size=2),
    grouped=st.booleans(),
    offset=st.integers(0, 12),
    limit=st.one_of(st.none(), st.integers(0, 9)),
)
def test_a_page_is_what_plain_sql_says(
    *,
    plays: list[Any],
    chosen: list[tuple[dict[str, Any], str]],
    search: str,
    order: list[tuple[tuple[OrderField, str], bool]],
    grouped: bool,
    offset: int,
    limit: int | None,
) -> None:
    rows = numbered(plays)
    merged: dict[str, Any] = {"text": search, "is_text_like": True}
    for fields, _ in chosen:
        merged |= fields
    where = " and ".join(f"({sql})" for _, sql in chosen)
    found = page(
        filled(rows),
        filter=HistoryFilter(**merged),
        grouped=grouped,
        order=tuple(Order(field, falls) for (field, _), falls in order),
        offset=offset,
        limit=limit,
    )
    oracle = PlainSql(rows)
    everything = oracle.page(
        where, grouped=grouped, search=search_sql(search), order=order_sql(order)
    )
    sums = oracle.answer(
        "select sum(coalesce(stopped - started, 0)) - sum(paused_seconds) from flat where " + where
    )
    oracle.close()
    stop = None if limit is None else offset + limit
    assert entries_of(found) == everything[offset:stop]
    assert found.filtered == len(everything)
    assert found.total_seconds == (sums[0][0] or 0)


@pytest.mark.parametrize("bounds", [(0, 30), (3, 40), (5, 35), (40, 50), (-9, 90)])
def test_groups_are_cut_by_a_window_and_by_conditions_at_once(bounds: tuple[int, int]) -> None:
    plays = numbered(
        PLAY._replace(
            started=START + 60 * number,
            reference_id=1 + number // 3,
            location="wan" if number % 4 else "lan",
            view_offset=number % 5 * 100,
        )
        for number in range(40)
    )
    since, until = (START + 60 * bound for bound in bounds)
    found = page(
        filled(plays),
        filter=HistoryFilter(started_from=since, started_to=until, locations=("wan",)),
        order=(Order(OrderField.STOPPED),),
        limit=None,
    )
    oracle = PlainSql(plays)
    where = f"started >= {since} and started < {until} and location = 'wan'"
    wanted = oracle.page(where, grouped=True, search="1", order="stopped_ desc")
    oracle.close()
    assert entries_of(found) == wanted


@settings(max_examples=100, deadline=None)
@given(
    plays=RECORDS,
    chosen=st.sampled_from(FILTERS),
    search=st.sampled_from(SEARCHES),
    grouped=st.booleans(),
)
def test_all_plays_of_a_query_are_those_of_all_its_pages(
    plays: list[Any], chosen: tuple[dict[str, Any], str], search: str, *, grouped: bool
) -> None:
    wanted = HistoryFilter(**{"text": search, "is_text_like": True, **chosen[0]})
    columns = filled(numbered(plays))
    found = page(columns, filter=wanted, grouped=grouped, limit=None)
    shown = [
        number for entry in found.entries if isinstance(entry, Entry) for number in entry.play_ids
    ]
    query = PageQuery(
        filter=wanted, grouped=grouped, order=(), offset=3, limit=1, rule=WatchedRule()
    )
    assert columns.play_ids(query) == sorted(shown)


def test_the_total_counts_the_servers_asked_for() -> None:
    plays = numbered(PLAY._replace(server_id=server) for server in (1, 1, 2))
    columns = filled(plays)
    assert page(columns).total == 3
    assert page(columns, filter=HistoryFilter(server_ids=(2,), user_ids=(99,))).total == 1


@pytest.mark.parametrize(
    ("share", "offsets"),
    [
        (WatchedShare.WATCHED, {5000, 6000}),
        (WatchedShare.PARTLY, {2000}),
        (WatchedShare.DROPPED, {100}),
    ],
)
def test_plays_are_found_by_how_far_they_went(share: WatchedShare, offsets: set[int]) -> None:
    plays = numbered(
        PLAY._replace(view_offset=offset, reference_id=number)
        for number, offset in enumerate((100, 2000, 5000, 6000), 1)
    )
    found = page(filled(plays), filter=HistoryFilter(watched=(share,)))
    assert {plays[entry[0] - 1].view_offset for entry in entries_of(found)} == offsets


def test_our_own_search_ignores_accents() -> None:
    plays = numbered([PLAY._replace(item_id=3), PLAY._replace(item_id=1, reference_id=2)])
    found = page(filled(plays), filter=HistoryFilter(text="elan"))
    assert [entry[0] for entry in entries_of(found)] == [1]


@pytest.mark.parametrize(
    ("started", "place"), [(START + 500, 0), (START + 250, 1), (START - 1, 3), (START + 200, 1)]
)
def test_a_row_from_elsewhere_stands_in_its_place(started: int, place: int) -> None:
    plays = numbered(
        PLAY._replace(started=START + 100 * number, stopped=10, reference_id=number)
        for number in (1, 2, 3)
    )
    found = page(filled(plays), outsiders=[{OrderField.DATE: started}])
    assert [at for at, entry in enumerate(found.entries) if entry == 0] == [place]
    assert found.filtered == 4


@given(st.integers(0, 6), st.integers(1, 4), st.lists(st.integers(0, 500), max_size=3))
def test_pages_with_rows_from_elsewhere_join_without_a_seam(
    offset: int, limit: int, started: list[int]
) -> None:
    plays = numbered(
        PLAY._replace(started=START + 100 * number, stopped=10, reference_id=number)
        for number in (1, 2, 3)
    )
    columns = filled(plays)
    outsiders = [{OrderField.DATE: START + at} for at in started]
    whole = page(columns, outsiders=outsiders, limit=None).entries
    part = page(columns, outsiders=outsiders, offset=offset, limit=limit).entries
    assert part == whole[offset : offset + limit]
    assert len(whole) == 3 + len(started)
