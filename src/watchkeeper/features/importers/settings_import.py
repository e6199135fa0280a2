"""Taking over settings and the API key of a Tautulli's config.ini."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from watchkeeper.errors import InputError
from watchkeeper.features.preferences.fields import Group
from watchkeeper.features.preferences.names import place_of
from watchkeeper.features.preferences.service import Preferences, checked


async def take_settings(
    preferences: Preferences, values: Mapping[str, str], who: str, chosen: Set[str]
) -> Counter[str]:
    """Set the preferences that Tautulli's settings name; returns what could not be taken over.

    Preferences fixed from outside, and those `chosen` here by full name, stay as they are.
    """
    problems: Counter[str] = Counter()
    groups: dict[type[Group], dict[str, object]] = {}
    for name, text in values.items():
        place = place_of(name)
        if place is None or place.name in chosen or preferences.is_fixed(name):
            continue
        try:
            value = getattr(checked(place.group, {place.field: text}), place.field)
        except InputError:
            problems[f"setting {name.lower()} without a usable value"] += 1
            continue
        groups.setdefault(place.group, {})[place.field] = value
    for group, fields in groups.items():
        await preferences.change(group, fields, who)
    return problems
