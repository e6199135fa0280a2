"""The generated reference pages: `python -m watchkeeper.cli.reference FOLDER`.

What is written comes from the code that does the work: the settings model, the preference groups,
the commands, the registry of the Tautulli face and the events on the bus.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from dataclasses import Field as DataField
from pathlib import Path
from typing import Any

import click

from watchkeeper.api.v2 import REGISTRY
from watchkeeper.api.v2.registry import Command
from watchkeeper.cli.commands import app
from watchkeeper.cli.reference_api import api_v1_page
from watchkeeper.cli.reference_words import table, title
from watchkeeper.features.accounts.events import SetUpDone, SignedInAnew, SignInLocked
from watchkeeper.features.history import PlayRecorded, RecordChanged
from watchkeeper.features.libraries.inventory.items import ItemsArrived, StockTaken
from watchkeeper.features.libraries.library import LibrariesChanged
from watchkeeper.features.monitoring.events import (
    GapClosed,
    GapOpened,
    LibraryItemsAdded,
    RemoteAccessChanged,
    ServerCameBack,
    ServerHeard,
    ServerStateChanged,
    ServerWentDown,
    SessionChanged,
    SessionStarted,
    SessionStopped,
)
from watchkeeper.features.preferences import GROUPS, Group, PreferenceField, PreferencesChanged
from watchkeeper.features.preferences.catalogue import field_of
from watchkeeper.features.preferences.names import Place
from watchkeeper.features.system.events import (
    BackupFailed,
    DiskFreed,
    DiskLow,
    ServerAdded,
    ServerChanged,
    ServerRemoved,
)
from watchkeeper.features.system.jobs.job import JobChanged
from watchkeeper.features.users.person import PeopleChanged
from watchkeeper.features.users.user import UsersChanged
from watchkeeper.plans import PlanChanged
from watchkeeper.plans.plan import PlanStopped
from watchkeeper.settings import PREFIX, SECRETS, Settings

EVENTS: tuple[type, ...] = (
    SessionStarted,
    SessionChanged,
    SessionStopped,
    PlayRecorded,
    RecordChanged,
    ServerStateChanged,
    ServerWentDown,
    ServerCameBack,
    ServerHeard,
    RemoteAccessChanged,
    GapOpened,
    GapClosed,
    ItemsArrived,
    StockTaken,
    LibraryItemsAdded,
    LibrariesChanged,
    UsersChanged,
    PeopleChanged,
    ServerAdded,
    ServerChanged,
    ServerRemoved,
    PreferencesChanged,
    SetUpDone,
    SignedInAnew,
    SignInLocked,
    BackupFailed,
    DiskLow,
    DiskFreed,
    JobChanged,
    PlanChanged,
    PlanStopped,
)
"""Everything that is published on the bus."""


def main() -> None:
    """Write all pages into the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


def pages() -> Mapping[str, str]:
    """The pages by file name."""
    makers: Mapping[str, Callable[[], Iterator[str]]] = {
        "settings.md": _settings,
        "commands.md": _commands,
        "api-v2.md": _api_v2,
        "api-v1.md": api_v1_page,
        "events.md": _events,
    }
    return {name: "\n".join(make()).rstrip("\n") + "\n" for name, make in makers.items()}


def _settings() -> Iterator[str]:
    yield from title("Settings and preferences")
    yield "## Settings"
    yield ""
    yield "Read once at the start, from variables or from the same names in `watchkeeper.toml`"
    yield "(small letters, without the prefix). The variable wins. The file is the one that"
    yield f"`{PREFIX}CONFIG` names, else `watchkeeper.toml` in the working folder, else the one in"
    yield "the data folder; that is `~/.local/share/watchkeeper` when nothing else is said."
    yield ""
    rows = [_setting(each) for each in fields(Settings)]
    yield from table(("variable", "default", "meaning"), rows)
    for group in GROUPS:
        yield from _group(group)


def _setting(each: DataField[Any]) -> tuple[str, str, str]:
    variable = f"{PREFIX}{each.name.upper()}"
    meaning = str(each.metadata["help"])
    if each.name in SECRETS:
        meaning += f" Or `{variable}_FILE`: a file that holds it."
    return (f"`{variable}`", "" if each.default is MISSING else _shown(each.default), meaning)


def _group(group: type[Group]) -> Iterator[str]:
    yield f"## Preferences: {group.title}"
    yield ""
    yield " ".join((group.__doc__ or "").split())
    yield ""
    values = group()
    rows = [
        _preference(field_of(Place(group, name), getattr(values, name), is_fixed=False))
        for name in group.names()
    ]
    yield from table(("name", "default", "range", "meaning", "Tautulli's name"), rows)


def _preference(field: PreferenceField) -> tuple[str, ...]:
    choices = "; ".join(f"{value}: {words}" for value, words in field.choices.items())
    bounds = "" if field.minimum is None else f"{field.minimum} to {field.maximum} {field.unit}"
    theirs = f"`{field.tautulli_name}`" if field.tautulli_name else ""
    meaning = ": ".join(part for part in (field.title, field.help) if part)
    return (f"`{field.name}`", _shown(field.default), choices or bounds.strip(), meaning, theirs)


def _commands() -> Iterator[str]:
    yield from title("Commands")
    for path, command in _leaves(app, ("watchkeeper",)):
        yield f"## {' '.join(path)}"
        yield ""
        yield " ".join((command.help or "").split())
        yield ""
        rows = [_parameter(one) for one in command.params if one.name != "help"]
        if rows:
            yield from table(("parameter", "default", "meaning"), rows)


def _leaves(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name, child in command.commands.items():
        yield from _leaves(child, (*path, name))


def _parameter(parameter: click.Parameter) -> tuple[str, str, str]:
    if not isinstance(parameter, click.Option):
        return (f"`{(parameter.name or '').upper()}`", "", "")
    name = " / ".join((*parameter.opts, *parameter.secondary_opts))
    known = parameter.to_info_dict()["default"]
    return (f"`{name}`", _shown(known), parameter.help or "")


def _api_v2() -> Iterator[str]:
    yield from title("The Tautulli API")
    yield "`/api/v2?apikey=KEY&cmd=COMMAND` answers as Tautulli does; differences are listed in"
    yield "[tautulli-differences.md](tautulli-differences.md)."
    yield ""
    for command in REGISTRY.all():
        yield from _api_command(command)


def _api_command(command: Command) -> Iterator[str]:
    yield f"## {command.name}"
    yield ""
    yield " ".join(command.help.split())
    yield "Needs no key." if command.is_open else f"Needs the scope `{command.scope.value}`."
    yield ""
    rows = [
        (f"`{one.name}`", one.word, "required" if one.is_needed else _shown(one.default))
        for one in command.grammar.parameters
    ]
    if rows:
        yield from table(("parameter", "type", "default"), rows)


def _events() -> Iterator[str]:
    yield from title("Events")
    yield "Published inside the process (`runtime/bus.py`); the live channel of the pages and all"
    yield "that follows the record listen to them."
    yield ""
    for event in EVENTS:
        yield f"## {event.__name__}"
        yield ""
        yield " ".join((event.__doc__ or "").split())
        yield ""
        yield from table(("field", "type"), [_event_field(one) for one in fields(event)])


def _event_field(field: DataField[Any]) -> tuple[str, str]:  # Any: a field of any type
    kind = field.type if isinstance(field.type, str) else field.type.__name__
    return (f"`{field.name}`", f"`{kind}`")


def _shown(value: object) -> str:
    """A default as a reader writes it; nothing for none."""
    if isinstance(value, tuple | list):
        value = ",".join(map(str, value))
    if value is None or value in ("", {}) or callable(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`"


if __name__ == "__main__":
    main()
