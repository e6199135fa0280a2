"""Channels that post a JSON document or a form to a service: what each of them is sent."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from urllib.parse import quote

from watchkeeper.domain.notices.agents import Setting
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import InputError
from watchkeeper.integrations.channels.post import Post, json_post, web_address

MOST_TELEGRAM, MOST_DISCORD, MOST_CARD = 4096, 2000, 2045
LEAST_RETRY_SECONDS = 30
EMERGENCY = 2


def discord(delivery: Delivery) -> Post:
    """Discord's webhooks: https://discord.com/developers/docs/resources/webhook."""
    hook = web_address(needed(delivery, "hook"), "hook")
    content = together(delivery, between="\r\n")
    value: dict[str, object] = {"content": _cut(content, MOST_DISCORD)}
    value |= _stated(delivery, "username", "avatar_url")
    if delivery.settings.get("tts"):
        value["tts"] = True
    if delivery.settings.get("incl_card"):
        value["embeds"] = [_discord_card(delivery)]
    return json_post(f"{hook}{'&' if '?' in hook else '?'}wait=true", value)


def slack(delivery: Delivery) -> Post:
    """Slack's incoming webhooks: https://api.slack.com/messaging/webhooks."""
    hook = web_address(needed(delivery, "hook"), "hook")
    value: dict[str, object] = {"text": together(delivery, between="\r\n")}
    channel, icon = text(delivery, "channel"), text(delivery, "icon_emoji")
    if channel.startswith("#"):
        value["channel"] = channel
    value |= _stated(delivery, "username")
    if icon:
        value["icon_url" if icon.startswith("http") else "icon_emoji"] = icon
    return json_post(hook, value)


def telegram(delivery: Delivery) -> Post:
    """Telegram's bots: https://core.telegram.org/bots/api#sendmessage."""
    token = needed(delivery, "bot_token")
    chat, _, topic = needed(delivery, "chat_id").partition("/")
    form = {"chat_id": chat, "text": _cut(together(delivery, between="\r\n"), MOST_TELEGRAM)}
    if topic:
        form["message_thread_id"] = topic
    if delivery.settings.get("html_support"):
        form["parse_mode"] = "HTML"
    if delivery.settings.get("disable_web_preview"):
        form["disable_web_page_preview"] = "true"
    if delivery.settings.get("silent_notification"):
        form["disable_notification"] = "true"
    url = f"https://api.telegram.org/bot{quote(token, safe=':')}/sendMessage"
    return Post(url=url, form=form, secrets=(token,))


def pushover(delivery: Delivery) -> Post:
    """Pushover's messages: https://pushover.net/api."""
    settings = delivery.settings
    priority = number(settings, "priority")
    form = {
        "token": needed(delivery, "api_token"),
        "user": needed(delivery, "key"),
        "message": delivery.message.body,
        "sound": text(delivery, "sound"),
        "html": str(number(settings, "html_support")),
        "priority": str(priority),
        "timestamp": str(delivery.message.at),
    }
    if settings.get("incl_subject"):
        form["title"] = delivery.message.subject
    if priority == EMERGENCY:
        form["retry"] = str(max(LEAST_RETRY_SECONDS, number(settings, "retry")))
        form["expire"] = str(max(LEAST_RETRY_SECONDS, number(settings, "expire")))
    link = provider_link(delivery) if settings.get("incl_url") else ""
    if link:
        form |= {"url": link, "url_title": "View details"}
    return Post(url="https://api.pushover.net/1/messages.json", form=form)


def pushbullet(delivery: Delivery) -> Post:
    """Pushbullet's pushes: https://docs.pushbullet.com/#create-push."""
    value: dict[str, object] = {"type": "note", "body": delivery.message.body}
    if delivery.settings.get("incl_subject"):
        value["title"] = delivery.message.subject
    device, channel = text(delivery, "device_id"), text(delivery, "channel_tag")
    if device:
        value["device_iden"] = device
    elif channel:
        value["channel_tag"] = channel
    token = needed(delivery, "api_key")
    return json_post("https://api.pushbullet.com/v2/pushes", value, **{"Access-Token": token})


def gotify(delivery: Delivery) -> Post:
    """Gotify's messages: https://gotify.net/docs/pushmsg."""
    host = web_address(needed(delivery, "host"), "host").rstrip("/")
    body = delivery.message.body
    link = provider_link(delivery) if delivery.settings.get("incl_url") else ""
    value: dict[str, object] = {
        "message": f"{body}\n\n[View details]({link})" if link else body,
        "priority": number(delivery.settings, "priority"),
        "extras": {"client::display": {"contentType": "text/markdown"}},
    }
    if delivery.settings.get("incl_subject"):
        value["title"] = delivery.message.subject
    token = needed(delivery, "app_token")
    return json_post(f"{host}/message", value, **{"X-Gotify-Key": token})


def ntfy(delivery: Delivery) -> Post:
    """Ntfy's topics: https://docs.ntfy.sh/publish/#publish-as-json."""
    host = web_address(needed(delivery, "host"), "host").rstrip("/")
    value: dict[str, object] = {
        "topic": needed(delivery, "topic"),
        "message": delivery.message.body,
        "priority": _ntfy_priority(text(delivery, "priority")),
    }
    if delivery.settings.get("incl_subject"):
        value["title"] = delivery.message.subject
    link = provider_link(delivery) if delivery.settings.get("incl_url") else ""
    plex = delivery.message.extras.get("plex_url", "")
    actions = [
        {"action": "view", "label": word, "url": address}
        for word, address in (
            ("View details", link),
            ("View on Plex", plex if delivery.settings.get("incl_pmslink") else ""),
        )
        if address
    ]
    if actions:
        value["actions"] = actions
    token = text(delivery, "access_token")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return json_post(host, value, **headers)


def ifttt(delivery: Delivery) -> Post:
    """Maker webhooks: https://ifttt.com/maker_webhooks; `{action}` in the event is filled in."""
    key, message = needed(delivery, "key"), delivery.message
    event = needed(delivery, "event").replace("{action}", message.action)
    value = {"value1": message.subject, "value2": message.body}
    third = text(delivery, "value3")
    if third:
        value["value3"] = message.extras.get(third, "")
    place = f"https://maker.ifttt.com/trigger/{quote(event, safe='')}/with/key"
    return json_post(f"{place}/{quote(key, safe='')}", value)


def zapier(delivery: Delivery) -> Post:
    """Zapier's catch hooks."""
    message = delivery.message
    value = {
        "subject": message.subject,
        "body": message.body,
        "action": message.action,
        "poster_url": message.extras.get("poster_url", ""),
        "provider_name": provider(delivery),
        "provider_link": provider_link(delivery),
        "plex_url": message.extras.get("plex_url", ""),
    }
    return json_post(web_address(needed(delivery, "hook"), "hook"), value)


def lunasea(delivery: Delivery) -> Post:
    """LunaSea's webhooks for Tautulli: https://notify.lunasea.app."""
    message = delivery.message
    names = (
        "user", "user_id", "player", "title", "poster_url", "session_key", "session_id",
        "user_streams", "remote_access_reason", "update_version", "tautulli_update_version",
    )  # fmt: skip
    data = {"message": message.body} | {name: message.extras.get(name, "") for name in names}
    profile = text(delivery, "profile")
    headers = {}
    if profile:
        headers["Authorization"] = f"Basic {base64.b64encode(f'{profile}:'.encode()).decode()}"
    hook = web_address(needed(delivery, "hook"), "hook")
    return json_post(hook, {"action": message.action, "data": data}, **headers)


def join(delivery: Delivery) -> Post:
    """Join's messages: https://joaoapps.com/join/api."""
    form = {
        "apikey": needed(delivery, "api_key"),
        "text": delivery.message.body,
        "priority": str(number(delivery.settings, "priority")),
    }
    devices = delivery.settings.get("device_names")
    named = [str(each) for each in devices] if isinstance(devices, list) else []
    form |= {"deviceNames": ",".join(named)} if named else {"deviceId": "group.all"}
    if delivery.settings.get("incl_subject"):
        form["title"] = delivery.message.subject
    url = "https://joinjoaomgcd.appspot.com/_ah/api/messaging/v1/sendPush"
    return Post(url=url, form=form)


def groupme(delivery: Delivery) -> Post:
    """GroupMe's bots: https://dev.groupme.com/docs/v3#bots_post."""
    value = {"bot_id": needed(delivery, "bot_id"), "text": together(delivery, between="\r\n")}
    return json_post("https://api.groupme.com/v3/bots/post", value)


def microsoftteams(delivery: Delivery) -> Post:
    """Teams' workflows: an adaptive card, https://adaptivecards.io/explorer."""
    blocks: list[dict[str, object]] = []
    if delivery.settings.get("incl_subject"):
        blocks.append(_block(delivery.message.subject, weight="Bolder"))
    blocks.append(_block(delivery.message.body))
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "body": blocks,
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    value = {"type": "message", "attachments": [attachment]}
    return json_post(web_address(needed(delivery, "hook"), "hook"), value)


def prowl(delivery: Delivery) -> Post:
    """Prowl's notifications: https://www.prowlapp.com/api.php."""
    form = {
        "apikey": needed(delivery, "key"),
        "application": "Watchkeeper",
        "event": delivery.message.subject,
        "description": delivery.message.body,
        "priority": str(number(delivery.settings, "priority")),
    }
    return Post(url="https://api.prowlapp.com/publicapi/add", form=form)


CHATS: Mapping[str, Callable[[Delivery], Post]] = {
    "discord": discord,
    "slack": slack,
    "telegram": telegram,
    "pushover": pushover,
    "pushbullet": pushbullet,
    "gotify": gotify,
    "ntfy": ntfy,
    "ifttt": ifttt,
    "zapier": zapier,
    "lunasea": lunasea,
    "join": join,
    "groupme": groupme,
    "microsoftteams": microsoftteams,
    "prowl": prowl,
}
"""From an agent's name to the request that it sends."""

MEDIA_PROVIDERS = {
    "movie": "movie_provider",
    "show": "tv_provider",
    "season": "tv_provider",
    "episode": "tv_provider",
    "artist": "music_provider",
    "album": "music_provider",
    "track": "music_provider",
}


def needed(delivery: Delivery, name: str) -> str:
    """A setting without which nothing can be sent.

    Raises:
        InputError: it is blank.
    """
    found = text(delivery, name)
    if not found:
        raise InputError(f"The notifier has no {name.replace('_', ' ')}.", field=name)
    return found


def text(delivery: Delivery, name: str) -> str:
    """A setting as text without blanks around it."""
    value = delivery.settings.get(name)
    return "" if value is None or isinstance(value, list) else str(value).strip()


def number(settings: Mapping[str, Setting], name: str) -> int:
    """A setting as number; 0 for what is none."""
    value = settings.get(name)
    return value if isinstance(value, int) else 0


def together(delivery: Delivery, *, between: str) -> str:
    """Subject and body as one text, or the body alone, as the notifier wants it."""
    message = delivery.message
    if not delivery.settings.get("incl_subject") or not message.subject:
        return message.body
    return f"{message.subject}{between}{message.body}"


def provider(delivery: Delivery) -> str:
    """Which site the notifier links titles of this kind to; "" for none."""
    media_type = delivery.message.extras.get("media_type", "")
    return text(delivery, MEDIA_PROVIDERS.get(media_type, ""))


def provider_link(delivery: Delivery) -> str:
    """The title's address at that site; "" where there is none."""
    name = provider(delivery)
    parameter = "plex_url" if name == "plexweb" else f"{name}_url"
    return delivery.message.extras.get(parameter, "") if name else ""


def _discord_card(delivery: Delivery) -> dict[str, object]:
    extras, settings = delivery.message.extras, delivery.settings
    card: dict[str, object] = {"title": _cut(extras.get("title", ""), 256)}
    if settings.get("incl_description"):
        card["description"] = _cut(extras.get("summary", ""), MOST_CARD)
    link = provider_link(delivery)
    if link:
        card["url"] = link
    color = text(delivery, "color").lstrip("#")
    if len(color) == 6 and all(each in "0123456789abcdefABCDEF" for each in color):
        card["color"] = int(color, 16)
    poster = extras.get("poster_url", "")
    if poster.startswith("http"):
        card["thumbnail" if settings.get("incl_thumbnail") else "image"] = {"url": poster}
    return card


def _block(text: str, **style: str) -> dict[str, object]:
    return {"type": "TextBlock", "text": text, "wrap": True, **style}


def _stated(delivery: Delivery, *names: str) -> dict[str, object]:
    return {name: text(delivery, name) for name in names if text(delivery, name)}


def _ntfy_priority(word: str) -> int:
    known = {"min": 1, "low": 2, "default": 3, "high": 4, "max": 5, "urgent": 5}
    return known.get(word.lower(), int(word) if word.isdecimal() and 1 <= int(word) <= 5 else 3)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
