"""What exports ask a server for: lists, whole items with all that is known, and pictures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import tzinfo
from typing import Any

from watchkeeper.domain.media import ChosenPicture, Image, ItemList, ListedItem
from watchkeeper.errors import NotFoundError
from watchkeeper.integrations.http import Call, Params
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.connection import PlexConnection
from watchkeeper.integrations.plex.export_facts import export_facts, kind_of
from watchkeeper.integrations.plex.picture import file_path
from watchkeeper.integrations.plex.wire import Element

BATCH = 50
MOST_FILE_BYTES = 64 * 1024 * 1024
WHOLE: Params = {
    "includeChapters": True,
    "includeFields": "thumbBlurHash,artBlurHash",
    "includeGuids": True,
    "includeLoudnessRamps": True,
    "includeMarkers": True,
    "includePreferences": True,
}
CONTENTS = {
    "collection": "/library/collections/{}/items",
    "playlist": "/playlists/{}/items",
}
CHOICES = {
    "thumb": "posters",
    "art": "arts",
    "logo": "clearLogos",
    "squareArt": "squareArts",
    "theme": "themes",
}
"""Where a server lists the pictures that can be chosen for an item, by kind."""


async def export_list(
    plex: PlexConnection, wanted: ItemList
) -> AsyncIterator[tuple[ListedItem, ...]]:
    """A list of items page by page: complete, or an error before its end."""
    path, params = _place(wanted)
    async for _, page in plex.pages(path, params, wire.metadata):
        found = (_listed(each) for each in page)
        yield tuple(each for each in found if each is not None)


async def export_items(
    plex: PlexConnection, wanted: Sequence[ListedItem], zone: tzinfo, *, check_files: bool
) -> list[dict[str, Any]]:  # Any: facts of several types
    """Everything about these items, in their order; those that are gone are missing."""
    ordinary = [each.rating_key for each in wanted if each.media_type != "playlist"]
    found: dict[int, Element] = {}
    for start in range(0, len(ordinary), BATCH):
        keys = ",".join(map(str, ordinary[start : start + BATCH]))
        params = {**WHOLE, "checkFiles": check_files or None}
        for each in await _elements(plex, f"/library/metadata/{keys}", params):
            found[_key(each)] = each
    for listed in wanted:
        if listed.media_type == "playlist":
            for element in await _elements(plex, f"/playlists/{listed.rating_key}", {}):
                found[listed.rating_key] = element
    return [
        export_facts(found[each.rating_key], zone) for each in wanted if each.rating_key in found
    ]


async def export_kind(plex: PlexConnection, rating_key: int) -> str | None:
    """Of which kind an item or playlist is; None when there is none of that number."""
    for path in (f"/library/metadata/{rating_key}", f"/playlists/{rating_key}"):
        for element in await _elements(plex, path, {}):
            return kind_of(element)
    return None


async def chosen_picture(plex: PlexConnection, rating_key: int, kind: str) -> ChosenPicture | None:
    """Which of the pictures of that kind was chosen for an item; None when none is."""
    for each in await _elements(
        plex, f"/library/metadata/{rating_key}/{CHOICES[kind]}", {}, all_kinds=True
    ):
        if wire.flag(each, "selected"):
            is_uploaded = wire.text(each, "ratingKey").startswith("upload://")
            return ChosenPicture(is_uploaded, wire.text(each, "provider") or None)
    return None


async def original_file(plex: PlexConnection, path: str) -> Image:
    """A picture or theme of the server as it is.

    Raises:
        InputError: The path is not that of a picture or theme.
        NotFoundError: There is none.
    """
    call = Call(
        method="GET",
        path=file_path(path),
        headers={"Accept": "image/*, audio/*"},
        most_bytes=MOST_FILE_BYTES,
    )
    answer = await plex.http.send(call)
    if answer.status == 404:
        raise NotFoundError("The Plex server has no such picture.")
    plex.http.checked(answer)
    if not answer.content_type.startswith(("image/", "audio/")):
        raise NotFoundError("The Plex server answered something that is not a picture.")
    return Image(answer.content, answer.content_type)


def _place(wanted: ItemList) -> tuple[str, Params]:
    number = wanted.number
    match wanted.kind:
        case "section":
            return f"/library/sections/{number}/all", {}
        case "collections":
            return f"/library/sections/{number}/collections", {}
        case "playlists":
            return "/playlists", {"sectionID": number or None}
        case _:
            path = CONTENTS.get(wanted.media_type, "/library/metadata/{}/children")
            return path.format(number), {}


def _listed(element: Element) -> ListedItem | None:
    number = _key(element)
    return ListedItem(number, kind_of(element)) if number else None


def _key(element: Element) -> int:
    found = wire.key(element, "ratingKey")
    return found if isinstance(found, int) else 0


async def _elements(
    plex: PlexConnection, path: str, params: Params, *, all_kinds: bool = False
) -> list[Element]:
    answer = await plex.answer("GET", path, params)
    if answer.status == 404:
        return []
    container = wire.container(plex.http.checked(answer).content)
    return wire.elements(container, "Metadata") if all_kinds else _inheriting(container)


def _inheriting(container: Element) -> list[Element]:
    """The items, which have what the container alone tells of their library."""
    library = {
        name: value for name, value in container.items() if name.startswith("librarySection")
    }
    return [{**library, **each} for each in wire.metadata(container)]
