"""What was watched last, against going through the plays one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columns.counting import RECORDS, in_time
from tests.columns.record import ITEMS, PLAY, START, filled, numbered
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.entries import latest
from watchkeeper.columns.entries.latest import LatestQuery, latest_watched
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.store.changes import PlayFacts
from watchkeeper.domain.watched import Length, WatchedRule, watched_limit

RULE = WatchedRule()


def found(
    columns: Columns, *, grouped: bool = True, offset: int = 0, limit: int = 100, **wanted: Any
) -> list[int]:  # Any: fields of a filter
    query = LatestQuery(HistoryFilter(**wanted), RULE, grouped, offset, limit)
    return columns.ask(lambda plays, groups: latest_watched(plays, groups, query))


def is_watched(play: PlayFacts) -> bool:
    item = ITEMS[play.item_id]
    duration = 1 if item.duration is None else item.duration
    length = Length(
        duration=duration,
        credits_first=item.marker_credits_first,
        credits_final=item.marker_credits_final,
    )
    limit = watched_limit(item.media_type, length, RULE)
    return limit is not None and (0.1 if play.view_offset is None else play.view_offset) >= limit


@settings(max_examples=60)
@given(made=RECORDS, grouped=st.booleans(), first_look=st.sampled_from([1, 512]))
def test_it_is_what_looking_at_every_play_says(
    made: list[PlayFacts], grouped: bool, first_look: int
) -> None:
    plays = numbered(made)
    videos = [play for play in plays if ITEMS[play.item_id].media_type in {"movie", "episode"}]
    lasts = {play.reference_id if grouped else play.id: play for play in in_time(videos)}
    wanted = [play.id for play in reversed(in_time(lasts.values())) if is_watched(play)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(latest, "FIRST_LOOK", first_look)
        assert found(filled(plays), grouped=grouped) == wanted
        assert found(filled(plays), grouped=grouped, offset=1, limit=2) == wanted[1:3]


def test_a_viewing_whose_last_part_did_not_get_far_is_not_watched() -> None:
    plays = numbered(
        [PLAY._replace(view_offset=5500), PLAY._replace(started=START + 9000, view_offset=10)]
    )
    assert found(filled(plays)) == []
    assert found(filled(plays), grouped=False) == [1]
    assert found(filled(plays), user_ids=(404,)) == []
