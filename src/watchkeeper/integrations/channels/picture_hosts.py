"""Services that show pictures to everybody who has their address: Imgur and Cloudinary."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import quote

from watchkeeper.domain.hosted import Uploaded
from watchkeeper.domain.media import Image
from watchkeeper.errors import InputError, RefusedError
from watchkeeper.integrations.channels.post import Post, Poster
from watchkeeper.integrations.channels.uploads import member
from watchkeeper.integrations.channels.verdict import GONE
from watchkeeper.integrations.http import Answer
from watchkeeper.runtime.clock import Clock, instant

IMGUR = "https://api.imgur.com/3/image"
CLOUDINARY = "https://api.cloudinary.com/v1_1"


class Imgur:
    """Imgur's anonymous uploads: https://apidocs.imgur.com."""

    def __init__(self, poster: Poster) -> None:
        self._poster = poster

    async def upload(self, image: Image, name: str, credentials: Mapping[str, str]) -> Uploaded:
        """Hand a picture in.

        Raises:
            OutsideError: it was not taken.
        """
        part = (name, image.content, image.content_type)
        form = {"type": "file", "title": name}
        answer = await self._send(Post(url=IMGUR, form=form, files={"image": part}), credentials)
        return Uploaded(
            _https(member(answer, "data", "link")), member(answer, "data", "deletehash")
        )

    async def delete(self, handle: str, credentials: Mapping[str, str]) -> None:
        """Have a picture deleted; one that is gone already is fine.

        Raises:
            OutsideError: it was not.
        """
        post = Post(url=f"{IMGUR}/{quote(handle, safe='')}", method="DELETE")
        try:
            await self._send(post, credentials)
        except RefusedError as error:
            if error.status not in GONE:
                raise

    async def _send(self, post: Post, credentials: Mapping[str, str]) -> Answer:
        headers = {"Authorization": f"Client-ID {credentials['imgur_client_id']}"}
        whole = Post(
            url=post.url, method=post.method, headers=headers, form=post.form, files=post.files,
            secrets=(credentials["imgur_client_id"],), opened_by=("imgur_client_id",),
        )  # fmt: skip
        return await self._poster.send(whole, "Imgur")


class Cloudinary:
    """Cloudinary's signed uploads: https://cloudinary.com/documentation/upload_images.

    A picture of the same name replaces the one before.
    """

    def __init__(self, poster: Poster, clock: Clock) -> None:
        self._poster = poster
        self._clock = clock

    async def upload(self, image: Image, name: str, credentials: Mapping[str, str]) -> Uploaded:
        """Hand a picture in.

        Raises:
            OutsideError: it was not taken.
        """
        kind, _, number = name.partition("_")
        facts = {"public_id": name, "tags": f"watchkeeper,{kind},{number}", "invalidate": "true"}
        part = (name, image.content, image.content_type)
        answer = await self._send("upload", facts, credentials, {"file": part})
        return Uploaded(_https(member(answer, "secure_url")), name)

    async def delete(self, handle: str, credentials: Mapping[str, str]) -> None:
        """Have a picture deleted; one that is gone already is fine.

        Raises:
            OutsideError: it was not.
        """
        facts = {"public_id": handle, "invalidate": "true"}
        result = member(await self._send("destroy", facts, credentials), "result")
        if result not in {"ok", "not found"}:
            raise RefusedError("Cloudinary did not delete the picture.")

    async def _send(
        self,
        command: str,
        facts: Mapping[str, str],
        credentials: Mapping[str, str],
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
    ) -> Answer:
        key, secret = credentials["cloudinary_api_key"], credentials["cloudinary_api_secret"]
        signed = {**facts, "timestamp": str(instant(self._clock))}
        form = {**signed, "api_key": key, "signature": signature(signed, secret)}
        cloud = quote(credentials["cloudinary_cloud_name"], safe="")
        post = Post(
            url=f"{CLOUDINARY}/{cloud}/image/{command}", form=form, files=files,
            secrets=(key, secret),
            opened_by=("cloudinary_cloud_name", "cloudinary_api_key", "cloudinary_api_secret"),
        )  # fmt: skip
        return await self._poster.send(post, "Cloudinary")


def signature(facts: Mapping[str, str], secret: str) -> str:
    """What proves who sends: https://cloudinary.com/documentation/authentication_signatures.

    Examples:
        >>> signature({"timestamp": "1315060510", "public_id": "sample_image",
        ...            "eager": "w_400,h_300,c_pad|w_260,h_200,c_crop"}, "abcd")
        'bfd09f95f331f558cbd1320e67aa8d488770583e'
    """
    told = "&".join(f"{name}={facts[name]}" for name in sorted(facts))
    return hashlib.sha1(f"{told}{secret}".encode(), usedforsecurity=False).hexdigest()


def _https(url: str) -> str:
    """An address that messages may carry.

    Raises:
        InputError: it is none.
    """
    if not url.startswith("https://"):
        raise InputError("The host names no address that can be shown.", field="host")
    return url
