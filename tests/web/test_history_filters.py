"""The form of the history's filters: it narrows what the address already asks for."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from tests.web.conftest import Desk

FORM = re.compile(r'<form class="filters".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
BOX = re.compile(r'<select name="([^"]*)".*?</select>', re.DOTALL)
CHOSEN = re.compile(r'<option value="([^"]*)" selected>')


async def sent(desk: Desk, query: str) -> dict[str, str]:
    """What the form sends when nothing in it is changed."""
    found = FORM.search((await desk.get(f"/history?{query}")).text)
    assert found
    values = dict(HIDDEN.findall(found[0]))
    for box in BOX.finditer(found[0]):
        chosen = CHOSEN.search(box[0])
        values[box[1]] = chosen[1] if chosen else ""
    return {name: unescape(value) for name, value in values.items() if value}


@pytest.mark.parametrize(
    "query",
    [
        {"account": "1-101"},
        {"player": "Living Room & <more>", "platform": "Roku"},
        {"rating_key": "500", "without": "1-102"},
        {"weekday": "3", "hour": "20"},
        {"kind": "movie,track"},
        {"section_id": "77"},
        {"ip": "192.168.1.20", "size": "25"},
    ],
)
async def test_a_filter_without_a_field_stays_when_another_is_chosen(
    reader: Desk, query: dict[str, str]
) -> None:
    assert await sent(reader, urlencode(query)) == query


async def test_another_choice_begins_at_the_first_page(reader: Desk) -> None:
    assert await sent(reader, "account=1-101&page=2") == {"account": "1-101"}


async def test_a_choice_of_several_is_named_in_its_box(reader: Desk) -> None:
    page = await reader.text("/history?kind=movie,track")
    assert '<option value="movie,track" selected>Films, Music</option>' in page
