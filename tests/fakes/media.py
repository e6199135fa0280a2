"""A media server in memory, for services that need one through a port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import anyio

from watchkeeper.domain.facts import SectionId, UserId
from watchkeeper.domain.media import (
    Image,
    ImageRequest,
    ItemPage,
    LibrarySection,
    MediaItem,
    PlexAccount,
    ServerIdentity,
)
from watchkeeper.errors import MalformedError, NotFoundError, OutsideError, UnreachableError
from watchkeeper.features.system.servers.server import ServerAddress, ServerAnswer

PNG = b"\x89PNG\r\n\x1a\nrest"


@dataclass
class FakeProbe:
    """Answers for the addresses in `servers`; all others are unreachable."""

    servers: dict[str, ServerIdentity] = field(default_factory=dict)
    owner_token: str = "owner-token"
    asked: list[str] = field(default_factory=list)
    is_slow: bool = False  # never answers
    knows_owner: bool = True

    async def probe(self, address: ServerAddress) -> ServerAnswer:
        self.asked.append(address.url)
        if self.is_slow:
            await anyio.sleep_forever()
        if address.url not in self.servers:
            raise UnreachableError(f"{address.url}: the connection was refused.")
        is_owner = address.token == self.owner_token if self.knows_owner else None
        return ServerAnswer(identity=self.servers[address.url], is_owner_token=is_owner)

    async def identifier(self, address: ServerAddress) -> str:
        return (await self.probe(address)).identity.identifier


@dataclass
class FakeMedia:
    """One server: what it lists can be changed at any time, and it can be made to fail."""

    account_list: tuple[PlexAccount, ...] = ()
    section_list: tuple[LibrarySection, ...] = ()
    items: dict[tuple[int, str], list[MediaItem]] = field(default_factory=dict)
    child_items: dict[int, list[MediaItem]] = field(default_factory=dict)
    pictures: dict[str, Image] = field(default_factory=dict)
    failure: OutsideError | None = None
    breaks_off_after: int | None = None  # items of a list, then an error
    gate: anyio.Event | None = None  # lists of items wait for it
    asked: list[str] = field(default_factory=list)
    is_closed: bool = False

    async def aclose(self) -> None:
        self.is_closed = True

    async def accounts(self) -> tuple[PlexAccount, ...]:
        self._ask("accounts")
        return self.account_list

    async def library_sections(self) -> tuple[LibrarySection, ...]:
        self._ask("sections")
        return self.section_list

    async def all_items(self, section_id: SectionId, media_type: str) -> AsyncIterator[MediaItem]:
        self._ask(f"items {section_id} {media_type}")
        if self.gate is not None:
            await self.gate.wait()
        for number, item in enumerate(self.items.get((section_id, media_type), [])):
            if number == self.breaks_off_after:
                raise MalformedError("The list ended before its end.")
            yield item

    async def children(self, rating_key: int, media_type: str = "") -> ItemPage:
        self._ask(f"children {rating_key}")
        items = tuple(self.child_items.get(rating_key, []))
        return ItemPage(items=items, total=len(items), offset=0)

    async def grandchildren(self, rating_key: int) -> ItemPage:
        return await self.children(rating_key)

    async def metadata(self, rating_key: int) -> MediaItem | None:
        self._ask(f"metadata {rating_key}")
        every = [item for items in self.items.values() for item in items]
        return next((item for item in every if item.rating_key == rating_key), None)

    async def recently_added(
        self,
        count: int,
        start: int = 0,
        media_type: str = "",
        section_id: SectionId | None = None,
    ) -> tuple[MediaItem, ...]:
        self._ask("recently added")
        every = [item for items in self.items.values() for item in items]
        return tuple(every[start : start + count])

    async def collections(self, section_id: SectionId) -> tuple[MediaItem, ...]:
        self._ask("collections")
        return ()

    async def playlists(self, section_id: SectionId | None = None) -> tuple[MediaItem, ...]:
        self._ask("playlists")
        return ()

    async def search(self, query: str, limit: int = 10) -> tuple[MediaItem, ...]:
        self._ask(f"search {query}")
        every = [item for items in self.items.values() for item in items]
        return tuple(item for item in every if query.lower() in item.title.lower())[:limit]

    async def image(self, request: ImageRequest) -> Image:
        self._ask(f"image {request.path}")
        await anyio.lowlevel.checkpoint()
        if request.path not in self.pictures:
            raise NotFoundError("There is no such picture.")
        return self.pictures[request.path]

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.failure is not None:
            raise self.failure


def make_identity(identifier: str = "machine-1", name: str = "Den") -> ServerIdentity:
    return ServerIdentity(
        identifier=identifier,
        version="1.43.2",
        name=name,
        platform="Linux",
        has_plex_pass=True,
        owner_features=frozenset({"session_kick"}),
    )


def make_account(user_id: int, username: str = "", **changes: object) -> PlexAccount:
    plain = PlexAccount(
        user_id=UserId(user_id),
        username=username,
        title=username,
        thumb=f"https://plex.tv/users/{user_id}/avatar",
        shared_sections=(SectionId(1),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the caller names real fields


def make_section(section_id: int, name: str, kind: str = "movie", **counts: int) -> LibrarySection:
    plain = LibrarySection(section_id=SectionId(section_id), name=name, type=kind, count=10)
    return replace(plain, **counts)  # type: ignore[arg-type]  # the caller names real fields


def make_item(rating_key: int, title: str, kind: str = "movie", **facts: object) -> MediaItem:
    """An item; facts of its file (container, bitrate, file_size ...) go into its first version."""
    file = {name: facts.pop(name) for name in list(facts) if name in FILE_FACTS}
    part = {"file_size": file.pop("file_size", None)}
    versions = [{**file, "parts": [part]}]
    return MediaItem(
        rating_key=rating_key,
        media_type=kind,
        title=title,
        guid=f"plex://{kind}/{rating_key}",
        duration=6_000_000,
        section_id=SectionId(1),
        facts={"sort_title": "", "media_info": versions, **facts},
    )


FILE_FACTS = frozenset(
    {"container", "bitrate", "video_codec", "video_resolution", "video_framerate"}
    | {"audio_codec", "audio_channels", "file_size"}
)
