"""Long lists written in pieces."""

from __future__ import annotations

from typing import Any

import anyio
import anyio.lowlevel
import pytest

from watchkeeper.api.v2.envelope import Form, enveloped
from watchkeeper.api.v2.pieces import PIECE, in_pieces

ROWS: list[dict[Any, Any]] = [{"row": number, "title": "Tide", 7: None} for number in range(1001)]


FORMS = (Form(), Form(is_debug=True), Form(callback="x"))


@pytest.mark.parametrize("count", [0, 1, PIECE, PIECE + 1, 2 * PIECE, 1001])
@pytest.mark.parametrize("form", FORMS)
async def test_an_answer_in_pieces_is_the_same_to_the_byte(count: int, form: Form) -> None:
    for answer in ({"recordsTotal": 9, "data": ROWS[:count], "draw": 1}, ROWS[:count]):
        whole = enveloped(answer, form).body
        assert enveloped(await in_pieces(answer, form), form).body == whole


async def test_what_is_asked_for_as_xml_is_not_written_as_json() -> None:
    assert await in_pieces(ROWS, Form(is_xml=True)) is ROWS


async def test_others_get_their_turn_while_a_long_list_is_written() -> None:
    turns = 0
    is_written = anyio.Event()

    async def take_turns() -> None:
        nonlocal turns
        while not is_written.is_set():
            turns += 1
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as group:
        group.start_soon(take_turns)
        await in_pieces(ROWS, Form())
        is_written.set()
    assert turns >= len(ROWS) // PIECE
