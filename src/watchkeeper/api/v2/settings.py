"""get_settings and get_date_formats: preferences under Tautulli's names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from watchkeeper.api.v2.params import Text
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.server import server_info
from watchkeeper.api.v2.tables import Row
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.preferences.groups import Display

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "General": (
        "date_format",
        "time_format",
        "api_enabled",
        "cache_images",
        "group_history_tables",
        "history_table_activity",
        "home_sections",
        "home_library_cards",
        "home_stats_cards",
        "log_blacklist",
        "week_start_monday",
    ),
    "PMS": ("pms_web_url",),
    "Monitoring": (
        "logging_ignore_interval",
        "buffer_threshold",
        "buffer_wait",
        "movie_watched_percent",
        "music_watched_percent",
        "tv_watched_percent",
        "watched_marker",
        "notify_continued_session_threshold",
        "notify_server_connection_threshold",
        "refresh_libraries_interval",
        "refresh_users_interval",
    ),
    "Advanced": (
        "pms_timeout",
        "metadata_cache_seconds",
        "websocket_connection_attempts",
        "websocket_connection_timeout",
    ),
}
"""The settings that have a meaning here, in Tautulli's sections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsParams:
    """One section alone; names of sections are case-sensitive."""

    key: Text = ""


@command("get_date_formats", params=NoParams)
async def get_date_formats(call: Call, _params: NoParams) -> object:
    """How dates and times are written, in the tokens of moment.js."""
    display = call.app.preferences.group(Display)
    return {"date_format": display.date_format, "time_format": display.time_format}


@command("get_settings", params=SettingsParams, scope=Scope.ADMIN, takes_unknown=False)
async def get_settings(call: Call, params: SettingsParams) -> object:
    """The settings by section, without secrets."""
    sections = settings(call)
    return sections.get(params.key) if params.key else sections


def settings(call: Call) -> dict[str, Row]:
    """All settings that have a meaning here; tokens and keys are left out."""
    values = {
        field.tautulli_name.lower(): _plain(field.value)
        for field in call.app.preferences.catalogue()
        if field.tautulli_name
    }
    sections = {
        section: {name: values[name] for name in names} for section, names in SECTIONS.items()
    }
    server = call.app.servers.known(call.server_id)
    sections["PMS"] |= {**server_info(server), "pms_token": None}
    return sections


def _plain(value: object) -> object:
    """Flags as 0 and 1, several values as a list."""
    if isinstance(value, bool):
        return int(value)
    return list(value) if isinstance(value, tuple) else value


COMMANDS = (get_date_formats, get_settings)
