"""An HTTP client that measures: one kept-open connection, the time covers the whole body."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from watchkeeper.errors import UnreachableError
from watchkeeper.values import dataclass

TIMEOUT_SECONDS = 600
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer and what it took."""

    status: int
    seconds: float
    body: bytes


class HttpClient:
    """Asks one server; connects anew only when the server hung up."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._base = parts.path.rstrip("/")
        self._connection: http.client.HTTPConnection | None = None
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Ask for an address below the server's.

        Raises:
            UnreachableError: nothing answers.
        """
        return self._ask("GET", path, b"", {})

    def sign_in(self, name: str, password: str) -> None:
        """Sign in as a browser does, so that `get` may ask for pages."""
        token = CSRF.search(self.get("/sign-in").body.decode())
        form = {"name": name, "password": password, "csrf_token": token.group(1) if token else ""}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._ask("POST", "/sign-in", urlencode(form).encode(), kind)
        if answer.status != http.HTTPStatus.SEE_OTHER:
            raise UnreachableError(f"Signing in was answered with {answer.status}.")

    def open(self, path: str) -> http.client.HTTPResponse:
        """An answer that goes on for ever, to be read line by line."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT_SECONDS)
        connection.request("GET", self._base + path, headers=self._headers())
        return connection.getresponse()

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        for attempt in (1, 2):
            try:
                return self._try(method, path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if attempt == 2:
                    raise UnreachableError(f"{self._host} does not answer: {error!r}.") from error
        raise AssertionError("the second attempt returns or raises")

    def _try(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                self._host, self._port, timeout=TIMEOUT_SECONDS
            )
            self._connection.connect()
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sent = {**self._headers(), **headers}
        began = time.perf_counter()
        self._connection.request(method, self._base + path, body or None, sent)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        self._keep_cookies(response)
        if response.will_close:
            self.close()
        return Answer(response.status, seconds, content)

    def _headers(self) -> dict[str, str]:
        if not self._cookies:
            return {}
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value


class TautulliApi:
    """Asks the Tautulli API of one server, ours or another."""

    def __init__(self, url: str, key: str) -> None:
        self._http = HttpClient(url)
        self._key = key

    def ask(self, command: str, parameters: Mapping[str, object]) -> Answer:
        """One call, measured."""
        query = urlencode({"apikey": self._key, "cmd": command, **parameters})
        return self._http.get(f"/api/v2?{query}")

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def data(self, command: str, **parameters: object) -> Any:  # Any: JSON of the command
        """What a command answers.

        Raises:
            UnreachableError: it refuses.
        """
        answer = self.ask(command, parameters)
        if answer.status != http.HTTPStatus.OK:
            raise UnreachableError(f"{command} was answered with {answer.status}.")
        return orjson.loads(answer.body)["response"]["data"]
