"""Sending a test, and saying how it went."""

from __future__ import annotations

from watchkeeper.features.notifications import Notifier, Outbox, Wording
from watchkeeper.features.notifications.notifiers.trial import trial_of
from watchkeeper.web.rendering import Message


async def send_test(outbox: Outbox, notifier: Notifier, wording: Wording | None = None) -> Message:
    """Send a text now, or one that says that it is a test."""
    sent = await outbox.send_words(notifier, "test", wording or trial_of(notifier))
    if sent.error:
        return Message(f"{notifier.title} could not send: {sent.error}", "danger")
    return Message(f"{notifier.title} sent a test.", "ok")
