"""The grammar of parameters: how the texts of a call become the typed fields of a dataclass.

Every value arrives as text. A field's annotation says how it is read; a field without default is
needed. Rules: `docs/reference/tautulli-differences.md` and the facts of the protocol it refers to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from types import NoneType
from typing import Annotated, Any, Generic, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from watchkeeper.domain.facts import number_of_any_size
from watchkeeper.errors import InputError
from watchkeeper.values import dataclass

P = TypeVar("P")

Parameters: TypeAlias = Mapping[str, str | list[str]]
"""What a call sends, by name; a list where a name was sent more than once."""

TRUE_WORDS = frozenset({"1", "true", "t", "yes", "y", "on"})
UNMATCHED = -2_000_000_000
"""Stands for a number that no row has: the caller asked for one that cannot be."""
LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class Reads:
    """How a field is read from text; `word` names the type in the documentation."""

    word: str
    read: Callable[[str], Any]  # Any: the field's own type
    takes_blank: bool = False  # whether an empty text is a value, not an absent parameter


def flag(text: str) -> bool:
    """Whether the text says yes; anything that is not a known yes is a no.

    Examples:
        >>> flag("Yes"), flag("1"), flag("0"), flag("")
        (True, True, False, False)
    """
    return text.lower() in TRUE_WORDS


def not_false(text: str) -> bool:
    """Whether the text is anything but the word "false"."""
    return text != "false"


def number(text: str) -> int:
    """A whole number.

    Raises:
        InputError: It is none.
    """
    found = number_of_any_size(text)
    if found is None or abs(found) > LARGEST:
        raise InputError(f"Not a whole number: {text!r}.")
    return found


def key(text: str) -> int:
    """A number to look for; what cannot be one is `UNMATCHED`, so that nothing is found.

    Examples:
        >>> key(" 12"), key("abc") == UNMATCHED
        (12, True)
    """
    found = number_of_any_size(text)
    return UNMATCHED if found is None else max(-LARGEST, min(found, LARGEST))


def texts(text: str) -> tuple[str, ...]:
    """The pieces between commas, without blanks around them; empty ones vanish.

    Examples:
        >>> texts("movie, episode,,")
        ('movie', 'episode')
    """
    return tuple(piece for part in text.split(",") if (piece := part.strip()))


def keys(text: str) -> tuple[int, ...]:
    """The numbers between commas; what is no number matches nothing."""
    return tuple(key(piece) for piece in texts(text))


def day_counts(text: str) -> tuple[int, ...]:
    """Numbers of days between commas; what is no number, or too large a one, means all time (0).

    Examples:
        >>> day_counts("1, 7,abc,,-1")
        (1, 7, 0, 0, -1)
    """
    found = (number_of_any_size(piece) or 0 for piece in text.split(","))
    return tuple(days if abs(days) <= LARGEST else 0 for days in found)


Text: TypeAlias = Annotated[str, Reads("text", str)]
GivenText: TypeAlias = Annotated[str, Reads("text", str, takes_blank=True)]
Texts: TypeAlias = Annotated[tuple[str, ...], Reads("text list", texts)]
Flag: TypeAlias = Annotated[bool, Reads("flag", flag, takes_blank=True)]
NotFalse: TypeAlias = Annotated[bool, Reads("flag", not_false)]
Number: TypeAlias = Annotated[int, Reads("number", number)]
Key: TypeAlias = Annotated[int, Reads("number", key)]
Keys: TypeAlias = Annotated[tuple[int, ...], Reads("number list", keys)]
DayCounts: TypeAlias = Annotated[tuple[int, ...], Reads("number list", day_counts)]


OtherParams: TypeAlias = Annotated[Parameters, Reads("any other", str)]
"""The field `others` of this kind takes all parameters that the command does not name."""
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a command, for the documentation."""

    name: str
    word: str
    is_needed: bool
    default: object


class Grammar(Generic[P]):
    """Reads the parameters of one command into its dataclass."""

    def __init__(self, kind: Callable[..., P], parameters: tuple[Parameter, ...]) -> None:
        self.parameters = parameters
        self._kind = kind
        self._readers = dict(_annotated(kind))
        self._needed = tuple(found.name for found in parameters if found.is_needed)

    @classmethod
    def of(cls, kind: type[P]) -> Grammar[P]:
        """The grammar that the annotations of a dataclass state."""
        how = dict(_annotated(kind))
        return cls(
            kind,
            tuple(
                Parameter(
                    name=field.name,
                    word=how[field.name].word,
                    is_needed=field.default is field.default_factory is MISSING,
                    default=None if field.default is MISSING else field.default,
                )
                for field in fields(kind)  # type: ignore[arg-type]  # P is always a dataclass
            ),
        )

    def knows(self, name: str) -> bool:
        """Whether the command has a parameter of this name."""
        return name in self._readers

    def read(self, sent: Parameters) -> P | None:
        """The dataclass, without what is unknown or empty; None when a needed field is absent.

        Raises:
            InputError: A value cannot be read, or a parameter is repeated.
        """
        values: dict[str, Any] = {}  # Any: each field's own type
        others: dict[str, str | list[str]] = {}
        for name, text in sent.items():
            how = self._readers.get(name)
            if how is None or name == OTHERS:
                others[name] = text
                continue
            if isinstance(text, list):
                raise InputError("The parameter is repeated.", field=name)
            if text or how.takes_blank:
                values[name] = how.read(text)
        if OTHERS in self._readers:
            values[OTHERS] = others
        if any(name not in values for name in self._needed):
            return None
        return self._kind(**values)


def _annotated(kind: Any) -> list[tuple[str, Reads]]:  # Any: a dataclass type
    hints = get_type_hints(kind, include_extras=True)
    return [(name, _reads(name, hint)) for name, hint in hints.items()]


def _reads(name: str, hint: Any) -> Reads:  # Any: an annotation
    if get_origin(hint) is Annotated:
        return next(how for how in get_args(hint) if isinstance(how, Reads))
    choices = [choice for choice in get_args(hint) if choice is not NoneType]
    if len(choices) != 1:
        raise TypeError(f"The field {name} does not say how it is read.")
    return _reads(name, choices[0])
