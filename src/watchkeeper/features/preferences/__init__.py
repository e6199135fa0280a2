"""What the owner chooses: typed groups, changed without restart, some fixed from outside."""

from __future__ import annotations

from watchkeeper.features.preferences.catalogue import PreferenceField
from watchkeeper.features.preferences.events import PreferencesChanged
from watchkeeper.features.preferences.fields import Group
from watchkeeper.features.preferences.groups import (
    GROUPS,
    Backing,
    Display,
    Exporting,
    Guests,
    HistoryTables,
    Location,
    Network,
    Notifying,
    Privacy,
    Recording,
)
from watchkeeper.features.preferences.service import Preferences

__all__ = [
    "GROUPS",
    "Backing",
    "Display",
    "Exporting",
    "Group",
    "Guests",
    "HistoryTables",
    "Location",
    "Network",
    "Notifying",
    "PreferenceField",
    "Preferences",
    "PreferencesChanged",
    "Privacy",
    "Recording",
]
