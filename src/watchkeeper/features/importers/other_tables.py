"""Tables whose feature comes later: each row is kept whole, secrets sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from watchkeeper.domain.facts import Fact
from watchkeeper.features.importers.old_versions import AGENT_LABELS

Row = Mapping[str, Fact]
NumberedRow = tuple[int, dict[str, Fact]]

TAKEN_OTHERWISE = frozenset(
    {
        "version_info",
        "sessions",
        "sessions_continued",
        "session_history",
        "session_history_media_info",
        "session_history_metadata",
        "users",
        "library_sections",
        "user_login",
    }
)
UNIQUE = {
    "tvmaze_lookup": "rating_key",
    "themoviedb_lookup": "rating_key",
    "musicbrainz_lookup": "rating_key",
    "image_hash_lookup": "img_hash",
    "imgur_lookup": "img_hash",
    "cloudinary_lookup": "img_hash",
}
REMOTE_APP = "Tautulli Remote App"
POSTER_SIZE = (1000, 1500)


def kept_rows(table: str, rows: Iterable[NumberedRow]) -> Iterator[NumberedRow]:
    """The rows of a table as they are kept: today's shape, doubles and unsafe rows left out."""
    if table == "notify_log":
        rows = unpivoted(rows)
    elif table == "notifiers":
        rows = ((row_id, renamed_agent(row)) for row_id, row in rows)
    elif table == "image_hash_lookup":
        rows = (entry for entry in rows if not is_remote_image(entry[1]))
    unique = UNIQUE.get(table)
    return without_doubles(rows, unique) if unique else iter(rows)


def without_doubles(rows: Iterable[NumberedRow], key: str) -> Iterator[NumberedRow]:
    """The first row of each key, in ascending row numbers."""
    seen: set[Fact] = set()
    for row_id, row in rows:
        if row.get(key) not in seen:
            seen.add(row.get(key))
            yield row_id, row


def is_remote_image(row: Row) -> bool:
    """Whether an image hash leads to an address outside: such rows let strangers fetch it."""
    return urlsplit(str(row.get("img") or "").strip().lower()).scheme in {"http", "https"}


def renamed_agent(row: Row) -> dict[str, Fact]:
    """A notifier under the present names of its agent."""
    label = str(row.get("agent_label") or "")
    changed = dict(row) | {"agent_label": AGENT_LABELS.get(label, row.get("agent_label"))}
    if row.get("agent_name") == "androidapp":
        changed |= {"agent_name": "remoteapp", "agent_label": REMOTE_APP}
    return changed


def unpivoted(rows: Iterable[NumberedRow]) -> Iterator[NumberedRow]:
    """Notification logs of before v2 had one time column an action; today's have one row each."""
    for row_id, row in rows:
        if "notify_action" in row:
            yield row_id, dict(row)
            continue
        plain = {name: value for name, value in row.items() if not name.startswith("on_")}
        actions = [name for name in row if name.startswith("on_") and row[name]]
        for number, action in enumerate(actions):
            entry = plain | {"timestamp": row[action], "notify_action": action.removeprefix("on_")}
            yield row_id * len(row) + number, entry | {"success": 1}


def poster_upload(row: Row) -> dict[str, Fact]:
    """A row of the former `poster_urls` as one of `imgur_lookup`."""
    rating_key = row.get("rating_key")
    width, height = POSTER_SIZE
    parameters = f"/library/metadata/{rating_key}/thumb{width}{height}poster"
    return {
        "img_hash": hashlib.sha256(parameters.encode()).hexdigest(),
        "imgur_title": row.get("poster_title"),
        "imgur_url": row.get("poster_url"),
        "delete_hash": row.get("delete_hash"),
        "rating_key": rating_key,
    }
