"""Posters at hosts outside: uploaded once, remembered, and deleted there when somebody says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

import anyio
import structlog

from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.domain.media import ImageRequest
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.features.hosting.choice import HostChoice, HostName, changed, choice_of
from watchkeeper.features.hosting.ports import Host, Pictures
from watchkeeper.features.system.kept import HOSTS, Kept, KeptRow
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

Key: TypeAlias = tuple[ServerId, HostName]

SIZE = (600, 900)
PATIENCE_SECONDS = 5.0
"""How long messages wait for the upload of their poster."""
REST_SECONDS = 600
"""A host that failed is left alone so long: messages go out without a poster meanwhile."""
ITEM = re.compile(r"/library/metadata/(\d+)/")
HASHES = "image_hash_lookup"
COLUMNS = {
    HostName.IMGUR: ("imgur_url", "delete_hash"),
    HostName.CLOUDINARY: ("cloudinary_url", "public_id"),
}
"""The address of an uploaded picture by Tautulli's name, and what deletes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostingParts:
    """What hosting needs."""

    kept: Kept
    clock: Clock
    pictures: Pictures
    hosts: Mapping[HostName, Host]
    own: Callable[[ServerId, str], str]  # the address of a picture here, "" for none


class Hosting:
    """Knows where people outside see a poster."""

    def __init__(self, parts: HostingParts) -> None:
        self._parts = parts
        self._known: dict[Key, dict[str, str]] = {}
        self._rests_until: dict[HostName, int] = {}
        self._lock = anyio.Lock()

    async def choice(self, server_id: ServerId) -> HostChoice:
        """What was chosen for a server."""
        rows = await self._parts.kept.rows(server_id, HOSTS)
        return choice_of(rows[0].content) if rows else HostChoice()

    async def choose(self, server_id: ServerId, host: str, sent: Mapping[str, str]) -> None:
        """Choose the host of a server's posters; credentials that are left blank stay.

        Raises:
            InputError: the choice cannot be used, or no server is set up.
        """
        choice = changed(await self.choice(server_id), host, sent)
        kept, content = self._parts.kept, {"host": choice.host, **choice.credentials}
        rows = await kept.rows(server_id, HOSTS)
        if rows:
            await kept.put(server_id, HOSTS, KeptRow(rows[0].row_id, content))
        else:
            await kept.add(server_id, HOSTS, content)
        self._rests_until.clear()

    async def address(self, server_id: ServerId, path: str) -> str:
        """Where everybody sees a picture of a server; "" for nowhere (now)."""
        choice = await self.choice(server_id)
        if not choice.uploads:
            return self._parts.own(server_id, path) if choice.host is HostName.OWN else ""
        async with self._lock:
            known = await self._addresses((server_id, choice.host))
            if path not in known and self._is_ready(choice.host):
                with anyio.move_on_after(PATIENCE_SECONDS) as scope:
                    await self._upload(server_id, choice, path)
                if scope.cancelled_caught:
                    self._rest(choice.host, "no answer in time")
            return known.get(path, "")

    async def known(self, server_id: ServerId, path: str) -> str:
        """The same without uploading anything: for looks at what would be sent."""
        choice = await self.choice(server_id)
        if not choice.uploads:
            return await self.address(server_id, path)
        return (await self._addresses((server_id, choice.host))).get(path, "")

    async def count(self, server_id: ServerId, host: HostName) -> int:
        """How many pictures of a server lie at a host."""
        return len(await self._parts.kept.rows(server_id, _table(host)))

    async def delete(
        self, server_id: ServerId, host: HostName, rating_key: int | None = None
    ) -> int:
        """Have pictures deleted at a host and forget them: of an item, or all; how many stay there.

        Where nothing opens the host any more they are only forgotten.
        """
        choice, left = await self.choice(server_id), 0
        async with self._lock:
            for row in await self._rows(server_id, host, rating_key):
                if await self._is_gone(choice, host, row):
                    await self._parts.kept.delete(server_id, _table(host), [row.row_id])
                else:
                    left += 1
            self._known.pop((server_id, host), None)
        return left

    async def _rows(
        self, server_id: ServerId, host: HostName, rating_key: int | None
    ) -> list[KeptRow]:
        rows = await self._parts.kept.rows(server_id, _table(host))
        if rating_key is None:
            return rows
        named = {
            row.content.get("img_hash")
            for row in await self._parts.kept.rows(server_id, HASHES)
            if row.content.get("rating_key") == rating_key
        }
        return [
            row
            for row in rows
            if row.content.get("rating_key") == rating_key or row.content.get("img_hash") in named
        ]

    async def _is_gone(self, choice: HostChoice, host: HostName, row: KeptRow) -> bool:
        handle = str(row.content.get(COLUMNS[host][1]) or "")
        if not handle or not choice.opens(host):
            return True
        try:
            await self._parts.hosts[host].delete(handle, choice.credentials)
        except (InputError, OutsideError) as error:
            log.warning("a hosted picture was not deleted", host=host, reason=str(error))
            return False
        return True

    async def _addresses(self, key: Key) -> dict[str, str]:
        """The addresses of what was uploaded, by paths."""
        if key not in self._known:
            url, rows = COLUMNS[key[1]][0], await self._parts.kept.rows(key[0], _table(key[1]))
            found = {str(row.content.get("img") or ""): str(row.content.get(url)) for row in rows}
            found.pop("", None)  # of an import: of which picture it was is not known
            self._known[key] = found
        return self._known[key]

    async def _upload(self, server_id: ServerId, choice: HostChoice, path: str) -> None:
        host, name = choice.host, _name(path)
        request = ImageRequest(path=path, width=SIZE[0], height=SIZE[1])
        try:
            image = await self._parts.pictures.picture(server_id, request)
        except (InputError, OutsideError) as error:
            log.info("a message goes without its poster", reason=str(error))
            return
        try:
            uploaded = await self._parts.hosts[host].upload(image, name, choice.credentials)
        except (InputError, OutsideError) as error:
            self._rest(host, str(error))
            return
        url, handle = COLUMNS[host]
        content = {
            "img": path, "rating_key": _rating_key(path), f"{host}_title": name,
            url: uploaded.url, handle: uploaded.handle,
        }  # fmt: skip
        with anyio.CancelScope(shield=True):  # what lies at the host must be known here
            await self._parts.kept.add(server_id, _table(host), content)
        (await self._addresses((server_id, host)))[path] = uploaded.url

    def _is_ready(self, host: HostName) -> bool:
        return self._rests_until.get(host, 0) <= instant(self._parts.clock)

    def _rest(self, host: HostName, reason: str) -> None:
        self._rests_until[host] = instant(self._parts.clock) + REST_SECONDS
        log.warning("posters are not uploaded", host=host, reason=reason)


def _table(host: HostName) -> str:
    return f"{host}_lookup"


def _rating_key(path: str) -> int | None:
    found = ITEM.search(path)
    return whole_number(found[1]) if found else None


def _name(path: str) -> str:
    """What a picture is called at a host: by its item, as Tautulli does."""
    return f"poster_{_rating_key(path) or 'picture'}"
