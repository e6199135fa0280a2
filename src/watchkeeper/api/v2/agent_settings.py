"""How the settings of notifiers and newsletters are described for forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.notices.agents import Setting
from watchkeeper.domain.notices.setting_words import help_of, label
from watchkeeper.domain.notices.settings import CHOICES, input_kind

MILD_TO_URGENT = {str(number): number for number in range(-2, 3)}
GRADES: Mapping[str, Mapping[str, int]] = {
    "prowl_priority": MILD_TO_URGENT,
    "pushover_priority": MILD_TO_URGENT,
    "join_priority": MILD_TO_URGENT,
    "gotify_priority": {str(number): number for number in range(8)},
    "ntfy_priority": {"min": 1, "low": 2, "default": 3, "high": 4, "max": 5},
}
"""Numbers that callers are offered one by one."""


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
    if prefix + name in GRADES:
        shown |= {"input_type": "select", "select_options": dict(GRADES[prefix + name])}
    if name == "script_folder":
        shown["refresh"] = True
    return shown
