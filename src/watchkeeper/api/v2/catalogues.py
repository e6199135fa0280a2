"""Long lists of the protocol: parameters of notifications, fields of exports, settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

FOLDER = files("watchkeeper.api.v2") / "data"

Fields = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ExportFields:
    """What of a kind of item can be exported, and from which level on."""

    metadata: Fields
    media_info: Fields
    children: Fields  # its parts, e.g. the episodes of a season


@cache
def notification_parameters() -> tuple[Mapping[str, str], ...]:
    """Every parameter of notifications: its label `name`, its `type` and its `value` in texts."""
    return tuple(_read("notification_parameters.json"))


@cache
def parameter_types() -> Mapping[str, str]:
    """From the name of a notification's parameter in texts to its type: str, int or float."""
    return {each["value"]: each["type"] for each in notification_parameters()}


@cache
def export_fields() -> Mapping[str, ExportFields]:
    """The fields of each kind of item."""
    return {
        kind: ExportFields(
            metadata=_levels(found["metadata"]),
            media_info=_levels(found["media_info"]),
            children=found["children"],
        )
        for kind, found in _read("export_fields.json").items()
    }


@cache
def usual_settings() -> Mapping[str, Mapping[str, Any]]:  # Any: values of several types
    """Every setting by section with its usual value; secrets are blank."""
    return dict(_read("settings.json"))


def _levels(by_level: Mapping[str, list[str]]) -> Fields:
    return {name: int(level) for level, names in by_level.items() for name in names}


def _read(name: str) -> Any:  # Any: whatever the file holds
    return orjson.loads((FOLDER / name).read_bytes())
