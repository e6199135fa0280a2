"""What the frame of every page links to, in order."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watchkeeper.texts import N_
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
    Entry("home", "/", N_("Home"), in_bar=True),
    Entry("history", "/history", N_("History"), in_bar=True),
    Entry("statistics", "/statistics", N_("Statistics"), in_bar=True),
    Entry("libraries", "/libraries", N_("Libraries")),
    Entry("users", "/users", N_("Users")),
    Entry("repair", "/repair", N_("Repair")),
    Entry("notifications", "/notifications", N_("Notifications")),
    Entry("servers", "/servers", N_("Servers")),
    Entry("settings", "/settings", N_("Settings")),
    Entry("logs", "/logs", N_("Logs")),
)
"""For the owner: everything."""

GUEST_ENTRIES = (
    Entry("home", "/me", N_("Overview"), in_bar=True),
    Entry("history", "/me/history", N_("My history"), in_bar=True),
    Entry("statistics", "/me/statistics", N_("My statistics"), in_bar=True),
    Entry("year", "/me/year", N_("My year")),
    Entry("devices", "/me/devices", N_("My devices")),
    Entry("privacy", "/me/privacy", N_("My privacy")),
)
"""For a guest: their own pages, and nothing else is named."""
