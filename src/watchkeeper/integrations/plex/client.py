"""One Plex Media Server.

The request budget, in requests of a call; n is the number of things asked for:

======================  ==================================================================
sessions                1 for any number of streams
metadata                1, and 1 more for the parents of an episode, track, season or album
metadata_many           n / 50, and parents / 50
programme               2; 1 on a server without tuners, 1 more for every further guide
library_sections        1, and 1 per level of each library (a film library has 1, others 3)
items, children         1 per page; all_items and children n / 200
recently_added          1; 4 without type and library
collections, playlists  n / 200
search, preference      1
accounts                3 of plex.tv and 1 of the server; 1 of the server without plex.tv
history                 n / 200
identity                2
image, original_file    1
export_list             n / 200
export_items            n / 50, and 1 a playlist
export_kind             1; 2 of a playlist
chosen_picture          1
terminate               1, or 2 where a server does not know POST
notices                 1 connection, however long
======================  ==================================================================

`PlexServer.request_counts` tells what was really sent.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from anyio import to_thread

from watchkeeper.domain.facts import Fact, Facts, SectionId, ServerId
from watchkeeper.domain.media import (
    ChosenPicture,
    Image,
    ImageRequest,
    ItemList,
    ItemPage,
    LibrarySection,
    ListedItem,
    MediaItem,
    PlexAccount,
    ServerIdentity,
    ServerView,
)
from watchkeeper.domain.session import Notice, ObservedSession, Termination
from watchkeeper.domain.standing import Release, RemoteAccess
from watchkeeper.integrations.http import (
    HttpClient,
    HttpSettings,
    Params,
    Transport,
)
from watchkeeper.integrations.plex import (
    administration,
    exporting,
    guide,
    items,
    mapping_library,
    people,
    picture,
    wire,
)
from watchkeeper.integrations.plex.connection import (
    PlexConnection,
    plex_headers,
)
from watchkeeper.integrations.plex.mapping_item import media_item
from watchkeeper.integrations.plex.mapping_session import is_theme_music, observed_session
from watchkeeper.integrations.plex.settings import PlexSettings
from watchkeeper.integrations.plex.socket import (
    NoticeFeed,
    SocketSettings,
    open_socket,
    socket_notices,
)
from watchkeeper.integrations.plex.tv import PlexTv
from watchkeeper.texts import Sentence

CHILDREN_PATHS = {
    "collection": "/library/collections/{}/children",
    "playlist": "/playlists/{}/items",
}


def open_plex_server(
    settings: PlexSettings, *, tv: PlexTv | None = None, transport: Transport | None = None
) -> PlexServer:
    """A client of that server; nothing is sent yet.

    Raises:
        InputError: The address is not usable.
    """
    http = HttpClient(
        HttpSettings(
            base_url=settings.url,
            label=Sentence("The Plex server"),
            headers=plex_headers(settings.product, settings.token),
            secrets=(settings.token,),
            verify_tls=settings.verify_tls,
            answer_seconds=settings.answer_seconds,
            guard=settings.guard,
        ),
        transport=transport,
    )
    return PlexServer(settings, http, tv)


class PlexServer:
    """Reads and commands one Plex Media Server.

    Every method raises UnreachableError, SignInExpiredError, MalformedError or OutsideError when
    there is no complete answer; none of them ever takes a failure for an empty list.
    """

    def __init__(self, settings: PlexSettings, http: HttpClient, tv: PlexTv | None = None) -> None:
        self._settings = settings
        self._http = http
        self._tv = tv
        self._plex = PlexConnection(http)
        self._is_watched = False  # by the last list of sessions

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    @property
    def server_id(self) -> ServerId:
        return self._settings.server_id

    @property
    def request_counts(self) -> Mapping[str, int]:
        """Requests sent so far, by method and path template."""
        return self._http.request_counts

    async def identity(self) -> ServerIdentity:
        """Who the server is; proves the address (open part) and the token (the rest)."""
        open_part = await self._plex.container("/identity")
        return mapping_library.server_identity(open_part, await self._plex.container("/"))

    async def identifier(self) -> str:
        """The machine identifier, which the server tells without a token too."""
        return mapping_library.machine_identifier(await self._plex.container("/identity"))

    async def sessions(self) -> tuple[ObservedSession, ...]:
        """All live sessions, sorted by their key as text."""
        answer = await self._http.get("/status/sessions")
        # Hundreds of streams take 0.1 s to read: too long to hold up everything else.
        read = await to_thread.run_sync(self._read_sessions, answer.content)
        self._is_watched = bool(read)
        return tuple(sorted(read, key=lambda session: session.session_key))

    def _read_sessions(self, content: bytes) -> list[ObservedSession]:
        container = wire.container(content)
        elements = [each for each in wire.metadata(container) if not is_theme_music(each)]
        return self._plex.readable(
            elements, lambda each: observed_session(self.server_id, each, container)
        )

    async def metadata(self, rating_key: int) -> MediaItem | None:
        """One item with markers, external ids and what it takes from its parents; None: gone."""
        return await items.one_item(self._plex, rating_key)

    async def metadata_many(self, rating_keys: Iterable[int]) -> dict[int, MediaItem]:
        """Many items by their keys; a key that is missing in the answer is gone."""
        return await items.many_items(self._plex, rating_keys)

    async def programme(self, guid: str) -> MediaItem | None:
        """A Live TV programme with its airing and channel; None when no guide has it."""
        return await guide.programme(self._plex, guid, self._settings.zone)

    async def children(self, rating_key: int, media_type: str = "") -> ItemPage:
        """Direct children: seasons, episodes, albums, tracks, items of collection or playlist."""
        path = CHILDREN_PATHS.get(media_type, "/library/metadata/{}/children")
        return await items.whole_list(self._plex, path.format(rating_key))

    async def grandchildren(self, rating_key: int) -> ItemPage:
        """All episodes of a show, all tracks of an artist."""
        return await items.whole_list(self._plex, f"/library/metadata/{rating_key}/grandchildren")

    async def library_sections(self) -> tuple[LibrarySection, ...]:
        """All libraries with their counts; a count that fails is None, a failing list raises."""
        container = await self._plex.container("/library/sections")
        found = self._plex.readable(
            wire.elements(container, "Directory"), mapping_library.library_section
        )
        return tuple([await items.counted(self._plex, section) for section in found])

    async def items(
        self, section_id: SectionId, media_type: str, start: int = 0, size: int = 100
    ) -> ItemPage:
        """Part of a library, of one kind of item."""
        return await items.section_page(self._plex, section_id, media_type, start, size)

    def all_items(self, section_id: SectionId, media_type: str) -> AsyncIterator[MediaItem]:
        """A whole library, of one kind of item: complete, or an error before its end."""
        return items.section_items(self._plex, section_id, media_type)

    async def recently_added(
        self,
        count: int,
        start: int = 0,
        media_type: str = "",
        section_id: SectionId | None = None,
    ) -> tuple[MediaItem, ...]:
        """New items, of a kind (movie, show, artist, other_video), of a library, or of all kinds.

        The newest come first.
        """
        return await items.newest(self._plex, count, start, (media_type, section_id))

    async def collections(self, section_id: SectionId) -> tuple[MediaItem, ...]:
        """All collections of a library."""
        path = f"/library/sections/{section_id}/collections"
        return tuple(await self._plex.listed(path, {}, wire.metadata, media_item))

    async def playlists(self, section_id: SectionId | None = None) -> tuple[MediaItem, ...]:
        """All playlists of the token's person, or those with items of one library."""
        params: Params = {"sectionID": section_id}
        return tuple(await self._plex.listed("/playlists", params, wire.metadata, media_item))

    async def search(self, query: str, limit: int = 10) -> tuple[MediaItem, ...]:
        """Items by text; the limit counts per kind of item."""
        return await items.search(self._plex, query, limit)

    async def accounts(self) -> tuple[PlexAccount, ...]:
        """Everybody with access: the owner, friends and home users, as plex.tv lists them.

        Where plex.tv is not used or not reachable, the server's own list stands in: there the
        owner has the number 1, and `shared_sections` is None (not told) for everybody.
        """
        return await people.accounts(self._plex, self._tv)

    async def history(self, since: int) -> tuple[ServerView, ...]:
        """Completed views since an instant (UTC seconds), the newest first, each once."""
        return await people.views(self._plex, since)

    async def image(self, request: ImageRequest) -> Image:
        """A picture of the server, in the wanted size.

        Raises:
            InputError: The path is not one of the server's own pictures.
            NotFoundError: There is no such picture.
        """
        return await picture.fetched(self._plex, request)

    def export_list(self, wanted: ItemList) -> AsyncIterator[tuple[ListedItem, ...]]:
        """A list of items page by page: complete, or an error before its end."""
        return exporting.export_list(self._plex, wanted)

    async def export_items(
        self, wanted: Sequence[ListedItem], *, check_files: bool = False
    ) -> list[dict[str, Any]]:  # Any: facts of several types
        """Everything about items, under the names of exports; those that are gone are missing."""
        zone = self._settings.zone
        return await exporting.export_items(self._plex, wanted, zone, check_files=check_files)

    async def export_kind(self, rating_key: int) -> str | None:
        """Of which kind an item or playlist is; None when there is none of that number."""
        return await exporting.export_kind(self._plex, rating_key)

    async def chosen_picture(self, rating_key: int, kind: str) -> ChosenPicture | None:
        """Which picture of that kind was chosen for an item; None when none is."""
        return await exporting.chosen_picture(self._plex, rating_key, kind)

    async def original_file(self, path: str) -> Image:
        """A picture or theme of an item as it is.

        Raises:
            InputError: The path is not that of one.
            NotFoundError: There is none.
        """
        return await exporting.original_file(self._plex, path)

    async def terminate(self, session_id: str, reason: str) -> Termination:
        """End a stream by its session id (not its key), telling the viewer why.

        Raises:
            InputError: The session id is empty.
        """
        return await administration.terminate(self._plex, session_id, reason)

    async def preference(self, name: str) -> Fact:
        """The value of one preference of the server; None when there is none of that name."""
        return await administration.preference(self._plex, name)

    async def remote_access(self) -> RemoteAccess:
        """Whether it can be reached from outside, as it knows itself."""
        return await administration.remote_access(self._plex)

    async def newer_release(self) -> Release | None:
        """A newer version of itself that it finds when it looks now; None for none."""
        return await administration.newer_release(self._plex)

    async def known_servers(self) -> tuple[Facts, ...]:
        """The servers that this one knows, in the words of `get_servers_info`."""
        return await administration.known_servers(self._plex)

    async def account_token_valid(self) -> bool | None:
        """Whether the token still is; None when nobody could be asked."""
        return await people.token_valid(self._plex, self._tv)

    def notices(self) -> AsyncIterator[Notice]:
        """Notices as they come, over one websocket; ends with UnreachableError when it is lost."""
        return socket_notices(self._socket_settings())

    def feed(self) -> NoticeFeed:
        """Notices for ever: a lost websocket is told, and opened again after 1 to 60 seconds."""
        return NoticeFeed(self.server_id, lambda: open_socket(self._socket_settings()))

    def _socket_settings(self) -> SocketSettings:
        return SocketSettings(
            server_id=self.server_id,
            url=self._http.base_url,
            headers=plex_headers(self._settings.product, self._settings.token),
            verify_tls=self._settings.verify_tls,
            quiet_seconds=self._settings.quiet_seconds,
            is_watched=lambda: self._is_watched,
            hear=self._settings.hear,
        )
