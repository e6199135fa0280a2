"""The log of the Plex Media Server, as a tab of the logs."""

from __future__ import annotations

from itertools import islice
from typing import Any

import anyio.to_thread
from starlette.requests import Request

from watchkeeper.errors import InputError
from watchkeeper.integrations.plex.server_log import LEVELS, ServerLogLine, ServerLogs
from watchkeeper.web.rendering import with_query

MOST = 500  # lines of a page
NAMES = ("file", "level", "follow")
LONGEST = 200  # characters of what is looked for


async def server_log(logs: ServerLogs, request: Request) -> dict[str, Any]:
    """The values of the tab. Any: values of a template.

    Raises:
        NotFoundError: there is no such log.
        InputError: a level that is none.
    """
    asked = {name: request.query_params.get(name, "")[:LONGEST] for name in NAMES}
    text = request.query_params.get("text", "").strip()[:LONGEST]
    if asked["level"] and asked["level"] not in LEVELS:
        raise InputError("A level is one of %(levels)s.", levels=", ".join(LEVELS), field="level")

    def read() -> tuple[list[str], list[ServerLogLine]]:
        names = logs.names()
        name = asked["file"] or (names[0] if names else "")
        found = logs.lines(name, level=asked["level"], text=text) if name else iter(())
        return names, list(islice(found, MOST))

    names, lines = await anyio.to_thread.run_sync(read)
    query = {"tab": "plex", **asked, "text": text}
    turned = {**query, "follow": "" if asked["follow"] else "1"}
    return {
        "server_log": lines,
        "files": names,
        "levels": LEVELS,
        "asked": {**asked, "text": text},
        "again": with_query("/logs", query),
        "turned": with_query("/logs", turned),
    }
