"""The columns of the history, and which of them a browser wants to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from watchkeeper.columns.selection.filter import OrderField
from watchkeeper.texts import N_
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `order` sorts by it, `is_usual` ones are shown unless somebody chooses others.

    `width` is one of `WIDTHS`, "" for the usual one; only names have a choice (`is_sizable`): the
    title takes the room that is left, and the others are as wide as what they say.
    """

    name: str
    text: str
    order: OrderField | None = None
    is_number: bool = False
    is_usual: bool = False
    is_sizable: bool = False
    width: str = ""


WIDTHS = {"narrow": N_("Narrow"), "": N_("Usual"), "wide": N_("Wide")}
COLUMNS = (
    Column(name="started", text=N_("Started"), order=OrderField.DATE, is_usual=True),
    Column(name="stopped", text=N_("Stopped"), order=OrderField.STOPPED),
    Column(
        name="person",
        text=N_("Person"),
        order=OrderField.FRIENDLY_NAME,
        is_usual=True,
        is_sizable=True,
    ),
    Column(name="title", text=N_("Title"), order=OrderField.FULL_TITLE, is_usual=True),
    Column(name="library", text=N_("Library"), is_sizable=True),
    Column(name="server", text=N_("Server"), is_sizable=True),
    Column(
        name="player", text=N_("Player"), order=OrderField.PLAYER, is_usual=True, is_sizable=True
    ),
    Column(name="product", text=N_("Product"), order=OrderField.PRODUCT, is_sizable=True),
    Column(name="platform", text=N_("Platform"), order=OrderField.PLATFORM, is_sizable=True),
    Column(name="address", text=N_("Address"), order=OrderField.IP_ADDRESS, is_sizable=True),
    Column(name="place", text=N_("Place"), is_sizable=True),
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
        >>> [column.width for column in shown_columns("player:wide,title,mode:wide")]
        ['wide', '', '']
    """
    known = {column.name: column for column in COLUMNS}
    widths = {name: width for name, __, width in (one.partition(":") for one in chosen.split(","))}
    found = [_sized(known[name], width) for name, width in widths.items() if name in known]
    if not found:
        return tuple(column for column in COLUMNS if column.is_usual)
    always = known[ALWAYS]
    return tuple(found) if always in found else (always, *found)


def _sized(column: Column, width: str) -> Column:
    return replace(column, width=width) if column.is_sizable and width in WIDTHS else column


def chosen_text(names: Iterable[str]) -> str:
    """Names as they are kept, with the width of each that has another; "" for the usual ones."""
    wanted = shown_columns(",".join(names))
    if wanted == shown_columns(""):
        return ""
    return ",".join(f"{one.name}:{one.width}" if one.width else one.name for one in wanted)
