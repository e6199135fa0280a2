"""What all forms share: what the file is about, and how a writer is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from watchkeeper.values import dataclass

Facts = Mapping[str, Any]  # Any: facts of several types, lists and mappings


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a file is about."""

    title: str
    media_type: str
    section_id: int | None = None
    user_id: int | None = None
    rating_key: int | None = None

    @property
    def facts(self) -> dict[str, str | int]:
        """The same by name, without the numbers that it does not have."""
        numbers = {
            "ratingKey": self.rating_key,
            "userID": self.user_id,
            "sectionID": self.section_id,
        }
        known = {name: value for name, value in numbers.items() if value}
        return {"title": self.title, "type": self.media_type, **known}


class Writer(Protocol):
    """Writes items; sync, to be run in threads. Raises OSError when the disk does not take them."""

    def add(self, item: Facts) -> None:
        """Write one item with all that belongs to it."""
        ...

    def finish(self) -> None:
        """Write what comes after the last item, and close the file."""
        ...

    def close(self) -> None:
        """Close the file as it is: the export broke off."""
        ...
