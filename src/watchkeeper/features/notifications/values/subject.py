"""What an event is about: the facts of its session and of its item together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from watchkeeper.domain.media import MediaItem
from watchkeeper.features.notifications.telling.facts import NoticeFacts, ToldItem
from watchkeeper.values import dataclass

Facts = Mapping[str, Any]  # Any: facts of several kinds, and lists of them

KINDS = ("1", "2", "3")
"""Of streams: video, audio, subtitle."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One item, played or added; facts under the names of `get_activity` and `get_metadata`."""

    media_type: str
    facts: Facts
    told: ToldItem | None = None

    def text(self, name: str) -> str:
        """A fact as text, "" where it is not known."""
        value = self.facts.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> float | None:
        """A fact as a number, None where it is none."""
        try:
            return float(self.facts.get(name))  # type: ignore[arg-type]  # None raises TypeError
        except (TypeError, ValueError):
            return None


def subject_of(facts: NoticeFacts) -> Subject | None:
    """What the event is about; None where it is about a server."""
    told, session = facts.item, facts.session
    item = told.item if told else session.session.item if session else None
    observed = session.session.observed if session else None
    if observed is None and item is None:
        return None
    media_type = observed.media_type if observed else item.media_type if item else ""
    known: dict[str, Any] = {}
    if item is not None:
        known |= {"section_id": item.section_id, "rating_key": item.rating_key}
        source = _source(item)
        known |= source | dict(item.facts)
        if observed is not None:  # which part is played, and of it what, the session knows best
            known |= {name: value for name, value in observed.facts.items() if name in source}
    if observed is not None:
        # What the session says stands above what its item says, unless it says nothing.
        known |= {
            name: value
            for name, value in observed.facts.items()
            if value not in ("", None, []) or name not in known
        }
        known["rating_key"] = known.get("rating_key") or observed.rating_key
    return Subject(media_type, known, told)


def _source(item: MediaItem) -> dict[str, Any]:
    """The first version of an item, its file and streams, flat."""
    media = _first(item.facts.get("media_info"))
    part = _first(media.get("parts"))
    found = {name: value for name, value in media.items() if name != "parts"}
    found |= {name: value for name, value in part.items() if name != "streams"}
    for kind in KINDS:
        stream = _chosen([each for each in part.get("streams", ()) if each.get("type") == kind])
        found |= {name: value for name, value in stream.items() if value not in ("", None)}
    return {name: value for name, value in found.items() if name not in {"id", "type", "selected"}}


def _first(listed: Sequence[Facts] | None) -> Facts:
    return listed[0] if listed else {}


def _chosen(streams: Sequence[Facts]) -> Facts:
    return next((each for each in streams if each.get("selected")), _first(streams))
