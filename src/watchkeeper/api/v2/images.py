"""pms_image_proxy: pictures of the media server, or ours where it has none."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass

from watchkeeper.api.v2.answers import Raw
from watchkeeper.api.v2.params import Flag, Key, Number, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.domain.media import Image, ImageRequest
from watchkeeper.errors import InputError, NotFoundError, OutsideError
from watchkeeper.features.libraries.fallbacks import NAMES
from watchkeeper.features.libraries.picture_path import item_picture_path

NO_PICTURE = Raw(b"", "text/html;charset=utf-8", 400)
BUILT_IN = "interfaces/default/images/"
CACHE_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageParams:
    """Which picture, of a path or else of an item, and how it shall come."""

    img: Text = ""
    rating_key: Key | None = None
    width: Number = 750
    height: Number = 1000
    opacity: Number = 100
    background: Text = "000000"
    blur: Number = 0
    img_format: Text = "png"
    fallback: Text = ""
    refresh: Flag = False
    return_hash: Flag | None = None


@command("pms_image_proxy", params=ImageParams)
async def pms_image_proxy(call: Call, params: ImageParams) -> object:
    """A picture of the media server; `fallback` names ours that stands in for it."""
    if params.return_hash is not None:
        return {"img_hash": image_hash(params)}
    image = await _picture(call, params) or await _fallback(call, params)
    if image is None:
        return NO_PICTURE
    headers = {"Cache-Control": f"private, max-age={CACHE_SECONDS}"}
    return Raw(image.content, image.content_type, headers=headers)


def image_hash(params: ImageParams) -> str:
    """What names a picture in this form: 64 hexadecimal digits."""
    return hashlib.sha256(repr(astuple(params)).encode()).hexdigest()


def image_request(params: ImageParams) -> ImageRequest | None:
    """What to ask the media server for; None when the call names nothing of it."""
    path = params.img
    if not path and params.rating_key is not None:
        path = item_picture_path(params.rating_key, params.fallback)
    if not path or path.startswith(BUILT_IN):
        return None
    return ImageRequest(
        path=path,
        width=params.width,
        height=params.height,
        format="jpeg" if params.img_format in {"jpg", "jpeg"} else "png",
        opacity=params.opacity if params.opacity != 100 else None,
        background=params.background if params.opacity != 100 else None,
        blur=params.blur or None,
    )


async def _picture(call: Call, params: ImageParams) -> Image | None:
    request = image_request(params)
    if request is None:
        return None
    try:
        return await call.app.images.picture(call.server_id, request, is_fresh=params.refresh)
    except (NotFoundError, OutsideError, InputError):
        return None


async def _fallback(call: Call, params: ImageParams) -> Image | None:
    name = params.fallback
    if name not in NAMES:
        return None
    return await call.app.images.fallback(name, params.width, params.height)


COMMANDS = (pms_image_proxy,)
