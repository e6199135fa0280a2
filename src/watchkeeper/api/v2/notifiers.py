"""Notifiers: listed, read, added, changed, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import structlog

from watchkeeper.api.v2.agent_settings import options
from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.catalogues import notification_parameters
from watchkeeper.api.v2.conditions import sent_conditions
from watchkeeper.api.v2.params import Key, OtherParams, Text
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.facts import Facts, whole_number
from watchkeeper.domain.notices.agents import TRIGGERS, Agent, agent_of
from watchkeeper.domain.notices.settings import masked
from watchkeeper.errors import InputError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.notifications import Notice, NoticeState, Notifier, NotifierChange
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

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
    sent = await call.app.outbox.newest(call.server_id)
    imported = await last_entries(call, LOG, "notifier_id")
    return [
        notifier_row(each, sent.get(each.number), imported.get(each.number, {}))
        for each in await call.app.notifiers.all(call.server_id)
        if not trigger or each.content.get(trigger)
    ]


@command("get_notifier_config", params=NotifierParams, scope=Scope.ADMIN)
async def get_notifier_config(call: Call, params: NotifierParams) -> object:
    """All settings of one notifier; passwords are masked."""
    found = await call.app.notifiers.get(call.server_id, params.notifier_id)
    return notifier_config(found, found.agent) if found and found.agent else None


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
    notifier_id = await call.app.notifiers.add(call.server_id, agent)
    return Said("Added notification agent.", {"notifier_id": notifier_id})


@command("set_notifier_config", params=ChangeParams, scope=Scope.ADMIN)
async def set_notifier_config(call: Call, params: ChangeParams) -> object:
    """Change a notifier; one that is not there yet is made under that number."""
    agent = agent_of(params.agent_id)
    if agent is None or params.notifier_id < 0:
        return NOT_SAVED
    try:
        conditions = sent_conditions(params.custom_conditions)
    except InputError as error:
        log.info("notifier not saved", notifier=params.notifier_id, reason=str(error))
        return NOT_SAVED
    change = NotifierChange(
        agent=agent,
        friendly_name=params.friendly_name,
        conditions=conditions,
        logic=params.custom_conditions_logic,
        sent=params.others,
    )
    try:
        await call.app.notifiers.change(call.server_id, params.notifier_id, change)
    except InputError as error:
        # Tautulli keeps a text or logic that it cannot run, and fails when something happens.
        return Refused(f"Failed to save notification agent. {error}")
    return Said("Saved notification agent.")


@command("delete_notifier", params=DeleteNotifierParams, scope=Scope.ADMIN)
async def delete_notifier(call: Call, params: DeleteNotifierParams) -> object:
    """Delete a notifier, if there is one of that number."""
    if params.notifier_id < 0:
        return Refused("Failed to delete notifier.")
    await call.app.notifiers.delete(call.server_id, params.notifier_id)
    return Said("Notifier deleted successfully.")


async def last_entries(call: Call, log: str, name: str) -> Mapping[object, Facts]:
    """The newest entry of a log for each number in its column of that name."""
    return {
        row.content.get(name): row.content for row in await call.app.kept.rows(call.server_id, log)
    }


def notifier_row(notifier: Notifier, newest: Notice | None, imported: Facts) -> Row:
    """A notifier as get_notifiers lists it; `imported` is its last entry in an imported log."""
    content = notifier.content
    return {
        "id": notifier.number,
        **{
            name: content.get(name)
            for name in ("agent_id", "agent_name", "agent_label", "friendly_name")
        },
        "last_triggered": newest.draft.occurred_at if newest else imported.get("timestamp"),
        "last_success": int(newest.state is NoticeState.SENT)
        if newest
        else imported.get("success"),
        "active": int(bool(notifier.triggers)),
    }


def notifier_config(notifier: Notifier, agent: Agent) -> Row:
    """A notifier with all that is known of it."""
    content, settings = notifier.content, masked(notifier.settings)
    wordings = {trigger: notifier.wording(trigger) for trigger in TRIGGERS}
    return {
        "id": notifier.number,
        "agent_id": agent.id,
        "agent_name": agent.name,
        "agent_label": agent.label,
        "friendly_name": content.get("friendly_name"),
        "custom_conditions": notifier.conditions,
        "custom_conditions_logic": content.get("custom_conditions_logic"),
        "config": settings,
        "config_options": [*options(settings, f"{agent.name}_"), *_help(agent)],
        "actions": {trigger: whole_number(content.get(trigger)) or 0 for trigger in TRIGGERS},
        "notify_text": {
            trigger: {"subject": wording.subject, "body": wording.body}
            for trigger, wording in wordings.items()
        },
    }


def _help(agent: Agent) -> list[Row]:
    if agent.name != "scripts":
        return []
    return [{"label": "Script arguments", "description": "The subject text.", "input_type": "help"}]


COMMANDS = (
    get_notifiers,
    get_notifier_config,
    get_notifier_parameters,
    add_notifier_config,
    set_notifier_config,
    delete_notifier,
)
