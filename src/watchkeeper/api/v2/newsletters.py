"""Newsletters as an import brought them: listed, read, added, changed, deleted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from watchkeeper.api.v2.agent_settings import choice_option, options
from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.notifiers import last_entries
from watchkeeper.api.v2.params import Flag, Key, OtherParams, Text
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.facts import Facts
from watchkeeper.domain.notices.agents import MAIL, Settings
from watchkeeper.domain.notices.settings import (
    full_settings,
    masked,
    sent_settings,
    stored_settings,
)
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.system.kept import KeptRow

TABLE = "newsletters"
LOG = "newsletter_log"
ONLY_AGENT = 0
CRON = re.compile(r"\S+( \S+){4}")
USUAL_CRON = "0 0 * * 0"
CONFIG: Settings = {
    "custom_cron": 0, "time_frame": 7, "time_frame_units": "days", "formatted": 1, "threaded": 0,
    "notifier_id": 0, "filename": "", "save_only": 0, "incl_libraries": [],
}  # fmt: skip
EMAIL: Settings = {**MAIL, "from_name": "Tautulli Newsletter", "notifier_id": 0}
CONFIG_PREFIX, EMAIL_PREFIX = "newsletter_config_", "newsletter_email_"
SHELVES = {"movie": "Movie Libraries", "show": "TV Show Libraries", "artist": "Music Libraries"}
AGENT = {"agent_id": ONLY_AGENT, "agent_name": "recently_added", "agent_label": "Recently Added"}
FACTS = ("agent_id", "agent_name", "agent_label", "friendly_name", "cron", "active")
NOT_SAVED = Refused("Failed to save newsletter.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterParams:
    """One newsletter."""

    newsletter_id: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteNewsletterParams:
    """One newsletter; needed, but an absent one is told in words."""

    newsletter_id: Key = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentParams:
    """A kind of newsletter: 0 is the only one."""

    agent_id: Key = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeParams:
    """Everything of a newsletter; settings that are not sent are as usual."""

    newsletter_id: Key = -1
    agent_id: Key = -1
    subject: Text | None = None
    body: Text | None = None
    message: Text | None = None
    id_name: Text = ""
    friendly_name: Text = ""
    cron: Text = ""
    active: Flag = False
    others: OtherParams = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in a form: libraries by their kind, and people with a mail address."""

    shelves: Mapping[str, list[Row]]
    people: list[Row]


@command("get_newsletters", params=NoParams)
async def get_newsletters(call: Call, _params: NoParams) -> object:
    """The newsletters, and when each was sent last."""
    newest = await last_entries(call, LOG, "newsletter_id")
    return [
        newsletter_row(row, newest.get(row.row_id, {}))
        for row in await call.app.kept.rows(call.server_id, TABLE)
    ]


@command("get_newsletter_config", params=NewsletterParams, scope=Scope.ADMIN)
async def get_newsletter_config(call: Call, params: NewsletterParams) -> object:
    """All settings of one newsletter; passwords are masked."""
    row = await call.app.kept.get(call.server_id, TABLE, params.newsletter_id)
    return None if row is None else newsletter_config(row, await _choices(call))


@command("add_newsletter_config", params=AgentParams, scope=Scope.ADMIN)
async def add_newsletter_config(call: Call, params: AgentParams) -> object:
    """A new newsletter with the usual settings, which is not active yet."""
    if params.agent_id != ONLY_AGENT:
        return Refused("Failed to add newsletter.")
    newsletter_id = await call.app.kept.add(call.server_id, TABLE, new_newsletter())
    return Said("Added newsletter.", {"newsletter_id": newsletter_id})


@command("set_newsletter_config", params=ChangeParams, scope=Scope.ADMIN)
async def set_newsletter_config(call: Call, params: ChangeParams) -> object:
    """Change a newsletter; one that is not there yet is made under that number."""
    if params.agent_id != ONLY_AGENT or params.newsletter_id < 0 or not CRON.fullmatch(params.cron):
        return NOT_SAVED
    known = await call.app.kept.get(call.server_id, TABLE, params.newsletter_id)
    content = changed_newsletter(known.content if known else {}, params)
    await call.app.kept.put(call.server_id, TABLE, KeptRow(params.newsletter_id, content))
    return Said("Saved newsletter.")


@command("delete_newsletter", params=DeleteNewsletterParams, scope=Scope.ADMIN)
async def delete_newsletter(call: Call, params: DeleteNewsletterParams) -> object:
    """Delete a newsletter, if there is one of that number."""
    if params.newsletter_id < 0:
        return Refused("Failed to delete newsletter.")
    await call.app.kept.delete(call.server_id, TABLE, [params.newsletter_id])
    return Said("Newsletter deleted successfully.")


def newsletter_row(row: KeptRow, newest: Facts) -> Row:
    """A newsletter as get_newsletters lists it."""
    return {
        "id": row.row_id,
        **{name: row.content.get(name) for name in FACTS},
        "last_triggered": newest.get("timestamp"),
        "last_success": newest.get("success"),
    }


def newsletter_config(row: KeptRow, choices: Choices) -> Row:
    """A newsletter with all that is known of it."""
    content = row.content
    config = full_settings(CONFIG, stored_settings(content.get("newsletter_config")))
    email = masked(full_settings(EMAIL, stored_settings(content.get("email_config"))))
    chosen = config["incl_libraries"]
    libraries = chosen if isinstance(chosen, list) else []
    return {
        "id": row.row_id,
        **AGENT,
        **{name: content.get(name) for name in ("id_name", "friendly_name", "cron", "active")},
        **{name: content.get(name) or "" for name in ("subject", "body", "message")},
        "config": config,
        "email_config": email,
        "config_options": [
            choice_option(
                f"{CONFIG_PREFIX}incl_libraries", "Included Libraries", libraries, choices.shelves
            )
        ],
        "email_config_options": options(email, EMAIL_PREFIX, choices.people),
    }


def new_newsletter() -> dict[str, Any]:  # Any: columns of the table
    """A newsletter as it is added."""
    return {
        **AGENT,
        "id_name": "",
        "friendly_name": "",
        "newsletter_config": _json(CONFIG),
        "email_config": _json(EMAIL),
        "subject": "Recently Added to {server_name}! ({end_date})",
        "body": "View the newsletter here: {newsletter_url}",
        "message": "",
        "cron": USUAL_CRON,
        "active": 0,
    }


def changed_newsletter(before: Facts, params: ChangeParams) -> dict[str, Any]:
    """A newsletter after a change."""
    old, sent = stored_settings(before.get("email_config")), params.others
    texts = {name: getattr(params, name) for name in ("subject", "body", "message")}
    return {
        **new_newsletter(),
        **before,
        **AGENT,
        **{name: text or "" for name, text in texts.items()},
        "id_name": params.id_name,
        "friendly_name": params.friendly_name,
        "newsletter_config": _json(sent_settings(CONFIG, CONFIG_PREFIX, sent, {})),
        "email_config": _json(sent_settings(EMAIL, EMAIL_PREFIX, sent, old)),
        "cron": params.cron,
        "active": int(params.active),
    }


async def _choices(call: Call) -> Choices:
    found: dict[str, list[Row]] = {title: [] for title in SHELVES.values()}
    for library in await call.app.libraries.all(call.server_id):
        if library.section_type in SHELVES:
            shelf = found[SHELVES[library.section_type]]
            shelf.append({"value": library.section_id, "text": library.section_name})
    people = [
        {"value": user.email, "text": user.display_name}
        for user in await call.app.users.all(call.server_id)
        if user.email
    ]
    return Choices(found, people)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


COMMANDS = (
    get_newsletters,
    get_newsletter_config,
    add_newsletter_config,
    set_newsletter_config,
    delete_newsletter,
)
