"""The settings of a notifier as a form: made from what its agent has, secrets never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.agents import Agent, Setting
from watchkeeper.domain.notices.demands import NEEDED, setting_problem
from watchkeeper.domain.notices.setting_words import help_of, label
from watchkeeper.domain.notices.settings import (
    CHOICES,
    MASK,
    SWITCHES,
    is_secret,
)
from watchkeeper.features.notifications import Notifier
from watchkeeper.texts import _, pgettext, told
from watchkeeper.values import dataclass

SECRET_KIND, NUMBER, SWITCH, CHOICE, LIST, TEXT = (
    *("secret", "number", "switch"),
    *("choice", "list", "text"),
)
PARTS = re.compile(r"[\n,]")
"""Between the values of a list."""
LONG = frozenset({"urls"})
CLEAR = "clear_"
"""Before the name of a secret in a form: it is to be removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One field of the form."""

    name: str
    label: str
    help: str
    kind: str  # secret, number, switch, choice, list, text
    text: str  # what stands in it; of a secret only what was just typed
    is_on: bool = False
    is_set: bool = False  # of a secret
    is_long: bool = False  # has several lines
    is_needed: bool = False  # nothing can be sent without it
    options: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a form sent, and what cannot be kept of it, by field."""

    values: Mapping[str, Setting]
    problems: Mapping[str, str]


def setting_rows(
    notifier: Notifier, entered: Mapping[str, str] | None, problems: Mapping[str, str]
) -> tuple[SettingRow, ...]:
    """The fields, the needed ones first; `entered`: texts of a form that could not be kept."""
    agent = notifier.agent
    if agent is None:
        return ()
    settings = notifier.settings
    rows = (
        _row(agent, name, settings[name], entered, problems.get(name, "")) for name in agent.usual
    )
    return tuple(sorted(rows, key=lambda row: not row.is_needed))


def entered_settings(agent: Agent, texts: Mapping[str, str]) -> Entered:
    """The settings that a form sends, each in its type; those that cannot be are problems."""
    values: dict[str, Setting] = {}
    problems: dict[str, str] = {}
    for name in agent.usual:
        value = _entered(agent, name, texts)
        if value is None:
            problems[name] = _("This must be a whole number.")
            continue
        problem = "" if value == MASK else setting_problem(agent, name, value)
        if problem:
            problems[name] = told(problem)
        else:
            values[name] = value
    return Entered(values, problems)


def _entered(agent: Agent, name: str, texts: Mapping[str, str]) -> Setting | None:
    """A setting as it was entered; None for a number that is none."""
    usual, text = agent.usual[name], texts.get(name, "").strip()
    match kind_of(name, usual):
        case "secret":
            return "" if texts.get(CLEAR + name) else text or MASK
        case "switch":
            return int(bool(text))
        case "list":
            return [part.strip() for part in PARTS.split(text) if part.strip()]
        case "number":
            return whole_number(text)
        case _:
            return whole_number(text) or 0 if isinstance(usual, int) else text


def label_of(name: str) -> str:
    """What a setting is called; English has one word for receivers and for the end of a time."""
    return pgettext("receivers", "To") if name == "to" else told(label(name))


def kind_of(name: str, usual: Setting) -> str:
    """How a setting is asked for."""
    if isinstance(usual, list):
        return LIST
    if is_secret(name):
        return SECRET_KIND
    if any(CHOICES.get(name, {})):
        return CHOICE
    if isinstance(usual, int):
        return SWITCH if name.startswith(SWITCHES) else NUMBER
    return TEXT


def _row(
    agent: Agent,
    name: str,
    value: Setting,
    entered: Mapping[str, str] | None,
    problem: str,
) -> SettingRow:
    kind = kind_of(name, agent.usual[name])
    stored = "\n".join(value) if isinstance(value, list) else str(value)
    is_hidden = kind == SECRET_KIND
    text = ("" if is_hidden else stored) if entered is None else entered.get(name, "")
    return SettingRow(
        name=name,
        label=label_of(name),
        help=told(help_of(agent.name, name)),
        kind=kind,
        text=text,
        is_on=text not in {"", "0"},
        is_set=is_hidden and bool(value),
        is_long=kind == LIST or name in LONG,
        is_needed=name in NEEDED.get(agent.name, ()),
        options=_options(name, text) if kind == CHOICE else (),
        problem=problem,
    )


def _options(name: str, chosen: str) -> tuple[tuple[str, str], ...]:
    known = {value: _(words) for value, words in CHOICES[name].items()}
    return tuple({**known, **({} if chosen in known else {chosen: chosen})}.items())
