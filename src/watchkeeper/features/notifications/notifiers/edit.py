"""Changing parts of a notifier, as its owner does it; what is not named stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from watchkeeper.domain.facts import Facts, whole_number
from watchkeeper.domain.notices.agents import Agent, Setting, agent_of
from watchkeeper.domain.notices.conditions import read_conditions
from watchkeeper.domain.notices.demands import setting_problem
from watchkeeper.domain.notices.setting_words import label
from watchkeeper.domain.notices.settings import (
    MASK,
    full_settings,
    is_secret,
    stored_settings,
)
from watchkeeper.domain.notices.triggers import trigger_of
from watchkeeper.errors import InputError
from watchkeeper.features.notifications.notifiers.notifier import BLANK_CONDITION, Notifier
from watchkeeper.features.notifications.notifiers.options import Options, stored_options
from watchkeeper.texts import N_, Sentence
from watchkeeper.values import dataclass

LONGEST_NAME = 200
KINDS: Mapping[type, str] = {
    str: N_("a text"),
    int: N_("a whole number"),
    list: N_("a list of texts"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifierEdit:
    """What to change; None and what a mapping does not name stay as they are."""

    friendly_name: str | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict, repr=False)  # by their names
    triggers: Mapping[str, bool] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)  # on_watched_body ...
    conditions: Sequence[Mapping[str, Any]] | None = None  # Any: of several types
    logic: str | None = None
    options: Options | None = None


def edited(before: Notifier, edit: NotifierEdit) -> Notifier:
    """A notifier after a change, not yet kept.

    Raises:
        InputError: it names a setting, trigger or text that there is not; `field` says which.
    """
    return replace(before, content=_content(before.content, edit))


def _content(before: Facts, edit: NotifierEdit) -> dict[str, Any]:  # Any: columns
    content = dict(before)
    agent = agent_of(whole_number(before.get("agent_id")) or 0)
    if edit.friendly_name is not None:
        content["friendly_name"] = _name(edit.friendly_name)
    if edit.settings and agent:
        known = stored_settings(before.get("notifier_config"))
        _check_settings(agent, edit.settings)
        content["notifier_config"] = _json(full_settings(agent.usual, {**known, **_stated(edit)}))
    for trigger, is_on in edit.triggers.items():
        _check_trigger(trigger)
        content[trigger] = int(is_on)
    for name, text in edit.texts.items():
        _check_trigger(name.rpartition("_")[0])
        content[name] = text
    return content | _rules(edit)


def _stated(edit: NotifierEdit) -> dict[str, Setting]:
    """Without the masks of secrets, which keep what they stand for."""
    return {name: value for name, value in edit.settings.items() if not _is_kept(name, value)}


def _is_kept(name: str, value: Setting) -> bool:
    """Whether it is the mask of a secret, which keeps what it stands for."""
    return value == MASK and is_secret(name)


def _rules(edit: NotifierEdit) -> dict[str, Any]:  # Any: columns
    content: dict[str, Any] = {}  # Any: columns
    if edit.conditions is not None:
        content["custom_conditions"] = _json(_stored(edit.conditions) or [BLANK_CONDITION])
    if edit.logic is not None:
        content["custom_conditions_logic"] = edit.logic
    if edit.options is not None:
        content["options"] = stored_options(edit.options)
    return content


def _stored(sent: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:  # Any: of several types
    """As they are read; those that cannot be stay as they are, for whoever names the reason."""
    try:
        return [condition.as_stored() for condition in read_conditions(sent)]
    except InputError:
        return list(sent)


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise InputError(
            "A name has up to %(most)s letters.", most=LONGEST_NAME, field="friendly_name"
        )
    return text


def _check_settings(agent: Agent, sent: Mapping[str, Setting]) -> None:
    for name, value in sent.items():
        if name not in agent.usual:
            raise InputError(
                '%(agent)s has no setting "%(name)s".', agent=agent.label, name=name, field=name
            )
        if not isinstance(value, type(agent.usual[name])):
            kind = Sentence(KINDS[type(agent.usual[name])])
            raise InputError("%(name)s must be %(kind)s.", name=name, kind=kind, field=name)
        problem = "" if _is_kept(name, value) else setting_problem(agent, name, value)
        if problem:
            raise InputError(
                "%(label)s: %(problem)s", label=label(name), problem=problem, field=name
            )


def _check_trigger(name: str) -> None:
    if trigger_of(name) is None:
        raise InputError('There is no trigger "%(name)s".', name=name, field=name)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
