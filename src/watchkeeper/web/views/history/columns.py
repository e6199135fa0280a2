"""The columns of the history, and which of them a browser wants to see."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.columns.selection.filter import OrderField
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `order` sorts by it, `is_usual` ones are shown unless somebody chooses others."""

    name: str
    text: str
    order: OrderField | None = None
    is_number: bool = False
    is_usual: bool = False


COLUMNS = (
    Column(name="started", text="Started", order=OrderField.DATE, is_usual=True),
    Column(name="stopped", text="Stopped", order=OrderField.STOPPED),
    Column(name="person", text="Person", order=OrderField.FRIENDLY_NAME, is_usual=True),
    Column(name="title", text="Title", order=OrderField.FULL_TITLE, is_usual=True),
    Column(name="library", text="Library"),
    Column(name="server", text="Server"),
    Column(name="player", text="Player", order=OrderField.PLAYER, is_usual=True),
    Column(name="product", text="Product", order=OrderField.PRODUCT),
    Column(name="platform", text="Platform", order=OrderField.PLATFORM),
    Column(name="address", text="Address", order=OrderField.IP_ADDRESS),
    Column(name="place", text="Place"),
    Column(name="mode", text="Mode", is_usual=True),
    Column(name="paused", text="Paused", order=OrderField.PAUSED, is_number=True, is_usual=True),
    Column(
        name="watch_time",
        text="Watched",
        order=OrderField.PLAY_DURATION,
        is_number=True,
        is_usual=True,
    ),
    Column(
        name="progress", text="Progress", order=OrderField.PERCENT, is_number=True, is_usual=True
    ),
    Column(name="sessions", text="Sessions", is_number=True, is_usual=True),
    Column(name="source", text="Source"),
)
ALWAYS = "title"  # a row without its title says nothing, and it carries the link


def shown_columns(chosen: str) -> tuple[Column, ...]:
    """The columns that were chosen, in their own order; the usual ones when none were.

    Examples:
        >>> [column.name for column in shown_columns("mode,person")]
        ['person', 'title', 'mode']
    """
    names = {name for name in chosen.split(",") if name}
    if not names & {column.name for column in COLUMNS}:
        return tuple(column for column in COLUMNS if column.is_usual)
    return tuple(column for column in COLUMNS if column.name in {*names, ALWAYS})


def chosen_text(names: Iterable[str]) -> str:
    """Names as they are kept; "" for the usual ones."""
    wanted = shown_columns(",".join(names))
    usual = shown_columns("")
    return "" if wanted == usual else ",".join(column.name for column in wanted)
