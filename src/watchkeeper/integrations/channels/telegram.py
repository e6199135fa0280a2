"""Telegram's bots: https://core.telegram.org/bots/api#sendmessage."""

from __future__ import annotations

from urllib.parse import quote

from watchkeeper.domain.notices.lengths import cut, cut_markup, units
from watchkeeper.domain.notices.message import Attachment, Delivery
from watchkeeper.integrations.channels.post import Post
from watchkeeper.integrations.channels.reading import needed, together
from watchkeeper.integrations.http import FilePart

MOST_TEXT, MOST_CAPTION = 4096, 1024


def telegram(delivery: Delivery) -> Post:
    """The text; as caption of the poster where there is one and the text is short enough."""
    token, settings = needed(delivery, "bot_token"), delivery.settings
    words, form = together(delivery), _place(delivery)
    poster = delivery.message.poster
    if poster is not None and units(words) <= MOST_CAPTION:
        form["caption"] = words
        return _post(token, "sendPhoto", form, poster)
    form["text"] = _shortened(words, is_html=bool(settings.get("html_support")))
    if settings.get("disable_web_preview"):
        form["disable_web_page_preview"] = "true"
    return _post(token, "sendMessage", form, None)


def _place(delivery: Delivery) -> dict[str, str]:
    chat, _, topic = needed(delivery, "chat_id").partition("/")
    form = {"chat_id": chat}
    if topic:
        form["message_thread_id"] = topic
    if delivery.settings.get("html_support"):
        form["parse_mode"] = "HTML"
    if delivery.settings.get("silent_notification"):
        form["disable_notification"] = "true"
    return form


def _shortened(words: str, *, is_html: bool) -> str:
    return cut_markup(words, MOST_TEXT) if is_html else cut(words, MOST_TEXT)


def _post(token: str, method: str, form: dict[str, str], photo: Attachment | None) -> Post:
    files: dict[str, FilePart] | None = None
    if photo is not None:
        files = {"photo": (photo.name, photo.content, photo.content_type)}
    return Post(
        url=f"https://api.telegram.org/bot{quote(token, safe=':')}/{method}",
        form=form,
        files=files,
        secrets=(token,),
        opened_by=("bot_token", "chat_id"),
    )
