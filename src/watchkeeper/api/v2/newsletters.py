"""Newsletters: listed, read, added, changed, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from watchkeeper.api.v2.agent_settings import choice_option, options
from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.notifiers import last_entries
from watchkeeper.api.v2.params import Flag, Key, OtherParams, Text
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.facts import Facts
from watchkeeper.domain.notices.settings import masked, sent_settings
from watchkeeper.errors import InputError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.newsletters import Issue, Newsletter
from watchkeeper.features.newsletters.letters.newsletter import (
    AGENT,
    CONFIG,
    EMAIL,
    as_json,
    new_content,
)
from watchkeeper.features.users import User
from watchkeeper.values import dataclass

LOG = "newsletter_log"
ONLY_AGENT = 0
CONFIG_PREFIX, EMAIL_PREFIX = "newsletter_config_", "newsletter_email_"
SHELVES = {
    "movie": "Movie Libraries",
    "show": "TV Show Libraries",
    "artist": "Music Libraries",
    "other_video": "Other Video Libraries",
}
FACTS = ("agent_id", "agent_name", "agent_label", "friendly_name", "cron", "active")
TEXTS = ("subject", "body", "message")
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
    newest = await call.app.newsroom.issues.newest(call.server_id)
    imported = await last_entries(call, LOG, "newsletter_id")
    return [
        newsletter_row(each, newest.get(each.number), imported.get(each.number, {}))
        for each in await call.app.newsroom.letters.all(call.server_id)
    ]


@command("get_newsletter_config", params=NewsletterParams, scope=Scope.ADMIN)
async def get_newsletter_config(call: Call, params: NewsletterParams) -> object:
    """All settings of one newsletter; passwords are masked."""
    found = await call.app.newsroom.letters.find(call.server_id, params.newsletter_id)
    return None if found is None else newsletter_config(found, await _choices(call))


@command("add_newsletter_config", params=AgentParams, scope=Scope.ADMIN)
async def add_newsletter_config(call: Call, params: AgentParams) -> object:
    """A new newsletter with the usual settings, which is not active yet."""
    if params.agent_id != ONLY_AGENT:
        return Refused("Failed to add newsletter.")
    newsletter_id = await call.app.newsroom.letters.add(call.server_id)
    return Said("Added newsletter.", {"newsletter_id": newsletter_id})


@command("set_newsletter_config", params=ChangeParams, scope=Scope.ADMIN)
async def set_newsletter_config(call: Call, params: ChangeParams) -> object:
    """Change a newsletter; one that is not there yet is made under that number."""
    if params.agent_id != ONLY_AGENT or params.newsletter_id < 0:
        return NOT_SAVED
    letters = call.app.newsroom.letters
    known = await letters.find(call.server_id, params.newsletter_id)
    content = changed_newsletter(known, params)
    try:
        await letters.put(call.server_id, params.newsletter_id, content)
    except InputError:
        return NOT_SAVED
    return Said("Saved newsletter.")


@command("delete_newsletter", params=DeleteNewsletterParams, scope=Scope.ADMIN)
async def delete_newsletter(call: Call, params: DeleteNewsletterParams) -> object:
    """Delete a newsletter, if there is one of that number."""
    if params.newsletter_id < 0:
        return Refused("Failed to delete newsletter.")
    await call.app.newsroom.letters.delete(call.server_id, params.newsletter_id)
    return Said("Newsletter deleted successfully.")


def newsletter_row(letter: Newsletter, newest: Issue | None, imported: Facts) -> Row:
    """A newsletter as get_newsletters lists it; `imported` is its last entry in an imported log."""
    return {
        "id": letter.number,
        **{name: letter.content.get(name) for name in FACTS},
        "last_triggered": newest.made_at if newest else imported.get("timestamp"),
        "last_success": int(newest.is_good) if newest else imported.get("success"),
    }


def newsletter_config(letter: Newsletter, choices: Choices) -> Row:
    """A newsletter with all that is known of it."""
    content, config, email = letter.content, letter.config, masked(letter.email)
    chosen = config["incl_libraries"]
    libraries = chosen if isinstance(chosen, list) else []
    asked = {name: value for name, value in email.items() if name != "notifier_id"}
    return {
        "id": letter.number,
        **AGENT,
        **{name: content.get(name) for name in ("id_name", "friendly_name", "cron", "active")},
        **{name: letter.text(name) for name in TEXTS},
        "config": config,
        "email_config": email,
        "config_options": [
            choice_option(
                f"{CONFIG_PREFIX}incl_libraries", "Included Libraries", libraries, choices.shelves
            )
        ],
        "email_config_options": options(asked, EMAIL_PREFIX, choices.people),
    }


def changed_newsletter(
    before: Newsletter | None, params: ChangeParams
) -> dict[str, Any]:  # Any: columns of the table
    """A newsletter after a change."""
    sent = params.others
    return {
        **new_content(),
        **(before.content if before else {}),
        **AGENT,
        **{name: getattr(params, name) or "" for name in TEXTS},
        "id_name": params.id_name,
        "friendly_name": params.friendly_name,
        "newsletter_config": as_json(sent_settings(CONFIG, CONFIG_PREFIX, sent, {})),
        "email_config": as_json(
            sent_settings(EMAIL, EMAIL_PREFIX, sent, before.email if before else {})
        ),
        "cron": params.cron,
        "active": int(params.active),
    }


async def _choices(call: Call) -> Choices:
    found: dict[str, list[Row]] = {title: [] for title in SHELVES.values()}
    for server in await call.app.servers.all():
        for library in await call.app.libraries.all(server.id):
            kind = "other_video" if library.holds_other_videos else library.section_type
            if kind in SHELVES:
                found[SHELVES[kind]].append(
                    {"value": library.section_id, "text": library.section_name}
                )
    people = [
        {"value": user.email, "text": _friendly_name(user)}
        for user in await call.app.users.all(call.server_id)
        if user.email
    ]
    return Choices({title: shelf for title, shelf in found.items() if shelf}, people)


def _friendly_name(user: User) -> str:
    """As Tautulli shows it: the owner's name for them also where that is blank."""
    return user.username if user.friendly_name is None else user.friendly_name


COMMANDS = (
    get_newsletters,
    get_newsletter_config,
    add_newsletter_config,
    set_newsletter_config,
    delete_newsletter,
)
