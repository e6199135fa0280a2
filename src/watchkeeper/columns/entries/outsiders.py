"""Rows from elsewhere (streams that still run) that take part in the order of a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from watchkeeper.columns.entries.viewings import Viewings
from watchkeeper.columns.selection.filter import Order, OrderField
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.texts import Texts

Outsider = Mapping[OrderField, int | float | str | None]
"""What a row is sorted by; texts for the fields that are texts."""


class Ordered(Protocol):
    """The part of a query that is needed here."""

    @property
    def order(self) -> tuple[Order, ...]:
        """The keys."""
        ...

    @property
    def outsiders(self) -> Sequence[Outsider]:
        """The rows."""
        ...


def places_of(plays: Plays, found: Viewings, query: Ordered) -> list[tuple[int, int]]:
    """For each outsider its place among all rows and its number in the query, by place.

    Before equal entries of the record.
    """
    if not query.outsiders:
        return []
    values = [_values(plays, one, query.order) for one in query.outsiders]
    columns = [found.key(one.field) for one in query.order]
    signs = [-1 if one.descending else 1 for one in query.order]
    sorted_ = sorted(
        range(len(values)),
        key=lambda number: [
            sign * value for sign, value in zip(signs, values[number], strict=True)
        ],
    )
    return [
        (_before(columns, values[number], query.order) + rank, number)
        for rank, number in enumerate(sorted_)
    ]


def _values(plays: Plays, one: Outsider, order: tuple[Order, ...]) -> list[float]:
    texts: Mapping[OrderField, Texts] = {
        OrderField.FRIENDLY_NAME: plays.people.texts,
        OrderField.IP_ADDRESS: plays.words["ip_address"].texts,
        OrderField.PLATFORM: plays.players.platform,
        OrderField.PRODUCT: plays.players.product,
        OrderField.PLAYER: plays.players.player,
        OrderField.FULL_TITLE: plays.items.full_title,
    }
    return [_value(texts.get(key.field), _sortable(key.field, one)) for key in order]


def _sortable(field: OrderField, one: Outsider) -> int | float | str | None:
    value = one.get(field)
    if field is OrderField.PERCENT and isinstance(value, int | float):
        return int(np.float64(value).view(np.int64))
    return value


def _value(texts: Texts | None, value: int | float | str | None) -> float:
    if texts is not None:
        return texts.place(None if value is None else str(value))
    return -1 if value is None else float(value)


def _before(columns: list[Array], values: list[float], order: tuple[Order, ...]) -> int:
    """How many entries come strictly before the values."""
    if not columns:
        return 0
    undecided: Array = np.ones(len(columns[0]), np.bool_)
    count = 0
    for column, value, one in zip(columns, values, order, strict=True):
        earlier = column > value if one.descending else column < value
        count += int(np.count_nonzero(undecided & earlier))
        undecided &= column == value
    return count
