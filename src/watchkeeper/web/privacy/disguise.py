"""A disguise for whole answers: HTML, live events, and the addresses and forms that come back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape, unescape
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from watchkeeper.runtime.redaction import ADDRESS, MAIL
from watchkeeper.values import dataclass
from watchkeeper.web.privacy.known import Known
from watchkeeper.web.privacy.stand_ins import Kind, StandIns

OPEN, CLOSE = "\ue000", "\ue001"  # around stand-ins, so that nothing known is looked for in them
DRESSED = re.compile(f"({OPEN}[^{CLOSE}]*{CLOSE})")
TOKEN = re.compile(
    r"(<!--.*?-->|<script\b.*?</script>|<style\b.*?</style>"
    r"|<(?:\"[^\"]*\"|'[^']*'|[^'\"<>])*>)",
    re.DOTALL | re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"(\s)([\w:-]+)=\"([^\"]*)\"")
QUERY = re.compile(r"\w+=[^\s&?]*(?:&\w+=[^\s&?]*)*")
"""The query of an address by itself, as fields of forms keep it."""
SAID = frozenset({"title", "alt", "value", "placeholder", "content", "label", "summary", "srcdoc"})
LINKS = frozenset({"href", "action", "formaction", "cite"})
SHOWN = frozenset({"src", "srcset", "poster"})
NOT_TEXT = ("<!", "<script", "<style")
OWN_PICTURE = "/static/"


@dataclass(frozen=True, slots=True)
class Disguise:
    """What one session sees in place of what is there."""

    stand_ins: StandIns
    nets: Sequence[Known]
    picture: str  # address of the picture that stands for all others

    def private(self, kind: Kind, text: str) -> str:
        """The stand-in of a text that a template has marked."""
        return f"{OPEN}{self.stand_ins.of(kind, text)}{CLOSE}" if text.strip() else text

    def text(self, text: str) -> str:
        """Plain text with everything known replaced; marks are left in."""
        if text.isspace() or not text:
            return text
        text = _outside(text, self._without_addresses)
        for net in self.nets:
            text = _outside(text, partial(net.replaced, stand_in=self.private))
        return text

    def html(self, html: str) -> str:
        """A page or a part of one."""
        parts = TOKEN.split(html)
        made = [self._tag(part) if at % 2 else self._node(part) for at, part in enumerate(parts)]
        return undressed("".join(made))

    def events(self, content: str) -> str:
        """Server-sent events whose data is JSON: `html` in it is a part, `text` is plain."""
        lines = content.split("\n")
        return "\n".join(
            f"data: {self._data(line.removeprefix('data: '))}"
            if line.startswith("data: ")
            else line
            for line in lines
        )

    def query_meant(self, query: str) -> str:
        """The query of an address, or a form as one, with what its stand-ins stand for."""
        pairs = parse_qsl(query, keep_blank_values=True)
        meant = [(name, self._meant(value)) for name, value in pairs]
        return query if meant == pairs else urlencode(meant)

    def _meant(self, value: str) -> str:
        path, mark, query = value.partition("?")
        if mark and path.startswith("/"):
            return f"{path}?{self.query_meant(query)}"
        return self.stand_ins.meant(value)

    def _node(self, part: str) -> str:
        plain = unescape(part)
        found = self.text(plain)
        return part if found == plain else escape(found, quote=False)

    def _tag(self, tag: str) -> str:
        if tag.startswith(NOT_TEXT) or "csrf_token" in tag or "=" not in tag:
            return tag
        is_picture = tag.startswith(("<img", "<image", "<source", "<video"))

        def change(match: re.Match[str]) -> str:
            value = self._attribute(match[2].lower(), unescape(match[3]), is_picture=is_picture)
            same = value == unescape(match[3])
            return match[0] if same else f'{match[1]}{match[2]}="{escape(value)}"'

        return ATTRIBUTE.sub(change, tag)

    def _attribute(self, name: str, value: str, *, is_picture: bool) -> str:
        if name in SHOWN or (is_picture and name in LINKS):
            return value if OWN_PICTURE in value else self.picture
        if name in LINKS or name.startswith("hx-") or value.startswith(("/", "http")):
            return self._link(value)
        if QUERY.fullmatch(value):
            return self._query(value)
        return (
            self.text(value)
            if name in SAID or name.startswith(("aria-l", "aria-v", "aria-d", "data-"))
            else value
        )

    def _link(self, address: str) -> str:
        if "://" in address or "@" in address:
            address = self.text(address)
        query = urlsplit(address).query if "?" in address else ""
        return address.replace(query, self._query(query), 1) if query else address

    def _query(self, query: str) -> str:
        pairs = parse_qsl(query, keep_blank_values=True)
        hidden = [(name, undressed(self._value(value))) for name, value in pairs]
        return query if hidden == pairs else urlencode(hidden)

    def _value(self, value: str) -> str:
        return self._link(value) if value.startswith("/") else self.text(value)

    def _data(self, data: str) -> str:
        try:
            content = orjson.loads(data)
        except orjson.JSONDecodeError:
            return undressed(self.text(data))
        if not isinstance(content, dict):
            return data
        for name, make in (("html", self.html), ("text", lambda text: undressed(self.text(text)))):
            if isinstance(content.get(name), str):
                content[name] = make(content[name])
        return orjson.dumps(content).decode()

    def _without_addresses(self, text: str) -> str:
        def hidden(match: re.Match[str]) -> str:
            return self.private(Kind.ADDRESS, match[0]) if _is_address(match[0]) else match[0]

        return ADDRESS.sub(hidden, MAIL.sub(hidden, text) if "@" in text else text)


def undressed(text: str) -> str:
    """The text without the marks around stand-ins."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def _outside(text: str, change: Callable[[str], str]) -> str:
    """The text with what is not a stand-in yet changed."""
    if OPEN not in text:
        return change(text)
    parts = DRESSED.split(text)
    return "".join(part if at % 2 else change(part) for at, part in enumerate(parts))


def _is_address(text: str) -> bool:
    if "@" in text:
        return True
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
