"""How one value becomes text: conversions, formats, slices of lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from watchkeeper.domain.notices.moments import Moment
from watchkeeper.domain.notices.parameters import parameters_by_name
from watchkeeper.texts import Sentence

_SLICE = re.compile(r"\[(-?\d{1,6})?(:)?(-?\d{1,6})?\]")
_WIDE = re.compile(r"\d{4,}")
_SAMPLES: Mapping[str, tuple[object, ...]] = MappingProxyType(
    {"str": ("text",), "int": (7,), "float": (7.5, 7)}
)

CONVERSIONS: Mapping[str, Callable[[object], str]] = MappingProxyType(
    {
        "u": lambda value: str(value).upper(),
        "l": lambda value: str(value).lower(),
        "c": lambda value: str(value).title(),
        "s": str,
        "r": lambda value: repr(str(value) if isinstance(value, Moment) else value),
    }
)
"""By the letter after the "!"; other letters do nothing."""


def formatted(value: object, form: str) -> str:
    """The value in a format; one that does not fit the value changes nothing.

    Examples:
        >>> formatted(3, "02d"), formatted("", "02d"), formatted("Drama, Crime", "[1:]")
        ('03', '', 'Crime')
    """
    if is_slice(form):
        return sliced(str(value), form)
    try:
        return format(value, form)
    except (ValueError, TypeError, OverflowError):
        return str(value)


def is_slice(form: str) -> bool:
    """Whether a format takes parts of a list."""
    match = _SLICE.fullmatch(form)
    return match is not None and any(match.groups())


def sliced(text: str, form: str) -> str:
    """Parts of a list that is written with commas.

    One number takes one part. Before zero it takes none: Tautulli's texts rely on it.

    Examples:
        >>> sliced("Drama, Crime,  War", "[0]"), sliced("Drama, Crime, War", "[:2]")
        ('Drama', 'Drama, Crime')
        >>> sliced("Drama, Crime", "[-1]"), sliced("Drama", "[5]")
        ('', '')
    """
    match = _SLICE.fullmatch(form)
    if match is None:
        return text
    first = None if match[1] is None else int(match[1])
    last = None if match[3] is None else int(match[3])
    if match[2] is None and first is not None:
        last = first + 1
    parts = [part.strip() for part in text.split(",")]
    return ", ".join(parts[first:last])


def unfit_format(name: str, form: str, conversion: str) -> Sentence | None:
    """Why a format does nothing for the values of that name; None where it fits.

    "" is the name of an expression, whose value may be of any type.
    """
    parameter = parameters_by_name().get(name)
    is_text = conversion in CONVERSIONS
    if not form or is_slice(form) or (parameter and parameter.is_date and not is_text):
        return None
    if _WIDE.search(form):
        return Sentence('"%(form)s" is too wide', form=form)
    kinds = (parameter.type,) if parameter else ("str", "int", "float")
    samples = _SAMPLES["str"] if is_text else [each for kind in kinds for each in _SAMPLES[kind]]
    if any(_fits(sample, form) for sample in samples):
        return None
    if not name:
        return Sentence('"%(form)s" is no format for an expression', form=form)
    return Sentence('"%(form)s" is no format for %(name)s', form=form, name=name)


def _fits(sample: object, form: str) -> bool:
    try:
        format(sample, form)
    except ValueError:
        return False
    return True
