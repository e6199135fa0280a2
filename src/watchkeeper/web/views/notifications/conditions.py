"""The conditions of a notifier: rows to fill in, and a sentence that says what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from watchkeeper.domain.notices.conditions import (
    Condition,
    ConditionError,
    Conditions,
    read_conditions,
)
from watchkeeper.domain.notices.operators import NOTHING, operators
from watchkeeper.domain.notices.parameters import (
    OUR_PARAMETERS,
    Parameter,
    ParameterType,
    parameters,
    parameters_by_name,
)
from watchkeeper.texts import ENGLISH, N_, _, language, told
from watchkeeper.values import dataclass

MOST_ROWS = 50
KINDS: Mapping[ParameterType, str] = {
    "str": N_("a text"),
    "int": N_("a whole number"),
    "float": N_("a number"),
}
ALL_OPERATORS = tuple(dict.fromkeys((*operators("str"), *operators("int"))))


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One condition as a form shows it; `values` holds one a line."""

    parameter: str = ""
    operator: str = ""
    values: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.parameter or self.values)

    def sent(self) -> Mapping[str, object]:
        """The condition in the words of the API."""
        lines = [line.strip() for line in self.values.splitlines() if line.strip()]
        return {"parameter": self.parameter, "operator": self.operator, "value": lines}


def condition_rows(conditions: Sequence[Mapping[str, object]], logic: str) -> list[ConditionRow]:
    """Rows of the conditions that a notifier has."""
    return kept_rows([_row(condition) for condition in conditions], logic)


def kept_rows(rows: Sequence[ConditionRow], logic: str) -> list[ConditionRow]:
    """Without blank rows, unless a logic counts on their numbers."""
    return [row for row in rows if logic.strip() or not row.is_blank]


def rows_of(columns: Mapping[str, Sequence[str]]) -> list[ConditionRow]:
    """The rows that a form sends as columns of texts."""
    names = columns.get("parameter", ())
    known_operators, values = columns.get("operator", ()), columns.get("value", ())
    return [
        ConditionRow(name.strip().lower(), operator, value.replace("\r\n", "\n"))
        for name, operator, value in zip(names, known_operators, values, strict=False)
    ][:MOST_ROWS]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionField:
    """A condition among the fields of the form."""

    row: ConditionRow
    operators: tuple[str, ...]  # those that its parameter has
    kind: str  # what its parameter is, in words; "" while it is not known
    problem: str  # why it cannot be kept
    is_idle: bool  # something is missing, so that it holds for every event


def condition_fields(
    rows: Sequence[ConditionRow], *, is_refused: bool
) -> tuple[ConditionField, ...]:
    """The rows as they are shown; with `is_refused` each says what is wrong with it."""
    return tuple(_field(row, _problem(row) if is_refused else "") for row in rows)


def known_parameters() -> dict[str, list[tuple[str, str]]]:
    """All parameters, name and words, by category."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in dict.fromkeys((*parameters(), *OUR_PARAMETERS)):
        found.setdefault(_(one.category), []).append((one.name, _(one.title)))
    return found


def number_parameters() -> frozenset[str]:
    """The names of parameters that are compared as numbers."""
    return frozenset(name for name, one in parameters_by_name().items() if one.type != "str")


def operator_words(kind: ParameterType) -> str:
    """The operators that a type has, with their words, as our script reads them: `is=ist|…`."""
    return "|".join(f"{name}={_(name)}" for name in operators(kind))


def sentence(conditions: Conditions) -> str:
    """What conditions and logic mean, in words; "" where there are none.

    Examples:
        >>> film = Condition("media_type", "is", ("movie", "episode"), "str")
        >>> other = Condition("username", "is not", ("olga",), "str")
        >>> sentence(Conditions((film, other)))
        'when media type is “movie” or “episode”, and username is not “olga”'
    """
    parts = [_said(condition) for condition in conditions.conditions]
    steps = conditions.logic.steps
    if not steps:
        stated = [part for part in parts if part]
        return _("when %(conditions)s", conditions=reduce(_both, stated)) if stated else ""
    found: list[tuple[str, str]] = []
    for step in steps:
        if isinstance(step, int):
            found.append((parts[step] or _("always"), ""))
            continue
        second, first = found.pop(), found.pop()
        join = _both if step == "and" else _either
        found.append((join(_within(first, step), _within(second, step)), step))
    return _("when %(conditions)s", conditions=found[0][0])


def _field(row: ConditionRow, problem: str) -> ConditionField:
    known = parameters_by_name().get(row.parameter)
    offered = operators(known.type) if known else ALL_OPERATORS
    if row.operator and row.operator not in offered:
        offered = (*offered, row.operator)
    return ConditionField(
        row=row,
        operators=offered,
        kind=_(KINDS[known.type]) if known else "",
        problem=problem,
        is_idle=bool(row.parameter) and not (row.operator and row.values.strip()),
    )


def _problem(row: ConditionRow) -> str:
    try:
        read_conditions([row.sent()])
    except ConditionError as error:
        reason = told(error.reason)
        return f"{reason[:1].upper()}{reason[1:]}."
    return ""


def _within(part: tuple[str, str], step: str) -> str:
    words, joined_by = part
    return f"({words})" if joined_by and joined_by != step else words


def _both(first: str, second: str) -> str:
    return _("%(first)s, and %(second)s", first=first, second=second)


def _either(first: str, second: str) -> str:
    return _("%(first)s, or %(second)s", first=first, second=second)


def _one_of(first: str, second: str) -> str:
    return _("%(first)s or %(second)s", first=first, second=second)


def _said(condition: Condition) -> str:
    if condition.type is None or not condition.operator or not condition.values:
        return ""
    known = parameters_by_name().get(condition.parameter)
    return _(
        "%(parameter)s %(operator)s %(values)s",
        parameter=_named(known) if known else condition.parameter,
        operator=_(condition.operator),
        values=reduce(_one_of, map(_value, condition.compared)),
    )


def _named(parameter: Parameter) -> str:
    """As in a sentence: English alone writes its titles with capitals, and nouns without."""
    title = _(parameter.title)
    return title.lower() if language() is ENGLISH else title


def _value(value: object) -> str:
    if value in {NOTHING, ""}:
        return _("nothing")
    return _("“%(value)s”", value=value) if isinstance(value, str) else str(value)


def _row(condition: Mapping[str, object]) -> ConditionRow:
    value = condition.get("value")
    values = value if isinstance(value, list) else [] if value in {None, ""} else [value]
    return ConditionRow(
        str(condition.get("parameter") or ""),
        str(condition.get("operator") or ""),
        "\n".join(NOTHING if each == "" else str(each) for each in values),
    )
