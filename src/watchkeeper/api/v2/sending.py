"""Sending notifications and newsletters now."""

from __future__ import annotations

from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.params import Key, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.errors import InputError, NotFoundError, OutsideError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.newsletters import ByHand
from watchkeeper.features.newsletters.sending.issue import API
from watchkeeper.features.notifications import Notifier, Wording
from watchkeeper.features.notifications.notifiers.rule import literal_arguments
from watchkeeper.values import dataclass


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
    """Send a message through a notifier now, its words as they are."""
    told = params.notifier_id
    if not told:
        return Refused("Notification failed: no notifier id provided.")
    notifier = await _notifier(call, told)
    if notifier is None:
        return Refused(f"Notification failed: invalid notifier_id provided {told}.")
    try:
        wording = _wording(notifier, params)
    except InputError:
        return Refused("Notification failed.")
    sent = await call.app.outbox.send_words(notifier, "api", wording)
    if sent.error:
        return Refused("Notification failed.")
    return Said("Notification sent.", {"notification_id": sent.number})


@command("notify_recently_added", params=RecentParams, scope=Scope.CONTROL)
async def notify_recently_added(call: Call, params: RecentParams) -> object:
    """Tell of an item as if it had just been added, without asking for conditions."""
    failed = Refused("Notification failed.")
    if params.rating_key is None:
        return failed
    only = await _notifier(call, params.notifier_id) if params.notifier_id else None
    if params.notifier_id and only is None:
        return failed
    try:
        await call.app.arrivals.tell_by_hand(call.server_id, params.rating_key, only)
    except (NotFoundError, OutsideError):
        return failed
    return Said("Notification queued.")


@command("notify_newsletter", params=NewsletterParams, scope=Scope.CONTROL)
async def notify_newsletter(call: Call, params: NewsletterParams) -> object:
    """Make a newsletter now and send it to everybody it is for."""
    told, room = params.newsletter_id, call.app.newsroom
    if not told:
        return Refused("Newsletter failed: no newsletter id provided.")
    number = _number(told)
    letter = None if number is None else await room.letters.find(call.server_id, number)
    if letter is None:
        return Refused(f"Newsletter failed: invalid newsletter_id provided {told}.")
    words = {"subject": params.subject, "body": params.body, "message": params.message}
    issue_id = await room.press.send_now(letter, ByHand(action=API, words=words))
    if not (await room.issues.get(issue_id)).is_good:
        return Refused("Newsletter failed.")
    return Said("Newsletter sent.", {"newsletter_notification_id": True})


async def _notifier(call: Call, told: str) -> Notifier | None:
    number = _number(told)
    return None if number is None else await call.app.notifiers.get(call.server_id, number)


def _wording(notifier: Notifier, params: NotifyParams) -> Wording:
    """The words of a call; headers and arguments stand in for the subject."""
    name = notifier.content.get("agent_name")
    if name == "webhook" and params.headers:
        return Wording(params.headers, params.body)
    if name == "scripts":
        return Wording(literal_arguments(params.script_args or params.subject), "")
    return Wording(params.subject, params.body)


def _number(told: str) -> int | None:
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 16 else None


COMMANDS = (notify, notify_recently_added, notify_newsletter)
