"""Translated texts in templates: what is filled into them is escaped, the sentence is ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from watchkeeper import texts


def _(text: str, /, **values: object) -> str:
    """As `texts._`; values are escaped unless they are markup."""
    found = texts._(text)
    return escape(found) % values if values else found


def pgettext(context: str, text: str, /, **values: object) -> str:
    """As `texts.pgettext`; values are escaped unless they are markup."""
    found = texts.pgettext(context, text)
    return escape(found) % values if values else found


def ngettext(one: str, many: str, count: int, /, **values: object) -> Markup:
    """As `texts.ngettext`; values are escaped unless they are markup."""
    found = texts.language().catalogue.ngettext(one, many, count)
    return escape(found) % {"num": texts.number(count), **values}


SPOKEN: Mapping[str, Callable[..., str]] = {
    "_": _,
    "gettext": _,
    "pgettext": pgettext,
    "ngettext": ngettext,
    "told": texts.told,
}
"""By the names that templates, and what gathers texts from them, know."""
