"""Which modules of libraries are loaded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


@contextmanager
def hidden(name: str) -> Iterator[None]:
    """Let a library not find another one that it could do without, while it is imported."""
    modules: dict[str, Any] = sys.modules  # Any: None stands for a module that is not to be found
    before: ModuleType | None = modules.get(name)
    modules[name] = None
    try:
        yield
    finally:
        del modules[name]
        if before is not None:
            modules[name] = before


class Later:
    """A module that is rarely needed: loaded when something of it is first asked for."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:  # Any: whatever the module has
        return getattr(import_module(self._name), name)
