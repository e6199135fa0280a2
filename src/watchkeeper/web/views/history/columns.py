"""The columns of the history, and which of them a browser wants to see."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.columns.selection.filter import OrderField
from watchkeeper.texts import N_
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
    Column(name="started", text=N_("Started"), order=OrderField.DATE, is_usual=True),
    Column(name="stopped", text=N_("Stopped"), order=OrderField.STOPPED),
    Column(name="person", text=N_("Person"), order=OrderField.FRIENDLY_NAME, is_usual=True),
    Column(name="title", text=N_("Title"), order=OrderField.FULL_TITLE, is_usual=True),
    Column(name="library", text=N_("Library")),
    Column(name="server", text=N_("Server")),
    Column(name="player", text=N_("Player"), order=OrderField.PLAYER, is_usual=True),
    Column(name="product", text=N_("Product"), order=OrderField.PRODUCT),
    Column(name="platform", text=N_("Platform"), order=OrderField.PLATFORM),
    Column(name="address", text=N_("Address"), order=OrderField.IP_ADDRESS),
    Column(name="place", text=N_("Place")),
    Column(name="mode", text=N_("Mode"), is_usual=True),
    Column(
        name="paused", text=N_("Paused"), order=OrderField.PAUSED, is_number=True, is_usual=True
    ),
    Column(
        name="watch_time",
        text=N_("Watched"),
        order=OrderField.PLAY_DURATION,
        is_number=True,
        is_usual=True,
    ),
    Column(
        name="progress",
        text=N_("Progress"),
        order=OrderField.PERCENT,
        is_number=True,
        is_usual=True,
    ),
    Column(name="sessions", text=N_("Sessions"), is_number=True, is_usual=True),
    Column(name="source", text=N_("Source")),
)
ALWAYS = "title"  # a row without its title says nothing, and it carries the link


def shown_columns(chosen: str) -> tuple[Column, ...]:
    """The columns that were chosen, in the order chosen; the usual ones when none were.

    Examples:
        >>> [column.name for column in shown_columns("mode,title,person")]
        ['mode', 'title', 'person']
        >>> [column.name for column in shown_columns("mode")]
        ['title', 'mode']
    """
    known = {column.name: column for column in COLUMNS}
    found = [known[name] for name in dict.fromkeys(chosen.split(",")) if name in known]
    if not found:
        return tuple(column for column in COLUMNS if column.is_usual)
    always = known[ALWAYS]
    return tuple(found) if always in found else (always, *found)


def chosen_text(names: Iterable[str]) -> str:
    """Names as they are kept; "" for the usual ones."""
    wanted = shown_columns(",".join(names))
    usual = shown_columns("")
    return "" if wanted == usual else ",".join(column.name for column in wanted)
