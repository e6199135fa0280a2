"""Long lists written in pieces, between which others get their turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeGuard

import orjson
from anyio.lowlevel import checkpoint

from watchkeeper.api.v2.envelope import Form

PIECE = 200
"""Rows of a piece: some 200 kB, which take a millisecond."""


async def in_pieces(answer: object, form: Form) -> object:
    """The answer with its long list, where it is one or has one as `data`, written as JSON."""
    if form.is_xml or form.is_debug:
        return answer
    if _is_long(answer):
        return await _written(answer)
    if isinstance(answer, Mapping) and _is_long(rows := answer.get("data")):
        return {**answer, "data": await _written(rows)}
    return answer


def _is_long(found: object) -> TypeGuard[list[object]]:
    return isinstance(found, list) and len(found) > PIECE


async def _written(rows: Sequence[object]) -> orjson.Fragment:
    pieces = []
    for start in range(0, len(rows), PIECE):
        piece = orjson.dumps(rows[start : start + PIECE], option=orjson.OPT_NON_STR_KEYS)
        pieces.append(piece[1:-1])
        await checkpoint()
    return orjson.Fragment(b"[%b]" % b",".join(pieces))
