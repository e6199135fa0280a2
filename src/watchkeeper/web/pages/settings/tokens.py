"""Keys and tokens: the key for apps made for Tautulli, and tokens for our own API."""

from __future__ import annotations

from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError
from watchkeeper.features.accounts import Access, MadeToken, Page, Scope
from watchkeeper.runtime.clock import instant
from watchkeeper.texts import _, told
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.settings.tokens import DAYS, SCOPES, TokenForm, key_rows

PATH = "/settings/api"


class TokenPages:
    """All that begins with /settings/api."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(PATH, self.show, Access.OWNER, name="tokens"),
            Page(f"{PATH}/key", self.key, Access.OWNER, ("POST",)),
            Page(f"{PATH}/tokens", self.make, Access.OWNER, ("POST",)),
            Page(f"{PATH}/{{key_id:int}}/revoke", self.revoke, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """All keys and tokens, without their secrets."""
        return await self._page(request)

    async def key(self, request: Request) -> Response:
        """Show the Tautulli-style key on the page that answers this form."""
        return await self._page(request, key=await self._app.accounts.tautulli_key())

    async def make(self, request: Request) -> Response:
        """Make a token and show it this one time; a problem keeps what was entered."""
        entered = _entered(await request.form())
        try:
            made = await self._made(entered)
        except InputError as error:
            shown = replace(entered, problem=told(error), field=error.field or "")
            return await self._page(request, form=shown)
        return await self._page(request, made=made)

    async def revoke(self, request: Request) -> Response:
        """Make a key or token useless."""
        await self._app.accounts.revoke(request.path_params["key_id"])
        words = _("It was revoked. Programs that used it are refused from now on.")
        return self._site.go(PATH, Message(words, "ok"))

    async def _made(self, entered: TokenForm) -> MadeToken:
        scopes = frozenset(scope for scope, _word, _what in SCOPES if scope.value in entered.scopes)
        days = _number(entered.days, "days")
        number = _number(entered.server, "server")
        server = None if number is None else await self._app.servers.get(ServerId(number))
        only = None if server is None else server.id
        return await self._app.accounts.make_token(entered.name, scopes, days, only)

    async def _page(
        self,
        request: Request,
        *,
        form: TokenForm | None = None,
        made: MadeToken | None = None,
        key: str = "",
    ) -> Response:
        servers = {int(server.id): server.name for server in await self._app.servers.all()}
        keys = await self._app.accounts.keys()
        address = f"{request.url.scheme}://{request.url.netloc}{self._site.renderer.base_path}"
        values = {
            "face": {"address": address, "key": key},
            "rows": key_rows(keys, servers, instant(self._app.clock), self._app.zone),
            "form": form or TokenForm(),
            "made": made,
            "scopes": SCOPES,
            "days": DAYS,
            "servers": servers,
        }
        response = await self._site.show(request, "pages/tokens.html", values, section="settings")
        if form is not None:
            response.status_code = 400
        return response


def _entered(form: FormData) -> TokenForm:
    known = {scope.value for scope in Scope}
    return TokenForm(
        name=text_of(form, "name"),
        scopes=frozenset(str(one) for one in form.getlist("scopes") if one in known),
        days=text_of(form, "days"),
        server=text_of(form, "server"),
    )


def _number(text: str, field: str) -> int | None:
    """A number of the form, None where nothing was chosen.

    Raises:
        InputError: it is none.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InputError("Choose one of the list.", field=field)
    return int(text)
