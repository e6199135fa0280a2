"""Conditions of notifiers: what a call sends of them, checked."""

from __future__ import annotations

from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.notices.conditions import Condition, read_conditions


def blank_conditions() -> list[Row]:
    """What stands for no condition at all."""
    return [Condition().as_stored()]


def sent_conditions(text: str) -> list[Row]:
    """The conditions of a call; their types are those of their parameters, whatever is sent.

    Raises:
        InputError: it is no list of conditions, or one of them cannot be.
    """
    return [condition.as_stored() for condition in read_conditions(text)] or blank_conditions()
