"""pms_image_proxy: pictures of the media server, or ours where it has none."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import astuple
from typing import Annotated, TypeAlias

from watchkeeper.api.v2.answers import Raw
from watchkeeper.api.v2.params import Flag, Key, Reads, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.application import Application
from watchkeeper.domain.facts import ServerId, number_of_any_size
from watchkeeper.domain.media import Image, ImageRequest
from watchkeeper.errors import InputError, NotFoundError, OutsideError
from watchkeeper.features.libraries.pictures.fallbacks import NAMES
from watchkeeper.features.libraries.pictures.images import LARGEST_SIDE
from watchkeeper.features.libraries.pictures.path import item_picture_path
from watchkeeper.values import dataclass

NO_PICTURE = Raw(b"", "text/html;charset=utf-8", 400)
BUILT_IN, AVATARS = "interfaces/default/images/", "gravatar-default"
OWN_NAMES: Mapping[str, str] = {"libraries/live": "cover-live"}
CACHE_SECONDS = 3600
HASHES = "image_hash_lookup"
KEPT = ("img", "rating_key", "width", "height", "opacity", "background", "blur", "fallback")


def side(text: str) -> int:
    """Pixels of a side, within what can be asked for; what is no number is the least.

    Examples:
        >>> side("300"), side("0"), side("wide"), side("99999")
        (300, 1, 1, 4096)
    """
    return max(1, min(number_of_any_size(text) or 1, LARGEST_SIDE))


Side: TypeAlias = Annotated[int, Reads("number", side)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageParams:
    """Which picture, of a path or else of an item, and how it shall come."""

    img: Text = ""
    rating_key: Key | None = None
    width: Side = 750
    height: Side = 1000
    opacity: Key = 100
    background: Text = "000000"
    blur: Key = 0
    img_format: Text = "png"
    fallback: Text = ""
    refresh: Flag = False
    return_hash: Flag | None = None


@command("pms_image_proxy", params=ImageParams)
async def pms_image_proxy(call: Call, params: ImageParams) -> object:
    """A picture of the media server; `fallback` names ours that stands in for it."""
    if params.return_hash is not None:
        return {"img_hash": await named(call, params)}
    image = await _picture(call.app, call.server_id, params)
    if image is not None:
        headers = {"Cache-Control": f"private, max-age={CACHE_SECONDS}"}
        return Raw(image.content, image.content_type, headers=headers)
    image = await stand_in(call.app, params)
    if image is None:
        return NO_PICTURE
    headers = {"Cache-Control": "no-store"}  # the picture may be there the next time
    return Raw(image.content, image.content_type, headers=headers)


async def named(call: Call, params: ImageParams) -> str:
    """A name under which everybody gets this picture at /image; nobody can guess one.

    Kept are only those that mean a picture of the media server.
    """
    key = call.app.sealer.derive("names of pictures")
    facts = repr((call.server_id, astuple(params))).encode()
    name = hmac.new(key, facts, "sha256").hexdigest()
    is_known = await call.app.kept.holding(HASHES, "img_hash", name) is not None
    if call.server_id and image_request(params) is not None and not is_known:
        kept = {each: getattr(params, each) for each in KEPT}
        await call.app.kept.add(call.server_id, HASHES, {"img_hash": name, **kept})
    return name


async def picture(app: Application, server_id: ServerId, params: ImageParams) -> Image | None:
    """The picture, or the one that stands in for it; None when there is neither."""
    return await _picture(app, server_id, params) or await stand_in(app, params)


def stand_in_name(params: ImageParams) -> str:
    """What our own picture is called that was asked for by its address, or else by `fallback`.

    Examples:
        >>> stand_in_name(ImageParams(img="interfaces/default/images/cover.png"))
        'cover'
        >>> stand_in_name(ImageParams(img="interfaces/default/images/gravatar-default-80x80.png"))
        'user'
        >>> stand_in_name(ImageParams(img="interfaces/default/images/libraries/live.png"))
        'cover-live'
    """
    if not params.img.startswith(BUILT_IN):
        return params.fallback
    name = params.img.removeprefix(BUILT_IN).removesuffix(".png")
    return "user" if name.startswith(AVATARS) else OWN_NAMES.get(name, name)


async def stand_in(app: Application, params: ImageParams) -> Image | None:
    """Our own picture that was asked for, at the size; None where there is none."""
    name = stand_in_name(params)
    return await fallback(app, name, params.width, params.height) if name in NAMES else None


async def fallback(app: Application, name: str, width: int, height: int) -> Image | None:
    """Our own picture of that name; None where the size is not usable."""
    try:
        return await app.images.fallback(name, width, height)
    except InputError:
        return None


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


async def _picture(app: Application, server_id: ServerId, params: ImageParams) -> Image | None:
    request = image_request(params)
    if request is None:
        return None
    try:
        return await app.images.picture(server_id, request, is_fresh=params.refresh)
    except (NotFoundError, OutsideError, InputError):
        return None


COMMANDS = (pms_image_proxy,)
