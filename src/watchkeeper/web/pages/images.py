"""Pictures of the servers, and files of ours."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import ImageRequest
from watchkeeper.errors import InputError, NotFoundError, OutsideError
from watchkeeper.features.accounts import Access, Page, is_image_signed
from watchkeeper.features.libraries import fallback_picture
from watchkeeper.web.site import Site

STATIC = Path(__file__).parents[1] / "static"
A_YEAR = "public, max-age=31536000, immutable"
A_DAY = "private, max-age=86400"
A_MOMENT = "private, max-age=60"
FILE_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


class ImagePages:
    """/image and /static."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._files = {
            path.relative_to(STATIC).as_posix(): path
            for path in STATIC.rglob("*")
            if path.suffix in FILE_TYPES
        }

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/image", self.image, Access.SIGNED_IN, name="image"),
            Page("/static/{name:path}", self.static, Access.PUBLIC, name="static"),
        ]

    async def static(self, request: Request) -> Response:
        """A file from the list made at start: a name is looked up, never a path walked."""
        path = self._files.get(request.path_params["name"])
        if path is None:
            raise NotFoundError("There is no such file.")
        is_named_by_content = path.parent.name == "dist"
        headers = {"Cache-Control": A_YEAR if is_named_by_content else A_DAY}
        return FileResponse(path, media_type=FILE_TYPES[path.suffix], headers=headers)

    async def image(self, request: Request) -> Response:
        """A picture that a page of ours asked for; the fallback when it cannot be had."""
        query = request.query_params
        fallback = query.get("fallback", "poster")
        if "path" not in query:
            return _fallback(fallback)
        wanted, server_id = self._checked(request)
        try:
            picture = await self._site.application.images.picture(server_id, wanted)
        except (OutsideError, NotFoundError):
            return _fallback(fallback)
        headers = {"Cache-Control": A_DAY}
        return Response(picture.content, media_type=picture.content_type, headers=headers)

    def _checked(self, request: Request) -> tuple[ImageRequest, ServerId]:
        query = request.query_params
        try:
            server_id = ServerId(int(query["server"]))
            size = (int(query["width"]), int(query["height"]))
        except (KeyError, ValueError):
            raise InputError("An image needs server, path, width and height.") from None
        path, signature = query["path"], query.get("sign", "")
        if not is_image_signed(self._site.pictures.signer, signature, server_id, path, size):
            raise InputError("This image was not asked for by a page of ours.", field="sign")
        return ImageRequest(path=path, width=size[0], height=size[1]), server_id


def _fallback(name: str) -> Response:
    picture = fallback_picture(name)
    headers = {"Cache-Control": A_MOMENT}
    return Response(picture.content, media_type=picture.content_type, headers=headers)
