"""Conditions of notifiers: what a call sends of them, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from watchkeeper.api.v2.catalogues import parameter_types
from watchkeeper.api.v2.tables import Row
from watchkeeper.errors import InputError

BLANK: Row = {"parameter": "", "operator": "", "value": [], "type": None}
TEXT_OPERATORS = frozenset(
    {
        "contains", "does not contain", "is", "is not", "begins with", "does not begin with",
        "ends with", "does not end with",
    }
)  # fmt: skip
NUMBER_OPERATORS = frozenset({"is", "is not", "is greater than", "is less than"})
OPERATORS = {"str": TEXT_OPERATORS, "int": NUMBER_OPERATORS, "float": NUMBER_OPERATORS}
READERS: Mapping[str, type[str] | type[int] | type[float]] = {
    "str": str,
    "int": int,
    "float": float,
}


def blank_conditions() -> list[Row]:
    """What stands for no condition at all."""
    return [dict(BLANK)]


def sent_conditions(text: str) -> list[Row]:
    """The conditions of a call; their types are those of their parameters, whatever is sent.

    Raises:
        InputError: it is no list of conditions, or one of them cannot be.
    """
    try:
        found = orjson.loads(text) if text else []
        conditions = [_condition(each) for each in found]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError("No usable conditions.", field="custom_conditions") from error
    return conditions or blank_conditions()


def _condition(sent: Mapping[str, Any]) -> Row:  # Any: whatever was sent
    name, operator = str(sent["parameter"]).lower(), str(sent["operator"]).lower()
    if not name:
        return dict(BLANK)
    kind = parameter_types()[name]
    if operator and operator not in OPERATORS[kind]:
        raise ValueError(operator)
    values = sent["value"] if isinstance(sent["value"], list) else [sent["value"]]
    read = READERS[kind]
    return {
        "parameter": name,
        "operator": operator,
        "value": [read(value) for value in values if value != ""],
        "type": kind,
    }
