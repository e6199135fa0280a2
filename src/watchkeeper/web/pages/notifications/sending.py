"""Sending a test, and saying how it went."""

from __future__ import annotations

from watchkeeper.features.notifications import Notifier, Outbox, Wording
from watchkeeper.features.notifications.notifiers.trial import trial_of
from watchkeeper.texts import _
from watchkeeper.web.recorded import said_again
from watchkeeper.web.rendering import Message


async def send_test(outbox: Outbox, notifier: Notifier, wording: Wording | None = None) -> Message:
    """Send a text now, or one that says that it is a test."""
    sent = await outbox.send_words(notifier, "test", wording or trial_of(notifier))
    if sent.error:
        words = _(
            "%(name)s could not send: %(reason)s",
            name=notifier.title,
            reason=said_again(sent.error),
        )
        return Message(words, "danger")
    return Message(_("%(name)s sent a test.", name=notifier.title), "ok")
