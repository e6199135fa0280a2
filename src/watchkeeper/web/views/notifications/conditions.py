"""The conditions of a notifier: rows to fill in, and a sentence that says what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchkeeper.domain.notices.conditions import Condition, Conditions
from watchkeeper.domain.notices.operators import NOTHING, operators
from watchkeeper.domain.notices.parameters import OUR_PARAMETERS, parameters, parameters_by_name

MOST_ROWS = 50
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


def known_parameters() -> dict[str, list[tuple[str, str]]]:
    """All parameters, name and words, by category."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in dict.fromkeys((*parameters(), *OUR_PARAMETERS)):
        found.setdefault(one.category, []).append((one.name, one.title))
    return found


def sentence(conditions: Conditions) -> str:
    """What conditions and logic mean, in words; "" where there are none.

    Examples:
        >>> film = Condition("media_type", "is", ("movie", "episode"), "str")
        >>> other = Condition("username", "is not", ("olga",), "str")
        >>> sentence(Conditions((film, other)))
        'when media type is “movie” or “episode”, and username is not “olga”'
    """
    told = [_told(condition) for condition in conditions.conditions]
    steps = conditions.logic.steps
    if not steps:
        parts = [words for words in told if words]
        return f"when {', and '.join(parts)}" if parts else ""
    found: list[tuple[str, str]] = []
    for step in steps:
        if isinstance(step, int):
            found.append((told[step] or "always", ""))
            continue
        second, first = found.pop(), found.pop()
        words = f", {step} ".join(_within(each, step) for each in (first, second))
        found.append((words, step))
    return f"when {found[0][0]}"


def _within(part: tuple[str, str], step: str) -> str:
    words, joined_by = part
    return f"({words})" if joined_by and joined_by != step else words


def _told(condition: Condition) -> str:
    if condition.type is None or not condition.operator or not condition.values:
        return ""
    known = parameters_by_name().get(condition.parameter)
    name = known.title.lower() if known else condition.parameter
    values = [_value(value) for value in condition.values]
    return f"{name} {condition.operator} {' or '.join(values)}"


def _value(value: object) -> str:
    if value == NOTHING:
        return "nothing"
    return f"“{value}”" if isinstance(value, str) else str(value)


def _row(condition: Mapping[str, object]) -> ConditionRow:
    value = condition.get("value")
    values = value if isinstance(value, list) else [] if value in {None, ""} else [value]
    return ConditionRow(
        str(condition.get("parameter") or ""),
        str(condition.get("operator") or ""),
        "\n".join(str(each) for each in values),
    )
