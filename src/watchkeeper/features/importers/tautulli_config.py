"""What Tautulli's `config.ini` says that belongs to its history."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from watchkeeper.errors import InputError
from watchkeeper.values import dataclass

PREFERENCES = (
    "MOVIE_WATCHED_PERCENT",
    "TV_WATCHED_PERCENT",
    "MUSIC_WATCHED_PERCENT",
    "WATCHED_MARKER",
    "LOGGING_IGNORE_INTERVAL",
    "BUFFER_THRESHOLD",
    "BUFFER_WAIT",
    "NOTIFY_CONTINUED_SESSION_THRESHOLD",
    "GROUP_HISTORY_TABLES",
    "HISTORY_TABLE_ACTIVITY",
    "DATE_FORMAT",
    "TIME_FORMAT",
    "WEEK_START_MONDAY",
    "HOME_SECTIONS",
    "HOME_STATS_CARDS",
    "HOME_LIBRARY_CARDS",
    "PMS_WEB_URL",
    "BACKUP_DAYS",
    "BACKUP_INTERVAL",
    "REFRESH_LIBRARIES_INTERVAL",
    "REFRESH_USERS_INTERVAL",
    "MONITOR_PMS_UPDATES",
    "PMS_UPDATE_CHECK_INTERVAL",
    "NOTIFY_CONCURRENT_BY_IP",
    "NOTIFY_CONCURRENT_THRESHOLD",
    "NOTIFY_CONSECUTIVE",
    "NOTIFY_GROUP_RECENTLY_ADDED_GRANDPARENT",
    "NOTIFY_GROUP_RECENTLY_ADDED_PARENT",
    "NOTIFY_NEW_DEVICE_INITIAL_ONLY",
    "NOTIFY_RECENTLY_ADDED_DELAY",
    "NOTIFY_RECENTLY_ADDED_UPGRADE",
    "NOTIFY_REMOTE_ACCESS_THRESHOLD",
    "NOTIFY_SERVER_CONNECTION_THRESHOLD",
    "NOTIFY_SERVER_UPDATE_REPEAT",
    "NEWSLETTER_SELF_HOSTED",
)
"""Settings under Tautulli's names that are taken over: what counts, is shown, is told, and when.

Left are those about its own place: addresses, folders, passwords, who may enter, and how fast it is
to ask.
"""


@dataclass(frozen=True, slots=True)
class TautulliConfig:
    """The parts of a config.ini that an import uses; the API key stays out of `repr`."""

    server_identifier: str = ""
    server_name: str = ""
    server_url: str = ""
    preferences: Mapping[str, str] = field(default_factory=dict)
    api_key: str = field(default="", repr=False)


def read_config(path: Path) -> TautulliConfig:
    """Read a config.ini.

    Raises:
        InputError: it is no such file.
    """
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(path.read_text("utf-8-sig"))
    except (configparser.Error, UnicodeDecodeError) as error:
        raise InputError(
            "%(path)s is no Tautulli configuration file.", path=path.name, field="config"
        ) from error
    values = {
        name.upper(): _plain(value)
        for section in parser.sections()
        for name, value in parser.items(section)
    }
    return TautulliConfig(
        server_identifier=values.get("PMS_IDENTIFIER", ""),
        server_name=values.get("PMS_NAME_OVERRIDE", "") or values.get("PMS_NAME", ""),
        server_url=values.get("PMS_URL", ""),
        preferences={name: values[name] for name in PREFERENCES if name in values},
        api_key=values.get("API_KEY", ""),
    )


def _plain(value: str) -> str:
    """Without the quotation marks that Tautulli's writer puts around some texts."""
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
