"""Links to a year in review, as they are listed."""

from __future__ import annotations

from datetime import tzinfo

from watchkeeper.features.guests import SharedYear
from watchkeeper.values import dataclass
from watchkeeper.web.words import Moment, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """One link of the list."""

    id: int
    year: int
    shown_name: str
    is_everybody: bool
    is_guests: bool  # whether a guest made it
    ends: Moment


def link_line(link: SharedYear, zone: tzinfo) -> LinkLine:
    """A link on record."""
    return LinkLine(
        id=link.id,
        year=link.year,
        shown_name=link.shown_name,
        is_everybody=link.accounts is None,
        is_guests=link.shared_by is not None,
        ends=moment(link.expires_at, zone),
    )
