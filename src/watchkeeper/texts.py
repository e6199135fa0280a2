"""The texts that people read, in the language of who reads them.

A text stands in the code in English and is marked by `_`; its translations stand in
`languages/*.po`. Which language is spoken belongs to the context of a request (PEP 567), so pure
functions can write sentences without being handed a translator; outside of any request it is
English. What programs read (both APIs, the command line, the log) is always English.

The names are gettext's, the calls are the same in templates and in Python:

    _("Nothing plays.")
    _("%(name)s does not answer.", name=server.name)
    ngettext("%(num)s play", "%(num)s plays", plays)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import field
from gettext import NullTranslations

from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language that pages can speak; `code` as HTML's `lang` has it, e.g. `de`."""

    code: str
    name: str  # as its speakers call it
    direction: str = "ltr"  # or rtl
    catalogue: NullTranslations = field(default_factory=NullTranslations, repr=False, compare=False)


ENGLISH = Language("en", "English")
_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def language() -> Language:
    """What is spoken at present."""
    return _spoken.get()


def speak(wanted: Language) -> None:
    """Speak this language for the rest of the present request or task."""
    _spoken.set(wanted)


@contextmanager
def speaking(wanted: Language) -> Iterator[None]:
    """Speak this language within a block."""
    token = _spoken.set(wanted)
    try:
        yield
    finally:
        _spoken.reset(token)


def N_(text: str) -> str:  # noqa: N802  # gettext's name for it
    """Mark a text of a table for translation; who shows it says `_` of it."""
    return text


def _(text: str, /, **values: object) -> str:
    """The text in the spoken language, with `%(name)s` filled in.

    A text without values is given as it is: a per cent sign in it is one.

    Examples:
        >>> _("At 85 %"), _("At %(percent)s %%", percent=85)
        ('At 85 %', 'At 85 %')
    """
    found = _spoken.get().catalogue.gettext(text) if text else ""
    return found % values if values else found


def pgettext(context: str, text: str, /, **values: object) -> str:
    """As `_`, where the same English word needs different ones: `context` says which is meant."""
    found = _spoken.get().catalogue.pgettext(context, text)
    return found % values if values else found


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The form that fits the number, which it may show as `%(num)s`.

    Pass `num` to show the number written for people.

    Examples:
        >>> ngettext("%(num)s play", "%(num)s plays", 2)
        '2 plays'
        >>> ngettext("%(num)s play", "%(num)s plays", 1200, num="1,200")
        '1,200 plays'
    """
    found = _spoken.get().catalogue.ngettext(one, many, count)
    return found % {"num": count, **values}
