"""Whether a value has the names and JSON types that the specification of Tautulli's API states."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SPECIFICATION = Path(__file__).parents[4] / "shared" / "spec" / "tautulli-api.json"
KINDS = {
    "string": str,
    "int": int,
    "bool": bool,
    "float": float,
    "null": type(None),
    "array": list,
    "object": dict,
    '""': str,
    '"movie"': str,
    '"episode"': str,
    '"track"': str,
}


def specified_data(command: str) -> Any:
    """What the specification states about the data of a command."""
    commands = json.loads(SPECIFICATION.read_text())["commands"]
    return next(found["response"]["data"] for found in commands if found["name"] == command)


def mistakes(value: Any, stated: Any, place: str = "data") -> list[str]:
    """Where names are missing or too many, and where a type is another one."""
    if isinstance(stated, dict):
        return list(_in_object(value, stated, place))
    if isinstance(stated, list):
        if not isinstance(value, list):
            return [f"{place}: {value!r} is no list"]
        return [each for one in value for each in mistakes(one, stated[0], f"{place}[]")]
    kinds = [KINDS[kind.partition(" (")[0]] for kind in stated.split("|")]
    return [] if type(value) in kinds else [f"{place}: {value!r} is no {stated}"]


def _in_object(value: Any, stated: dict[str, Any], place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place}: {value!r} is no object"
        return
    needed = {name for name in stated if not name.endswith("?")}
    known = {name.removesuffix("?"): kind for name, kind in stated.items()}
    yield from (f"{place}.{name} is missing" for name in sorted(needed - value.keys()))
    yield from (f"{place}.{name} is too much" for name in sorted(value.keys() - known.keys()))
    for name in value.keys() & known.keys():
        yield from mistakes(value[name], known[name], f"{place}.{name}")
