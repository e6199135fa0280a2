"""One row of get_history, with the exact types that callers rely on."""

from __future__ import annotations

from watchkeeper.api.v2.pictures import avatar
from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.facts import Fact, Facts, whole_number
from watchkeeper.domain.platforms import platform_title
from watchkeeper.features.history.rows import HistoryEntry, PlayRow
from watchkeeper.features.history.running import RunningPlay

SEPARATOR = ";"


def history_row(entry: HistoryEntry) -> Row:
    """The row of a viewing, or of a stream that still runs."""
    if entry.row is not None:
        return _ids(entry.row) | _times(entry) | _play(entry.row) | _outcome(entry)
    if entry.running is None:
        raise ValueError("A line of the history is a play or a stream.")
    return _running_ids() | _times(entry) | _running(entry.running) | _running_outcome(entry)


def whole(value: float) -> float:
    """The number, without a fraction where it has none: 1, not 1.0."""
    return int(value) if value == int(value) else value


def poster(facts: Facts, media_type: str) -> Fact:
    """The picture of a row: of the season (else the show) for an episode, else its own."""
    if media_type == "episode":
        return facts.get("parent_thumb") or facts.get("grandparent_thumb")
    return facts.get("thumb")


def labels(row: PlayRow) -> list[str]:
    """The labels of what was played."""
    stated = str(row.item.get("labels") or "")
    return stated.split(SEPARATOR) if stated else []


def stated_key(row: PlayRow, name: str) -> Fact:
    """A rating key as a number, or the form in which its absence was stated."""
    value: int | None = getattr(row, name)
    return row.raw.get(name, "") if value is None else value


def stated_flag(row: PlayRow, name: str) -> Fact:
    """A flag as 0 or 1, or the form in which its absence was stated."""
    value: bool | None = getattr(row, name)
    return row.raw.get(name) if value is None else int(value)


def _ids(row: PlayRow) -> Row:
    return {"reference_id": row.reference_id, "row_id": row.id, "id": row.id}


def _running_ids() -> Row:
    return {"reference_id": None, "row_id": None, "id": None}


def _times(entry: HistoryEntry) -> Row:
    return {
        "date": entry.date,
        "started": entry.started,
        "stopped": entry.running.last_seen if entry.running else entry.stopped,
        "duration": entry.play_seconds,
        "play_duration": entry.play_seconds,
        "paused_counter": entry.paused_seconds,
    }


def _play(row: PlayRow) -> Row:
    item, player = row.item, row.player
    return {
        "user_id": row.user_id,
        "user": row.username,
        "friendly_name": row.friendly_name,
        "user_thumb": avatar(row.user_thumb),
        "platform": None if player.platform is None else platform_title(player.platform),
        "product": player.product,
        "player": player.player,
        "ip_address": row.ip_address,
        "live": int(row.live),
        "machine_id": player.machine_id,
        "location": row.location,
        "secure": stated_flag(row, "secure"),
        "relayed": stated_flag(row, "relayed"),
        "media_type": row.media_type,
        "rating_key": stated_key(row, "rating_key"),
        "parent_rating_key": stated_key(row, "parent_rating_key"),
        "grandparent_rating_key": stated_key(row, "grandparent_rating_key"),
        "full_title": row.full_title,
        "title": item.get("title"),
        "parent_title": item.get("parent_title"),
        "grandparent_title": item.get("grandparent_title"),
        "original_title": item.get("original_title"),
        "year": item.get("year"),
        "media_index": item.get("media_index"),
        "parent_media_index": item.get("parent_media_index"),
        "thumb": poster(item, row.media_type),
        "originally_available_at": item.get("originally_available_at"),
        "guid": item.get("guid"),
        "transcode_decision": row.transcode_decision,
    }


def _outcome(entry: HistoryEntry) -> Row:
    return {
        "percent_complete": round(entry.percent),
        "watched_status": whole(entry.watched_status),
        "group_count": entry.group_count,
        "group_ids": ",".join(map(str, entry.group_ids)),
        "state": None,
        "session_key": None,
    }


def _running(play: RunningPlay) -> Row:
    facts: Facts = {
        "thumb": play.thumb,
        "parent_thumb": play.parent_thumb,
        "grandparent_thumb": play.grandparent_thumb,
    }
    return {
        "user_id": play.user_id,
        "user": play.username,
        "friendly_name": play.friendly_name,
        "user_thumb": avatar(play.user_thumb),
        "platform": platform_title(play.platform),
        "product": play.product,
        "player": play.player,
        "ip_address": play.ip_address,
        "live": int(play.live),
        "machine_id": play.machine_id,
        "location": play.location,
        "secure": None if play.secure is None else int(play.secure),
        "relayed": None if play.relayed is None else int(play.relayed),
        "media_type": play.media_type,
        "rating_key": _or_blank(play.rating_key),
        "parent_rating_key": _or_blank(play.parent_rating_key),
        "grandparent_rating_key": _or_blank(play.grandparent_rating_key),
        "full_title": play.full_title,
        "title": play.title,
        "parent_title": play.parent_title,
        "grandparent_title": play.grandparent_title,
        "original_title": play.original_title,
        "year": _or_blank(play.year),
        "media_index": _or_blank(play.media_index),
        "parent_media_index": _or_blank(play.parent_media_index),
        "thumb": poster(facts, play.media_type),
        "originally_available_at": play.originally_available_at,
        "guid": play.guid,
        "transcode_decision": play.transcode_decision,
    }


def _running_outcome(entry: HistoryEntry) -> Row:
    running = entry.running
    return {
        "percent_complete": round(entry.percent),
        "watched_status": whole(entry.watched_status),
        "group_count": None,
        "group_ids": None,
        "state": running.state.value if running else None,
        "session_key": whole_number(running.session_key) if running else None,
    }


def _or_blank(value: int | None) -> int | str:
    return "" if value is None else value
