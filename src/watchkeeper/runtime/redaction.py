"""Keeping secrets out of the logs: by name, by form, and those that the house has sealed."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

import orjson

from watchkeeper.domain.notices.settings import is_secret

MASK = "***"
MOST_SECRETS = 10_000
SHORTEST_SECRET = 6  # characters; shorter ones would mask half of every line

_NAME = r"(?:api[_-]?key|authorization|cookie|csrf_token|jwt|passwd|password|secret|token)"
SECRET_NAME = re.compile(rf"(?:.*[_-])?{_NAME}s?(?:[_-].*)?", re.IGNORECASE)
SECRET_PAIR = re.compile(
    rf"""({_NAME}[\w-]{{0,64}}["']?\s*(?:=|:|%3D)\s*)(?:"[^"]*"|'[^']*'|[^\s&"'<>,;)}}\]]+)""",
    re.IGNORECASE,
)
"""Begins with the word itself and bounds what follows, as anybody chooses what is logged: with an
open beginning, the time would grow with the square of a text's length."""
CREDENTIALS = re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE)
PASSWORD_IN_ADDRESS = re.compile(r"(://[^/\s:@]*:)[^/\s@]+@")
SECRET_PATH = re.compile(
    r"(/(?:newsletter/unsubscribe/\d+/\d+|shared/year|sign-in/plex|welcome)/)[\w-]{16,}"
)
"""Addresses that open something to whoever knows them."""
KEY_IN_QUERY = re.compile(r"((?:^|[?&])key=)[^&\s]+")
"""The password of a newsletter's page."""
PLAIN_NAMES = frozenset({"agent_name", "agent_label", "friendly_name"})
"""What is sealed with secrets without being one: the words would be missing in every line."""
WORD = re.compile(r"[\w-]{6,}")
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")
ADDRESS = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})"
    r"(?![\w.]*\w)",
    re.IGNORECASE,
)


class Redactor:
    """Masks secrets in text. Knows forms from the start, and every secret that it is told."""

    def __init__(self) -> None:
        self.masks_addresses = True  # public network addresses and mail addresses too
        self._words: OrderedDict[str, None] = OrderedDict()
        self._phrases: OrderedDict[str, None] = OrderedDict()

    def learn(self, secret: str) -> None:
        """Mask this text from now on; of a JSON object, each of its texts."""
        if secret.startswith("{"):
            for value in _texts(secret):
                self._remember(value)
        else:
            self._remember(secret)

    def text(self, text: str) -> str:
        """The text without secrets."""
        text = WORD.sub(self._masked_word, text) if self._words else text
        for phrase in tuple(self._phrases):
            text = text.replace(phrase, MASK)
        text = CREDENTIALS.sub(rf"\g<1> {MASK}", text)
        text = SECRET_PAIR.sub(rf"\g<1>{MASK}", text)
        text = SECRET_PATH.sub(rf"\g<1>{MASK}", text)
        text = KEY_IN_QUERY.sub(rf"\g<1>{MASK}", text)
        text = PASSWORD_IN_ADDRESS.sub(rf"\g<1>{MASK}@", text)
        return self._without_addresses(text) if self.masks_addresses else text

    def value(self, value: Any) -> Any:  # Any: whatever is logged
        """A logged value without secrets, however it is nested."""
        match value:
            case None | bool() | int() | float():
                return value
            case str():
                return self.text(value)
            case Mapping():
                return {key: self.named(str(key), inner) for key, inner in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.value(inner) for inner in value]
            case _:
                return self.text(str(value))

    def named(self, name: str, value: Any) -> Any:  # Any: whatever is logged
        """A value without secrets; all of it is one when its name says so."""
        if SECRET_NAME.fullmatch(name):
            return MASK if value else value
        return self.value(value)

    def _remember(self, secret: str) -> None:
        if len(secret) < SHORTEST_SECRET:
            return
        known = self._words if WORD.fullmatch(secret) else self._phrases
        known[secret] = None
        if len(known) > MOST_SECRETS:
            known.popitem(last=False)

    def _masked_word(self, match: re.Match[str]) -> str:
        return MASK if match[0] in self._words else match[0]

    def _without_addresses(self, text: str) -> str:
        if "@" in text:
            text = MAIL.sub(MASK, text)
        return ADDRESS.sub(_masked_address, text)


def _masked_address(match: re.Match[str]) -> str:
    try:
        return MASK if ip_address(match[0]).is_global else match[0]
    except ValueError:
        return match[0]


def _texts(content: str) -> list[str]:
    """The texts of a JSON object; of objects within it, written as texts, those that are secret."""
    try:
        loaded = orjson.loads(content)
    except orjson.JSONDecodeError:
        return [content]
    found: list[str] = []
    for name, value in loaded.items():
        if not isinstance(value, str) or name in PLAIN_NAMES:
            continue
        found += _secrets(value) if value.startswith("{") else [value]
    return found


def _secrets(content: str) -> list[str]:
    """The secret texts of a JSON object, by their names; all of what is no such object."""
    try:
        loaded = orjson.loads(content)
    except orjson.JSONDecodeError:
        return [content]
    return [
        value
        for name, value in loaded.items()
        if isinstance(value, str) and (is_secret(name) or SECRET_NAME.fullmatch(name))
    ]
