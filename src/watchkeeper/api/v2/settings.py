"""get_settings and get_date_formats: preferences under Tautulli's names."""

from __future__ import annotations

from watchkeeper.api.v2.catalogues import usual_settings
from watchkeeper.api.v2.params import Text
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.server import server_info
from watchkeeper.api.v2.tables import Row
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.preferences.groups import Display
from watchkeeper.values import dataclass


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
    """The settings by section; secrets are blank, and what has no meaning here is as usual."""
    sections = settings(call)
    return sections.get(params.key) if params.key else sections


def settings(call: Call) -> dict[str, Row]:
    """All settings: those that have a meaning here as they are chosen, all others as usual."""
    chosen = {
        field.tautulli_name.lower(): _plain(field.value)
        for field in call.app.preferences.catalogue()
        if field.tautulli_name
    }
    server = server_info(call.app.servers.known(call.server_id))
    return {
        section: {name: {**chosen, **server}.get(name, value) for name, value in usual.items()}
        for section, usual in usual_settings().items()
    }


def _plain(value: object) -> object:
    """Flags as 0 and 1, several values as a list."""
    if isinstance(value, bool):
        return int(value)
    return list(value) if isinstance(value, tuple) else value


COMMANDS = (get_date_formats, get_settings)
