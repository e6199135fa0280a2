"""The settings of environment and file, as pages show them."""

from __future__ import annotations

from dataclasses import fields

from watchkeeper.application import Bootstrap
from watchkeeper.settings import PREFIX, Secret, Settings
from watchkeeper.texts import N_

ELSEWHERE = frozenset({"set"})
"""Shown where it matters: as locked preferences."""


def bootstrap_of(settings: Settings) -> tuple[Bootstrap, ...]:
    """Every setting with its variable and value; of a secret only whether it is set."""
    return tuple(
        Bootstrap(
            name=each.name,
            variable=f"{PREFIX}{each.name.upper()}",
            help=each.metadata["help"],
            value=_text(getattr(settings, each.name)),
            is_default=getattr(settings, each.name) == each.default,
        )
        for each in fields(Settings)
        if each.name not in ELSEWHERE
    )


def _text(value: object) -> str:
    if isinstance(value, Secret):
        return N_("set")
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return N_("yes") if value else N_("no")
    return "" if value is None else str(value)
