"""Tautulli's envelope: {"response": {"result", "message", "data"}}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.tautulli import Row, RowPage
from watchkeeper.errors import MalformedError, OutsideError, SignInExpiredError
from watchkeeper.texts import Sentence

WRONG_KEY = "Invalid apikey"


def envelope(content: bytes) -> Mapping[str, Any]:  # Any: the envelope holds all kinds
    """The envelope of an answer.

    Raises:
        MalformedError: The answer has none: this is no Tautulli.
    """
    try:
        parsed = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise MalformedError("This is not the answer of a Tautulli.") from None
    found = parsed.get("response") if isinstance(parsed, dict) else None
    if not isinstance(found, dict) or "result" not in found:
        raise MalformedError("This is not the answer of a Tautulli.")
    return found


def data(content: bytes) -> object:
    """What a command returned.

    Raises:
        SignInExpiredError: The key is wrong.
        OutsideError: The command failed; the message is Tautulli's own.
    """
    found = envelope(content)
    if found["result"] == "success":
        return found.get("data")
    message = str(found.get("message") or "") or Sentence("no reason given")
    if message == WRONG_KEY:
        raise SignInExpiredError("The Tautulli says that the API key is not valid.")
    raise OutsideError("The Tautulli refused: %(message)s.", message=message)


def row(value: object) -> Row:
    """An object of an answer.

    Raises:
        MalformedError: It is none.
    """
    if not isinstance(value, dict):
        raise MalformedError("The Tautulli answered without the expected object.")
    return value


def rows(value: object) -> tuple[Row, ...]:
    """A list of objects of an answer.

    Raises:
        MalformedError: It is none.
    """
    if not isinstance(value, list) or not all(isinstance(found, dict) for found in value):
        raise MalformedError("The Tautulli answered without the expected list.")
    return tuple(value)


def row_page(value: object) -> RowPage:
    """A page of a table.

    Raises:
        MalformedError: It is none, or one that stands for a failure inside Tautulli (draw 0).
    """
    table = row(value)
    total = whole_number(table.get("recordsFiltered"))
    if total is None or table.get("draw") == 0:
        raise MalformedError("The Tautulli could not read its own table.")
    return RowPage(rows(table.get("data")), total)
