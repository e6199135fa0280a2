"""Preferences as fields of forms, and forms as values of preferences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from watchkeeper.features.preferences import PreferenceField
from watchkeeper.texts import Language, _, pgettext
from watchkeeper.values import dataclass

FIXED_BY = "WATCHKEEPER_SET"
LANGUAGE = "display.language"
"""The preference whose choices are the languages that there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One preference in a form. `text` is what is in the field, as it was entered."""

    name: str
    group: str
    title: str
    help: str
    kind: str  # switch, number, choice, words, text
    text: str
    is_on: bool = False
    value: str  # that is in effect, in words
    default: str  # in words
    default_text: str  # as the field holds it
    is_default: bool
    is_fixed: bool
    fixed_by: str = FIXED_BY
    unit: str = ""
    minimum: str = ""
    maximum: str = ""
    options: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def field_of(known: PreferenceField, entered: str | None = None, problem: str = "") -> Field:
    """A field with its present value, or with what was entered last."""
    text = written(known.value) if entered is None else entered
    return Field(
        name=known.field,
        group=known.group,
        title=_(known.title),
        help=_(known.help),
        kind=known.kind,
        text=text,
        is_on=text == "1",
        value=shown(known, known.value),
        default=shown(known, known.default),
        default_text=written(known.default),
        is_default=known.value == known.default,
        is_fixed=known.is_fixed,
        unit=_(known.unit),
        minimum=_number(known.minimum),
        maximum=_number(known.maximum),
        options=tuple((str(value), _(words)) for value, words in known.choices.items()),
        problem=problem,
    )


def offering(field: Field, known: PreferenceField, languages: Iterable[Language]) -> Field:
    """The field of a language, as a choice of those that there are."""
    names = _names(languages)
    value, default = str(known.value), str(known.default)
    return replace(
        field,
        kind="choice",
        options=tuple(names.items()),
        value=names.get(value, value),
        default=names[default],
    )


class PreferenceWords:
    """What preferences, by their full names, and values of them are called on pages."""

    def __init__(self, known: Iterable[PreferenceField], languages: Iterable[Language]) -> None:
        self._known = {one.name: one for one in known}
        self._languages = _names(languages)

    def title(self, name: str) -> str | None:
        """What a preference is called; None where there is no such (any more)."""
        known = self._known.get(name)
        return None if known is None else _(known.title)

    def value(self, name: str, value: object) -> str:
        """A value that the preference has or had.

        Raises:
            KeyError: there is no such preference.
        """
        if name == LANGUAGE:
            return self._languages.get(str(value), str(value))
        return shown(self._known[name], value)


def default_text(known: PreferenceField) -> str:
    """The default as a field holds it."""
    return written(known.default)


def shown(known: PreferenceField, value: object) -> str:
    """A value in words."""
    if known.kind == "switch":
        return pgettext("switch", "on") if value else pgettext("switch", "off")
    if known.kind == "choice" and isinstance(value, int):
        return _(known.choices.get(value, str(value)))
    text = written(value)
    return f"{text} {_(known.unit)}".strip() if text else _("nothing")


def written(value: object) -> str:
    """A value as the field of a form holds it.

    Examples:
        >>> written(True), written(("a", "b")), written(85)
        ('1', 'a, b', '85')
    """
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return str(value)


def entered_values(
    fields: Iterable[PreferenceField], form: Mapping[str, str]
) -> dict[str, dict[str, object]]:
    """Group -> field -> what was entered.

    A switch that is absent is off; locked fields are not sent by browsers.
    """
    found: dict[str, dict[str, object]] = {}
    for field in fields:
        if field.kind == "switch":
            if not field.is_fixed:
                found.setdefault(field.group, {})[field.field] = bool(form.get(field.field))
        elif field.field in form:
            found.setdefault(field.group, {})[field.field] = form[field.field]
    return found


def told_changes(before: Sequence[Field], after: Sequence[Field]) -> str:
    """What took effect, in a sentence; "" when nothing did."""
    changed = [
        f"{new.title}: {old.value} → {new.value}"
        for old, new in zip(before, after, strict=True)
        if old.value != new.value
    ]
    if not changed:
        return ""
    told, more = "; ".join(changed[:4]), len(changed) - 4
    if more > 0:
        text = _("Saved, in effect now: %(changes)s and %(num)s more.", changes=told, num=more)
    else:
        text = _("Saved, in effect now: %(changes)s.", changes=told)
    return text[:900]


def _names(languages: Iterable[Language]) -> dict[str, str]:
    return {"": _("As the reader’s browser"), **{one.code: one.name for one in languages}}


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
