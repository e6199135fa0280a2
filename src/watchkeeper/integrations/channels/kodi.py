"""Kodi and the players made from it: https://kodi.wiki/view/JSON-RPC_API."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import InputError, OutsideError, RefusedError
from watchkeeper.integrations.channels.post import Post, json_post, web_address
from watchkeeper.integrations.channels.reading import needed, number, text
from watchkeeper.integrations.channels.uploads import Send
from watchkeeper.integrations.channels.verdict import said_by
from watchkeeper.integrations.http import Answer
from watchkeeper.texts import Sentence

HOSTS = "hosts"
USUAL_SECONDS = 5


async def kodi(delivery: Delivery, send: Send) -> None:
    """Show the message on every screen of the list.

    Raises:
        RefusedError: some screens show it and others do not: another try would show it twice.
        OutsideError: none shows it.
    """
    hosts = [each.strip() for each in needed(delivery, HOSTS).split(",") if each.strip()]
    failed: dict[str, OutsideError] = {}
    for host in hosts:
        try:
            await send(_request(delivery, host))
        except OutsideError as error:
            failed[host] = error
    if failed and len(failed) == len(hosts):
        raise next(iter(failed.values()))
    if failed:
        reasons = "; ".join(f"{host}: {error}" for host, error in failed.items())
        raise RefusedError("Not all screens show it: %(reasons)s", reasons=reasons, field=HOSTS)


def _request(delivery: Delivery, host: str) -> Post:
    address = web_address(host if "://" in host else f"http://{host}", HOSTS).rstrip("/")
    shown: dict[str, object] = {
        "title": delivery.message.subject,
        "message": delivery.message.body,
        "displaytime": 1000 * (number(delivery.settings, "display_time") or USUAL_SECONDS),
    }
    image = text(delivery, "image")
    if image:
        shown["image"] = image
    call = {"jsonrpc": "2.0", "id": 1, "method": "GUI.ShowNotification", "params": shown}
    name, headers = text(delivery, "username"), {}
    password = str(delivery.settings.get("password") or "")
    if ":" in name:
        raise InputError("A user name has no colon.", field="username")
    if name or password:
        pair = base64.b64encode(f"{name}:{password}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    post = json_post(f"{address}/jsonrpc", call, HOSTS, "username", "password", **headers)
    return replace(post, trouble=_trouble)


def _trouble(answer: Answer) -> str:
    try:
        document = json.loads(answer.content)
    except ValueError:
        return Sentence("it is no Kodi")
    is_refused = not isinstance(document, dict) or "error" in document
    return (said_by(answer) or Sentence("it does not show messages")) if is_refused else ""
