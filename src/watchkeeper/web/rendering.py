"""Templates to pages: the one place that knows Jinja, base path, assets and words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from watchkeeper import __version__
from watchkeeper.features.accounts.access import Principal
from watchkeeper.runtime.languages import Languages
from watchkeeper.texts import _, language, number
from watchkeeper.values import dataclass
from watchkeeper.web import wording
from watchkeeper.web.definitions import define
from watchkeeper.web.look import COOKIE as LOOK_COOKIE
from watchkeeper.web.look import Look
from watchkeeper.web.navigation import GUEST_ENTRIES, OWNER_ENTRIES, Entry
from watchkeeper.web.privacy import Disguise, Kind, Vocabulary
from watchkeeper.web.words import Moment, per_cent

BUILT = Path(__file__).parent / "static" / "dist"
WORD = re.compile(r"[^\W\d_]+")
LABEL = re.compile(r"_\(\"([^\"]+)\"")


@dataclass(frozen=True, slots=True)
class Message:
    """A line at the top of a page: `tone` is ok, info, warning or danger.

    `undo` is the address that takes the change back, "" when there is none.
    """

    text: str
    tone: str = "info"
    undo: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """The health light of the top bar; `tone` is "" (well), warning or danger."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """What every page shows around its content."""

    section: str
    address: str  # path and query of the page, without base path
    look: Look
    language: str = field(default_factory=lambda: language().code)
    direction: str = field(default_factory=lambda: language().direction)
    zone: str = ""  # the owner's, e.g. Europe/Berlin; "" where nobody is signed in
    made_at: Moment | None = None  # when its figures were counted
    version: str = __version__
    account_name: str = ""
    csrf_token: str = ""
    health: Health | None = field(default_factory=lambda: Health(_("Watching")))  # None: not told
    messages: tuple[Message, ...] = ()
    entries: tuple[Entry, ...] = OWNER_ENTRIES  # of the navigation

    @property
    def is_guest(self) -> bool:
        """Whether a guest looks: the frame then says nothing of the servers."""
        return self.entries is GUEST_ENTRIES

    @property
    def is_owner(self) -> bool:
        """Whether the frame is the owner's, with search and commands."""
        return self.entries is OWNER_ENTRIES

    @property
    def behind_more(self) -> tuple[Entry, ...]:
        """What the bottom bar of a phone has no room for."""
        return tuple(entry for entry in self.entries if not entry.in_bar)

    @property
    def is_behind_more(self) -> bool:
        """Whether the present page is one of them."""
        return any(entry.name == self.section for entry in self.behind_more)

    @property
    def shown_zone(self) -> str:
        """The zone that times are shown in; "" is the reader's own."""
        return self.zone if self.look.zone == "server" else ""

    @property
    def csrf_field(self) -> Markup:
        """The hidden field that every form of ours carries."""
        return Markup('<input type="hidden" name="csrf_token" value="%s">') % self.csrf_token


class Renderer:
    """Renders templates; `base_path` stands before every address of ours."""

    def __init__(self, languages: Languages, base_path: str = "") -> None:
        self.base_path = base_path.rstrip("/")
        self._languages = languages
        self._assets = _manifest()
        self._environment = Environment(
            loader=PackageLoader("watchkeeper.web", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= wording.SPOKEN
        self._environment.globals |= {
            "url": self.url,
            "asset": self.asset,
            "define": define,
            "offered_languages": languages.offered,
        }
        self._environment.filters |= {
            "private": self._private,
            "number": number,
            "percent": per_cent,
        }
        self.disguise: ContextVar[Disguise | None] = ContextVar("disguise", default=None)
        """Of the request that is being answered; None while its browser sees all."""

    def url(self, path: str) -> str:
        """An address of ours under the base path."""
        return f"{self.base_path}{path}"

    def asset(self, name: str) -> str:
        """The address of a bundled file, e.g. app.css; its name changes with its content."""
        return self.url(f"/static/dist/{self._assets.get(name, name)}")

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of our templates and of their translations, and what stands there alone."""
        names = self._environment.list_templates()
        loader = PackageLoader("watchkeeper.web", "templates")
        sources = [loader.get_source(self._environment, name)[0] for name in names]
        labels = {match[1] for source in sources for match in LABEL.finditer(source)}
        translations = self._languages.texts()
        texts = (*sources, *translations)
        words = {word.casefold() for text in texts for word in WORD.findall(text)}
        return Vocabulary(frozenset(words), frozenset(labels | translations))

    def _private(self, text: object, kind: str = Kind.NAME) -> object:
        """The filter of that name: marks a text that the privacy view replaces."""
        disguise = self.disguise.get()
        if disguise is None or text is None or text == "":
            return text
        return disguise.private(Kind(kind), str(text))

    def text(self, template: str, values: Mapping[str, Any]) -> str:
        """A template filled in. Any: views of many shapes."""
        return self._environment.get_template(template).render(values)

    def page(self, template: str, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
        """A template as an answer that no cache keeps."""
        headers = {
            "Cache-Control": "no-store",
            "Content-Language": language().code,
            "Vary": "Accept-Language, Cookie, HX-Request",
        }
        return HTMLResponse(self.text(template, values), status_code=status, headers=headers)


def context_of(request: Request, section: str, **more: Any) -> PageContext:
    """The frame of a page for this request. Any: fields of PageContext."""
    principal: Principal | None = getattr(request.state, "principal", None)
    is_guest = principal is not None and principal.kind == "guest"
    return PageContext(
        section=section,
        entries=GUEST_ENTRIES if is_guest else OWNER_ENTRIES,
        address=shown_address(request),
        look=Look.of(request.cookies.get(LOOK_COOKIE, "")),
        account_name=principal.name if principal else "",
        csrf_token=getattr(request.state, "csrf_token", ""),
        **more,
    )


def shown_address(request: Request) -> str:
    """Path and query of the page that is shown, also when only a part of it is fetched anew."""
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    base = str(request.scope.get("root_path", ""))
    if shown.path.startswith(f"{base}/"):
        path, query = shown.path.removeprefix(base), shown.query
    else:
        path, query = path_of(request), request.url.query
    return f"{path}?{query}" if query else path


def path_of(request: Request) -> str:
    """The path asked for, without the base path."""
    base = str(request.scope.get("root_path", ""))
    path = str(request.scope["path"])
    return path.removeprefix(base) or "/"


def with_query(path: str, values: Mapping[str, object]) -> str:
    """`path` with the values that are set, as a query."""
    pairs = [f"{quote(name)}={quote(str(value))}" for name, value in values.items() if value]
    return f"{path}?{'&'.join(pairs)}" if pairs else path


def _manifest() -> dict[str, str]:
    path = BUILT / "manifest.json"
    return dict(orjson.loads(path.read_bytes())) if path.is_file() else {}


__all__ = [
    "Health",
    "Message",
    "PageContext",
    "Renderer",
    "context_of",
    "path_of",
    "with_query",
]
