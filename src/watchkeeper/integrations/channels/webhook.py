"""The webhook: any method, headers and a body of the owner's own."""

from __future__ import annotations

import json

from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import InputError
from watchkeeper.integrations.channels.post import JSON, Post, web_address
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
    message = delivery.message
    headers = {CONTENT_TYPE: JSON} | _headers(message.subject)
    method = text(delivery, "method").upper() or "POST"
    if method not in METHODS:
        raise InputError("A webhook has no such method.", field="method")
    post = Post(url=web_address(needed(delivery, "hook"), "hook"), method=method, headers=headers)
    if not message.body.strip():
        return post
    value = _parsed(message.body, "body")
    if headers[CONTENT_TYPE] == JSON:
        content = json.dumps(value, ensure_ascii=False).encode()
        return Post(url=post.url, method=method, headers=headers, content=content)
    if isinstance(value, dict):
        form = {str(name): _plain(each) for name, each in value.items()}
        return Post(url=post.url, method=method, headers=headers, form=form)
    return Post(url=post.url, method=method, headers=headers, content=_plain(value).encode())


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
        raise InputError(f"The {field} of the webhook is no JSON.", field=field) from None


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
