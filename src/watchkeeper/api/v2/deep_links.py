"""Addresses of Tautulli's pages that notifications, bookmarks and programs know: where ours are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from watchkeeper.api.v2.images import CACHE_SECONDS, ImageParams, picture
from watchkeeper.api.v2.params import Grammar
from watchkeeper.api.v2.public_images import public_image
from watchkeeper.api.v2.registry import NO_SERVER
from watchkeeper.api.v2.request import sent_parameters
from watchkeeper.application import Application
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import PlayId, SectionId, ServerId, whole_number
from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts import Access, Page, Principal, safe_next_path
from watchkeeper.features.history import HistoryQuery, PlayRow

LARGEST = 2**53
IMAGE = Grammar.of(ImageParams)


async def info(request: Request) -> Response:
    """An item, by its rating key, its guid, or the number of a play of it.

    A guest is led to their own plays of it; an item that they never played is as unknown to them
    as one that there is not.
    """
    if guest := _guest(request):
        return await _own_plays(request, guest)
    app, query = _app(request), request.query_params
    server_id, rating_key = await _default(app), _number(query.get("rating_key"))
    if row_id := _number(query.get("row_id")):
        play = await app.history.play(PlayId(row_id))
        if play is not None and play.rating_key is not None:
            server_id, rating_key = play.server_id, play.rating_key
    elif rating_key is None and query.get("guid"):
        server_id, rating_key = await _played(app, query["guid"]) or (server_id, None)
    if rating_key is None:
        raise NotFoundError("There is no such item in the record.", field="rating_key")
    return _go(request, f"/items/{server_id}/{rating_key}")


async def user(request: Request) -> Response:
    """A person, by number or name, on the first server that knows them; a guest only themselves."""
    app, query = _app(request), request.query_params
    number, name = _number(query.get("user_id")), query.get("user", "")
    if guest := _guest(request):
        if any(number == user_id for _, user_id in guest.accounts):
            return _go(request, "/me")
        raise NotFoundError("These are not your pages: yours are under Home.", field="user_id")
    for server in await app.servers.all():
        for one in await app.users.all(server.id, with_deleted=True):
            if one.user_id == (number if number is not None else -1) or (
                number is None and name and one.username == name
            ):
                return _go(request, f"/users/{server.id}/{one.user_id}")
    raise NotFoundError("There is no such person in the record.", field="user_id")


async def library(request: Request) -> Response:
    """A library, on the first server that has one of that number; guests have no such pages."""
    if _guest(request):
        raise NotFoundError("Pages of libraries are not for guests.", field="section_id")
    app, number = _app(request), _number(request.query_params.get("section_id"))
    for server in await app.servers.all() if number is not None else []:
        if await app.libraries.get(server.id, SectionId(number or 0)) is not None:
            return _go(request, f"/libraries/{server.id}/{number}")
    raise NotFoundError("There is no such library in the record.", field="section_id")


async def pms_image_proxy(request: Request) -> Response:
    """The command of that name, for somebody who is signed in."""
    app = _app(request)
    params = IMAGE.read(await sent_parameters(request))
    image = None if params is None else await picture(app, await _default(app), params)
    if image is None:
        raise NotFoundError("There is no such picture.", field="img")
    headers = {"Cache-Control": f"private, max-age={CACHE_SECONDS}"}
    return Response(image.content, media_type=image.content_type, headers=headers)


async def sign_in_page(request: Request) -> Response:
    """Ours, and afterwards where the caller wanted to go, if that is with us."""
    target = request.query_params.get("redirect_uri", "")
    base = str(request.scope.get("root_path", ""))
    path = safe_next_path(target.removeprefix(base) if base else target)
    return _go(request, f"/sign-in?next={quote(path)}")


def to(path: str) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that leads to one page of ours."""

    async def lead(request: Request) -> Response:
        return _go(request, path)

    return lead


PAGES = (
    Page("/home", to("/"), Access.OWNER),
    Page("/graphs", to("/statistics"), Access.OWNER),
    Page("/info", info, Access.GUEST),
    Page("/user", user, Access.GUEST),
    Page("/library", library, Access.GUEST),
    Page("/pms_image_proxy", pms_image_proxy, Access.OWNER),
    Page("/newsletter/image/{name}", public_image, Access.PUBLIC),
    Page("/auth/login", sign_in_page, Access.PUBLIC),
)


def _app(request: Request) -> Application:
    app: Application = request.app.state.application
    return app


async def _default(app: Application) -> ServerId:
    server = await app.servers.default()
    return NO_SERVER if server is None else server.id


def _guest(request: Request) -> Principal | None:
    """The guest who asks; None for the owner."""
    principal: Principal = request.state.principal
    return principal if principal.kind == "guest" else None


async def _own_plays(request: Request, guest: Principal) -> Response:
    """The guest's own plays of the item that is asked for."""
    app, query = _app(request), request.query_params
    unknown = NotFoundError("There is no play of this item among yours.", field="rating_key")
    own = HistoryFilter(accounts=guest.accounts)
    key, row_id = _number(query.get("rating_key")), _number(query.get("row_id"))
    if row_id:
        play = await app.history.play(PlayId(row_id))
        if play is None or (play.server_id, play.user_id) not in guest.accounts:
            raise unknown
        key = play.rating_key
    if not guest.accounts or (key is None and not query.get("guid")):
        raise unknown
    wanted = (
        replace(own, any_rating_keys=(key,))
        if key is not None
        else replace(own, guid_prefixes=(query["guid"].partition("?")[0],))
    )
    found = await app.history.page(HistoryQuery(filter=wanted, grouped=False, limit=1))
    if not found.entries:
        raise unknown
    return _go(request, f"/me/history?text={quote(_title(found.entries[0].row, key))}")


def _title(row: PlayRow | None, rating_key: int | None) -> str:
    """What an item is called of which this is a play, of a show the show's name."""
    if row is None:
        return ""
    is_show = rating_key is not None and rating_key == row.grandparent_rating_key
    return str(row.item.get("grandparent_title") or "") if is_show else row.full_title


async def _played(app: Application, guid: str) -> tuple[ServerId, int] | None:
    """The item that was last played under this guid."""
    wanted = HistoryFilter(guid_prefixes=(guid.partition("?")[0],))
    page = await app.history.page(HistoryQuery(filter=wanted, grouped=False, limit=1))
    row = page.entries[0].row if page.entries else None
    if row is None or row.rating_key is None:
        return None
    return row.server_id, row.rating_key


def _number(text: str | None) -> int | None:
    found = whole_number(text) if text else None
    return found if found is not None and 0 <= found < LARGEST else None


def _go(request: Request, path: str) -> Response:
    """To a page of ours: a path made of numbers and words of our own alone."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}{path}", status_code=303)
