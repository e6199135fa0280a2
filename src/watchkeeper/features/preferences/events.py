"""What others may want to know about preferences."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.features.preferences.fields import Group


@dataclass(frozen=True, slots=True)
class PreferencesChanged:
    """A group has new values: `Preferences.group` already gives them."""

    group: type[Group]
    fields: frozenset[str]
