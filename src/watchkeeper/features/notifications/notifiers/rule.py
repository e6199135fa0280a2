"""A notifier read for use: its conditions, and its texts as they are filled in."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from functools import partial

from watchkeeper.domain.notices.agents import usual_texts
from watchkeeper.domain.notices.arguments import ArgumentsText
from watchkeeper.domain.notices.conditions import Conditions, read_conditions
from watchkeeper.domain.notices.documents import JsonText
from watchkeeper.domain.notices.logic import read_logic
from watchkeeper.domain.notices.markup import escaping
from watchkeeper.domain.notices.texts import Text
from watchkeeper.errors import InputError
from watchkeeper.features.notifications.notifiers.notifier import Notifier, Wording

Values = Mapping[str, object]
SCRIPT, WEBHOOK, MQTT = "scripts", "webhook", "mqtt"


def conditions_of(notifier: Notifier) -> Conditions:
    """When it tells.

    Raises:
        InputError: its conditions or their logic cannot be read.
    """
    conditions = read_conditions(notifier.conditions)
    return Conditions(conditions, read_logic(notifier.logic, len(conditions)))


def worded(notifier: Notifier, trigger: str, values: Values, media_type: str | None) -> Wording:
    """What a notifier says of an event, filled in.

    A text that cannot be read is replaced as Tautulli does it: by the usual one of its trigger,
    for webhooks by nothing, for scripts by no arguments.
    """
    wording, agent = notifier.wording(trigger), notifier.agent
    usual = usual_texts(agent, trigger) if agent else ("", "")

    def filled(source: str, instead: str, *, is_subject: bool) -> str:
        fill = partial(_filled, notifier, is_subject=is_subject)
        try:
            return fill(source, values, media_type)
        except InputError:
            return fill(instead, values, media_type)

    return Wording(
        filled(wording.subject, usual[0], is_subject=True),
        filled(wording.body, usual[1], is_subject=False),
    )


def literal_arguments(source: str) -> str:
    """Arguments of a script as a message holds them, split but not filled in.

    Raises:
        InputError: they cannot be split.
    """
    try:
        return json.dumps(shlex.split(source))
    except ValueError as error:
        raise InputError(
            "The arguments cannot be split: %(reason)s.", reason=error, field="subject"
        ) from None


def _filled(
    notifier: Notifier, source: str, values: Values, media_type: str | None, *, is_subject: bool
) -> str:
    name = notifier.agent.name if notifier.agent else ""
    if name == SCRIPT:
        return json.dumps(ArgumentsText.taken_over(source).fill(values, media_type))
    if is_json(notifier):
        return JsonText.taken_over(source).fill(values, media_type)
    text = Text.taken_over(source, name)
    escape = escaping(name, notifier.settings, is_subject=is_subject)
    return text.fill(values, media_type, escape)


def is_json(notifier: Notifier) -> bool:
    """Whether its texts are JSON documents."""
    name = notifier.agent.name if notifier.agent else ""
    return name == WEBHOOK or (name == MQTT and bool(notifier.settings.get("as_json")))
