"""Local days and hours of many instants at once."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.columns.store.local_time import LocalTime, day_number

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Sao_Paulo",
)
INSTANTS = st.lists(st.integers(0, 2_000_000_000), min_size=1, max_size=20)


@given(st.sampled_from(ZONES), st.lists(INSTANTS, min_size=1, max_size=3))
def test_f18_days_and_hours_are_those_of_the_zone(name: str, batches: list[list[int]]) -> None:
    zone = ZoneInfo(name)
    local_time = LocalTime(zone)
    for batch in batches:
        days, hours = local_time.days_and_hours(np.array(batch, np.int64))
        local = [datetime.fromtimestamp(at, zone) for at in batch]
        assert days.tolist() == [day_number(one.date()) for one in local]
        assert hours.tolist() == [one.hour for one in local]


@pytest.mark.parametrize("name", ZONES)
def test_f18_every_change_of_the_clock_is_found_to_the_second(name: str) -> None:
    zone = ZoneInfo(name)
    offsets = LocalTime(zone).offsets(np.arange(1_577_836_800, 1_609_459_200, 60))
    changes = np.flatnonzero(np.diff(offsets))
    for at in changes:
        instant = 1_577_836_800 + int(at) * 60
        for moment, offset in ((instant, offsets[at]), (instant + 60, offsets[at + 1])):
            found = datetime.fromtimestamp(moment, zone).utcoffset()
            assert found is not None
            assert found.total_seconds() == offset


def test_no_instants_have_no_days() -> None:
    days, hours = LocalTime(ZoneInfo("UTC")).days_and_hours(np.empty(0, np.int64))
    assert not len(days)
    assert not len(hours)
