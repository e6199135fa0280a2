"""What the settings of a notifier and the parameters of a message say, as channels need it."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.domain.notices.agents import Setting
from watchkeeper.domain.notices.demands import NO_PORT, is_port
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.domain.notices.setting_words import label
from watchkeeper.domain.notices.settings import CHOICES
from watchkeeper.errors import InputError

MEDIA_PROVIDERS: Mapping[str, str] = {
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
        raise InputError(
            "Fill in %(label)s: without it nothing can be sent.", label=label(name), field=name
        )
    return found


def text(delivery: Delivery, name: str) -> str:
    """A setting as text without blanks around it."""
    value = delivery.settings.get(name)
    return "" if value is None or isinstance(value, list) else str(value).strip()


def listed(delivery: Delivery, name: str) -> list[str]:
    """A setting of several values."""
    value = delivery.settings.get(name)
    return [str(each).strip() for each in value] if isinstance(value, list) else []


def number(settings: Mapping[str, Setting], name: str) -> int:
    """A setting as number; 0 for what is none."""
    value = settings.get(name)
    return value if isinstance(value, int) else 0


def port(delivery: Delivery, name: str) -> int:
    """The number of a port.

    Raises:
        InputError: there is none of that number.
    """
    found = number(delivery.settings, name)
    if not is_port(found):
        raise InputError(NO_PORT, field=name)
    return found


def together(delivery: Delivery) -> str:
    """Subject and body as one text, or the body alone, as the notifier wants it."""
    message = delivery.message
    if not delivery.settings.get("incl_subject") or not message.subject:
        return message.body
    return f"{message.subject}\r\n{message.body}"


def stated(delivery: Delivery, *names: str) -> dict[str, object]:
    """Those of the settings that are not blank."""
    return {name: text(delivery, name) for name in names if text(delivery, name)}


def provider_name(delivery: Delivery) -> str:
    """Which site the notifier links titles of this kind to, by its name; "" for none."""
    setting = _provider_setting(delivery)
    chosen = text(delivery, setting)
    return CHOICES[setting].get(chosen, chosen) if chosen else ""


def provider_link(delivery: Delivery) -> str:
    """The title's address at that site; "" where there is none."""
    name = text(delivery, _provider_setting(delivery))
    parameter = "plex_url" if name == "plexweb" else f"{name}_url"
    return delivery.message.extras.get(parameter, "") if name else ""


def links(delivery: Delivery) -> list[tuple[str, str]]:
    """The addresses that go with the title, each with its name: the site's, and Plex Web's."""
    found, settings = [], delivery.settings
    link = provider_link(delivery) if settings.get("incl_url", 1) else ""
    if link:
        found.append((provider_name(delivery), link))
    plex = delivery.message.extras.get("plex_url", "")
    if settings.get("incl_pmslink") and plex and plex != link:
        found.append(("Plex Web", plex))
    return found


def hosted_poster(delivery: Delivery) -> str:
    """Where the poster can be seen from outside; "" where it cannot."""
    url = delivery.message.extras.get("poster_url", "")
    return url if url.startswith(("http://", "https://")) else ""


def title(delivery: Delivery) -> str:
    """What the message is about, as a card calls it; "" where it is about no item."""
    extras = delivery.message.extras
    return extras.get("poster_title", "") or extras.get("title", "")


def _provider_setting(delivery: Delivery) -> str:
    return MEDIA_PROVIDERS.get(delivery.message.extras.get("media_type", ""), "movie_provider")
