"""Sending notifications and newsletters: understood and checked, but nothing is sent yet."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.api.v2 import newsletters, notifiers
from watchkeeper.api.v2.answers import Refused
from watchkeeper.api.v2.params import Key, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.features.accounts.access import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyParams:
    """By which notifier what is to be sent."""

    notifier_id: Text = ""
    subject: Text = ""
    body: Text = ""
    headers: Text = ""
    script_args: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentParams:
    """About which item, and by which notifier alone."""

    rating_key: Key | None = None
    notifier_id: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterParams:
    """Which newsletter, with which words in place of its own."""

    newsletter_id: Text = ""
    subject: Text = ""
    body: Text = ""
    message: Text = ""


@command("notify", params=NotifyParams, scope=Scope.CONTROL)
async def notify(call: Call, params: NotifyParams) -> object:
    """Send a message through a notifier: refused, since nothing is sent yet."""
    told = params.notifier_id
    if not told:
        return Refused("Notification failed: no notifier id provided.")
    if not await _is_there(call, notifiers.TABLE, told):
        return Refused(f"Notification failed: invalid notifier_id provided {told}.")
    return Refused("Notification failed.")


@command("notify_recently_added", params=RecentParams, scope=Scope.CONTROL)
async def notify_recently_added(_call: Call, _params: RecentParams) -> object:
    """Tell of an item that was added: refused, since nothing is sent yet."""
    return Refused("Notification failed.")


@command("notify_newsletter", params=NewsletterParams, scope=Scope.CONTROL)
async def notify_newsletter(call: Call, params: NewsletterParams) -> object:
    """Send a newsletter: refused, since nothing is sent yet."""
    told = params.newsletter_id
    if not told:
        return Refused("Newsletter failed: no newsletter id provided.")
    if not await _is_there(call, newsletters.TABLE, told):
        return Refused(f"Newsletter failed: invalid newsletter_id provided {told}.")
    return Refused("Newsletter failed.")


async def _is_there(call: Call, table: str, told: str) -> bool:
    if not (told.isascii() and told.isdecimal() and len(told) < 16):
        return False
    return await call.app.kept.get(call.server_id, table, int(told)) is not None


COMMANDS = (notify, notify_recently_added, notify_newsletter)
