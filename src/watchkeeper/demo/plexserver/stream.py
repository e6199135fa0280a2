"""One running stream of the simulated server."""

from __future__ import annotations

from watchkeeper.demo.delivery import Delivery
from watchkeeper.demo.items import Channel, Item
from watchkeeper.demo.people import Device, Person
from watchkeeper.domain.session import SessionState
from watchkeeper.values import dataclass


@dataclass(slots=True, kw_only=True)
class Stream:
    """Somebody watching something. The position follows the clock while it plays."""

    session_key: str
    session_id: str
    transcode_key: str
    person: Person
    device: Device
    item: Item
    delivery: Delivery
    started_at: float
    state: SessionState
    anchor_offset: int  # milliseconds, at `anchor_at`
    anchor_at: float  # UTC seconds
    spoke_at: float = 0.0  # when its player last sent a frame
    channel: Channel | None = None
    live_uuid: str = ""
    live_rating_key: str = ""  # known to the frames only
    autoplays: bool = False
    hides_session: bool = False  # some direct plays have no Session element
    is_mute: bool = False  # the player is gone without a word, the server still lists it
    is_counted: bool = False  # the view is in the server's history

    @property
    def is_live(self) -> bool:
        """Whether it shows a Live TV channel."""
        return self.channel is not None

    @property
    def duration(self) -> int | None:
        """Length of the item in milliseconds; None while live."""
        return None if self.is_live else self.item.duration

    @property
    def rating_key(self) -> str:
        """The key that frames carry."""
        return self.live_rating_key if self.is_live else str(self.item.rating_key)

    @property
    def key(self) -> str:
        """The item's address: of the library, or of the live session."""
        return f"/livetv/sessions/{self.live_uuid}" if self.is_live else self.item.key

    def offset(self, now: float) -> int:
        """The position in milliseconds at `now`, never beyond the end."""
        if self.state is not SessionState.PLAYING or self.is_mute:
            return self.anchor_offset
        moved = self.anchor_offset + round((now - self.anchor_at) * 1000)
        return moved if self.duration is None else min(moved, self.duration)

    def ends_at(self) -> float | None:
        """When it will reach its end if it goes on like this; None when it will not."""
        if self.state is not SessionState.PLAYING or self.duration is None or self.is_mute:
            return None
        return self.anchor_at + (self.duration - self.anchor_offset) / 1000

    def anchor(self, now: float, *, offset: int | None = None) -> None:
        """Fix the position at `now`, where it is or at `offset`."""
        self.anchor_offset = self.offset(now) if offset is None else offset
        self.anchor_at = now

    def enter(self, state: SessionState, now: float) -> None:
        """Change what the player does, keeping the position."""
        self.anchor(now)
        self.state = state

    def show(self, item: Item, delivery: Delivery, now: float) -> None:
        """Turn to another item at its beginning, under the same session."""
        self.item = item
        self.delivery = delivery
        self.state = SessionState.PLAYING
        self.started_at = now
        self.is_counted = False
        self.anchor(now, offset=0)
