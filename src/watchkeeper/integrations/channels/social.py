"""Public posts: X (Twitter) and Facebook."""

from __future__ import annotations

from urllib.parse import quote

from watchkeeper.domain.notices.lengths import cut
from watchkeeper.domain.notices.message import Attachment, Delivery
from watchkeeper.integrations.channels.item import provider_link
from watchkeeper.integrations.channels.post import JSON, Post, json_bytes
from watchkeeper.integrations.channels.reading import needed, together
from watchkeeper.integrations.channels.uploads import Send, member

MOST_POST = 280
TWEETS = "https://api.twitter.com/2/tweets"
MEDIA = "https://upload.twitter.com/1.1/media/upload.json"
KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


async def twitter(delivery: Delivery, send: Send) -> None:
    """A post of an account's own: https://docs.x.com/x-api/posts/create-post."""
    keys = tuple(needed(delivery, name) for name in KEYS)
    value: dict[str, object] = {"text": cut(together(delivery), MOST_POST)}
    poster = delivery.message.poster
    if poster is not None:
        value["media"] = {"media_ids": [await _media(keys, poster, send)]}
    headers = {"Content-Type": JSON, "Authorization": signature(keys, TWEETS)}
    await send(Post(url=TWEETS, headers=headers, content=json_bytes(value), opened_by=KEYS))


def facebook(delivery: Delivery) -> Post:
    """A post of a page: https://developers.facebook.com/docs/pages-api/posts.

    Groups cannot be written to by programs since April 2024; a page's number stands in their place.
    """
    form = {"message": together(delivery), "access_token": needed(delivery, "access_token")}
    link = provider_link(delivery) if delivery.settings.get("incl_card") else ""
    if link:
        form["link"] = link
    place = quote(needed(delivery, "group_id"), safe="")
    url = f"https://graph.facebook.com/{place}/feed"
    return Post(url=url, form=form, opened_by=("access_token", "group_id"))


def signature(keys: tuple[str, ...], url: str) -> str:
    """The header that signs a POST whose body is no form, as OAuth 1.0a (RFC 5849) has it."""
    from oauthlib.oauth1 import Client  # noqa: PLC0415  # only who posts there needs it

    consumer, consumer_secret, token, token_secret = keys
    client = Client(
        consumer,
        client_secret=consumer_secret,
        resource_owner_key=token,
        resource_owner_secret=token_secret,
    )
    _, headers, _ = client.sign(url, http_method="POST")
    return str(headers["Authorization"])


async def _media(keys: tuple[str, ...], poster: Attachment, send: Send) -> str:
    headers = {"Authorization": signature(keys, MEDIA)}
    part = (poster.name, poster.content, poster.content_type)
    answer = await send(Post(url=MEDIA, headers=headers, files={"media": part}, opened_by=KEYS))
    return member(answer, "media_id_string")
