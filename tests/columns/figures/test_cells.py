"""Figures by anything, against looking at every play."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.columns.record import ITEMS, PLAY, PLAYERS, PLAYS, START, ZONE, filled, numbered
from watchkeeper.columns.figures import cells as cells_module
from watchkeeper.columns.figures.cells import Count, count_cells
from watchkeeper.columns.figures.habits import streaks
from watchkeeper.columns.figures.reserved import daily_bandwidth
from watchkeeper.columns.figures.sortings import BANDS, By, Periods, sorting_of
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.selection.traits import Traits
from watchkeeper.columns.store.changes import PlayFacts
from watchkeeper.columns.store.local_time import day_number
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.works import work_of
from watchkeeper.domain.reasons import Reason

Key = Hashable
Numbers = dict[Key, tuple[int, int, int]]
PERIODS = Periods(
    tuple(day_number(datetime.fromtimestamp(START, ZONE).date()) + at for at in range(12)), 30000
)


def local(play: PlayFacts) -> datetime:
    return datetime.fromtimestamp(play.started, ZONE)


def kind(play: PlayFacts) -> str:
    item = ITEMS[play.item_id]
    return "live" if item.live else item.media_type


def bits(play: PlayFacts) -> list[Key]:
    return [int(bit) for bit in Reason if play.reasons & bit]


def band(play: PlayFacts) -> Key:
    if play.bandwidth is None:
        return None
    return max(low for low in BANDS if low <= play.bandwidth)


def player(play: PlayFacts) -> Key:
    name = PLAYERS[play.player_id].player
    return name if name is None else name.casefold()


KEYS: dict[By, Callable[[PlayFacts], list[Key]]] = {
    By.ALL: lambda _play: [None],
    By.PERIOD: lambda play: [day_number(local(play).date()) - PERIODS.starts[0]],
    By.MONTH: lambda play: [(local(play).year - 1970) * 12 + local(play).month - 1],
    By.WEEKDAY_HOUR: lambda play: [(local(play).isoweekday() % 7) * 24 + local(play).hour],
    By.KIND: lambda play: [kind(play)],
    By.MODE: lambda play: [play.transcode_decision],
    By.REASON: bits,
    By.GENRE: lambda _play: [""],
    By.DECADE: lambda _play: [0],
    By.RESOLUTION: lambda play: [play.video_full_resolution or "unknown"],
    By.PLAYER: lambda play: [player(play)],
    By.PERSON: lambda play: [(play.server_id, play.user_id)],
    By.LIBRARY: lambda play: [(play.server_id, play.section_id)],
    By.ADDRESS: lambda play: [play.ip_address],
    By.LOCATION: lambda play: [play.location],
    By.RELAYED: lambda play: [play.relayed],
    By.BAND: lambda play: [band(play)],
    By.TITLE: lambda play: [work_of(ITEMS[play.item_id])],
}


def by_hand(made: list[PlayFacts], by: By, grouped: bool) -> Numbers:
    """Everything told apart play by play."""
    groups: dict[Key, set[int]] = {}
    seconds: dict[Key, int] = {}
    people: dict[Key, set[tuple[int, int]]] = {}
    for play in (one for one in made if one.is_counted):
        length = 0 if play.stopped is None else play.stopped - play.started
        for key in KEYS[by](play):
            groups.setdefault(key, set()).add(play.reference_id if grouped else play.id)
            seconds[key] = seconds.get(key, 0) + length - play.paused_seconds
            people.setdefault(key, set()).add((play.server_id, play.user_id))
    return {key: (len(groups[key]), seconds[key], len(people[key])) for key in groups}


def counted(made: list[PlayFacts], by: By, grouped: bool) -> Numbers:
    def count(plays: Plays, groups: Groups) -> Numbers:
        chosen = select(plays, HistoryFilter())
        keys, sorting = sorting_of(plays, chosen, by, PERIODS)
        (found,) = count_cells(plays, groups, Count(chosen, grouped, True), [sorting])
        names = [
            key.casefold() if by is By.PLAYER and isinstance(key, str) else key for key in keys
        ]
        return {
            names[at]: (int(found.plays[at]), int(found.seconds[at]), int(found.people[at]))
            for at in np.flatnonzero(found.plays).tolist()
        }

    return filled(made).ask(count)


@pytest.mark.parametrize("by", KEYS)
@given(made=st.lists(PLAYS, max_size=25).map(numbered), grouped=st.booleans())
def test_every_figure_is_what_looking_at_every_play_says(
    by: By, made: list[PlayFacts], grouped: bool
) -> None:
    assert counted(made, by, grouped) == by_hand(made, by, grouped)


def test_people_are_the_same_whether_marked_or_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    made = numbered(
        [PLAY._replace(user_id=7 + at % 3, item_id=1 + at % 5, reasons=10) for at in range(40)]
    )
    marked = [counted(made, by, True) for by in (By.TITLE, By.REASON)]
    monkeypatch.setattr(cells_module, "DENSE", 0)
    assert [counted(made, by, True) for by in (By.TITLE, By.REASON)] == marked


def test_a_streak_counts_days_in_a_row_and_goes_on_until_yesterday() -> None:
    days = [0, 1, 2, 5, 6]
    made = numbered([PLAY._replace(reference_id=at, started=START + at * 86_400) for at in days])
    first = day_number(datetime.fromtimestamp(START, ZONE).date())

    def look(plays: Plays, _groups: Groups) -> tuple[int, ...]:
        one = streaks(plays, select(plays, HistoryFilter()), first + 7)[1, 7]
        return one.days, one.longest, one.longest_until - first, one.current

    assert filled(made).ask(look) == (5, 3, 2, 2)


def test_bandwidth_adds_up_what_runs_when_a_stream_starts() -> None:
    made = numbered(
        [
            PLAY._replace(reference_id=1, bandwidth=4000),
            PLAY._replace(reference_id=2, started=START + 300, bandwidth=3000),
            PLAY._replace(reference_id=3, started=START + 600, bandwidth=2000),  # as 1 stops
            PLAY._replace(reference_id=4, started=START + 650, bandwidth=None),
        ]
    )
    found = filled(made).ask(
        lambda plays, _: daily_bandwidth(plays, select(plays, HistoryFilter()))
    )
    assert list(found.values()) == [7000]


@pytest.mark.parametrize(
    "name", ["hours", "weekdays", "resolutions", "reasons", "is_relayed", "bandwidth", "works"]
)
@given(made=st.lists(PLAYS, max_size=25).map(numbered))
def test_the_filter_behind_a_mark_means_the_same_plays(name: str, made: list[PlayFacts]) -> None:

    wanted: dict[str, tuple[object, By, Key]] = {
        "resolutions": (("1080p",), By.RESOLUTION, "1080p"),
        "reasons": (int(Reason.AUDIO), By.REASON, int(Reason.AUDIO)),
        "is_relayed": (True, By.RELAYED, True),
        "bandwidth": ((8000, 12000), By.BAND, 8000),
        "works": ((("movie", "The Tide", None),), By.TITLE, ("movie", "The Tide", None)),
    }
    columns = filled(made)
    if name in wanted:
        value, by, key = wanted[name]
        traits = Traits(**{name: value})  # type: ignore[arg-type]  # of any field
        expected = by_hand(made, by, True).get(key, (0, 0, 0))[:2]
        assert columns.total(HistoryFilter(traits=traits), grouped=True) == expected
        return
    at = START + 3600 * 30
    hour, weekday = (
        datetime.fromtimestamp(at, ZONE).hour,
        datetime.fromtimestamp(at, ZONE).isoweekday() % 7,
    )
    traits = Traits(hours=(hour,)) if name == "hours" else Traits(weekdays=(weekday,))
    meant = [
        one
        for one in made
        if (local(one).hour == hour if name == "hours" else local(one).isoweekday() % 7 == weekday)
    ]
    expected = by_hand(meant, By.ALL, True).get(None, (0, 0, 0))[:2]
    assert columns.total(HistoryFilter(traits=traits), grouped=True) == expected
