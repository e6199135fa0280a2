"""JSON: a list of objects, indented by four, short facts first."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

from watchkeeper.features.exports.forms.form import Facts

INDENT = " " * 4


class JsonWriter:
    """Writes one object after the other."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._file.write("[")
        self._separator = "\n"

    def add(self, item: Facts) -> None:
        text = json.dumps(ordered(item), indent=4, ensure_ascii=False, default=str)
        self._file.write(f"{self._separator}{indent(text, INDENT)}")
        self._separator = ",\n"

    def finish(self) -> None:
        self._file.write("]" if self._separator == "\n" else "\n]")
        self._file.close()

    def close(self) -> None:
        self._file.close()


def ordered(value: Any) -> Any:  # Any: one fact
    """The same, names sorted: facts and lists of facts first, then lists of objects.

    Examples:
        >>> list(ordered({"b": 1, "a": [{"x": 1}], "c": ["y"]}))
        ['b', 'c', 'a']
    """
    if isinstance(value, list):
        return [ordered(each) for each in value]
    if not isinstance(value, dict):
        return value
    names = sorted(value, key=lambda name: (holds_objects(value[name]), name))
    return {name: ordered(value[name]) for name in names}


def holds_objects(value: object) -> bool:
    """Whether it is a list of objects."""
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)
