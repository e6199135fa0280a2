"""Addresses that ask for what there is not: told by name, never answered with something else."""

from __future__ import annotations

from html import unescape
from urllib.parse import urlencode

import pytest

from tests.web.conftest import Desk

PLACES = (
    *(("/libraries", name) for name in ("kind", "state", "order", "view", "server_id")),
    *(("/users", name) for name in ("show", "order", "server_id", "page", "size")),
    *(("/statistics", name) for name in ("tab", "range", "metric", "compare", "after", "before")),
    *(("/statistics", name) for name in ("account", "section_id", "server_id", "with")),
    *(("/", name) for name in ("days", "metric")),
    *(("/items/1/500", "by"), ("/history", "order")),
)
NONSENSE = ("nonsense", "[]", "\x00", "9" * 30, "{{7*7}}", "1e9")


@pytest.mark.parametrize(("path", "name"), PLACES)
async def test_what_there_is_not_is_told_with_the_name_of_the_field(
    reader: Desk, path: str, name: str
) -> None:
    for word in NONSENSE:
        answer = await reader.get(f"{path}?{urlencode({name: word})}")
        assert answer.status_code == 400, word
        assert name in unescape(answer.text)


@pytest.mark.parametrize("path", ["/libraries/1/999", "/libraries/7/1", "/users/1/999999"])
async def test_what_is_not_there_is_not_found(reader: Desk, path: str) -> None:
    assert (await reader.get(path)).status_code == 404
