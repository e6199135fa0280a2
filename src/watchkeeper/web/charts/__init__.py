"""Charts: pure functions from numbers to an SVG and to a table of the same numbers."""

from __future__ import annotations

from watchkeeper.web.charts.chart import (
    HOURS,
    Category,
    Chart,
    Kind,
    Mark,
    Series,
    Unit,
)
from watchkeeper.web.charts.draw import Drawn, draw
from watchkeeper.web.charts.table import Cell, Table, table_of

__all__ = [
    "HOURS",
    "Category",
    "Cell",
    "Chart",
    "Drawn",
    "Kind",
    "Mark",
    "Series",
    "Table",
    "Unit",
    "draw",
    "table_of",
]
