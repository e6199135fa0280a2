"""Where a notifier sends to, in a few words that open nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from urllib.parse import urlsplit

from watchkeeper.domain.notices.agents import Setting
from watchkeeper.domain.notices.settings import is_secret
from watchkeeper.features.notifications import Notifier

PLACES = ("host", "hosts", "broker", "topic", "chat_id", "to", "channel", "script", "device_id",
          "device_names", "event", "user_ids")  # fmt: skip
"""Settings that say where to, the telling ones first."""
ADDRESSES = ("hook", "urls")
HIDDEN = "••••"


def target_of(notifier: Notifier) -> str:
    """Its host, topic, chat or addresses; "" while nothing is set."""
    settings = notifier.settings
    found = [_address(settings.get(name)) for name in ADDRESSES]
    found += [_place(name, settings) for name in PLACES if not is_secret(name)]
    told = " · ".join(text for text in found if text)
    if told:
        return told
    has_secret = any(value for name, value in settings.items() if is_secret(name))
    return HIDDEN if has_secret else ""


def _address(value: Setting | None) -> str:
    """The host of an address; what follows it often opens something."""
    if not value or not isinstance(value, str):
        return ""
    parts = urlsplit(value)
    return f"{parts.hostname}/{HIDDEN}" if parts.hostname else HIDDEN


def _place(name: str, settings: Mapping[str, Setting]) -> str:
    value = settings.get(name)
    if not value:
        return ""
    if isinstance(value, list):
        return ", ".join(value[:3]) + (f" +{len(value) - 3}" if len(value) > 3 else "")
    if name == "script":
        return PurePath(str(value)).name
    text = str(value)
    return (urlsplit(text).hostname or text) if "://" in text else text
