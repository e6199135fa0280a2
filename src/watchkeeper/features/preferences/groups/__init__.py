"""All preferences, by group. Names are Tautulli's where it has them; see `fields.py`."""

from __future__ import annotations

from watchkeeper.features.preferences.fields import Group
from watchkeeper.features.preferences.groups.display import Display
from watchkeeper.features.preferences.groups.network import Network
from watchkeeper.features.preferences.groups.privacy import Guests, Location, Privacy
from watchkeeper.features.preferences.groups.recording import HistoryTables, Recording
from watchkeeper.features.preferences.groups.telling import Newsletters, Notifying
from watchkeeper.features.preferences.groups.upkeep import Backing, Exporting

GROUPS: tuple[type[Group], ...] = (
    Recording,
    HistoryTables,
    Display,
    Network,
    Location,
    Privacy,
    Guests,
    Notifying,
    Newsletters,
    Exporting,
    Backing,
)
"""All groups, in the order of the settings pages."""

__all__ = [
    "GROUPS",
    "Backing",
    "Display",
    "Exporting",
    "Guests",
    "HistoryTables",
    "Location",
    "Network",
    "Newsletters",
    "Notifying",
    "Privacy",
    "Recording",
]
