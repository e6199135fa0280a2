"""Options of a notifier: defaults, what is refused, and what is stored."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.errors import InputError
from watchkeeper.features.notifications.notifiers.options import (
    DEFAULT,
    Digest,
    Once,
    Options,
    QuietThen,
    WatchedWhen,
    read_options,
    stored_options,
)


def test_without_options_everything_is_as_tautulli_does_it() -> None:
    assert read_options(None) == read_options({}) == DEFAULT
    assert stored_options(DEFAULT) == {}
    assert DEFAULT.watched_when is WatchedWhen.THRESHOLD
    assert not DEFAULT.has_quiet_hours


def test_options_are_read_from_numbers_and_from_words() -> None:
    read = read_options(
        {
            "watched_when": "plex",
            "watched_wait_seconds": "60",
            "quiet_from": "1320",
            "quiet_until": 420,
            "quiet_then": "drop",
            "digest": "daily",
            "digest_at": 540,
            "once": "item",
            "is_silent": "1",
            "rate_count": "",
        }
    )
    assert read == Options(
        watched_when=WatchedWhen.PLEX,
        watched_wait_seconds=60,
        quiet_from=1320,
        quiet_until=420,
        quiet_then=QuietThen.DROP,
        digest=Digest.DAILY,
        digest_at=540,
        once=Once.ITEM,
        is_silent=True,
    )


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ([], "options"),
        ({"wait": 1}, "wait"),
        ({"watched_when": "soon"}, "watched_when"),
        ({"rate_count": -1}, "rate_count"),
        ({"rate_seconds": "x"}, "rate_seconds"),
        ({"quiet_from": 60}, "quiet_until"),
        ({"quiet_until": 60}, "quiet_from"),
        ({"quiet_from": 1440, "quiet_until": 1}, "quiet_from"),
        ({"digest": "hourly", "digest_at": 60}, "digest_at"),
        ({"is_silent": "maybe"}, "is_silent"),
    ],
)
def test_what_cannot_be_is_refused_by_name(sent: Any, field: str) -> None:
    with pytest.raises(InputError) as refused:
        read_options(sent)
    assert refused.value.field == field


@given(
    st.builds(
        Options,
        watched_when=st.sampled_from(WatchedWhen),
        rate_count=st.integers(0, 10_000),
        quiet_from=st.integers(0, 1439),
        quiet_until=st.integers(0, 1439),
        digest=st.sampled_from(Digest),
        digest_at=st.integers(0, 59),
        once=st.sampled_from(Once),
        is_silent=st.booleans(),
    )
)
def test_what_is_stored_reads_as_it_was(options: Options) -> None:
    assert read_options(stored_options(options)) == options
