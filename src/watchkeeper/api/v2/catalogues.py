"""Long lists of the protocol: parameters of notifications, settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from watchkeeper.domain.notices.parameters import parameters

FOLDER = files("watchkeeper.api.v2") / "data"


def notification_parameters() -> tuple[Mapping[str, str], ...]:
    """Every parameter of notifications: its label `name`, its `type` and its `value` in texts."""
    return tuple(
        {"name": parameter.title, "type": parameter.type, "value": parameter.name}
        for parameter in parameters()
    )


@cache
def usual_settings() -> Mapping[str, Mapping[str, Any]]:  # Any: values of several types
    """Every setting by section with its usual value; secrets are blank."""
    return dict(_read("settings.json"))


def _read(name: str) -> Any:  # Any: whatever the file holds
    return orjson.loads((FOLDER / name).read_bytes())
