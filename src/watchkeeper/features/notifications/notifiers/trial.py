"""What a notifier sends where somebody only wants to know whether it works."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watchkeeper.features.notifications.notifiers.notifier import Notifier, Wording

USUAL = Wording("Watchkeeper", "This is a test of a notifier.")
WORDINGS: Mapping[str, Wording] = MappingProxyType(
    {"scripts": Wording('["test"]', ""), "webhook": Wording("", '{"action": "test"}')}
)
"""By the name of the agent."""


def trial_of(notifier: Notifier) -> Wording:
    """A text that says that it is a test, as its agent takes it."""
    name = notifier.agent.name if notifier.agent else ""
    return WORDINGS.get(name, USUAL)
