"""What an owner may correct of a play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from watchkeeper.domain.facts import Fact, SectionId, UserId
from watchkeeper.errors import InputError
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayEdit:
    """Corrections of one play; None leaves a fact as it is."""

    user_id: UserId | None = None
    username: str | None = None
    stopped: int | None = None  # UTC seconds
    paused_seconds: int | None = None
    rating_key: int | None = None
    parent_rating_key: int | None = None
    grandparent_rating_key: int | None = None
    section_id: SectionId | None = None
    item_words: Mapping[str, Fact] = field(default_factory=dict)
    """Words of session_history_metadata to replace (guid, title, thumb ...): a new item link."""

    @property
    def links_item(self) -> bool:
        """Whether the play is to stand for another item."""
        keys = (self.rating_key, self.parent_rating_key, self.grandparent_rating_key)
        return bool(self.item_words) or any(key is not None for key in keys)

    @property
    def values(self) -> dict[str, int | str]:
        """The columns of the play row that change."""
        named: dict[str, int | str | None] = {
            "user_id": self.user_id,
            "username": self.username,
            "stopped": self.stopped,
            "paused_seconds": self.paused_seconds,
            "rating_key": self.rating_key,
            "parent_rating_key": self.parent_rating_key,
            "grandparent_rating_key": self.grandparent_rating_key,
            "section_id": self.section_id,
        }
        return {name: value for name, value in named.items() if value is not None}


def check_times(started: int, stopped: int | None, paused_seconds: int) -> None:
    """Refuse times that cannot be.

    Raises:
        InputError: `field` names the one that does not fit.
    """
    if stopped is not None and stopped < started:
        raise InputError("A play cannot stop before it started.", field="stopped")
    if paused_seconds < 0:
        raise InputError("A pause cannot be negative.", field="paused_seconds")
    if stopped is not None and paused_seconds > stopped - started:
        raise InputError("The pauses cannot be longer than the play.", field="paused_seconds")
