"""The household lives: people come, watch, pause, change quality and leave, all day long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import UTC, datetime
from random import Random

from watchkeeper.demo.catalogue import ANIME, KIDS, MOVIES, MOVIES_4K, MUSIC, SHOWS
from watchkeeper.demo.delivery import Mode, Wish
from watchkeeper.demo.household.habits import HABITS, USUAL
from watchkeeper.demo.items import Item
from watchkeeper.demo.plexserver import frames
from watchkeeper.demo.plexserver.stream import Stream
from watchkeeper.demo.plexserver.world import World
from watchkeeper.domain.session import SessionState
from watchkeeper.values import dataclass

FEWEST, MOST = 3, 7
"""How many streams there always are."""

_LIBRARIES = {
    "films": (MOVIES, "movie"),
    "4k": (MOVIES_4K, "movie"),
    "shows": (SHOWS, "episode"),
    "anime": (ANIME, "episode"),
    "kids": (KIDS, "episode"),
    "music": (MUSIC, "track"),
}


@dataclass(frozen=True, slots=True)
class Role:
    """A typical stream: who, on which of their devices, what and how."""

    username: str
    device: int
    kind: str
    wish: Wish = field(default_factory=Wish)


OPENING = (
    Role("marlow", 0, "4k", Wish(mode=Mode.DIRECT_PLAY)),
    Role("priya.codes", 0, "shows", Wish(mode=Mode.TRANSCODE, limit=4000, with_subtitle=True)),
    Role("leila", 1, "music"),
    Role("callum.w", 0, "films", Wish(mode=Mode.TRANSCODE, limit=2000)),
    Role("oskar_b", 1, "shows", Wish(mode=Mode.DIRECT_STREAM)),
    Role("grandma_ruth", 0, "live"),
)
"""What runs when the curtain rises: one of each way of streaming."""

ROLES = (
    *OPENING,
    Role("ines.h", 2, "shows"),
    Role("ines.h", 3, "music"),
    Role("Juno", 0, "kids"),
    Role("Juno", 1, "kids"),
    Role("Teddy", 1, "anime"),
    Role("grandma_ruth", 0, "films", Wish(with_subtitle=True)),
    Role("oskar_b", 0, "films", Wish(limit=12000)),
    Role("thandi", 0, "films"),
    Role("nightowl_vik", 0, "4k", Wish(mode=Mode.DIRECT_PLAY)),
    Role("nightowl_vik", 0, "anime", Wish(mode=Mode.AUDIO_ONLY)),
    Role("saoirse", 0, "shows", Wish(mode=Mode.TRANSCODE, limit=3000, uses_hardware=False)),
    Role("marlow", 2, "shows", Wish(limit=4000)),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that befalls a stream in a state, once in so many seconds on average."""

    state: SessionState
    every: float
    act: Callable[[Life, Stream], None]


class Life:
    """Moves the world on by what people do; call `tick` about once a second."""

    def __init__(self, world: World, *, seed: int) -> None:
        self.world = world
        self.random = Random(f"life {seed}")  # noqa: S311  # habits, no secrets
        self._last_tick: float | None = None

    def tick(self) -> None:
        """Do what people did since the last tick; the first one raises the curtain."""
        now = self.world.clock.now()
        if self._last_tick is None:
            for role in OPENING:
                self._begin(role, self.random.uniform(0.05, 0.7))
            self._last_tick = now
            return
        passed, self._last_tick = now - self._last_tick, now
        for stream in list(self.world.streams.values()):
            self._befall(stream, passed)
        self._arrive(passed)
        if self._happens(passed, every=1500):
            self._add_item()

    def _befall(self, stream: Stream, passed: float) -> None:
        for happening in HAPPENINGS:
            if stream.state is happening.state and self._happens(passed, happening.every):
                happening.act(self, stream)
                return

    def _arrive(self, passed: float) -> None:
        while len(self.world.streams) < FEWEST:
            self._begin(self._role(), self.random.uniform(0, 0.3))
        if len(self.world.streams) < self._usual() and self._happens(passed, every=45):
            self._begin(self._role(), 0.0)

    def _usual(self) -> int:
        """How many streams fit the time of day: most in the evening, least before dawn."""
        hour = datetime.fromtimestamp(self.world.clock.now(), UTC).hour
        return {0: 5, 1: 4, 2: 4, 3: 3, 4: 3, 5: 3}.get(hour, MOST if hour >= 17 else 5)

    def _role(self) -> Role:
        """A role of somebody who is not watching yet, likelier at their usual hours."""
        busy = {stream.person.username for stream in self.world.streams.values()}
        hour = datetime.fromtimestamp(self.world.clock.now(), UTC).hour
        free = [role for role in ROLES if role.username not in busy]
        weights = [3.0 if hour in HABITS.get(role.username, USUAL).hours else 1.0 for role in free]
        return self.random.choices(free, weights)[0]

    def _begin(self, role: Role, part: float) -> None:
        person = self.world.person(role.username)
        device = person.devices[role.device]
        if role.kind == "live":
            channel = self.random.choice(self.world.catalogue.channels)
            self.world.tune(person, channel.number, device)
            return
        item = self._item(role.kind)
        offset = int(part * (item.duration or 0))
        stream = self.world.start(person, item, device, role.wish, offset=offset)
        stream.autoplays = item.type in {"episode", "track"}
        stream.hides_session = stream.delivery.mode is Mode.DIRECT_PLAY and self._is_rare()

    def _item(self, kind: str) -> Item:
        section, item_type = _LIBRARIES[kind]
        return self.random.choice(self.world.catalogue.of_type(section, item_type))

    def _add_item(self) -> None:
        """A new episode comes in: the scan, the item and the notice."""
        model = self._item("shows")
        uuid = f"{self.random.getrandbits(128):032x}"
        section = self.world.catalogue.sections[SHOWS]
        self.world.send(frames.activity(uuid, "started", section.title, 0))
        self.world.add_like(model.rating_key, f"{model.title}, Part Two")
        self.world.send(frames.activity(uuid, "ended", section.title, 100))
        self.world.send(frames.status("Library scan complete"))

    def _happens(self, passed: float, every: float) -> bool:
        return self.random.random() < passed / every

    def _is_rare(self) -> bool:
        return self.random.random() < 0.25

    def change_quality(self, stream: Stream) -> None:
        """The viewer picks another quality, or the original."""
        if stream.item.type == "track" or stream.is_live:
            return
        wishes: Sequence[Wish] = (
            Wish(mode=Mode.TRANSCODE, limit=8000),
            Wish(mode=Mode.TRANSCODE, limit=4000),
            Wish(mode=Mode.TRANSCODE, limit=2000, uses_hardware=False),
            Wish(mode=Mode.DIRECT_STREAM),
        )
        self.world.deliver_as(stream.session_key, self.random.choice(wishes))

    def seek(self, stream: Stream) -> None:
        """The viewer skips a little ahead."""
        if stream.duration:
            ahead = stream.offset(self.world.clock.now()) + 30_000
            self.world.seek(stream.session_key, min(ahead, stream.duration - 1000))

    def leave(self, stream: Stream) -> None:
        """The viewer has enough, unless too few would be left."""
        if len(self.world.streams) > FEWEST:
            self.world.stop(stream.session_key)


HAPPENINGS = (
    Happening(SessionState.PLAYING, 420, lambda life, one: life.world.pause(one.session_key)),
    Happening(SessionState.PLAYING, 700, lambda life, one: life.world.buffer(one.session_key)),
    Happening(SessionState.PLAYING, 1300, Life.change_quality),
    Happening(SessionState.PLAYING, 1100, Life.seek),
    Happening(SessionState.PLAYING, 1500, Life.leave),
    Happening(SessionState.PAUSED, 70, lambda life, one: life.world.resume(one.session_key)),
    Happening(SessionState.PAUSED, 900, Life.leave),
    Happening(SessionState.BUFFERING, 4, lambda life, one: life.world.resume(one.session_key)),
)
"""What befalls streams."""
