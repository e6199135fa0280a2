"""Streams that still run stand in the history like plays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.factories import STARTED, make_play
from tests.features.history.conftest import ZONE, Record
from watchkeeper.columns.selection.filter import HistoryFilter, Order, OrderField, WatchedShare
from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.domain.session import SessionState
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history import HistoryQuery, RunningPlay
from watchkeeper.features.history.running_rows import matches, running_entry
from watchkeeper.features.users.user import UsersChanged

RUNNING = RunningPlay(
    server_id=ServerId(1),
    session_key="12",
    state=SessionState.PAUSED,
    started=STARTED + 50,
    last_seen=STARTED + 1050,
    paused_seconds=100,
    view_offset=900_000,
    duration=3_600_000,
    user_id=UserId(101),
    username="ada",
    friendly_name="Ada L.",
    media_type="episode",
    rating_key=30,
    parent_rating_key=20,
    grandparent_rating_key=10,
    section_id=SectionId(2),
    full_title="North Coast - Harbour",
    guid="plex://episode/a",
    player="Living Room",
    product="Plex for Roku",
    platform="Roku",
    ip_address="10.0.0.9",
    location="lan",
    transcode_decision="copy",
)


@pytest.mark.parametrize(
    ("fields", "others"),
    [
        ({"server_ids": (1,)}, {"server_ids": (2,)}),
        ({"user_ids": (101, 5)}, {"user_ids": (5,)}),
        ({"usernames": ("ada",)}, {"usernames": ("Ada",)}),
        ({"rating_keys": (30,)}, {"rating_keys": (20,)}),
        ({"parent_rating_keys": (20,)}, {"parent_rating_keys": (30,)}),
        ({"grandparent_rating_keys": (10,)}, {"grandparent_rating_keys": (30,)}),
        ({"any_rating_keys": (10,)}, {"any_rating_keys": (11,)}),
        ({"section_ids": (2,)}, {"section_ids": (1,)}),
        ({"media_types": ("episode",)}, {"media_types": ("live", "movie")}),
        ({"transcode_decisions": ("copy",)}, {"transcode_decisions": ("transcode",)}),
        ({"guid_prefixes": ("PLEX://episode",)}, {"guid_prefixes": ("episode",)}),
        ({"on_days": (date(2026, 9, 21),)}, {"on_days": (date(2026, 9, 22),)}),
        ({"after_day": date(2026, 9, 21)}, {"after_day": date(2026, 9, 22)}),
        ({"before_day": date(2026, 9, 21)}, {"before_day": date(2026, 9, 20)}),
        ({"started_from": STARTED + 50}, {"started_from": STARTED + 51}),
        ({"started_to": STARTED + 51}, {"started_to": STARTED + 50}),
        ({"stopped_from": STARTED + 1050}, {"stopped_from": STARTED + 1051}),
        ({"players": ("living room",)}, {"players": ("Kitchen",)}),
        ({"platforms": ("Roku",)}, {"platforms": ("iOS",)}),
        ({"products": ("Plex for Roku",)}, {"products": ("Plex Web",)}),
        ({"locations": ("lan",)}, {"locations": ("wan",)}),
        ({"ip_addresses": ("10.0.0.9",)}, {"ip_addresses": ("10.0.0.8",)}),
        ({"text": "HARBOUR"}, {"text": "h_rbour"}),
        ({"text": "h_rbour", "is_text_like": True}, {"text": "tide", "is_text_like": True}),
        ({"watched": (WatchedShare.PARTLY,)}, {"watched": (WatchedShare.WATCHED,)}),
        ({}, {"reference_ids": (1,)}),
        ({}, {"play_ids": (1,)}),
        ({}, {"sources": ("recorded",)}),
    ],
)
def test_a_stream_meets_filters_as_a_play_does(
    fields: dict[str, Any], others: dict[str, Any]
) -> None:
    assert matches(RUNNING, HistoryFilter(**fields), ZONE, WatchedRule())
    assert not matches(RUNNING, HistoryFilter(**others), ZONE, WatchedRule())


def test_a_live_tv_stream_counts_as_live_and_watched() -> None:
    live = replace(RUNNING, live=True)
    assert matches(live, HistoryFilter(media_types=("live",)), ZONE, WatchedRule())
    entry = running_entry(live, WatchedRule())
    assert (entry.percent, entry.watched_status, entry.play_seconds) == (100, 1, 900)


@pytest.mark.parametrize(
    ("order", "place"),
    [
        (Order(OrderField.DATE), 1),
        (Order(OrderField.DATE, descending=False), 1),
        (Order(OrderField.FULL_TITLE, descending=False), 0),
        (Order(OrderField.PERCENT), 2),
        (Order(OrderField.PLATFORM), 0),
        (Order(OrderField.PAUSED), 0),
    ],
)
async def test_a_stream_stands_where_the_order_puts_it(
    record: Record, order: Order, place: int
) -> None:
    for number in range(2):
        await record.history.record(make_play(rating_key=number, started=STARTED + 100 * number))
    page = await record.history.page(HistoryQuery(order=(order,)), [RUNNING])
    places = [at for at, entry in enumerate(page.entries) if entry.running is RUNNING]
    assert places == [place]
    assert (page.filtered, page.total) == (3, 2)
    assert page.total_seconds == page.shown_seconds - 900


async def test_a_stream_that_does_not_meet_the_filter_is_left_out(record: Record) -> None:
    query = HistoryQuery(filter=HistoryFilter(user_ids=(102,)))
    assert (await record.history.page(query, [RUNNING])).entries == ()


async def test_a_person_who_is_renamed_is_found_by_the_new_name(record: Record) -> None:
    await record.history.record(make_play())
    query = HistoryQuery(filter=HistoryFilter(text="lovelace"))
    assert (await record.history.page(query)).filtered == 0
    record.db.write_now(
        lambda conn: conn.exec_driver_sql("update user set friendly_name = 'Lovelace'")
    )
    record.bus.publish(UsersChanged(ServerId(1)))
    page = await record.history.page(query)
    assert [entry.row.friendly_name for entry in page.entries if entry.row] == ["Lovelace"]
