"""A notifier: one channel, its settings, and what it tells of what, under which conditions.

`content` is the row of Tautulli's table of notifiers without its number: settings and conditions
are JSON in it, each trigger is 0 or 1, and each has a subject and a body (None: the usual ones).
What Tautulli does not know stands beside: our own triggers, and `options`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from watchkeeper.domain.facts import Facts, ServerId, whole_number
from watchkeeper.domain.notices.agents import (
    ALL_TRIGGERS,
    TRIGGERS,
    Agent,
    Setting,
    agent_of,
    usual_texts,
)
from watchkeeper.domain.notices.settings import full_settings, sent_settings, stored_settings
from watchkeeper.errors import InputError
from watchkeeper.features.notifications.notifiers.options import (
    DEFAULT,
    Options,
    read_options,
    stored_options,
)
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass

ANY_LABEL = N_("Notifier")
BLANK_CONDITION: Mapping[str, Any] = {"parameter": "", "operator": "", "value": [], "type": None}


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and body of a message, before anything is filled in."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """One notifier of one server; instants in UTC seconds."""

    server_id: ServerId
    number: int
    content: Facts = field(repr=False)
    failing_since: int | None = None
    last_error: str = ""

    @property
    def agent(self) -> Agent | None:
        """What kind it is; None for one that came from elsewhere and is not known."""
        return agent_of(whole_number(self.content.get("agent_id")) or 0)

    @property
    def friendly_name(self) -> str:
        return str(self.content.get("friendly_name") or "")

    @property
    def title(self) -> str:
        """Its name, else what kind it is and its number."""
        label = _(str(self.content.get("agent_label") or ANY_LABEL))
        return self.friendly_name or f"{label} {self.number}"

    @property
    def settings(self) -> dict[str, Setting]:
        """All settings of its agent."""
        known = stored_settings(self.content.get("notifier_config"))
        return full_settings(self.agent.usual, known) if self.agent else {}

    @property
    def triggers(self) -> tuple[str, ...]:
        """What sets it off, e.g. on_play."""
        return tuple(trigger for trigger in ALL_TRIGGERS if self.content.get(trigger))

    @property
    def options(self) -> Options:
        """How it tells; as usual where something unreadable is stored."""
        try:
            return read_options(self.content.get("options"))
        except InputError:
            return DEFAULT

    @property
    def conditions(self) -> list[Mapping[str, Any]]:  # Any: values of several types
        """What must hold besides, as callers of the API state it; at least one blank one."""
        text = self.content.get("custom_conditions")
        try:
            found = json.loads(text) if isinstance(text, str) and text else None
        except json.JSONDecodeError:
            found = None
        return found if isinstance(found, list) and found else [dict(BLANK_CONDITION)]

    @property
    def logic(self) -> str:
        """How the conditions go together; "" when all must hold."""
        return str(self.content.get("custom_conditions_logic") or "")

    def wording(self, trigger: str) -> Wording:
        """What it says of a trigger."""
        usual = usual_texts(self.agent, trigger) if self.agent else ("", "")
        stated = (self.content.get(f"{trigger}_subject"), self.content.get(f"{trigger}_body"))
        subject, body = (
            default if text is None else str(text)
            for text, default in zip(stated, usual, strict=True)
        )
        return Wording(subject, body)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifierChange:
    """What somebody sends of a notifier.

    `sent` holds settings with their agent's name in front, triggers and texts by their names;
    settings that are not in it become the usual ones, triggers and texts stay.
    `triggers` are those that it may speak of: callers of Tautulli's API know its own alone.
    """

    agent: Agent
    friendly_name: str = ""
    conditions: Sequence[Mapping[str, Any]] = ()  # Any: of several types
    logic: str = ""
    sent: Mapping[str, Any] = field(default_factory=dict, repr=False)  # Any: texts or lists of them
    triggers: Sequence[str] = TRIGGERS
    options: Options | None = None  # None: they stay


def new_content(agent: Agent) -> dict[str, Any]:  # Any: columns of the table
    """A notifier as it is added: nothing sets it off."""
    texts = {trigger: usual_texts(agent, trigger) for trigger in TRIGGERS}
    return {
        "agent_id": agent.id,
        "agent_name": agent.name,
        "agent_label": agent.label,
        "friendly_name": "",
        "notifier_config": _json(agent.usual),
        "custom_conditions": _json([BLANK_CONDITION]),
        "custom_conditions_logic": "",
        **dict.fromkeys(TRIGGERS, 0),
        **{f"{trigger}_subject": subject for trigger, (subject, _) in texts.items()},
        **{f"{trigger}_body": body for trigger, (_, body) in texts.items()},
    }


def changed_content(before: Facts, change: NotifierChange) -> dict[str, Any]:
    """A notifier after a change; `before` is {} for one that is not there yet."""
    agent, sent = change.agent, change.sent
    old = stored_settings(before.get("notifier_config"))
    texts = [f"{trigger}_{part}" for trigger in change.triggers for part in ("subject", "body")]
    return {
        **new_content(agent),
        **before,
        "agent_id": agent.id,
        "agent_name": agent.name,
        "agent_label": agent.label,
        "friendly_name": change.friendly_name,
        "notifier_config": _json(sent_settings(agent.usual, f"{agent.name}_", sent, old)),
        "custom_conditions": _json(list(change.conditions) or [BLANK_CONDITION]),
        "custom_conditions_logic": change.logic,
        **{name: int(bool(whole_number(sent[name]))) for name in change.triggers if name in sent},
        **{name: str(sent[name]) for name in texts if name in sent},
        **({} if change.options is None else {"options": stored_options(change.options)}),
    }


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
