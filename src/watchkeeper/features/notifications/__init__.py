"""Notifications: what the owner is told, through which channels, and when."""

from __future__ import annotations

from watchkeeper.features.notifications.notifiers.notifier import Notifier, NotifierChange, Wording
from watchkeeper.features.notifications.notifiers.notifiers import Notifiers
from watchkeeper.features.notifications.notifiers.options import Options, read_options
from watchkeeper.features.notifications.outbox.notice import Draft, Notice, NoticeState
from watchkeeper.features.notifications.outbox.outbox import Outbox

__all__ = [
    "Draft",
    "Notice",
    "NoticeState",
    "Notifier",
    "NotifierChange",
    "Notifiers",
    "Options",
    "Outbox",
    "Wording",
    "read_options",
]
