"""Preferences: what the owner chose, and changing it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, RootModel

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import Shape
from watchkeeper.errors import InputError
from watchkeeper.features.preferences import GROUPS, PreferenceField

Value = bool | int | float | str | list[str] | None


class Choice(Shape):
    """One value of a preference that takes few."""

    value: int = Field(description="The value.")
    words: str = Field(description="What it means.")


class Preference(Shape):
    """One preference."""

    name: str = Field(description="Full name, e.g. recording.tv_watched_percent.")
    title: str = Field(description="What it is called.")
    help: str = Field(description="What it does.")
    kind: Literal["switch", "number", "choice", "words", "text"] = Field(
        description="What its values are; words is a list of texts."
    )
    value: Value = Field(description="Its value now.")
    default: Value = Field(description="Its value when nothing is chosen.")
    unit: str | None = Field(description="What a number counts.")
    minimum: float | None = Field(description="The smallest number that it takes, in its unit.")
    maximum: float | None = Field(description="The largest number that it takes, in its unit.")
    choices: list[Choice] = Field(description="The values of a choice.")
    is_fixed: bool = Field(description="Whether WATCHKEEPER_SET fixes it: then it is locked.")
    tautulli_name: str | None = Field(description="Tautulli's name of it.")


class PreferenceList(Shape):
    """All preferences, by group."""

    preferences: list[Preference] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class NewValues(RootModel[dict[str, Value]]):
    """New values by full name, all of one group."""


async def list_preferences(asks: Asks) -> PreferenceList:
    """List all preferences with their values, defaults and bounds."""
    found = [preference_of(field) for field in asks.app.preferences.catalogue()]
    return PreferenceList(preferences=found, total=len(found))


async def change_preferences(asks: Asks, wanted: NewValues) -> PreferenceList:
    """Change preferences of one group: all that are named, or none. They take effect at once."""
    names = {name.partition(".")[0] for name in wanted.root}
    if len(names) != 1:
        raise InputError("Name preferences of one group, such as recording.")
    group = next((one for one in GROUPS if one.name in names), None)
    for name in wanted.root:
        if group is None or name.partition(".")[2] not in group.names():
            raise InputError(f"There is no preference called {name}.", field=name)
    values = {name.partition(".")[2]: value for name, value in wanted.root.items()}
    if group is not None:
        await asks.app.preferences.change(group, values, asks.principal.name)
    return await list_preferences(asks)


def preference_of(field: PreferenceField) -> Preference:
    """A preference in the words of the API."""
    return Preference(
        name=field.name,
        title=field.title,
        help=field.help,
        kind=field.kind,
        value=_plain(field.value),
        default=_plain(field.default),
        unit=field.unit or None,
        minimum=field.minimum,
        maximum=field.maximum,
        choices=[Choice(value=value, words=words) for value, words in field.choices.items()],
        is_fixed=field.is_fixed,
        tautulli_name=field.tautulli_name or None,
    )


def _plain(value: object) -> Value:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return [str(one) for one in value] if isinstance(value, tuple | list) else str(value)
