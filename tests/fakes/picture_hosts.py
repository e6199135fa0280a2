"""Imgur and Cloudinary as far as posters need them: they keep what they are given."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from urllib.parse import parse_qsl

import httpx2

CLIENT_ID, API_KEY, API_SECRET, CLOUD = "client-of-imgur", "key-4711", "secret-4711", "attic"


@dataclass
class PictureHosts:
    """Both, by their hosts; `kept` are the pictures by the handle that deletes them."""

    kept: dict[str, bytes] = field(default_factory=dict)
    is_down: bool = False
    uploads: int = 0

    async def answer(self, request: httpx2.Request) -> httpx2.Response:
        if self.is_down:
            return httpx2.Response(503)
        sent = _parts(request)
        if request.url.host == "api.imgur.com":
            return self._imgur(request, sent)
        return self._cloudinary(request, sent)

    def _imgur(self, request: httpx2.Request, sent: dict[str, bytes]) -> httpx2.Response:
        if request.headers["authorization"] != f"Client-ID {CLIENT_ID}":
            return httpx2.Response(403)
        if request.method == "DELETE":
            return self._deleted(request.url.path.rpartition("/")[2])
        self.uploads += 1
        handle = f"hash{self.uploads}"
        self.kept[handle] = sent["image"]
        link = f"https://i.imgur.test/{self.uploads}.jpg"
        return httpx2.Response(200, json={"data": {"link": link, "deletehash": handle}})

    def _cloudinary(self, request: httpx2.Request, sent: dict[str, bytes]) -> httpx2.Response:
        facts = {name: value.decode() for name, value in sent.items() if name != "file"}
        signature, key = facts.pop("signature"), facts.pop("api_key")
        told = "&".join(f"{name}={facts[name]}" for name in sorted(facts))
        proof = hashlib.sha1(f"{told}{API_SECRET}".encode()).hexdigest()
        if (signature, key) != (proof, API_KEY) or f"/{CLOUD}/" not in request.url.path:
            return httpx2.Response(401)
        if request.url.path.endswith("/destroy"):
            is_known = self.kept.pop(facts["public_id"], None) is not None
            return httpx2.Response(200, json={"result": "ok" if is_known else "not found"})
        self.uploads += 1
        self.kept[facts["public_id"]] = sent["file"]
        url = f"https://res.cloudinary.test/{CLOUD}/v{self.uploads}/{facts['public_id']}.jpg"
        return httpx2.Response(200, json={"secure_url": url})

    def _deleted(self, handle: str) -> httpx2.Response:
        return httpx2.Response(200 if self.kept.pop(handle, None) is not None else 404, json={})


def _parts(request: httpx2.Request) -> dict[str, bytes]:
    """The fields of a form, sent in either way."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/"):
        return {name: value.encode() for name, value in parse_qsl(request.content.decode())}
    whole = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.content)
    return {
        str(part.get_param("name", header="content-disposition")): _content(part)
        for part in whole.walk()
        if not part.is_multipart()
    }


def _content(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found
