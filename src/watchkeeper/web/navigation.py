"""What the frame of every page links to, in order."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watchkeeper.values import dataclass

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "home": "h",
        "history": "i",
        "statistics": "s",
        "libraries": "l",
        "users": "u",
        "repair": "p",
        "notifications": "n",
        "servers": "v",
        "settings": ",",
        "logs": "o",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation.

    `name` is the section that pages state, the name of the icon and of the key; `word` is shown
    translated. `in_bar` entries stand in the bottom bar of a phone, the others behind More.
    """

    name: str
    path: str
    word: str
    in_bar: bool = False

    @property
    def key(self) -> str:
        """The letter that leads there after g; "" for none."""
        return KEYS.get(self.name, "")


OWNER_ENTRIES = (
    Entry("home", "/", "Home", in_bar=True),
    Entry("history", "/history", "History", in_bar=True),
    Entry("statistics", "/statistics", "Statistics", in_bar=True),
    Entry("libraries", "/libraries", "Libraries"),
    Entry("users", "/users", "Users"),
    Entry("repair", "/repair", "Repair"),
    Entry("notifications", "/notifications", "Notifications"),
    Entry("servers", "/servers", "Servers"),
    Entry("settings", "/settings", "Settings"),
    Entry("logs", "/logs", "Logs"),
)
"""For the owner: everything."""

GUEST_ENTRIES = (
    Entry("home", "/me", "Overview", in_bar=True),
    Entry("history", "/me/history", "My history", in_bar=True),
    Entry("statistics", "/me/statistics", "My statistics", in_bar=True),
    Entry("year", "/me/year", "My year"),
    Entry("devices", "/me/devices", "My devices"),
    Entry("privacy", "/me/privacy", "My privacy"),
)
"""For a guest: their own pages, and nothing else is named."""
