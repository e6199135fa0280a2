"""The preferences as a list: forms, documentation and checks are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from watchkeeper.features.preferences.fields import extra_of
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
    info = place.group.model_fields[place.field]
    bounds = {
        name: getattr(rule, name)
        for rule in info.metadata
        for name in ("ge", "le")
        if hasattr(rule, name)
    }
    facts = extra_of(place.group, place.field)
    choices = {int(number): words for number, words in facts.choices.items()}
    return PreferenceField(
        group=place.group.name,
        field=place.field,
        title=info.title or place.field,
        help=info.description or "",
        kind="choice" if choices else _kind(info.default),
        default=info.default,
        value=value,
        is_fixed=is_fixed,
        tautulli_name=facts.tautulli,
        unit=facts.unit,
        minimum=bounds.get("ge"),
        maximum=bounds.get("le"),
        choices=choices,
    )


def _kind(default: object) -> FieldKind:
    if isinstance(default, bool):
        return "switch"
    if isinstance(default, int):
        return "number"
    return "words" if isinstance(default, tuple) else "text"
