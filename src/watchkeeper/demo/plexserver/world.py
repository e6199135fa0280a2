"""The world of the simulated server: who plays what, and how it changes with the clock.

Nothing here knows HTTP. Positions are computed from the clock, so a test that jumps the clock
sees exactly what would have happened in between once `tick` has run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from random import Random

from watchkeeper.demo.catalogue import Catalogue
from watchkeeper.demo.delivery import Wish, deliver
from watchkeeper.demo.items import Item
from watchkeeper.demo.people import Device, Person
from watchkeeper.demo.plexserver import frames, livetv
from watchkeeper.demo.plexserver.frames import Frame
from watchkeeper.demo.plexserver.stream import Stream
from watchkeeper.demo.plexserver.transcoding import transcode_facts
from watchkeeper.demo.plexserver.views import Views
from watchkeeper.domain.media import Marker
from watchkeeper.domain.session import SessionState
from watchkeeper.errors import NotFoundError
from watchkeeper.runtime.clock import Clock

FRAME_INTERVAL = 10.0
"""Seconds between the frames of a player that changes nothing."""

VIEWED_AT = 0.9
"""Part of an item after which the server counts it as viewed."""


class World:
    """Streams, their frames and the server's own history. All verbs act at the clock's now."""

    def __init__(
        self, catalogue: Catalogue, people: Sequence[Person], clock: Clock, seed: int = 1
    ) -> None:
        self.catalogue = catalogue
        self.people = tuple(people)
        self.clock = clock
        self.views = Views()
        self.streams: dict[str, Stream] = {}
        self.recorded: deque[Frame] = deque(maxlen=2000)
        self._random = Random(f"world {seed}")  # noqa: S311  # made-up identifiers, no secrets
        self._listeners: list[Callable[[Frame], None]] = []
        self._last_key = 0

    @property
    def devices(self) -> tuple[Device, ...]:
        """Every device once; its place in the list plus one is its number on the server."""
        return tuple({d.machine_id: d for person in self.people for d in person.devices}.values())

    def device_id(self, device: Device) -> int:
        """The server's own number of a device; 0 for one it has not met."""
        ids = [known.machine_id for known in self.devices]
        return ids.index(device.machine_id) + 1 if device.machine_id in ids else 0

    def person(self, username: str) -> Person:
        """The person of this username; raises NotFoundError."""
        for person in self.people:
            if person.username == username:
                return person
        raise NotFoundError(f"Nobody is called {username}.", field="person")

    def stream(self, session_key: str) -> Stream:
        """The running stream of this key; raises NotFoundError."""
        if session_key not in self.streams:
            raise NotFoundError(f"No session has the key {session_key}.", field="session_key")
        return self.streams[session_key]

    def subscribe(self, listener: Callable[[Frame], None]) -> Callable[[], None]:
        """Have every frame passed to `listener`; the answer ends the subscription."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def send(self, frame: Frame) -> None:
        """Pass a frame to every listener and keep it for a replay."""
        self.recorded.append(frame)
        for listener in tuple(self._listeners):
            listener(frame)

    def replay(self, replayed: Iterable[Frame]) -> None:
        """Send frames once more, in the order given."""
        for frame in list(replayed):
            self.send(frame)

    def start(
        self,
        person: Person,
        item: Item,
        device: Device | None = None,
        wish: Wish | None = None,
        *,
        offset: int = 0,
    ) -> Stream:
        """Somebody starts an item at `offset` milliseconds, on their first device by default."""
        device = device or person.devices[0]
        stream = self._open(person, device, item, wish)
        stream.anchor(self.clock.now(), offset=offset)
        self._announce_start(stream)
        return stream

    def tune(self, person: Person, channel_number: str, device: Device | None = None) -> Stream:
        """Somebody turns on a Live TV channel; raises NotFoundError."""
        channels = {channel.number: channel for channel in self.catalogue.channels}
        if channel_number not in channels:
            raise NotFoundError(f"No channel has the number {channel_number}.", field="channel")
        channel = channels[channel_number]
        now = self.clock.now()
        programme = livetv.programme(channel, now)
        stream = self._open(person, device or person.devices[0], programme, livetv.WISH)
        stream.channel = channel
        stream.live_uuid = self._hexadecimal(32)
        stream.live_rating_key = str(livetv.rating_key(channel, now))
        self._announce_start(stream)
        return stream

    def pause(self, session_key: str) -> None:
        """The viewer pauses."""
        self._enter(session_key, SessionState.PAUSED)

    def resume(self, session_key: str) -> None:
        """The viewer goes on, or the buffer is full again."""
        self._enter(session_key, SessionState.PLAYING)

    def buffer(self, session_key: str) -> None:
        """The player waits for more to arrive."""
        self._enter(session_key, SessionState.BUFFERING)

    def fail(self, session_key: str) -> None:
        """The player reports an error; the server still lists it."""
        self._enter(session_key, SessionState.ERROR)

    def seek(self, session_key: str, offset: int) -> None:
        """The viewer jumps to `offset` milliseconds."""
        stream = self.stream(session_key)
        stream.anchor(self.clock.now(), offset=offset)
        self._announce(stream)

    def stop(self, session_key: str) -> None:
        """The viewer stops: a frame says so and the session is gone."""
        self._close(self.stream(session_key), self.clock.now())

    def stop_by_session_id(self, session_id: str) -> bool:
        """The server ends a stream, as `terminate` asks; False when there is none."""
        for stream in list(self.streams.values()):
            if stream.session_id == session_id:
                self._close(stream, self.clock.now())
                return True
        return False

    def vanish(self, session_key: str, *, is_listed: bool = False) -> None:
        """The player is gone without a frame; the server may go on listing it where it was."""
        stream = self.stream(session_key)
        now = self.clock.now()
        stream.anchor(now)
        stream.is_mute = True
        self._count_view(stream, now)
        if not is_listed:
            del self.streams[session_key]

    def take_over(self, session_key: str, item: Item) -> Stream:
        """Another item plays under the same session key, without a stop in between."""
        stream = self.stream(session_key)
        now = self.clock.now()
        self._count_view(stream, now)
        stream.show(item, deliver(item, stream.device), now)
        self._announce(stream)
        return stream

    def autoplay(self, session_key: str) -> Stream | None:
        """The next episode or track takes the session over; the stream ends when there is none."""
        stream = self.stream(session_key)
        following = self.catalogue.following(stream.item)
        if following is None:
            self._close(stream, self.clock.now())
            return None
        return self.take_over(session_key, following)

    def deliver_as(self, session_key: str, wish: Wish) -> None:
        """Change quality, subtitle or decision in the middle of a stream."""
        stream = self.stream(session_key)
        was_busy = stream.delivery.is_transcoder_busy
        stream.anchor(self.clock.now())
        stream.delivery = deliver(stream.item, stream.device, wish)
        if was_busy:
            self._send_transcode(stream, "end")
        stream.transcode_key = self._hexadecimal(16)
        self._announce_start(stream)

    def restart(self) -> None:
        """The server restarts: every stream is gone and session keys begin at 1 again."""
        self.streams.clear()
        self._last_key = 0

    def delete(self, rating_key: int) -> None:
        """An item and all below it leave the library; streams of it play on."""
        at = int(self.clock.now())
        for item in self.catalogue.delete(rating_key):
            self.send(frames.timeline(item, self._root_key(item), 9, "deleted", at))

    def add(self, item: Item) -> Item:
        """An item enters the library now, with the frames of its coming; returns it as added."""
        at = int(self.clock.now())
        added = replace(item, added_at=at, updated_at=at)
        self.catalogue.add(added)
        root_key = self._root_key(added)
        self.send(frames.timeline(added, root_key, 0, "created", at))
        self.send(frames.timeline(added, root_key, 5, "", at))
        return added

    def add_like(self, rating_key: int, title: str) -> Item:
        """A new item beside an existing one: its sibling in everything but title and keys."""
        model = self.catalogue[rating_key]
        siblings = self.catalogue.children(model.parent_key) if model.parent_key else []
        index = max((item.index or 0 for item in siblings), default=0) + 1
        kind = model.guid.split("://")[0]
        return self.add(
            replace(
                model,
                rating_key=self.catalogue.next_rating_key(),
                title=title,
                index=index if model.parent_key else None,
                guid=f"{kind}://{model.type}/{self._hexadecimal(24)}",
                external_ids=(),
            )
        )

    def rebuild(self, section_id: int) -> dict[int, int]:
        """A library is thrown away and made anew: its items come back under other rating keys.

        Returns the new key of each old one. No frame tells of it, as after a restart.
        """
        first = self.catalogue.next_rating_key()
        old = [item for item in self.catalogue.everything() if item.section_id == section_id]
        keys = {item.rating_key: number for number, item in enumerate(old, first)}
        for item in old:
            if item.rating_key in self.catalogue and item.parent_key not in keys:
                self.catalogue.delete(item.rating_key)
        at = int(self.clock.now())
        for item in old:
            self.catalogue.add(
                replace(
                    item,
                    rating_key=keys[item.rating_key],
                    parent_key=keys.get(item.parent_key or 0, item.parent_key),
                    grandparent_key=keys.get(item.grandparent_key or 0, item.grandparent_key),
                    added_at=at,
                    updated_at=at,
                )
            )
        return keys

    def mark(self, rating_key: int, markers: Sequence[Marker]) -> None:
        """Give an item these markers; running streams of it follow."""
        item = self.catalogue.change(rating_key, markers=tuple(markers))
        for stream in self.streams.values():
            if stream.item.rating_key == rating_key:
                stream.item = item

    def tick(self) -> None:
        """Let happen what is due: ends, next episodes, new programmes and regular frames."""
        now = self.clock.now()
        for stream in list(self.streams.values()):
            self._finish_due(stream, now)
            if stream.session_key in self.streams and not stream.is_mute:
                self._speak_if_due(stream, now)

    def _finish_due(self, stream: Stream, now: float) -> None:
        ends_at = stream.ends_at()
        while ends_at is not None and ends_at <= now:
            following = self.catalogue.following(stream.item) if stream.autoplays else None
            if following is None:
                self._close(stream, ends_at)
                return
            self._count_view(stream, ends_at)
            stream.show(following, deliver(following, stream.device), ends_at)
            self._announce(stream)
            ends_at = stream.ends_at()

    def _speak_if_due(self, stream: Stream, now: float) -> None:
        if stream.channel is not None:
            stream.item = livetv.programme(stream.channel, now)
            stream.live_rating_key = str(livetv.rating_key(stream.channel, now))
        self._count_view(stream, now)
        if now - stream.spoke_at >= FRAME_INTERVAL:
            self._announce(stream)
            if stream.delivery.is_transcoder_busy:
                self._send_transcode(stream, "update")

    def _open(self, person: Person, device: Device, item: Item, wish: Wish | None) -> Stream:
        now = self.clock.now()
        self._last_key += 1
        stream = Stream(
            session_key=str(self._last_key),
            session_id=self._hexadecimal(24),
            transcode_key=self._hexadecimal(16),
            person=person,
            device=device,
            item=item,
            delivery=deliver(item, device, wish),
            started_at=now,
            state=SessionState.PLAYING,
            anchor_offset=0,
            anchor_at=now,
        )
        self.streams[stream.session_key] = stream
        return stream

    def _enter(self, session_key: str, state: SessionState) -> None:
        stream = self.stream(session_key)
        stream.enter(state, self.clock.now())
        self._announce(stream)

    def _close(self, stream: Stream, at: float) -> None:
        offset = stream.offset(at)
        self._count_view(stream, at)
        del self.streams[stream.session_key]
        self.send(frames.playing(stream, offset, SessionState.STOPPED))
        if stream.delivery.is_transcoder_busy:
            self._send_transcode(stream, "end")

    def _announce_start(self, stream: Stream) -> None:
        if stream.delivery.is_transcoder_busy:
            self._send_transcode(stream, "start")
        self._announce(stream)

    def _announce(self, stream: Stream) -> None:
        now = self.clock.now()
        stream.spoke_at = now
        self.send(frames.playing(stream, stream.offset(now)))

    def _send_transcode(self, stream: Stream, event: str) -> None:
        facts = transcode_facts(stream, self.clock.now())
        self.send(frames.transcode(stream, event, facts))

    def _count_view(self, stream: Stream, now: float) -> None:
        if stream.is_counted or not stream.duration or stream.item.section_id is None:
            return
        if stream.offset(now) >= VIEWED_AT * stream.duration:
            stream.is_counted = True
            device_id = self.device_id(stream.device)
            self.views.record(stream.item, stream.person.account_id, device_id, int(now))

    def _root_key(self, item: Item) -> int | None:
        return item.grandparent_key or item.parent_key

    def _hexadecimal(self, digits: int) -> str:
        return f"{self._random.getrandbits(digits * 4):0{digits}x}"
