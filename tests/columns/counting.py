"""What counts as one play, said once more in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from hypothesis import strategies as st

from tests.columns.record import PLAYS, ZONE
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.store.changes import PlayFacts

RECORDS = st.lists(PLAYS, max_size=40)
FILTERS = st.sampled_from(
    [HistoryFilter(), HistoryFilter(user_ids=(7,)), HistoryFilter(sources=("none",))]
)


def met(plays: Iterable[PlayFacts], wanted: HistoryFilter) -> list[PlayFacts]:
    """Those that one of `FILTERS` means."""
    some = [play for play in plays if not wanted.user_ids or play.user_id in wanted.user_ids]
    return [play for play in some if not wanted.sources or play.source in wanted.sources]


@dataclass(frozen=True)
class Unit:
    """A viewing or a single play."""

    first: PlayFacts
    seconds: int


def in_time(plays: Iterable[PlayFacts]) -> list[PlayFacts]:
    """By start and number."""
    return sorted(plays, key=lambda play: (play.started, play.id))


def units(
    plays: Iterable[PlayFacts],
    *,
    grouped: bool,
    bucket: Callable[[PlayFacts], object] = lambda _play: None,
) -> list[Unit]:
    """All that counts; what is in different buckets is kept apart."""
    found: dict[tuple[object, int], list[PlayFacts]] = defaultdict(list)
    for play in in_time(plays):
        found[bucket(play), play.reference_id if grouped else play.id].append(play)
    return [Unit(members[0], sum(map(seconds_of, members))) for members in found.values()]


def seconds_of(play: PlayFacts) -> int:
    return 0 if play.stopped is None else play.stopped - play.started - play.paused_seconds


def local(play: PlayFacts) -> datetime:
    return datetime.fromtimestamp(play.started, ZONE)
