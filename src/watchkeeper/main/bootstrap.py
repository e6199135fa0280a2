"""The settings of environment and file, as pages show them."""

from __future__ import annotations

from pydantic import SecretStr

from watchkeeper.application import Bootstrap
from watchkeeper.settings import PREFIX, Settings

ELSEWHERE = frozenset({"set"})
"""Shown where it matters: as locked preferences."""


def bootstrap_of(settings: Settings) -> tuple[Bootstrap, ...]:
    """Every setting with its variable and value; of a secret only whether it is set."""
    return tuple(
        Bootstrap(
            name=name,
            variable=f"{PREFIX}{name.upper()}",
            help=field.description or "",
            value=_text(getattr(settings, name)),
            is_default=getattr(settings, name) == field.default,
        )
        for name, field in Settings.model_fields.items()
        if name not in ELSEWHERE
    )


def _text(value: object) -> str:
    if isinstance(value, SecretStr):
        return "set"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
