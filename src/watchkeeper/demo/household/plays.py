"""The household's past as plays for the record, and as completed views for the server."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.demo.catalogue import Catalogue
from watchkeeper.demo.delivery import Delivery, Wish, deliver
from watchkeeper.demo.household.diary import Past, Viewing, viewings
from watchkeeper.demo.household.facts import item_facts, quality_profile, stream_facts
from watchkeeper.demo.items import Item
from watchkeeper.demo.people import Device
from watchkeeper.demo.plexserver import livetv
from watchkeeper.demo.plexserver.views import ViewRow
from watchkeeper.demo.plexserver.world import VIEWED_AT, World
from watchkeeper.domain.facts import LIVE_TV_SECTION, Facts, SectionId, ServerId
from watchkeeper.domain.play import NewPlay, PlayerFacts, PlaySource


def household_plays(past: Past, server_id: ServerId) -> Iterator[NewPlay]:
    """The plays in order of their start, with the facts of the catalogue's items."""
    writer = _PlayWriter(past.catalogue, server_id)
    return map(writer.play, viewings(past))


def past_views(past: Past, world: World) -> Iterator[ViewRow]:
    """The same past as the server's own history keeps it: completed views only."""
    for viewing in viewings(past):
        duration = viewing.item.duration or 0
        if viewing.channel is None and viewing.offset >= VIEWED_AT * duration:
            yield (
                viewing.item,
                viewing.person.account_id,
                world.device_id(viewing.device),
                viewing.stopped,
            )


class _PlayWriter:
    """Puts viewings into the words of the record; equal facts are shared between plays."""

    def __init__(self, catalogue: Catalogue, server_id: ServerId) -> None:
        self._catalogue = catalogue
        self._server_id = server_id
        self._items: dict[int, Facts] = {}
        self._streams: dict[tuple[int, str, Wish], tuple[Delivery, Facts]] = {}

    def play(self, viewing: Viewing) -> NewPlay:
        item, device = viewing.item, viewing.device
        delivery, stream = self._stream(viewing)
        rating_key = item.rating_key
        if viewing.channel is not None:
            rating_key = livetv.rating_key(viewing.channel, viewing.started)
            stream = {**stream, "rating_key": rating_key}
        return NewPlay(
            server_id=self._server_id,
            started=viewing.started,
            stopped=viewing.stopped,
            paused_seconds=viewing.paused,
            user_id=viewing.person.user_id,
            username=viewing.person.username,
            media_type=item.type,
            rating_key=rating_key,
            parent_rating_key=item.parent_key,
            grandparent_rating_key=item.grandparent_key,
            section_id=_section(item),
            view_offset=viewing.offset,
            ip_address=device.address,
            player=_player(device),
            bandwidth=int(delivery.bitrate * 1.35),
            location="lan" if device.is_local else "wan",
            quality_profile=quality_profile(delivery),
            secure=True,
            relayed=device.is_relayed,
            item=self._item(viewing, rating_key),
            stream=stream,
            source=PlaySource.RECORDED,
        )

    def _item(self, viewing: Viewing, rating_key: int) -> Facts:
        if viewing.channel is not None:
            facts = item_facts(viewing.item, self._catalogue, viewing.channel)
            return {**facts, "rating_key": rating_key}
        if rating_key not in self._items:
            self._items[rating_key] = item_facts(viewing.item, self._catalogue)
        return self._items[rating_key]

    def _stream(self, viewing: Viewing) -> tuple[Delivery, Facts]:
        key = (viewing.item.rating_key, viewing.device.machine_id, viewing.wish)
        if viewing.channel is not None or key not in self._streams:
            delivery = deliver(viewing.item, viewing.device, viewing.wish)
            self._streams[key] = (delivery, stream_facts(viewing.item, delivery))
        return self._streams[key]


def _section(item: Item) -> SectionId:
    return LIVE_TV_SECTION if item.section_id is None else SectionId(item.section_id)


def _player(device: Device) -> PlayerFacts:
    return PlayerFacts(
        player=device.title,
        product=device.product,
        product_version=device.product_version,
        platform=device.platform,
        platform_version=device.platform_version,
        profile=device.profile,
        machine_id=device.machine_id,
    )
