"""Finding a preference by name: ours, or the one that Tautulli gives it."""

from __future__ import annotations

from functools import cache

from watchkeeper.features.preferences.fields import Group, facts_of
from watchkeeper.features.preferences.groups import GROUPS
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One field of one group."""

    group: type[Group]
    field: str

    @property
    def name(self) -> str:
        """The full name, e.g. recording.tv_watched_percent: the key in the database."""
        return f"{self.group.name}.{self.field}"


def place_of(name: str) -> Place | None:
    """The field of that name, in any case: group.field, field alone, or Tautulli's name.

    Examples:
        >>> place_of("NOTIFY_CONTINUED_SESSION_THRESHOLD").name
        'recording.continued_session_threshold'
    """
    return _places().get(name.strip().lower())


@cache
def _places() -> dict[str, Place]:
    places: dict[str, Place] = {}
    for group in GROUPS:
        for field in group.names():
            place = Place(group, field)
            for name in (place.name, field, facts_of(group, field).tautulli.lower()):
                places.setdefault(name, place)
    places.pop("", None)
    return places
