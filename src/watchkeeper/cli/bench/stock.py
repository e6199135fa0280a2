"""A record of any size, made fast: the demo's libraries and players, many people, simple habits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, count
from random import Random

import numpy as np

from watchkeeper.cli.bench.options import Size
from watchkeeper.demo.catalogue import KIDS, MOVIES, MUSIC, SHOWS, Catalogue, build_catalogue
from watchkeeper.demo.delivery import Delivery, Wish, deliver
from watchkeeper.demo.household.facts import item_facts, quality_profile, stream_facts
from watchkeeper.demo.items import Item
from watchkeeper.demo.making import DAY
from watchkeeper.demo.people import Device, Person, household
from watchkeeper.domain.facts import Facts, PlayId, SectionId, ServerId, UserId
from watchkeeper.domain.grouping import Grouper
from watchkeeper.domain.play import NewPlay, PlayerFacts, PlaySource
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history.queries.record import grouping_facts
from watchkeeper.values import dataclass

PLAYS_AT_SCALE_1 = 30_000
LARGEST_SCALE = 10.0
EVENING = (1, 1, 0, 0, 0, 0, 1, 2, 2, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5, 7, 8, 8, 6, 3)
"""How much is watched in each hour of a day."""
GOES_ON, RESUMES, LEAVES = 0.72, 0.08, 0.12
"""How often people take the next one in the row, come back to the last, leave before the end."""


@dataclass(slots=True)
class _Viewer:
    """A person and where they are."""

    person: Person
    row: Sequence[Item] = ()  # what they watch one after the other
    place: int = 0
    last: Item | None = None
    offset: int = 0  # milliseconds into `last`, 0 when it was seen to the end


class Stock:
    """Libraries, people, and plays of both without end; the same seed gives the same."""

    def __init__(self, size: Size, now: int) -> None:
        scale = min(LARGEST_SCALE, math.sqrt(size.plays / PLAYS_AT_SCALE_1))
        self.catalogue: Catalogue = build_catalogue(size.seed, now, max(0.2, scale))
        self.people = tuple(_people(size.users))
        self._size = size
        self._now = now
        self._random = Random(f"bench {size.seed}")  # noqa: S311  # no secrets
        self._choice = _Choice(self.catalogue, self._random)
        self._viewers = [_Viewer(person) for person in self.people]
        self._likely = list(accumulate(1 / (rank + 2) for rank in range(size.users)))
        self._words = _Words(self.catalogue)

    def plays(self, server_id: ServerId) -> Iterator[NewPlay]:
        """The whole record in order of start, numbered and grouped."""
        grouper = Grouper(WatchedRule())
        for number, started in enumerate(self._starts(), 1):
            new = self._play(server_id, started)
            numbered = replace(new, id=PlayId(number))
            facts = grouping_facts(numbered, PlayId(number))
            yield replace(numbered, reference_id=grouper.reference(facts))

    def more(self, server_id: ServerId) -> Iterator[NewPlay]:
        """Plays of now, as the monitor would record them: to change the answers while measuring."""
        for number in count():
            yield self._play(server_id, self._now - 7200 + number)

    def _starts(self) -> list[int]:
        """More every year, most in the evening."""
        random = np.random.default_rng(self._size.seed)
        days = int(self._size.years * 365)
        day = (days * np.sqrt(random.uniform(0.04, 1.0, self._size.plays))).astype(np.int64)
        weights = np.array(EVENING) / sum(EVENING)
        hour = random.choice(24, self._size.plays, p=weights)
        second = random.integers(0, 3600, self._size.plays)
        first = self._now // DAY * DAY - (days + 1) * DAY
        starts: list[int] = np.sort(first + day * DAY + hour * 3600 + second).tolist()
        return starts

    def _play(self, server_id: ServerId, started: int) -> NewPlay:
        viewer = self._random.choices(self._viewers, cum_weights=self._likely)[0]
        since, item = self._next(viewer)
        device = self._random.choice(viewer.person.devices)
        until = self._until(item, since)
        viewer.last, viewer.offset = item, until if until < 0.8 * (item.duration or 0) else 0
        paused = int(self._random.expovariate(0.01)) if self._random.random() < 0.2 else 0
        seconds = (until - since) // 1000 + paused
        wish = Wish(with_subtitle=self._random.random() < 0.1)
        delivery, stream = self._words.stream(item, device, wish)
        return NewPlay(
            server_id=server_id,
            started=started,
            stopped=started + seconds,
            paused_seconds=paused,
            user_id=viewer.person.user_id,
            username=viewer.person.username,
            media_type=item.type,
            rating_key=item.rating_key,
            parent_rating_key=item.parent_key,
            grandparent_rating_key=item.grandparent_key,
            section_id=SectionId(item.section_id or 0),
            view_offset=until,
            ip_address=device.address,
            player=_player(device),
            bandwidth=int(delivery.bitrate * 1.35),
            location="lan" if device.is_local else "wan",
            quality_profile=quality_profile(delivery),
            secure=True,
            relayed=device.is_relayed,
            item=self._words.item(item),
            stream=stream,
            source=PlaySource.RECORDED,
        )

    def _next(self, viewer: _Viewer) -> tuple[int, Item]:
        """Where it begins (milliseconds), and what."""
        if viewer.last is not None and viewer.offset and self._random.random() < 3 * RESUMES:
            return viewer.offset, viewer.last
        if viewer.place >= len(viewer.row) or self._random.random() > GOES_ON:
            viewer.row, viewer.place = self._choice.row(), 0
        viewer.place += 1
        return 0, viewer.row[viewer.place - 1]

    def _until(self, item: Item, since: int) -> int:
        duration = item.duration or 0
        if self._random.random() < LEAVES:
            return since + int((duration - since) * self._random.uniform(0.1, 0.8))
        return max(since, int(duration * self._random.uniform(0.94, 1.0)))


class _Choice:
    """What people begin: few things are popular, most are not."""

    def __init__(self, catalogue: Catalogue, random: Random) -> None:
        self._catalogue = catalogue
        self._random = random
        films = catalogue.of_type(MOVIES, "movie")
        shows = catalogue.of_type(SHOWS, "show") + catalogue.of_type(KIDS, "show")
        albums = catalogue.of_type(MUSIC, "album")
        self._shelves = [(shelf, _popularity(shelf, random)) for shelf in (films, shows, albums)]
        self._rows: dict[int, Sequence[Item]] = {}

    def row(self) -> Sequence[Item]:
        """A film, a show from somewhere on, or an album."""
        shelf, weights = self._random.choices(self._shelves, (4, 4, 2))[0]
        item = self._random.choices(shelf, cum_weights=weights)[0]
        if not item.is_container:
            return (item,)
        if item.rating_key not in self._rows:
            self._rows[item.rating_key] = self._catalogue.leaves(item.rating_key)
        leaves = self._rows[item.rating_key]
        return leaves[self._random.randrange(len(leaves)) :]


def _popularity(shelf: Sequence[Item], random: Random) -> list[float]:
    ranks = list(range(len(shelf)))
    random.shuffle(ranks)
    return list(accumulate(1 / (rank + 8) ** 0.8 for rank in ranks))


class _Words:
    """The facts of items and streams, shared between plays that have the same."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._items: dict[int, Facts] = {}
        self._streams: dict[tuple[int, str, Wish], tuple[Delivery, Facts]] = {}

    def item(self, item: Item) -> Facts:
        if item.rating_key not in self._items:
            self._items[item.rating_key] = item_facts(item, self._catalogue)
        return self._items[item.rating_key]

    def stream(self, item: Item, device: Device, wish: Wish) -> tuple[Delivery, Facts]:
        key = (item.rating_key, device.model, wish)
        if key not in self._streams:
            delivery = deliver(item, device, wish)
            self._streams[key] = (delivery, stream_facts(item, delivery))
        return self._streams[key]


def _people(wanted: int) -> Iterator[Person]:
    """The household, then as many like them as are needed, each with devices of their own."""
    known = household()
    yield from known[:wanted]
    for number in range(len(known), wanted):
        like = known[1 + number % (len(known) - 1)]
        name = f"{like.username}.{number}"
        yield replace(
            like,
            user_id=UserId(like.user_id + number),
            account_id=like.account_id + number,
            username=name,
            title=name,
            email=f"{name}@example.org",
            devices=tuple(
                replace(device, machine_id=f"{device.machine_id}-{number}")
                for device in like.devices
            ),
        )


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
