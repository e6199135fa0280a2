"""A small world of plays, and plain SQL that answers what the columns answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.entries.pages import Page, PageQuery
from watchkeeper.columns.selection.filter import HistoryFilter, Order, OrderField
from watchkeeper.columns.store.changes import Changes, ItemFacts, PlayerNames, PlayFacts, UserName
from watchkeeper.domain.watched import WatchedRule

ZONE = ZoneInfo("America/New_York")
START = 1_762_000_000  # two days before a change of the clock

ITEMS = (
    ItemFacts(0, "", False, None, None, None, "", "", None, None, None, None),
    ItemFacts(
        1, "movie", False, 10, None, None, "The Tide", "plex://movie/a", 6000, 6000, 5000, None
    ),
    ItemFacts(
        2, "movie", False, 11, None, None, "the tide", "imdb://tt1?lang=en", 0, 0, None, None
    ),
    ItemFacts(
        3, "episode", False, 22, 21, 20, "Élan - Pilot", "plex://episode/b", 900, 900, None, 800
    ),
    ItemFacts(
        4, "episode", True, 32, 31, 20, "News - 100%", "plex://episode/c", None, None, None, None
    ),
    ItemFacts(5, "track", False, 42, 41, 40, "A_Song - Ålborg", "", 300, 300, None, None),
)
PLAYERS = (
    PlayerNames(0, None, None, None),
    PlayerNames(1, "Living Room", "Plex for Roku", "Roku"),
    PlayerNames(2, "living room", "Plex Web", "Chrome"),
    PlayerNames(3, None, "", None),
)
NAMES = (UserName(1, 7, "Zoë"), UserName(1, 8, "adam"), UserName(2, 7, "Bea"))

PLAYS = st.builds(
    PlayFacts,
    id=st.just(0),
    reference_id=st.integers(1, 40),
    server_id=st.sampled_from([1, 1, 1, 2]),
    started=st.integers(START, START + 8 * 86_400),
    stopped=st.one_of(st.none(), st.integers(0, 7200)),
    paused_seconds=st.sampled_from([0, 0, 30]),
    user_id=st.sampled_from([7, 8, 9]),
    username=st.sampled_from([None, "zoe", "adam"]),
    item_id=st.integers(1, 5),
    player_id=st.integers(1, 3),
    section_id=st.sampled_from([None, 1, 2]),
    view_offset=st.sampled_from([None, 0, 500, 900, 5100]),
    ip_address=st.sampled_from([None, "10.0.0.9", "2001:db8::1"]),
    location=st.sampled_from([None, "lan", "wan"]),
    source=st.sampled_from(["recorded", "imported"]),
    transcode_decision=st.sampled_from(["direct play", "copy", "transcode"]),
    video_full_resolution=st.sampled_from([None, "", "1080p"]),
    stream_video_full_resolution=st.sampled_from([None, "720p"]),
    is_counted=st.just(True),
    bandwidth=st.sampled_from([None, 900, 8000]),
    relayed=st.sampled_from([None, False, True]),
    reasons=st.sampled_from([0, 1, 10]),
)

SOME_UNCOUNTED = st.builds(
    lambda play, is_counted: play._replace(is_counted=is_counted),
    PLAYS,
    st.sampled_from([True, True, True, False]),
)

PLAY = PlayFacts(
    id=0,
    reference_id=1,
    server_id=1,
    started=START,
    stopped=600,
    paused_seconds=0,
    user_id=7,
    username="zoe",
    item_id=1,
    player_id=1,
    section_id=1,
    view_offset=0,
    ip_address="10.0.0.9",
    location="lan",
    source="recorded",
    transcode_decision="direct play",
    video_full_resolution="1080p",
    stream_video_full_resolution="1080p",
)
"""As `PLAYS` makes them: `stopped` counts from the start until `numbered` makes it an instant."""


def numbered(plays: Iterable[PlayFacts]) -> list[PlayFacts]:
    """The plays with numbers from 1 on, and stops after their starts."""
    return [
        play._replace(
            id=number, stopped=None if play.stopped is None else play.started + play.stopped
        )
        for number, play in enumerate(plays, 1)
    ]


def filled(plays: Sequence[PlayFacts]) -> Columns:
    """Columns that know these plays."""
    columns = Columns(ZONE)
    columns.apply(Changes(revision=1, items=[ITEMS], players=PLAYERS, names=NAMES, plays=[plays]))
    return columns


def page(columns: Columns, **changes: Any) -> Page:  # Any: values of any field
    """A page with the fields of a query that matter."""
    values: dict[str, Any] = {  # Any: as above
        "filter": HistoryFilter(),
        "grouped": True,
        "order": (Order(OrderField.DATE),),
        "offset": 0,
        "limit": 25,
        "rule": WatchedRule(),
    }
    return columns.page(PageQuery(**(values | changes)))


class PlainSql:
    """The same plays as one flat table."""

    def __init__(self, plays: Iterable[PlayFacts]) -> None:
        self._conn = sqlite3.connect(":memory:")
        self._conn.create_function("local_day", 1, _local_day)
        self._table("play", PlayFacts._fields, plays)
        self._table("item", ItemFacts._fields, ITEMS)
        self._table("player", PlayerNames._fields, PLAYERS)
        self._table("person", UserName._fields, NAMES)
        self._conn.execute(FLAT)

    def page(
        self, where: str, *, grouped: bool, search: str, order: str
    ) -> list[tuple[Any, ...]]:  # Any: values of any column
        """Rows as `entries_of` makes them."""
        question = PAGE.format(
            group="reference_id" if grouped else "id",
            where=where,
            search=search,
            order=order + ("," if order else ""),
        )
        return self._conn.execute(question).fetchall()

    def answer(self, question: str) -> list[tuple[Any, ...]]:  # Any: as above
        """Any other question."""
        return self._conn.execute(question).fetchall()

    def close(self) -> None:
        """Forget everything."""
        self._conn.close()

    def _table(self, name: str, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self._conn.execute(f"create table {name} ({', '.join(fields)})")
        marks = ", ".join("?" for _ in fields)
        self._conn.executemany(f"insert into {name} values ({marks})", rows)


def entries_of(found: Page) -> list[tuple[Any, ...]]:  # Any: as above
    """The entries of a page as the oracle returns them."""
    return [
        (
            entry.play_id,
            entry.date,
            entry.started,
            entry.stopped,
            entry.seconds,
            entry.paused,
            ",".join(map(str, entry.play_ids)),
        )
        for entry in found.entries
        if not isinstance(entry, int)
    ]


def _local_day(instant: int) -> str:
    return datetime.fromtimestamp(instant, ZONE).date().isoformat()


FLAT = """
create table flat as
select play.*, item.media_type, item.live, item.rating_key, item.parent_rating_key,
  item.grandparent_rating_key, item.full_title, item.guid, item.duration,
  player.player, player.product, player.platform, person.name as friendly_name,
  local_day(play.started) as day,
  case when item.duration = 0 then 0.0 else
    (case when view_offset is null then 0.1 else view_offset * 1.0 end)
    / (case when item.duration is null then 1.0 else item.duration * 1.0 end) * 100 end as percent
from play join item on item.id = play.item_id join player on player.id = play.player_id
left join person on person.server_id = play.server_id and person.user_id = play.user_id
where play.is_counted
"""

PAGE = """
with chosen as (select *, {group} as grp from flat where {where}),
sums as (
  select grp, max(started) as date_, min(started) as started_, max(stopped) as stopped_,
    sum(coalesce(stopped - started, 0)) - sum(paused_seconds) as seconds_,
    sum(paused_seconds) as paused_,
    (select group_concat(id) from
      (select id from chosen c where c.grp = chosen.grp order by id)) as ids
  from chosen group by grp),
best as (
  select * from chosen where id = (
    select id from chosen c where c.grp = chosen.grp order by percent desc, id limit 1))
select id, date_, started_, stopped_, seconds_, paused_, ids
from best join sums using (grp) where {search}
order by {order} reference_id, id
"""
