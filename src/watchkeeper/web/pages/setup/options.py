"""The values that the wizard asks for: whose plays are kept, and when a play counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from watchkeeper.application import Application
from watchkeeper.features.preferences import PreferenceField, Recording
from watchkeeper.texts import _
from watchkeeper.values import dataclass

ASKED = (
    "movie_watched_percent",
    "tv_watched_percent",
    "music_watched_percent",
    "logging_ignore_interval",
)


@dataclass(frozen=True, slots=True)
class ShownOption:
    """One field of the form."""

    name: str
    label: str
    help: str
    value: object
    is_flag: bool
    is_locked: bool
    least: float | None
    most: float | None


class SetupOptions:
    """Reads and keeps them."""

    def __init__(self, application: Application) -> None:
        self._app = application

    def values(self, entered: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The form, with what was entered before. Any: form fields are text or files."""
        fields = [
            field
            for field in self._app.preferences.catalogue()
            if field.group == Recording.name and field.field in ASKED
        ]
        return {
            "options": [_shown(field, (entered or {}).get(field.field)) for field in fields],
            "zone": str(self._app.zone),
            "field": "",
        }

    async def keep(self, form: FormData, who: str) -> None:
        """Keep what was entered.

        Raises:
            InputError: `field` names what cannot be kept.
        """
        values = {
            name: str(form[name])
            for name in ASKED
            if name in form and not self._app.preferences.is_fixed(f"{Recording.name}.{name}")
        }
        await self._app.preferences.change(Recording, values, who)

    async def keep_ticked(self, form: FormData, who: str) -> None:
        """Record what was ticked, and nothing else."""
        server = await self._app.servers.default()
        if server is None:
            return
        chosen, people = set(form.getlist("library")), set(form.getlist("user"))
        for library in await self._app.libraries.all(server.id):
            is_kept = str(library.section_id) in chosen
            if is_kept != library.keep_history:
                changes = {"keep_history": is_kept}
                await self._app.libraries.edit(server.id, library.section_id, changes, who)
        for user in await self._app.users.all(server.id):
            is_kept = str(user.user_id) in people
            if is_kept != user.keep_history:
                await self._app.users.edit(server.id, user.user_id, {"keep_history": is_kept}, who)


def _shown(field: PreferenceField, entered: object) -> ShownOption:
    return ShownOption(
        name=field.field,
        label=f"{_(field.title)} ({_(field.unit)})" if field.unit else _(field.title),
        help=_(field.help),
        value=field.value if entered is None else entered,
        is_flag=field.kind == "switch",
        is_locked=field.is_fixed,
        least=field.minimum,
        most=field.maximum,
    )
