"""The webhook: any method, headers and a body of the owner's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import InputError
from watchkeeper.integrations.channels.post import JSON, Post, json_bytes, web_address
from watchkeeper.integrations.channels.reading import needed, text

METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH"})
CONTENT_TYPE = "Content-Type"


def webhook(delivery: Delivery) -> Post:
    """What to send: the subject holds the headers as a JSON object, the body a JSON document.

    While its type is exactly application/json the document is sent as such; else an object is
    sent as the fields of a form, and a text as it is.

    Raises:
        InputError: headers or body are no JSON, or there is no address.
    """
    message, method = delivery.message, text(delivery, "method").upper() or "POST"
    url = web_address(needed(delivery, "hook"), "hook")
    if method not in METHODS:
        raise InputError("A webhook has no such method.", field="method")
    headers = {CONTENT_TYPE: JSON} | _headers(message.subject)
    post = Post(url=url, method=method, headers=headers, opened_by=("hook",))
    if not message.body.strip():
        return post
    value = _parsed(message.body, "body")
    if headers[CONTENT_TYPE] == JSON:
        return replace(post, content=json_bytes(value))
    if isinstance(value, dict):
        return replace(post, content=urlencode(_fields(value)).encode())
    return replace(post, content=_plain(value).encode(errors="replace"))


def _headers(subject: str) -> dict[str, str]:
    if not subject.strip():
        return {}
    found = _parsed(subject, "headers")
    if not isinstance(found, dict):
        raise InputError("The headers of a webhook are a JSON object.", field="headers")
    return {str(name): _plain(value) for name, value in found.items()}


def _parsed(source: str, field: str) -> object:
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        raise InputError(
            "The %(name)s of the webhook is no JSON.", name=field, field=field
        ) from None


def _fields(value: Mapping[str, object]) -> list[tuple[str, str]]:
    """The fields of a form: several of one name for a list, none for null."""
    found = []
    for name, each in value.items():
        listed = each if isinstance(each, list) else [each]
        found += [(name, _field(one)) for one in listed if one is not None]
    return found


def _field(value: object) -> str:
    return str(value) if isinstance(value, bool | int | float) else _plain(value)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
