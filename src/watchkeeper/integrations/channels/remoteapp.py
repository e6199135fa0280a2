"""The Tautulli Remote app: messages that only the app can read, through OneSignal.

Source: https://documentation.onesignal.com/reference/push-notification; the form of the data is
what the app takes from Tautulli.
"""

from __future__ import annotations

import base64
import json
import os
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.post import Post, json_post
from watchkeeper.integrations.channels.reading import number
from watchkeeper.values import dataclass

URL = "https://api.onesignal.com/notifications"
APP_ID = "3b4b666a-d557-4b92-acdf-e2c8c4b95357"
"""The app as OneSignal knows it: the same in every copy of it."""
NONCE_BYTES = 16
VERSION = 2
SHOWN = "Tautulli Notification"
"""What a phone shows of a message that the app cannot open."""
MOST_ID = 0x7FFFFFFF
"""The app keeps the number of a message in 32 bits with a sign."""
FACTS = ("session_key", "session_id", "user_id", "rating_key", "poster_thumb")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppDevice:
    """A registered app, and what opens its messages."""

    push_id: str  # of the subscription at OneSignal
    server_id: str  # as the app was told when it registered
    key: bytes = field(repr=False)  # 32
    salt: bytes = field(repr=False)  # from which the app makes the key


Apps = Callable[[int, str], Awaitable[AppDevice]]
"""From the number of a server and what a device calls itself to the device."""


def remoteapp(delivery: Delivery, device: AppDevice) -> Post:
    """One message to one app; OneSignal learns the device and nothing of the message."""
    nonce = os.urandom(NONCE_BYTES)
    plain = json.dumps(_content(delivery)).encode()
    data = {
        "encrypted": True,
        "version": VERSION,
        "cipher_text": _text(AESGCM(device.key).encrypt(nonce, plain, None)),
        "nonce": _text(nonce),
        "salt": _text(device.salt),
        "server_id": device.server_id,
    }
    value = {
        "app_id": APP_ID,
        "include_subscription_ids": [device.push_id],
        "contents": {"en": SHOWN},
        "data": data,
    }
    return json_post(URL, value, "device_id")


def _content(delivery: Delivery) -> dict[str, object]:
    message, settings = delivery.message, delivery.settings
    return {
        "notification_id": zlib.crc32(message.mark.encode()) & MOST_ID,
        "subject": message.subject,
        "body": message.body,
        "action": message.action,
        "priority": number(settings, "priority"),
        "notification_type": number(settings, "notification_type"),
        **{name: message.extras.get(name, "") for name in FACTS},
    }


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
