from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from watchkeeper.cli.bench.options import Size
from watchkeeper.cli.bench.orders import play_line, play_of
from watchkeeper.cli.bench.stock import Stock
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.play import NewPlay

NOW = 1_790_000_000
SERVER = ServerId(1)


def made(seed: int = 1, plays: int = 2000, users: int = 30) -> list[NewPlay]:
    return list(Stock(Size(plays=plays, users=users, years=4, seed=seed), NOW).plays(SERVER))


@pytest.fixture(scope="module")
def plays() -> list[NewPlay]:
    return made()


def test_the_same_seed_makes_the_same_plays(plays: list[NewPlay]) -> None:
    assert plays == made()
    assert plays != made(seed=2)


def test_as_many_plays_are_made_as_were_asked_for(plays: list[NewPlay]) -> None:
    assert len(plays) == 2000
    assert [play.id for play in plays] == list(range(1, 2001))


def test_plays_are_in_order_and_over(plays: list[NewPlay]) -> None:
    starts = [play.started for play in plays]
    assert starts == sorted(starts)
    assert all(NOW - 4 * 366 * 86_400 < play.started < NOW for play in plays)
    assert all(play.started <= (play.stopped or 0) for play in plays)


def test_more_is_watched_later_and_in_the_evening(plays: list[NewPlay]) -> None:
    middle = NOW - 2 * 365 * 86_400
    assert sum(play.started > middle for play in plays) > 1200
    hours = Counter(play.started % 86_400 // 3600 for play in plays)
    assert hours[20] > hours[9] > hours[3]


def test_all_people_and_kinds_take_part(plays: list[NewPlay]) -> None:
    assert len({play.user_id for play in plays}) == 30
    assert {play.media_type for play in plays} == {"movie", "episode", "track"}
    decisions = {play.stream["transcode_decision"] for play in plays}
    assert decisions == {"direct play", "copy", "transcode"}


def test_some_plays_go_on_with_an_earlier_one(plays: list[NewPlay]) -> None:
    continued = [play for play in plays if play.reference_id != play.id]
    assert 0.005 < len(continued) / len(plays) < 0.3


def test_plays_of_now_have_no_number_yet() -> None:
    stock = Stock(Size(plays=200, users=5, years=1, seed=1), NOW)
    for play in islice(stock.more(SERVER), 5):
        assert play.id is None
        assert play.reference_id is None
        assert NOW - 7300 < play.started < NOW


def test_a_play_passes_the_line_unchanged(plays: list[NewPlay]) -> None:
    for play in plays[:50]:
        assert play_of(play_line(play)) == play
