"""The lines of the cards of get_home_stats, with the exact types that callers rely on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watchkeeper.api.v2.history_row import labels, stated_key
from watchkeeper.api.v2.pictures import LIVE_ART, avatar, library_art, library_thumb
from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.facts import Fact
from watchkeeper.domain.platforms import platform_name, platform_title
from watchkeeper.features.history import PlayRow
from watchkeeper.features.libraries.library import Library
from watchkeeper.features.statistics import Card, CardRows, Concurrent, Ranked
from watchkeeper.features.users.user import User
from watchkeeper.values import dataclass

SMALL_LIVE_ART = "interfaces/default/images/art-live.png"
CONCURRENT_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "": "Concurrent Streams",
        "transcode": "Concurrent Transcodes",
        "copy": "Concurrent Direct Streams",
        "direct play": "Concurrent Direct Plays",
    }
)
"""In the order of the answer."""
COUNTS = ("total_plays", "total_duration")
KEYS = ("rating_key", "grandparent_rating_key")
PICTURES = ("grandparent_thumb", "thumb", "art")
RATED = ("section_id", "media_type", "content_rating", "rating", "labels")
WHERE = ("user", "friendly_name", "platform", "live", "guid", "row_id")
TITLED = (
    "title",
    "grandparent_title",
    "grandchild_title",
    "year",
    "media_index",
    "parent_media_index",
    *KEYS,
)
LAST = ("media_type", "content_rating", "labels", "live", "guid", "row_id")
TOP_FIELDS = (
    "title",
    "year",
    *COUNTS,
    "users_watched",
    *KEYS,
    "last_play",
    *PICTURES,
    *RATED,
    *WHERE,
)
POPULAR_FIELDS = (
    "title",
    "year",
    "users_watched",
    *KEYS,
    "last_play",
    "total_plays",
    *PICTURES,
    *RATED,
    *WHERE,
)
FIELDS: Mapping[Card, tuple[str, ...]] = MappingProxyType(
    {
        Card.TOP_MOVIES: TOP_FIELDS,
        Card.POPULAR_MOVIES: POPULAR_FIELDS,
        Card.TOP_TV: TOP_FIELDS,
        Card.POPULAR_TV: POPULAR_FIELDS,
        Card.TOP_MUSIC: TOP_FIELDS,
        Card.POPULAR_MUSIC: POPULAR_FIELDS,
        Card.LAST_WATCHED: (
            "row_id", "user", "friendly_name", "user_id", "user_thumb", *TITLED, "thumb",
            "grandparent_thumb", "art", *RATED, "last_watch", "live", "guid", "player",
        ),
        Card.TOP_LIBRARIES: (
            *COUNTS, "section_type", "section_name", "section_id", "last_play", "library_thumb",
            "library_art", "thumb", "grandparent_thumb", "art", "user", "friendly_name",
            "users_watched", "platform", *TITLED, *LAST,
        ),
        Card.TOP_USERS: (
            "user", "user_id", "friendly_name", *COUNTS, "last_play", "user_thumb", "thumb",
            "grandparent_thumb", "art", "users_watched", "platform", *TITLED, *LAST,
        ),
        Card.TOP_PLATFORMS: (
            *COUNTS, "last_play", "platform", "platform_name", "title", "thumb",
            "grandparent_thumb", "art", "users_watched", *KEYS, "user", "friendly_name", "row_id",
        ),
    }
)  # fmt: skip
"""The names of each card in the order of an XML answer; what a card does not know is ""."""
POPULAR = frozenset({Card.POPULAR_MOVIES, Card.POPULAR_TV, Card.POPULAR_MUSIC})
MOVIES = frozenset({Card.TOP_MOVIES, Card.POPULAR_MOVIES})
MUSIC = frozenset({Card.TOP_MUSIC, Card.POPULAR_MUSIC})


@dataclass(frozen=True, slots=True)
class Names:
    """Everybody on record and the libraries there are, by their numbers."""

    users: Mapping[int, User]
    libraries: Mapping[int, Library]


def stat_rows(card: Card, lines: CardRows, names: Names) -> list[Row]:
    """The lines of a card."""
    if card is Card.MOST_CONCURRENT:
        return _concurrent_rows([line for line in lines if isinstance(line, Concurrent)])
    found = [_known(card, line, names) for line in lines if not isinstance(line, Concurrent)]
    return [{name: known.get(name, "") for name in FIELDS[card]} for known in found]


def _known(card: Card, line: Ranked | PlayRow, names: Names) -> Row:
    """What the card knows of the line."""
    if isinstance(line, PlayRow):
        return _last_watched(line, names)
    match card:
        case Card.TOP_LIBRARIES:
            return _numbers(line) | _played(line.row) | _library(line.row, names)
        case Card.TOP_USERS:
            return _numbers(line) | _played(line.row) | _person(line.row)
        case Card.TOP_PLATFORMS:
            return _numbers(line) | _platform(line.row)
        case _:
            return _numbers(line) | _title_facts(card, line)


def _title_facts(card: Card, line: Ranked) -> Row:
    """A film, a show or an artist."""
    row = line.row
    return {
        **(_film(row) if card in MOVIES else _show(row)),
        "users_watched": line.standing.people if card in POPULAR else "",
        "title": _artist(row) if card in MUSIC else _title(card, row),
        "year": row.item.get("year", ""),
        "art": row.item.get("art", ""),
        "section_id": _section_id(row),
        "media_type": row.media_type,
        "content_rating": row.item.get("content_rating", ""),
        "rating": row.item.get("rating", ""),
        "labels": labels(row),
        "live": int(row.live),
        "guid": row.item.get("guid", ""),
        "row_id": row.id,
    }


def _title(card: Card, row: PlayRow) -> Fact:
    return row.full_title if card in MOVIES else row.item.get("grandparent_title", "")


def _artist(row: PlayRow) -> Fact:
    return row.item.get("original_title") or row.item.get("grandparent_title", "")


def _film(row: PlayRow) -> Row:
    return {
        "rating_key": stated_key(row, "rating_key"),
        "thumb": row.item.get("thumb", ""),
    }


def _show(row: PlayRow) -> Row:
    """A show or an artist; what is known of Live TV is the programme alone."""
    poster = row.item.get("grandparent_thumb", "")
    return {
        "rating_key": stated_key(row, "rating_key" if row.live else "grandparent_rating_key"),
        "grandparent_rating_key": stated_key(row, "grandparent_rating_key"),
        "grandparent_thumb": poster,
        "thumb": poster,
    }


def _played(row: PlayRow) -> Row:
    """What a library or a person played last, or what was watched last."""
    item = row.item
    return {
        "title": row.full_title,
        "grandparent_title": item.get("grandparent_title", ""),
        "grandchild_title": item.get("title", ""),
        "year": item.get("year", ""),
        "media_index": item.get("media_index", ""),
        "parent_media_index": item.get("parent_media_index", ""),
        "rating_key": stated_key(row, "rating_key"),
        "grandparent_rating_key": stated_key(row, "grandparent_rating_key"),
        "thumb": item.get("grandparent_thumb") or item.get("thumb", ""),
        "grandparent_thumb": item.get("grandparent_thumb", ""),
        "art": item.get("art", ""),
        "media_type": row.media_type,
        "content_rating": item.get("content_rating", ""),
        "labels": labels(row),
        "live": int(row.live),
        "guid": item.get("guid", ""),
        "row_id": row.id,
    }


def _numbers(line: Ranked) -> Row:
    return {
        "total_plays": line.standing.plays,
        "total_duration": line.standing.seconds,
        "last_play": line.standing.last_started,
    }


def _last_watched(row: PlayRow, names: Names) -> Row:
    user = names.users.get(row.user_id)
    return {
        **_played(row),
        "user": row.username,
        "friendly_name": row.friendly_name,
        "user_id": row.user_id,
        "user_thumb": user.custom_avatar_url if user else None,
        "section_id": _section_id(row),
        "rating": row.item.get("rating", ""),
        "last_watch": row.started,
        "player": row.player.player,
    }


def _section_id(row: PlayRow) -> Fact:
    """The library as a number, or the form in which its absence was stated."""
    return row.raw.get("section_id") if row.section_id is None else row.section_id


def _library(row: PlayRow, names: Names) -> Row:
    library = None if row.section_id is None else names.libraries.get(row.section_id)
    backdrop = library_art(library)
    return {
        "section_type": library.section_type if library else None,
        "section_name": library.section_name if library else None,
        "section_id": _section_id(row),
        "library_thumb": library_thumb(library),
        "library_art": SMALL_LIVE_ART if backdrop == LIVE_ART else backdrop,
    }


def _person(row: PlayRow) -> Row:
    return {
        "user": row.username,
        "user_id": row.user_id,
        "friendly_name": row.friendly_name,
        "user_thumb": avatar(row.user_thumb),
    }


def _platform(row: PlayRow) -> Row:
    title = platform_title(row.player.platform or "")
    return {"platform": title, "platform_name": platform_name(title)}


def _concurrent_rows(lines: list[Concurrent]) -> list[Row]:
    peaks = {line.decision: line.peak for line in lines}
    return [
        {
            "title": title,
            "count": peak.count,
            "started": str(peak.started),
            "stopped": str(peak.stopped),
        }
        for decision, title in CONCURRENT_TITLES.items()
        if (peak := peaks.get(decision)) is not None
    ]
