"""Services that push to phones by one request."""

from __future__ import annotations

import json
from urllib.parse import quote_plus, urlencode

from watchkeeper.domain.notices.lengths import cut, cut_markup
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.item import hosted_poster, provider_link, provider_name
from watchkeeper.integrations.channels.post import Post, json_post, web_address
from watchkeeper.integrations.channels.reading import listed, needed, number, text
from watchkeeper.integrations.channels.verdict import said_by
from watchkeeper.integrations.http import Answer, FilePart
from watchkeeper.texts import Sentence

MOST_PUSHOVER, MOST_PUSHOVER_TITLE, MOST_PUSHOVER_URL = 1024, 250, 512
LEAST_RETRY_SECONDS, MOST_EXPIRE_SECONDS = 30, 10_800
EMERGENCY = 2
JOIN = "https://joinjoaomgcd.appspot.com/_ah/api/messaging/v1/sendPush"
MOST_JOIN, MOST_JOIN_TITLE = 1200, 300
"""Characters as an address spells them, since all has to fit into one."""
MOST_PROWL, MOST_PROWL_EVENT = 10_000, 1024


def pushover(delivery: Delivery) -> Post:
    """Pushover's messages: https://pushover.net/api."""
    settings, body = delivery.settings, delivery.message.body
    is_html = bool(number(settings, "html_support"))
    form = {
        "token": needed(delivery, "api_token"),
        "user": needed(delivery, "key"),
        "message": cut_markup(body, MOST_PUSHOVER) if is_html else cut(body, MOST_PUSHOVER),
        "sound": text(delivery, "sound"),
        "html": str(int(is_html)),
        "priority": str(number(settings, "priority")),
        "timestamp": str(delivery.message.at),
    }
    if settings.get("incl_subject"):
        form["title"] = cut(delivery.message.subject, MOST_PUSHOVER_TITLE)
    if number(settings, "priority") == EMERGENCY:
        form["retry"] = str(max(LEAST_RETRY_SECONDS, number(settings, "retry")))
        expire = max(LEAST_RETRY_SECONDS, number(settings, "expire"))
        form["expire"] = str(min(MOST_EXPIRE_SECONDS, expire))
    link = provider_link(delivery) if settings.get("incl_url") else ""
    if link and len(link) <= MOST_PUSHOVER_URL:
        form |= {"url": link, "url_title": f"View on {provider_name(delivery)}"}
    return Post(
        url="https://api.pushover.net/1/messages.json",
        form=form,
        files=_attachment(delivery),
        opened_by=("api_token", "key"),
    )


def gotify(delivery: Delivery) -> Post:
    """Gotify's messages: https://gotify.net/docs/pushmsg."""
    host = web_address(needed(delivery, "host"), "host").rstrip("/")
    settings, body = delivery.settings, _broken_lines(delivery.message.body)
    extras: dict[str, object] = {"client::display": {"contentType": "text/markdown"}}
    link = provider_link(delivery) if settings.get("incl_url") else ""
    if link:
        extras["client::notification"] = {"click": {"url": link}}
    poster = hosted_poster(delivery) if settings.get("incl_poster") else ""
    if poster:
        body = f"{body}\n\n![]({poster})"
    value = {"message": body, "priority": number(settings, "priority"), "extras": extras}
    if settings.get("incl_subject"):
        value["title"] = delivery.message.subject
    headers = {"X-Gotify-Key": needed(delivery, "app_token")}
    return json_post(f"{host}/message", value, "app_token", "host", **headers)


def _broken_lines(source: str) -> str:
    """A text whose lines stay lines in Markdown."""
    return source.replace("\n", "  \n")


def join(delivery: Delivery) -> Post:
    """Join's messages, all in the address: https://joaoapps.com/join/api."""
    settings = delivery.settings
    asked = {
        "apikey": needed(delivery, "api_key"),
        "text": cut(delivery.message.body, MOST_JOIN, _in_address),
        "priority": str(number(settings, "priority")),
    }
    named = [each for each in listed(delivery, "device_names") if each]
    asked |= {"deviceNames": ",".join(named)} if named else {"deviceId": "group.all"}
    if settings.get("incl_subject"):
        asked["title"] = cut(delivery.message.subject, MOST_JOIN_TITLE, _in_address)
    poster = hosted_poster(delivery) if settings.get("incl_poster") else ""
    link = provider_link(delivery)
    asked |= {name: each for name, each in (("icon", poster), ("url", link)) if each}
    return Post(
        url=f"{JOIN}?{urlencode(asked, errors='replace')}",
        secrets=(asked["apikey"],),
        opened_by=("api_key",),
        trouble=_join_trouble,
    )


def _in_address(source: str) -> int:
    return len(quote_plus(source, errors="replace"))


def prowl(delivery: Delivery) -> Post:
    """Prowl's notifications: https://www.prowlapp.com/api.php."""
    form = {
        "apikey": needed(delivery, "key"),
        "application": "Watchkeeper",
        "event": cut(delivery.message.subject, MOST_PROWL_EVENT),
        "description": cut(delivery.message.body, MOST_PROWL),
        "priority": str(number(delivery.settings, "priority")),
    }
    url = "https://api.prowlapp.com/publicapi/add"
    return Post(url=url, form=form, opened_by=("key",))


def boxcar(delivery: Delivery) -> Post:
    """Boxcar's notifications, in the form that Tautulli sends them."""
    form = {
        "user_credentials": needed(delivery, "token"),
        "notification[title]": delivery.message.subject,
        "notification[long_message]": delivery.message.body,
        "notification[sound]": text(delivery, "sound"),
    }
    url = "https://new.boxcar.io/api/notifications"
    return Post(url=url, form=form, opened_by=("token",))


def _attachment(delivery: Delivery) -> dict[str, FilePart] | None:
    poster = delivery.message.poster
    return {"attachment": (poster.name, poster.content, poster.content_type)} if poster else None


def _join_trouble(answer: Answer) -> str:
    """Join answers 200 to everything, and says in the document how it went."""
    try:
        document = json.loads(answer.content)
    except ValueError:
        return ""
    failed = isinstance(document, dict) and document.get("success") is False
    return (said_by(answer) or Sentence("it says no more")) if failed else ""
