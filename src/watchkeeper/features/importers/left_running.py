"""Streams that ran when a Tautulli was stopped: it would write them at its next start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import orjson

from watchkeeper.domain.facts import Fact, PlayId, ServerId, whole_number
from watchkeeper.domain.play import NewPlay
from watchkeeper.features.importers.old_versions import Runs
from watchkeeper.features.importers.plays import HistoryColumns, Orphan, PlayReader
from watchkeeper.values import dataclass

KINDS = ("movie", "episode", "track")
SHORTEST_SECONDS = {"movie": 120, "episode": 120, "track": 15}
"""Tautulli's defaults: what was played for less is not written to its history."""
OWN_WORDS = ("id", "session_key", "stopped", "view_offset")
"""Words of the row that the dump of the stream does not replace."""
SAME_START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class LeftRunning:
    """A stream that becomes a play; `mark` tells it from every other one."""

    play: NewPlay
    mark: str

    def is_among(self, live: Iterable[tuple[str, str, int]]) -> bool:
        """Whether our own monitoring follows this stream: then it will record it.

        `live` has rating key, machine id and start of each session.
        """
        mine = (str(self.play.rating_key), self.play.player.machine_id or "")
        return any(
            (rating_key, machine_id) == mine
            and abs(started - self.play.started) <= SAME_START_SECONDS
            for rating_key, machine_id, started in live
        )

    def numbered(self, number: int) -> NewPlay:
        """The play under a number of ours, in a group of its own."""
        return replace(self.play, id=PlayId(number), reference_id=PlayId(number))


def left_running(
    row: Mapping[str, Fact], columns: HistoryColumns, server_id: ServerId
) -> LeftRunning | None:
    """The play that a row of `sessions` is; None when Tautulli would not record it."""
    words = dict(row) | {name: value for name, value in _dump(row).items() if name not in OWN_WORDS}
    started, stopped = whole_number(row.get("started")), whole_number(row.get("stopped"))
    rating_key = whole_number(words.get("rating_key"))
    kind = str(words.get("media_type") or "")
    if started is None or stopped is None or rating_key is None or kind not in KINDS:
        return None
    if stopped - started - (whole_number(row.get("paused_counter")) or 0) < SHORTEST_SECONDS[kind]:
        return None
    play = _play(words | {"started": started, "stopped": stopped}, columns, server_id)
    mark = f"{started}:{words.get('user_id')}:{rating_key}:{words.get('machine_id')}"
    return None if play is None else LeftRunning(play, mark)


def _play(
    words: Mapping[str, Fact], columns: HistoryColumns, server_id: ServerId
) -> NewPlay | None:
    """Read the stream as if its three history rows were written."""
    reader = PlayReader(columns, server_id, Runs())
    read = reader.read(columns.row_of(words))
    return None if isinstance(read, Orphan) else read


def _dump(row: Mapping[str, Fact]) -> dict[str, Fact]:
    """The stored dump of the whole stream: plain values only, lists joined as Tautulli does."""
    try:
        content = orjson.loads(str(row.get("raw_stream_info") or "{}"))
    except orjson.JSONDecodeError:
        return {}
    if not isinstance(content, dict):
        return {}
    joined = {
        name: ";".join(map(str, value)) if isinstance(value, list) else value
        for name, value in content.items()
    }
    return {name: value for name, value in joined.items() if not isinstance(value, dict)}
