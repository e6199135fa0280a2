"""One message that survives the step from a change to the page shown after it."""

from __future__ import annotations

from dataclasses import asdict

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.web.rendering import Message

COOKIE = "watchkeeper_said"
KEPT_SECONDS = 60


class Flash:
    """Puts a message into a signed cookie, and takes it out once."""

    def __init__(self, key: bytes, base_path: str) -> None:
        self._serializer = URLSafeSerializer(key, salt="flash")
        self._path = base_path or "/"

    def say(self, response: Response, message: Message) -> None:
        """Have the next page show it."""
        response.set_cookie(
            COOKIE,
            self._serializer.dumps(asdict(message)),
            max_age=KEPT_SECONDS,
            path=self._path,
            httponly=True,
            samesite="lax",
        )

    def heard(self, request: Request) -> tuple[Message, ...]:
        """The message that waits, if there is one."""
        sent = request.cookies.get(COOKIE)
        if not sent:
            return ()
        try:
            return (Message(**self._serializer.loads(sent)),)
        except (BadSignature, TypeError):
            return ()

    def forget(self, request: Request, response: Response) -> None:
        """Show it only once."""
        if COOKIE in request.cookies:
            response.delete_cookie(COOKIE, path=self._path, httponly=True, samesite="lax")
