"""What is kept to ourselves, looked up, and shown to guests."""

from __future__ import annotations

from typing import ClassVar

from watchkeeper.features.preferences.fields import Group, preference
from watchkeeper.texts import N_, Sentence

LONGEST_PATH = 1000


def _path(value: str) -> str:
    if len(value) > LONGEST_PATH or not value.isprintable():
        raise ValueError(Sentence("The value must be the path of a file."))
    return value


class Location(Group):
    """Where the database lies that tells the places of addresses."""

    name: ClassVar[str] = "location"
    title: ClassVar[str] = "Location"

    local_lookup: bool = preference(
        False,
        N_("Look places up in a database of yours"),
        N_(
            "Statistics, history and people then show countries and towns. No address is sent"
            " anywhere."
        ),
    )
    database_file: str = preference(
        "",
        N_("Database file"),
        N_(
            "A file in the MMDB format with countries or cities, such as DB-IP Lite or"
            " GeoLite2: its name in the data folder, or its whole path."
        ),
        within=_path,
    )


class Privacy(Group):
    """What is kept to ourselves, in logs and outside."""

    name: ClassVar[str] = "privacy"
    title: ClassVar[str] = "Privacy"

    log_blacklist: bool = preference(
        True,
        N_("Mask addresses in logs"),
        N_(
            "Public network addresses and mail addresses are hidden in log files; secrets"
            " always are."
        ),
        tautulli="LOG_BLACKLIST",
    )
    locate_addresses: bool = preference(
        False,
        N_("Ask plex.tv where addresses are"),
        N_("Only for programs that ask this one by Tautulli's API. plex.tv so learns the address."),
    )


class Guests(Group):
    """What people of the servers may see themselves."""

    name: ClassVar[str] = "guests"
    title: ClassVar[str] = "Guests"

    allow_guest_access: bool = preference(
        False,
        N_("Let guests in"),
        N_(
            "People whom you allow one by one may sign in and see their own plays, and nothing"
            " of anybody else. Off, all guests are signed out at once."
        ),
        tautulli="ALLOW_GUEST_ACCESS",
    )
    guests_see_added: bool = preference(
        True,
        N_("Guests see what is new"),
        N_("Their overview shows what was added to the libraries that are shared with them."),
    )
    guests_share_years: bool = preference(
        False,
        N_("Guests may share their year"),
        N_(
            "They may make links to their year in review that open without signing in. You see"
            " and end all such links."
        ),
    )
