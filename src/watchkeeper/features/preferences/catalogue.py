"""The preferences as a list: forms, documentation and checks are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from watchkeeper.features.preferences.fields import Choices, Range, facts_of
from watchkeeper.features.preferences.names import Place
from watchkeeper.values import dataclass

FieldKind = Literal["switch", "number", "choice", "words", "text"]


@dataclass(frozen=True, slots=True)
class PreferenceField:
    """One preference, as a form shows it."""

    group: str
    field: str
    title: str
    help: str
    kind: FieldKind
    default: object
    value: object
    is_fixed: bool  # from outside: shown locked
    tautulli_name: str  # "" for none
    unit: str  # of numbers, "" for none
    minimum: float | None
    maximum: float | None
    choices: Mapping[int, str]  # value -> words, empty unless kind is "choice"

    @property
    def name(self) -> str:
        """The full name, e.g. recording.tv_watched_percent."""
        return f"{self.group}.{self.field}"


def field_of(place: Place, value: object, is_fixed: bool) -> PreferenceField:
    """A field with its present value."""
    facts = facts_of(place.group, place.field)
    default = getattr(place.group, place.field)
    choices = facts.within.words if isinstance(facts.within, Choices) else {}
    bounds = facts.within if isinstance(facts.within, Range | Choices) else None
    return PreferenceField(
        group=place.group.name,
        field=place.field,
        title=facts.title,
        help=facts.help,
        kind="choice" if choices else _kind(default),
        default=default,
        value=value,
        is_fixed=is_fixed,
        tautulli_name=facts.tautulli,
        unit=facts.within.unit if isinstance(facts.within, Range) else "",
        minimum=bounds.least if bounds else None,
        maximum=bounds.most if bounds else None,
        choices=choices,
    )


def _kind(default: object) -> FieldKind:
    if isinstance(default, bool):
        return "switch"
    if isinstance(default, int):
        return "number"
    return "words" if isinstance(default, tuple) else "text"
