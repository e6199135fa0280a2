"""The texts that people read, in the language of who reads them.

A text stands in the code in English and is marked by `_`; its translations stand in
`languages/*.po`. Which language is spoken belongs to the context of a request (PEP 567), so pure
functions can write sentences without being handed a translator; outside of any request it is
English. What programs read (both APIs, the command line, the log) is always English.

The names are gettext's, the calls are the same in templates and in Python:

    _("Nothing plays.")
    _("%(name)s does not answer.", name=server.name)
    ngettext("%(num)s play", "%(num)s plays", plays)

What is said in one place and read in several, by people and by programs, is a `Sentence`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


class Sentence(str):
    """A sentence in English that can be told in any language: it keeps its text and its values.

    A sentence among the values is told in that language too.

    Examples:
        >>> Sentence("There is no play %(play_id)s.", play_id=7)
        'There is no play 7.'
    """

    __slots__ = ("_text", "_values")
    _text: str
    _values: Mapping[str, object]

    def __new__(cls, text: str, /, **values: object) -> Sentence:
        """`text` as `_` takes it; one that is a sentence already stays what it is."""
        if isinstance(text, Sentence) and not values:
            return text
        sentence = super().__new__(cls, text % values if values else text)
        sentence._text = text
        sentence._values = {name: _without_traces(value) for name, value in values.items()}
        return sentence

    def told(self) -> str:
        """In the spoken language."""
        values = self._values.items()
        return _(
            self._text,
            **{
                name: told(value) if isinstance(value, Sentence) else value
                for name, value in values
            },
        )


class SentenceError(Exception):
    """An error that says a sentence: `str(error)` is English, for programs and the log."""

    def __init__(self, text: str, /, **values: object) -> None:
        """`text` and its values as `_` takes them."""
        super().__init__(Sentence(text, **values))

    @property
    def sentence(self) -> Sentence:
        """What it says, without all that was at work when it was raised."""
        return Sentence(self.args[0])


def told(said: str | Exception) -> str:
    """What was said or kept before, in the spoken language as far as there are words for it.

    Texts of others are given as they are.
    """
    text = said.args[0] if isinstance(said, Exception) and said.args else said
    return text.told() if isinstance(text, Sentence) else _(str(text))


def _without_traces(value: object) -> object:
    """What an error says instead of the error, which would keep all that was at work."""
    if isinstance(value, SentenceError):
        return value.sentence
    return str(value) if isinstance(value, Exception) else value


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
    """The form that fits the count, which it may show as `%(num)s`.

    Examples:
        >>> ngettext("%(num)s play", "%(num)s plays", 1200)
        '1,200 plays'
    """
    found = _spoken.get().catalogue.ngettext(one, many, count)
    return found % {"num": number(count), **values}


def number(value: float, decimals: int = 0) -> str:
    """A number as the spoken language writes it, rounded.

    Examples:
        >>> number(1234.5, 1), number(12)
        ('1,234.5', '12')
    """
    text = f"{value:,.{decimals}f}"
    if _spoken.get() is ENGLISH or text.isdecimal():
        return text
    group, point = pgettext("between thousands", ","), pgettext("decimal sign", ".")
    return text.translate({ord(","): group, ord("."): point})
