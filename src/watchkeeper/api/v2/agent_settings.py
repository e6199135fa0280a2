"""How the settings of notifiers and newsletters are described for forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.notices.agents import Setting
from watchkeeper.domain.notices.setting_words import help_of, label
from watchkeeper.domain.notices.settings import CHOICES, input_kind


def options(settings: Mapping[str, Setting], prefix: str, people: Sequence[Row] = ()) -> list[Row]:
    """How each setting is asked for in a form; `people` can be chosen where several values can."""
    return [
        choice_option(prefix + name, label(name), value, list(people))
        if isinstance(value, list)
        else _option(name, value, prefix)
        for name, value in settings.items()
    ]


def choice_option(name: str, label: str, value: Sequence[str], choices: object) -> Row:
    """A setting of several values."""
    return {
        "label": label,
        "value": list(value),
        "name": name,
        "description": "",
        "input_type": "selectize",
        "select_options": choices,
        "select_all": True,
    }


def _option(name: str, value: str | int, prefix: str) -> Row:
    shown: Row = {
        "label": label(name),
        "value": value,
        "name": prefix + name,
        "description": help_of(prefix.removeprefix("newsletter_").rstrip("_"), name),
        "input_type": input_kind(name, value),
    }
    if name in CHOICES:
        shown["select_options"] = dict(CHOICES[name])
    if name == "script_folder":
        shown["refresh"] = True
    return shown
