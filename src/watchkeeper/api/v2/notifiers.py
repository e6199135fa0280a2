"""Notifiers as an import brought them: listed, read, added, changed, deleted; nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from watchkeeper.api.v2.agent_settings import (
    full_settings,
    masked,
    options,
    sent_settings,
    stored_settings,
)
from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.catalogues import notification_parameters
from watchkeeper.api.v2.conditions import blank_conditions, sent_conditions
from watchkeeper.api.v2.params import Key, OtherParams, Text
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.facts import Facts, whole_number
from watchkeeper.domain.notices.agents import TRIGGERS, Agent, agent_of, usual_texts
from watchkeeper.errors import InputError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.system.kept import KeptRow

TABLE = "notifiers"
LOG = "notify_log"
NOT_SAVED = Refused("Failed to save notification agent.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiersParams:
    """Those alone that a trigger sets off."""

    notify_action: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifierParams:
    """One notifier."""

    notifier_id: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteNotifierParams:
    """One notifier; needed, but an absent one is told in words."""

    notifier_id: Key = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentParams:
    """A kind of notifier."""

    agent_id: Key = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeParams:
    """Settings carry their agent's name in front; triggers and texts that are not sent stay."""

    notifier_id: Key = -1
    agent_id: Key = -1
    friendly_name: Text = ""
    custom_conditions: Text = ""
    custom_conditions_logic: Text = ""
    others: OtherParams = field(default_factory=dict)


@command("get_notifiers", params=NotifiersParams)
async def get_notifiers(call: Call, params: NotifiersParams) -> object:
    """The notifiers, and when each was set off last."""
    trigger = params.notify_action
    if trigger and trigger not in TRIGGERS:
        raise InputError("There is no such trigger.", field="notify_action")
    newest = await last_entries(call, LOG, "notifier_id")
    return [
        notifier_row(row, newest.get(row.row_id, {}))
        for row in await call.app.kept.rows(call.server_id, TABLE)
        if not trigger or row.content.get(trigger)
    ]


@command("get_notifier_config", params=NotifierParams, scope=Scope.ADMIN)
async def get_notifier_config(call: Call, params: NotifierParams) -> object:
    """All settings of one notifier; passwords are masked."""
    row = await call.app.kept.get(call.server_id, TABLE, params.notifier_id)
    agent = agent_of(whole_number(row.content.get("agent_id")) or 0) if row else None
    return notifier_config(row, agent) if row and agent else None


@command("get_notifier_parameters", params=NoParams)
async def get_notifier_parameters(_call: Call, _params: NoParams) -> object:
    """Every parameter that texts and conditions of notifications can have."""
    return list(notification_parameters())


@command("add_notifier_config", params=AgentParams, scope=Scope.ADMIN)
async def add_notifier_config(call: Call, params: AgentParams) -> object:
    """A new notifier with the usual settings, which nothing sets off yet."""
    agent = agent_of(params.agent_id)
    if agent is None:
        return Refused("Failed to add notification agent.")
    notifier_id = await call.app.kept.add(call.server_id, TABLE, new_notifier(agent))
    return Said("Added notification agent.", {"notifier_id": notifier_id})


@command("set_notifier_config", params=ChangeParams, scope=Scope.ADMIN)
async def set_notifier_config(call: Call, params: ChangeParams) -> object:
    """Change a notifier; one that is not there yet is made under that number."""
    agent = agent_of(params.agent_id)
    if agent is None or params.notifier_id < 0:
        return NOT_SAVED
    known = await call.app.kept.get(call.server_id, TABLE, params.notifier_id)
    try:
        content = changed_notifier(known.content if known else {}, agent, params)
    except InputError:
        return NOT_SAVED
    await call.app.kept.put(call.server_id, TABLE, KeptRow(params.notifier_id, content))
    return Said("Saved notification agent.")


@command("delete_notifier", params=DeleteNotifierParams, scope=Scope.ADMIN)
async def delete_notifier(call: Call, params: DeleteNotifierParams) -> object:
    """Delete a notifier, if there is one of that number."""
    if params.notifier_id < 0:
        return Refused("Failed to delete notifier.")
    await call.app.kept.delete(call.server_id, TABLE, [params.notifier_id])
    return Said("Notifier deleted successfully.")


async def last_entries(call: Call, log: str, name: str) -> Mapping[object, Facts]:
    """The newest entry of a log for each number in its column of that name."""
    return {
        row.content.get(name): row.content for row in await call.app.kept.rows(call.server_id, log)
    }


def notifier_row(row: KeptRow, newest: Facts) -> Row:
    """A notifier as get_notifiers lists it."""
    return {
        "id": row.row_id,
        **{
            name: row.content.get(name)
            for name in ("agent_id", "agent_name", "agent_label", "friendly_name")
        },
        "last_triggered": newest.get("timestamp"),
        "last_success": newest.get("success"),
        "active": int(any(row.content.get(trigger) for trigger in TRIGGERS)),
    }


def notifier_config(row: KeptRow, agent: Agent) -> Row:
    """A notifier with all that is known of it."""
    settings = masked(full_settings(agent.usual, stored_settings(row.content["notifier_config"])))
    return {
        "id": row.row_id,
        "agent_id": agent.id,
        "agent_name": agent.name,
        "agent_label": agent.label,
        "friendly_name": row.content.get("friendly_name"),
        "custom_conditions": _conditions(row.content.get("custom_conditions")),
        "custom_conditions_logic": row.content.get("custom_conditions_logic"),
        "config": settings,
        "config_options": [*options(settings, f"{agent.name}_"), *_help(agent)],
        "actions": {trigger: whole_number(row.content.get(trigger)) or 0 for trigger in TRIGGERS},
        "notify_text": {trigger: _texts(row.content, agent, trigger) for trigger in TRIGGERS},
    }


def new_notifier(agent: Agent) -> dict[str, Any]:  # Any: columns of the table
    """A notifier as it is added."""
    texts = {trigger: usual_texts(agent, trigger) for trigger in TRIGGERS}
    return {
        "agent_id": agent.id,
        "agent_name": agent.name,
        "agent_label": agent.label,
        "friendly_name": "",
        "notifier_config": _json(agent.usual),
        "custom_conditions": _json(blank_conditions()),
        "custom_conditions_logic": "",
        **dict.fromkeys(TRIGGERS, 0),
        **{f"{trigger}_subject": subject for trigger, (subject, _) in texts.items()},
        **{f"{trigger}_body": body for trigger, (_, body) in texts.items()},
    }


def changed_notifier(before: Facts, agent: Agent, params: ChangeParams) -> dict[str, Any]:
    """A notifier after a change.

    Raises:
        InputError: its conditions cannot be.
    """
    old, sent = stored_settings(before.get("notifier_config")), params.others
    texts = [f"{trigger}_{part}" for trigger in TRIGGERS for part in ("subject", "body")]
    return {
        **new_notifier(agent),
        **before,
        "agent_id": agent.id,
        "agent_name": agent.name,
        "agent_label": agent.label,
        "friendly_name": params.friendly_name,
        "notifier_config": _json(sent_settings(agent.usual, f"{agent.name}_", sent, old)),
        "custom_conditions": _json(sent_conditions(params.custom_conditions)),
        "custom_conditions_logic": params.custom_conditions_logic,
        **{name: int(bool(whole_number(sent[name]))) for name in TRIGGERS if name in sent},
        **{name: str(sent[name]) for name in texts if name in sent},
    }


def _texts(content: Facts, agent: Agent, trigger: str) -> Row:
    usual = usual_texts(agent, trigger)
    stated = (content.get(f"{trigger}_subject"), content.get(f"{trigger}_body"))
    subject, body = (
        default if text is None else text for text, default in zip(stated, usual, strict=True)
    )
    return {"subject": subject, "body": body}


def _conditions(text: object) -> list[Row]:
    try:
        found = orjson.loads(text) if isinstance(text, str) and text else None
    except orjson.JSONDecodeError:
        found = None
    return found if isinstance(found, list) and found else blank_conditions()


def _help(agent: Agent) -> list[Row]:
    if agent.name != "scripts":
        return []
    return [{"label": "Script arguments", "description": "The subject text.", "input_type": "help"}]


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


COMMANDS = (
    get_notifiers,
    get_notifier_config,
    get_notifier_parameters,
    add_notifier_config,
    set_notifier_config,
    delete_notifier,
)
