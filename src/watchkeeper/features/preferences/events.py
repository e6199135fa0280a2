"""What others may want to know about preferences."""

from __future__ import annotations

from watchkeeper.features.preferences.fields import Group
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class PreferencesChanged:
    """A group has new values: `Preferences.group` already gives them."""

    group: type[Group]
    fields: frozenset[str]
