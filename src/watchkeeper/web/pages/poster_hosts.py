"""Where the posters of messages are shown from: here, or uploaded to somebody else."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.hosting import CREDENTIALS, HostName
from watchkeeper.features.preferences import Network
from watchkeeper.texts import N_, _, ngettext
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site

PATH = "/notifications/posters"
HOSTS = {
    HostName.OWN: N_("from here"),
    HostName.IMGUR: N_("uploaded to Imgur"),
    HostName.CLOUDINARY: N_("uploaded to Cloudinary"),
    HostName.NONE: N_("not at all"),
}
LABELS = {
    "imgur_client_id": N_("Imgur: client ID"),
    "cloudinary_cloud_name": N_("Cloudinary: cloud name"),
    "cloudinary_api_key": N_("Cloudinary: API key"),
    "cloudinary_api_secret": N_("Cloudinary: API secret"),
}
UPLOADING = tuple(CREDENTIALS)


class PosterHostPages:
    """All that begins with /notifications/posters."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = f"{PATH}/{{server_id:int}}"
        return [
            Page(PATH, self.show, Access.OWNER, name="poster_hosts"),
            Page(one, self.save, Access.OWNER, ("POST",)),
            Page(f"{one}/delete/{{host:str}}", self.delete, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """What is chosen for each server, and what lies where."""
        return await self._page(request)

    async def save(self, request: Request) -> Response:
        """Keep a choice; a problem is told on the page."""
        server, form = await self._server_id(request), await request.form()
        sent = {name: text_of(form, name) for name in LABELS}
        try:
            await self._app.hosting.choose(server, text_of(form, "host"), sent)
        except InputError as error:
            return await self._page(request, (server, text_of(form, "host"), error))
        return self._site.go(PATH, Message(_("Saved."), "ok"))

    async def delete(self, request: Request) -> Response:
        """Delete all that was uploaded to a host."""
        server, name = await self._server_id(request), request.path_params["host"]
        host = next((each for each in UPLOADING if each.value == name), None)
        if host is None:
            raise NotFoundError("Nothing is uploaded there.", field="host")
        left = await self._app.hosting.delete(server, host)
        if left:
            words = ngettext(
                "%(num)s picture could not be deleted there; it is still on record.",
                "%(num)s pictures could not be deleted there; they are still on record.",
                left,
            )
            return self._site.go(PATH, Message(words, "danger"))
        return self._site.go(PATH, Message(_("They were deleted."), "ok"))

    async def _server_id(self, request: Request) -> ServerId:
        return (await self._app.servers.get(ServerId(request.path_params["server_id"]))).id

    async def _page(
        self, request: Request, refused: tuple[ServerId, str, InputError] | None = None
    ) -> Response:
        hosting, shelves = self._app.hosting, []
        for server in await self._app.servers.all():
            choice = await hosting.choice(server.id)
            is_refused = refused is not None and refused[0] == server.id
            shelves.append(
                {
                    "server": server,
                    "host": refused[1] if refused and is_refused else choice.host.value,
                    "known": {name for name, value in choice.credentials.items() if value},
                    "counts": [(each, await hosting.count(server.id, each)) for each in UPLOADING],
                    "problem": str(refused[2]) if refused and is_refused else "",
                    "wrong": refused[2].field if refused and is_refused else "",
                }
            )
        values = {
            "shelves": shelves,
            "hosts": HOSTS,
            "labels": LABELS,
            "has_address": bool(self._app.preferences.group(Network).http_base_url),
        }
        response = await self._site.show(
            request, "pages/poster_hosts.html", values, section="notifications"
        )
        response.status_code = 400 if refused else 200
        return response
