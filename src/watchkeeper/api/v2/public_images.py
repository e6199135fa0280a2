"""/image/NAME: pictures for mails and chats, for everybody who was given their name."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.api.v2.images import CACHE_SECONDS, HASHES, ImageParams, fallback, picture
from watchkeeper.application import Application
from watchkeeper.domain.facts import Facts, whole_number
from watchkeeper.domain.media import Image
from watchkeeper.features.libraries.pictures.fallbacks import NAMES

HASH = re.compile(r"[0-9a-f]{64}")
PLAIN = ImageParams()


async def public_image(request: Request) -> Response:
    """A picture that `pms_image_proxy` was asked to name, or a built-in one."""
    name = request.path_params["name"].partition(".")[0]
    image = await _found(request.app.state.application, name)
    if image is None:
        return Response(status_code=404)
    headers = {"Cache-Control": f"public, max-age={CACHE_SECONDS}"}
    return Response(image.content, media_type=image.content_type, headers=headers)


async def _found(app: Application, name: str) -> Image | None:
    if name in NAMES:
        return await fallback(app, name, PLAIN.width, PLAIN.height)
    if not HASH.fullmatch(name):
        return None
    kept = await app.kept.holding(HASHES, "img_hash", name)
    return None if kept is None else await picture(app, kept[0], kept_params(kept[1].content))


def kept_params(row: Facts) -> ImageParams:
    """What a row of image_hash_lookup asks for; what it does not say is as usual."""
    return ImageParams(
        img=_text(row, "img"),
        rating_key=whole_number(row.get("rating_key")),
        width=_number(row, "width", PLAIN.width),
        height=_number(row, "height", PLAIN.height),
        opacity=_number(row, "opacity", PLAIN.opacity),
        background=_text(row, "background") or PLAIN.background,
        blur=_number(row, "blur", PLAIN.blur),
        fallback=_text(row, "fallback"),
    )


def _text(row: Facts, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _number(row: Facts, name: str, usual: int) -> int:
    found = whole_number(row.get(name))
    return usual if found is None else found
