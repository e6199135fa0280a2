"""What addresses ask for: values, numbers, days, accounts, orders and pages, read from text."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date

from watchkeeper.errors import InputError

OLDEST_DAY = date(1970, 1, 1)
LATEST_DAY = date(2200, 1, 1)
MOST_PAGE = 10_000_000


def stated(sent: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """What is stated of these names: neither others nor empty ones."""
    return {name: sent[name].strip() for name in names if sent.get(name, "").strip()}


def whole(text: str, name: str) -> int:
    """The number that a text states.

    Raises:
        InputError: it states none, or one that no row can have; `field` is the name.

    Examples:
        >>> whole("12", "page")
        12
    """
    try:
        number = int(text)
    except ValueError:
        raise InputError(
            "“%(text)s” is no number: %(name)s takes whole numbers.",
            text=text,
            name=name,
            field=name,
        ) from None
    if abs(number) >= 2**63:
        raise InputError(
            "“%(text)s” is too large a number for %(name)s.", text=text, name=name, field=name
        )
    return number


def row_number(text: str) -> int | None:
    """The number of a row that a text states, None where it states none that a row can have.

    Examples:
        >>> row_number("12"), row_number("one"), row_number("9" * 30)
        (12, None, None)
    """
    try:
        return whole(text, "number")
    except InputError:
        return None


def whole_or_none(values: Mapping[str, str], name: str) -> int | None:
    """The number under a name, None where there is none.

    Raises:
        InputError: what is there is no number; `field` is the name.
    """
    text = values.get(name, "")
    return whole(text, name) if text else None


def whole_numbers(values: Mapping[str, str], name: str) -> tuple[int, ...]:
    """The numbers under a name, joined by commas.

    Raises:
        InputError: one is no number; `field` is the name.

    Examples:
        >>> whole_numbers({"section_id": "3, 4"}, "section_id")
        (3, 4)
    """
    pieces = values.get(name, "").split(",")
    return tuple(whole(piece, name) for piece in pieces if piece.strip())


def accounts_of(text: str, name: str = "account") -> tuple[tuple[int, int], ...]:
    """Accounts as an address names them: server and user id, e.g. 1-7001,2-7001.

    Raises:
        InputError: a piece is not of that form; `field` is the name.

    Examples:
        >>> accounts_of("1-7001,2-55")
        ((1, 7001), (2, 55))
    """
    pieces = [piece.partition("-") for piece in text.split(",") if piece.strip()]
    return tuple((whole(server, name), whole(user, name)) for server, _, user in pieces)


def day_of(values: Mapping[str, str], name: str) -> date | None:
    """The day under a name, None where there is none.

    Raises:
        InputError: what is there is no day, or one far from any play; `field` is the name.
    """
    text = values.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError(
            "“%(text)s” is no day: %(name)s takes a date such as 2026-01-31.",
            text=text,
            name=name,
            field=name,
        ) from None
    if not OLDEST_DAY <= day <= LATEST_DAY:
        raise InputError("%(name)s takes a day from 1970 to 2200.", name=name, field=name)
    return day


def one_of(values: Mapping[str, str], name: str, known: Iterable[str], usual: str = "") -> str:
    """The word under a name: one that is known, or the usual one where there is none.

    Raises:
        InputError: there is another word; `field` is the name.

    Examples:
        >>> one_of({"tab": "media"}, "tab", ("browse", "media")), one_of({}, "view", ("table",))
        ('media', '')
    """
    value = values.get(name) or usual
    words = [word for word in known if word]
    if value in words or value == usual:
        return value
    raise InputError(
        "“%(value)s” is no %(name)s: there are %(words)s.",
        value=value,
        name=name,
        words=", ".join(words),
        field=name,
    )


def order_of(text: str, fields: Iterable[str], usual: str) -> tuple[str, bool]:
    """What to sort by, and whether it falls; the usual order where the text is empty.

    Raises:
        InputError: the text names no field; `field` is "order".

    Examples:
        >>> order_of("-plays", ("name", "plays"), "name"), order_of("", ("name",), "-name")
        (('plays', True), ('name', True))
    """
    wanted = text or usual
    name = one_of({"order": wanted.removeprefix("-")}, "order", fields)
    return name, wanted.startswith("-")


def size_of(values: Mapping[str, str], sizes: Container[int], usual: int) -> int:
    """How many rows a page has: one of the sizes.

    Raises:
        InputError: what is asked for is no number.
    """
    size = whole_or_none(values, "size")
    return size if size in sizes and size is not None else usual


def page_of(values: Mapping[str, str]) -> int:
    """Which page, counted from 1.

    Raises:
        InputError: what is asked for is no number.
    """
    page = whole_or_none(values, "page")
    return 1 if page is None else min(MOST_PAGE, max(1, page))
