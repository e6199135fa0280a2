"""Sending a test, and saying how it went."""

from __future__ import annotations

from watchkeeper.features.notifications import Notifier, Outbox, Wording
from watchkeeper.web.rendering import Message

WORDS = {
    "scripts": Wording('["test"]', ""),
    "webhook": Wording("", '{"action": "test"}'),
}
USUAL = Wording("Watchkeeper", "This is a test of a notifier.")


async def send_test(outbox: Outbox, notifier: Notifier, wording: Wording | None = None) -> Message:
    """Send a text now, or one that says that it is a test."""
    name = notifier.agent.name if notifier.agent else ""
    sent = await outbox.send_words(notifier, "test", wording or WORDS.get(name, USUAL))
    if sent.error:
        return Message(f"{notifier.title} could not send: {sent.error}", "danger")
    return Message(f"{notifier.title} sent a test.", "ok")
