"""Fields of texts: `{prefix<parameter!conversion:format>suffix}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from watchkeeper.domain.notices.bounds import ExpressionError
from watchkeeper.domain.notices.expression import Expression, read_expression
from watchkeeper.domain.notices.formats import CONVERSIONS, formatted, unfit_format
from watchkeeper.domain.notices.moments import Moment
from watchkeeper.domain.notices.parameters import DATE_PARTS, is_known, parameters_by_name
from watchkeeper.domain.notices.problems import Problem, Severity
from watchkeeper.texts import Sentence, SentenceError
from watchkeeper.values import dataclass

_MARKS = re.compile(r"`[^`]*`|([<>])")
_PATH = re.compile(r"([A-Za-z_]\w*)(?:\[(\d{1,4})\]|\.([a-z]+))?", re.ASCII)
_ASKING = re.compile(
    r"(?P<asked>`[^`]*`|[^!:`]*)(?:!(?P<conversion>[^:]*))?(?::(?P<form>.*))?", re.DOTALL
)
_PADDING = re.compile(r"\d+[a-z]?")


class FieldError(SentenceError, ValueError):
    """A field cannot be read; the message is for people."""


@dataclass(frozen=True, slots=True)
class Named:
    """The value of a parameter, or one character or part of it."""

    name: str
    index: int | None = None
    part: str = ""  # of a date

    def value(self, known: Mapping[str, object]) -> object:
        """The value; a name that no event has stands for itself."""
        if self.name not in known:
            return "{" + self.name + "}"
        value = known[self.name]
        if self.index is not None:
            return str(value)[self.index : self.index + 1]
        if self.part:
            return getattr(value.local, self.part) if isinstance(value, Moment) else ""
        return "" if value is None else value


@dataclass(frozen=True, slots=True)
class Spelled:
    """An expression that there is no reading for: it stands for itself."""

    source: str

    def value(self, _known: Mapping[str, object]) -> object:
        """Its text."""
        return self.source


Asked: TypeAlias = Named | Expression | Spelled


@dataclass(frozen=True, slots=True)
class Field:
    """One field; prefix and suffix are written only around something."""

    asked: Asked
    prefix: str = ""
    suffix: str = ""
    conversion: str = ""
    form: str = ""

    def filled(self, known: Mapping[str, object]) -> str:
        """The text of the field with these values."""
        value = self.asked.value(known)
        if self.conversion:
            value = CONVERSIONS[self.conversion](value)
        text = formatted(value, self.form)
        return f"{self.prefix}{text}{self.suffix}" if text else ""


@dataclass(frozen=True, slots=True)
class FieldReading:
    """A field, and what in it has no effect."""

    field: Field
    problems: tuple[Problem, ...] = ()


def read_field(source: str, place: int) -> FieldReading:
    """The field between two braces; `place` is that of its first character.

    Raises:
        FieldError: it cannot be read.
    """
    prefix, asking, suffix = _surrounded(source)
    match = _ASKING.fullmatch(asking)
    if match is None:
        raise FieldError("nothing but ! and : can follow an expression")
    conversion, form = match["conversion"], match["form"] or ""
    if conversion is not None and len(conversion) != 1:
        raise FieldError("a conversion is one letter after the !")
    problems: list[Problem] = []
    asked = _asked(match["asked"], place, problems)
    name = asked.name if isinstance(asked, Named) and not asked.part else ""
    field = Field(
        asked,
        _lines(prefix),
        _lines(suffix),
        conversion if conversion in CONVERSIONS else "",
        form,
    )
    reason = _padding(match["form"], suffix) or unfit_format(name, form, field.conversion)
    if reason:
        problems.append(Problem(place, reason, Severity.UNFIT))
        field = Field(asked, field.prefix, field.suffix, field.conversion)
    return FieldReading(field, tuple(problems))


def _surrounded(source: str) -> tuple[str, str, str]:
    """Prefix, what is asked for, and suffix; marks within an expression do not count."""
    marks = [match.start() for match in _MARKS.finditer(source) if match[1]]
    order = "".join(source[mark] for mark in marks)
    match order:
        case "":
            return "", source, ""
        case "<":
            return source[: marks[0]], source[marks[0] + 1 :], ""
        case ">":
            return "", source[: marks[0]], source[marks[0] + 1 :]
        case "<>":
            return source[: marks[0]], source[marks[0] + 1 : marks[1]], source[marks[1] + 1 :]
        case _:
            raise FieldError("a field has one < at most, and then one >")


def _asked(text: str, place: int, problems: list[Problem]) -> Asked:
    if text.startswith("`"):
        return _expression(text[1:-1], place, problems)
    match = _PATH.fullmatch(text)
    if match is None:
        return _odd_name(text, place, problems)
    name, index, part = match.groups()
    if part:
        _check_part(name, part)
    if not is_known(name):
        problems.append(_unknown(name, place))
    return Named(name, None if index is None else int(index), part or "")


def _expression(text: str, place: int, problems: list[Problem]) -> Expression | Spelled:
    try:
        return read_expression(text)
    except ExpressionError as error:
        problems.append(Problem(place, error.sentence, Severity.UNFIT))
        return Spelled(text)


def _odd_name(text: str, place: int, problems: list[Problem]) -> Named:
    if not text.strip():
        raise FieldError("it names no parameter")
    if text.strip().isdigit():
        raise FieldError('"%(text)s" is no parameter', text=text)
    if "." in text or "[" in text:
        raise FieldError('"%(text)s" asks for a part that parameters do not have', text=text)
    problems.append(_unknown(text, place))
    return Named(text)


def _check_part(name: str, part: str) -> None:
    parameter = parameters_by_name().get(name)
    if part not in DATE_PARTS or parameter is None or not parameter.is_date:
        raise FieldError('"%(name)s" has no part "%(part)s"', name=name, part=part)


def _unknown(name: str, place: int) -> Problem:
    return Problem(place, Sentence('there is no parameter "%(name)s"', name=name), Severity.UNKNOWN)


def _padding(form: str | None, suffix: str) -> Sentence | None:
    """Formats with a mark in them, such as 0>2, are read as a suffix."""
    if form is None or len(form) > 1 or not _PADDING.fullmatch(suffix):
        return None
    return Sentence(
        "< and > stand before and after a value and cannot pad it; season_num00 has two digits"
    )


def _lines(text: str) -> str:
    return text.replace("\\n", "\n")
