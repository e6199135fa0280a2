"""One item of a library, from Plex's words to ours (those of `get_metadata`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from watchkeeper.domain.facts import LIVE_TV_SECTION, SectionId
from watchkeeper.domain.media import Marker, MediaItem
from watchkeeper.domain.titles import full_title
from watchkeeper.errors import MalformedError
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.mapping_media import Named, media_list
from watchkeeper.integrations.plex.wire import Element

CHILD_COUNTED = frozenset({"collection"})
LEAF_COUNTED = frozenset({"show", "season", "artist", "album", "photo_album", "playlist"})
LIVE_TV_NAME = "Live TV"

TEXTS = {
    "title": "title",
    "parent_title": "parentTitle",
    "grandparent_title": "grandparentTitle",
    "original_title": "originalTitle",
    "sort_title": "titleSort",
    "edition_title": "editionTitle",
    "slug": "slug",
    "parent_slug": "parentSlug",
    "grandparent_slug": "grandparentSlug",
    "studio": "studio",
    "content_rating": "contentRating",
    "summary": "summary",
    "tagline": "tagline",
    "rating": "rating",
    "rating_image": "ratingImage",
    "audience_rating": "audienceRating",
    "audience_rating_image": "audienceRatingImage",
    "user_rating": "userRating",
    "originally_available_at": "originallyAvailableAt",
    "guid": "guid",
    "parent_guid": "parentGuid",
    "grandparent_guid": "grandparentGuid",
}
KEYS = {
    "rating_key": "ratingKey",
    "parent_rating_key": "parentRatingKey",
    "grandparent_rating_key": "grandparentRatingKey",
}
NUMBERS = {
    "media_index": "index",
    "parent_media_index": "parentIndex",
    "duration": "duration",
    "year": "year",
    "parent_year": "parentYear",
    "grandparent_year": "grandparentYear",
    "added_at": "addedAt",
    "updated_at": "updatedAt",
    "last_viewed_at": "lastViewedAt",
}
LINKS = {
    "thumb": "thumb",
    "parent_thumb": "parentThumb",
    "grandparent_thumb": "grandparentThumb",
    "art": "art",
    "banner": "banner",
}
TAGS = {
    "directors": "Director",
    "writers": "Writer",
    "actors": "Role",
    "genres": "Genre",
    "labels": "Label",
    "collections": "Collection",
}


def media_item(element: Element, container: Element) -> MediaItem:
    """One item; the container tells its library where the item itself does not.

    Raises:
        MalformedError: It has neither a type nor a title.
    """
    facts = item_facts(element, container)
    if not facts["media_type"] and not facts["title"]:
        raise MalformedError("An item without type and title.")
    rating_key = facts["rating_key"]
    return MediaItem(
        rating_key=rating_key if isinstance(rating_key, int) else None,
        media_type=facts["media_type"],
        title=facts["title"],
        guid=facts["guid"],
        duration=facts["duration"],
        section_id=facts["section_id"],
        markers=markers(element),
        facts=facts,
    )


def item_facts(element: Element, container: Element) -> Named:
    """All facts of an item under the names of `get_metadata`, media_info included."""
    kind = media_type(element)
    facts: Named = {"media_type": kind, **section_facts(element, container)}
    facts |= {name: wire.key(element, attribute) for name, attribute in KEYS.items()}
    facts |= {name: wire.text(element, attribute) for name, attribute in TEXTS.items()}
    facts |= {name: wire.number(element, attribute) for name, attribute in NUMBERS.items()}
    facts |= {name: wire.link(element, attribute) for name, attribute in LINKS.items()}
    facts |= {name: wire.tags(element, tag) for name, tag in TAGS.items()}
    facts |= {
        "guids": external_ids(element),
        "markers": marker_facts(element),
        "parent_guids": [],
        "grandparent_guids": [],
        "children_count": _children_count(kind, element),
        "child_count": wire.number(element, "childCount"),
        "live": wire.count(element, "live"),
        "media_info": media_list(element),
    }
    facts["full_title"] = item_full_title(facts)
    return facts | _facts_of_kind(kind, element, facts)


def media_type(element: Element) -> str:
    """The kind of an item; a photo that holds others is a photo_album."""
    kind = wire.text(element, "type")
    is_album = kind == "photoalbum" or wire.text(element, "key").endswith("/children")
    return "photo_album" if is_album and kind in {"photo", "photoalbum"} else kind


def section_facts(element: Element, container: Element) -> Named:
    """The library of an item; Live TV is in a library of its own."""
    if wire.flag(element, "live"):
        return {"section_id": LIVE_TV_SECTION, "library_name": LIVE_TV_NAME}
    section = wire.number(element, "librarySectionID")
    if section is None:
        section = wire.number(container, "librarySectionID")
    name = wire.text(element, "librarySectionTitle") or wire.text(container, "librarySectionTitle")
    return {
        "section_id": None if section is None else SectionId(section),
        "library_name": name,
    }


def external_ids(element: Element) -> list[str]:
    """Ids of the item elsewhere, e.g. imdb://tt0111161."""
    return [found for guid in wire.elements(element, "Guid") if (found := wire.text(guid, "id"))]


def item_full_title(facts: Named) -> str:
    """The display title by the rules of `watchkeeper.domain.titles`."""
    parent = facts["parent_title"]
    if facts["media_type"] == "photo":
        parent = parent or facts["library_name"]
    return full_title(
        facts["media_type"],
        facts["title"],
        parent=parent,
        grandparent=facts["grandparent_title"],
        artist=facts["original_title"],
    )


def marker_facts(element: Element) -> list[Named]:
    """The markers in the words of `get_metadata`; `first` and `final` only of credits."""
    found: list[Named] = []
    is_first = True
    for marker in wire.elements(element, "Marker"):
        is_credits = wire.text(marker, "type") == "credits"
        found.append(
            {
                "id": wire.number(marker, "id"),
                "type": wire.text(marker, "type"),
                "start_time_offset": wire.number(marker, "startTimeOffset"),
                "end_time_offset": wire.number(marker, "endTimeOffset"),
                "first": is_first if is_credits else None,
                "final": bool(wire.flag(marker, "final")) if is_credits else None,
            }
        )
        is_first = is_first and not is_credits
    return found


def markers(element: Element) -> tuple[Marker, ...]:
    """The markers that have both ends."""
    return tuple(
        Marker(
            type=facts["type"],
            start=facts["start_time_offset"],
            end=facts["end_time_offset"],
            is_first=bool(facts["first"]),
            is_final=bool(facts["final"]),
        )
        for facts in marker_facts(element)
        if facts["start_time_offset"] is not None and facts["end_time_offset"] is not None
    )


def with_facts(item: MediaItem, **changes: Any) -> MediaItem:  # Any: facts of several kinds
    """The item with some facts replaced, and its fields with them."""
    facts = {**item.facts, **changes}
    return replace(item, facts=facts, duration=facts["duration"])


def _children_count(kind: str, element: Element) -> int:
    if kind in LEAF_COUNTED:
        return wire.count(element, "leafCount")
    return wire.count(element, "childCount") if kind in CHILD_COUNTED else 0


def _facts_of_kind(kind: str, element: Element, facts: Named) -> Named:
    match kind:
        case "show":
            return {"duration": _show_duration(facts["duration"])}
        case "clip":
            return {
                "extra_type": wire.text(element, "extraType"),
                "sub_type": wire.text(element, "subtype"),
            }
        case "collection":
            return _collection_facts(element, facts)
        case "playlist":
            return _playlist_facts(element)
        case _:
            return {}


def _show_duration(duration: int | None) -> int | None:
    """Servers tell the length of a show's episodes in minutes or in milliseconds."""
    if duration is None or duration >= 1000:
        return duration
    return duration * 60_000


def _collection_facts(element: Element, facts: Named) -> Named:
    mode, order = wire.number(element, "collectionMode"), wire.number(element, "collectionSort")
    return {
        "thumb": facts["thumb"].partition("?")[0],
        "sub_media_type": wire.text(element, "subtype"),
        "min_year": wire.number(element, "minYear"),
        "max_year": wire.number(element, "maxYear"),
        "smart": wire.count(element, "smart"),
        "collection_mode": -1 if mode is None else mode,
        "collection_sort": 0 if order is None else order,
        "collection_published": wire.count(element, "collectionPublished"),
    }


def _playlist_facts(element: Element) -> Named:
    composite = wire.link(element, "composite")
    return {
        "composite": composite,
        "thumb": wire.link(element, "thumb") or composite,
        "smart": wire.count(element, "smart"),
        "playlist_type": wire.text(element, "playlistType"),
        "leaf_count": wire.number(element, "leafCount"),
    }
