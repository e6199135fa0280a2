"""What the settings of an agent must be: which are needed, and what each of them cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from watchkeeper.domain.networks import address_of, is_forbidden
from watchkeeper.domain.notices.agents import Agent, Setting, Settings
from watchkeeper.domain.notices.settings import CHOICES
from watchkeeper.texts import N_, Sentence

MOST_ADDRESS_CHARACTERS = 2048
NO_WEB_ADDRESS = N_("An address begins with http:// or https:// and a host.")
NO_HOST = N_("A host is a name or an address, and may end with :port.")
NO_PORT = N_("A port is a number from 1 to 65535.")
FORBIDDEN = N_("This address may not be connected to.")
WILDCARDS = frozenset("+#\0")
NTFY_URGENCIES = frozenset({"min", "low", "default", "high", "max", "urgent", *"12345"})
GROWL_PORT = 23053

NEEDED: Mapping[str, tuple[str, ...]] = {
    "apprise": ("urls",),
    "boxcar": ("token",),
    "discord": ("hook",),
    "email": ("smtp_server", "from", "to"),
    "facebook": ("access_token", "group_id"),
    "gotify": ("host", "app_token"),
    "groupme": ("bot_id",),
    "growl": ("host",),
    "ifttt": ("key", "event"),
    "join": ("api_key",),
    "lunasea": ("hook",),
    "microsoftteams": ("hook",),
    "mqtt": ("broker", "topic"),
    "ntfy": ("host", "topic"),
    "plex": ("hosts",),
    "plexmobileapp": ("user_ids",),
    "prowl": ("key",),
    "pushbullet": ("api_key",),
    "pushover": ("api_token", "key"),
    "remoteapp": ("device_id",),
    "scripts": ("script",),
    "slack": ("hook",),
    "telegram": ("bot_token", "chat_id"),
    "twitter": ("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
    "webhook": ("hook",),
    "xbmc": ("hosts",),
    "zapier": ("hook",),
}
"""By agent, the settings without which nothing can be sent."""
STAND_INS: Mapping[tuple[str, str], tuple[str, ...]] = {("email", "to"): ("cc", "bcc")}
"""Settings of which another one does as well."""

_MAIL = re.compile(r"[^\s@<>\"(),;:\\]+@[^\s@<>\"(),;:\\]+")
_MAIL_PARTS = re.compile(r"[,;]")
_HOST = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{1,5}))?")
_LONE_IPV6 = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


def missing(agent: Agent, settings: Settings) -> tuple[str, ...]:
    """The needed settings that are blank."""
    return tuple(
        name
        for name in NEEDED.get(agent.name, ())
        if not any(
            _is_stated(settings.get(one)) for one in (name, *STAND_INS.get((agent.name, name), ()))
        )
    )


def setting_problem(agent: Agent, name: str, value: Setting) -> str:
    """Why a setting cannot be what it is; "" where it can, also while it is blank."""
    if not _is_stated(value):
        return ""
    if name in CHOICES and any(CHOICES[name]) and str(value) not in CHOICES[name]:
        known = ", ".join(filter(None, CHOICES[name]))
        return Sentence("This is none of: %(known)s.", known=known)
    check = CHECKS.get(f"{agent.name}.{name}") or CHECKS.get(name)
    return check(value) if check else ""


def web_address_problem(text: str) -> str:
    """Why a text is no address of the web that may be asked; "" where it is one.

    Examples:
        >>> web_address_problem("http://cellar:8000/hook"), web_address_problem("ftp://cellar")
        ('', 'An address begins with http:// or https:// and a host.')
        >>> web_address_problem("http://169.254.169.254/latest")
        'This address may not be connected to.'
    """
    try:
        parts = urlsplit(text)
        host, is_web = parts.hostname or "", parts.scheme in {"http", "https"}
        parts.port  # noqa: B018  # raises for what is no port
    except ValueError:
        return NO_WEB_ADDRESS
    is_plain = text.isprintable() and " " not in text and len(text) <= MOST_ADDRESS_CHARACTERS
    if not (is_web and host and is_plain):
        return NO_WEB_ADDRESS
    return _forbidden(host)


def mail_addresses(listed: list[str]) -> list[str]:
    """The addresses of a list; one entry may hold several, parted by commas or semicolons."""
    return [each.strip() for one in listed for each in _MAIL_PARTS.split(one) if each.strip()]


def is_mail_address(text: str) -> bool:
    """Whether a text is one address of a mail.

    Examples:
        >>> is_mail_address("ada@example.org"), is_mail_address("Ada <ada@example.org>")
        (True, False)
    """
    return _MAIL.fullmatch(text) is not None


def host_and_port(text: str, usual: int) -> tuple[str, int] | None:
    """A host with its port, or with the usual one; None where the text is none.

    Examples:
        >>> host_and_port("desk.local", 80), host_and_port("[::1]:99", 80)
        (('desk.local', 80), ('::1', 99))
        >>> host_and_port("2001:db8::7", 80), host_and_port("desk:99999", 80)
        (('2001:db8::7', 80), None)
    """
    if _LONE_IPV6.fullmatch(text):
        return (text, usual) if address_of(text) else None
    found = _HOST.fullmatch(text)
    port = int(found["port"] or usual) if found else 0
    if found is None or not is_port(port):
        return None
    return found["host"].strip("[]"), port


def is_port(number: int) -> bool:
    """Whether a number may be that of a port."""
    return 0 < number < 65536


def _is_stated(value: Setting | None) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None and value != []


def _forbidden(host: str) -> str:
    found = address_of(host)
    return FORBIDDEN if found is not None and is_forbidden(found) else ""


def _web(value: Setting) -> str:
    return web_address_problem(str(value).strip())


def _host(value: Setting) -> str:
    found = host_and_port(str(value).strip(), GROWL_PORT)
    return _forbidden(found[0]) if found else NO_HOST


def _port(value: Setting) -> str:
    return "" if isinstance(value, int) and is_port(value) else NO_PORT


def _mails(value: Setting) -> str:
    listed = value if isinstance(value, list) else [str(value)]
    wrong = [each for each in mail_addresses(listed) if not is_mail_address(each)]
    return Sentence("This is no mail address: %(address)s", address=wrong[0][:80]) if wrong else ""


def _server(value: Setting) -> str:
    """A server of mails or messages: its name or address, perhaps with a scheme in front."""
    text = str(value).strip()
    if not text.isprintable() or " " in text:
        return N_("A server is a name or an address without blanks.")
    return _forbidden(text.partition("://")[2] or text)


def _topic(value: Setting) -> str:
    has_wildcard = bool(WILDCARDS & set(str(value)))
    return N_("A topic to publish to has no + or #.") if has_wildcard else ""


def _numbers(value: Setting) -> str:
    listed = value if isinstance(value, list) else [str(value)]
    are_numbers = all(each.isdecimal() for each in listed)
    return "" if are_numbers else N_("People are named by their numbers.")


def _urgency(value: Setting) -> str:
    known = str(value).strip().lower() in NTFY_URGENCIES
    return "" if known else N_("This is one of: min, low, default, high, max, or 1 to 5.")


def _between(least: int, most: int) -> Callable[[Setting], str]:
    words = Sentence("This must be a number from %(least)s to %(most)s.", least=least, most=most)
    return lambda value: "" if isinstance(value, int) and least <= value <= most else words


CHECKS: Mapping[str, Callable[[Setting], str]] = {
    "auto_hide_delay": _between(0, 86_400),
    "avatar_url": _web,
    "bcc": _mails,
    "broker": _server,
    "cc": _mails,
    "display_time": _between(0, 86_400),
    "expire": _between(0, 10_800),
    "from": _mails,
    "gotify.host": _web,
    "gotify.priority": _between(0, 10),
    "growl.host": _host,
    "hook": _web,
    "keep_alive": _between(1, 65_535),
    "mqtt.topic": _topic,
    "ntfy.host": _web,
    "ntfy.priority": _urgency,
    "port": _port,
    "prowl.priority": _between(-2, 2),
    "pushover.priority": _between(-2, 2),
    "retry": _between(0, 10_800),
    "smtp_port": _port,
    "smtp_server": _server,
    "timeout": _between(0, 86_400),
    "to": _mails,
    "user_ids": _numbers,
}
"""By the setting's name, or by agent and name where they differ."""
