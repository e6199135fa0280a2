"""What readers see: an issue on the web, its pictures, and the way out."""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.domain.media import ImageRequest
from watchkeeper.errors import InputError, NotFoundError, OutsideError
from watchkeeper.features.accounts import Access, Browser, Page
from watchkeeper.features.accounts.sign_in.addresses import place_of
from watchkeeper.features.accounts.sign_in.throttle import Throttle, place_bucket
from watchkeeper.features.libraries import fallback_picture
from watchkeeper.features.newsletters import Issue, Newsletter
from watchkeeper.features.newsletters.addresses import PASSWORD, SIGN_IN
from watchkeeper.features.newsletters.making.pages import Links, page
from watchkeeper.texts import N_
from watchkeeper.web.pages.newsletters.framed import framed
from watchkeeper.web.site import Site

A_DAY = "public, max-age=86400"
NO_ISSUE = N_("No newsletter is stored under this address.")


class ReaderPages:
    """/newsletter/…: the addresses that stand in mails."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application
        self._room = site.application.newsroom
        self._throttle = Throttle(site.application.clock)

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in; the password is asked for here."""
        leaving = "/newsletter/unsubscribe/{server_id:int}/{number:int}/{mark}/{sign}"
        everybody = Access.PUBLIC
        return [
            Page("/newsletter/picture", self.picture, everybody),
            Page(leaving, self.ask, everybody, name="unsubscribe"),
            # Mail programs send this one by themselves (RFC 8058): they have no token of ours.
            Page(leaving, self.leave, everybody, ("POST",), needs_form_token=False),
            Page(f"{leaving}/again", self.come_back, everybody, ("POST",)),
            Page("/newsletter/id/{id_name}", self.newest, everybody),
            Page("/newsletter/{uuid}", self.issue, everybody),
        ]

    async def issue(self, request: Request) -> Response:
        """One issue."""
        return await self._shown(
            request, await self._room.issues.named(request.path_params["uuid"])
        )

    async def newest(self, request: Request) -> Response:
        """The newest issue of a newsletter; tests do not count."""
        found = await self._room.issues.newest_page(request.path_params["id_name"])
        return await self._shown(request, found)

    async def picture(self, request: Request) -> Response:
        """A picture that an issue shows, and no other."""
        query = request.query_params
        server = whole_number(query.get("server")) or 0
        size = (whole_number(query.get("width")) or 0, whole_number(query.get("height")) or 0)
        path = query.get("path", "")
        if not self._room.addresses.is_picture(query.get("sign", ""), server, path, size):
            raise NotFoundError("No newsletter of ours shows this picture.")
        wanted = ImageRequest(path=path, width=size[0], height=size[1])
        try:
            image = await self._app.images.picture(ServerId(server), wanted)
        except (InputError, OutsideError):
            image = fallback_picture("cover" if size[0] == size[1] else "poster")
        headers = {"Cache-Control": A_DAY, "Cross-Origin-Resource-Policy": "cross-origin"}
        return Response(image.content, media_type=image.content_type, headers=headers)

    async def ask(self, request: Request) -> Response:
        """Ask whether somebody really wants no more: programs open links before people do."""
        return await self._way_out(request)

    async def leave(self, request: Request) -> Response:
        """Send no more to them."""
        await self._room.unsubscribing.leave(*_leaving(request))
        return await self._way_out(request)

    async def come_back(self, request: Request) -> Response:
        """Send to them again."""
        key, mark, sign = _leaving(request)
        await self._room.unsubscribing.come_back(key, mark, sign)
        return self._site.go(self._room.addresses.unsubscribe_path(key, mark))

    async def _way_out(self, request: Request) -> Response:
        key, mark, sign = _leaving(request)
        self._room.unsubscribing.check(key, mark, sign)
        letter = await self._room.letters.find(*key)
        values = {
            "title": letter.title if letter else "",
            "place": self._room.addresses.unsubscribe_path(key, mark),
            "has_left": await self._room.unsubscribing.has_left(key, mark),
        }
        return await self._site.show(
            request, "newsletters/unsubscribe.html", values, section="door"
        )

    async def _shown(self, request: Request, issue: Issue | None) -> Response:
        """The page of an issue for whoever may read it.

        Raises:
            NotFoundError: there is none, or nobody but the owner may read it.
        """
        content = await self._room.issues.content(issue.id) if issue else None
        if issue is None or content is None:
            raise NotFoundError(NO_ISSUE)
        letter = await self._room.letters.find(issue.server_id, issue.newsletter)
        if not _is_owner(request):
            refusal = await self._refusal(request, letter)
            if refusal is not None:
                return refusal
        return framed(page(content, Links(picture=self._room.addresses.picture)))

    async def _refusal(self, request: Request, letter: Newsletter | None) -> Response | None:
        addresses = self._room.addresses
        if not addresses.is_on_web or letter is None:
            raise NotFoundError(NO_ISSUE)
        if addresses.access == SIGN_IN and request.state.principal is None:
            path = str(request.url.path)
            base = self._site.renderer.base_path
            return RedirectResponse(f"{base}/sign-in?next={path.removeprefix(base)}", 303)
        if addresses.access == PASSWORD and not self._knows(request, letter.design.password):
            values = {"is_wrong": "key" in request.query_params}
            shown = await self._site.show(request, "newsletters/key.html", values, section="door")
            shown.status_code = 403
            return shown
        return None

    def _knows(self, request: Request, password: str) -> bool:
        """Whether the address carries the password.

        Raises:
            ThrottledError: too many wrong ones came from this place.
        """
        told = request.query_params.get("key", "")
        if not told or not password:
            return False
        browser: Browser = request.state.browser
        bucket = place_bucket(f"newsletter:{place_of(browser.client.ip_address)}")
        self._throttle.take(bucket)
        is_right = hmac.compare_digest(told.encode(), password.encode())
        if is_right:
            self._throttle.give_back(bucket)
        return is_right


def _is_owner(request: Request) -> bool:
    principal = request.state.principal
    return principal is not None and principal.kind == "owner"


def _leaving(request: Request) -> tuple[tuple[ServerId, int], str, str]:
    found = request.path_params
    return (ServerId(found["server_id"]), found["number"]), found["mark"], found["sign"]
