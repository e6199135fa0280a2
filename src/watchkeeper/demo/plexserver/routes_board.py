"""The board of the household: a stand-in for a chat room, which takes what webhooks say."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/board"


async def _post(request: Request) -> Response:
    await request.body()
    return Response(status_code=204)


ROUTES = [Route(PATH, _post, methods=["POST"])]
