"""Which plays are one viewing: a play interrupted and resumed keeps one reference id."""

from __future__ import annotations

from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.domain.watched import Length, WatchedRule, is_watched, watched_limit
from watchkeeper.values import dataclass

LIVE_WINDOW_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingFacts:
    """What the rule needs to know of a play."""

    id: PlayId
    server_id: ServerId
    user_id: UserId
    media_type: str
    rating_key: int | None
    guid: str  # "" when not known
    full_title: str
    is_live: bool
    started: int  # UTC seconds
    stopped: int | None  # UTC seconds
    view_offset: int | None  # milliseconds
    length: Length
    reference_id: PlayId | None = None


def belongs_to(new: GroupingFacts, earlier: GroupingFacts, rule: WatchedRule) -> bool:
    """Whether `new` goes on with `earlier`, its newest earlier play of the same server and user.

    `earlier` is the newest one of the same rating key; for Live TV the newest of any item.
    The rule is Tautulli's (no limit of time; an item watched to its end starts anew), but a
    rating key that the server gave to another item meanwhile does not join the two.
    """
    if new.is_live:
        return _goes_on_live(new, earlier)
    if new.rating_key is None:
        return False
    limit = watched_limit(new.media_type, new.length, rule)
    if is_watched(earlier.view_offset, limit):
        return False
    return (earlier.view_offset or 0) <= (new.view_offset or 0) and is_same_item(new, earlier)


def is_same_item(new: GroupingFacts, earlier: GroupingFacts) -> bool:
    """Whether two plays with one rating key show one item; a new agent changes the guid alone."""
    if new.guid == earlier.guid or not new.guid or not earlier.guid:
        return True
    return new.full_title == earlier.full_title


def _goes_on_live(new: GroupingFacts, earlier: GroupingFacts) -> bool:
    written_at = new.started if new.stopped is None else new.stopped
    is_recent = earlier.started > written_at - LIVE_WINDOW_SECONDS
    return is_recent and bool(new.guid) and earlier.guid == new.guid


class Grouper:
    """Assigns reference ids to plays that come in the order of their ids."""

    def __init__(self, rule: WatchedRule) -> None:
        self._rule = rule
        self._by_item: dict[tuple[ServerId, UserId, int | None], tuple[GroupingFacts, PlayId]] = {}
        self._by_user: dict[tuple[ServerId, UserId], tuple[GroupingFacts, PlayId]] = {}

    def reference(self, play: GroupingFacts) -> PlayId:
        """The reference id of the next play."""
        item_key = (play.server_id, play.user_id, play.rating_key)
        user_key = (play.server_id, play.user_id)
        known = self._by_user.get(user_key) if play.is_live else self._by_item.get(item_key)
        joins = known is not None and belongs_to(play, known[0], self._rule)
        reference = known[1] if known is not None and joins else play.id
        self._by_item[item_key] = self._by_user[user_key] = (play, reference)
        return reference
