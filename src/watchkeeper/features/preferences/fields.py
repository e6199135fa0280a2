"""How a preference is declared: default, bounds, a sentence of help, Tautulli's name for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from watchkeeper.values import dataclass


class Group(BaseModel):
    """A group of preferences: frozen, checked when made. `name` is its name in the database."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    name: ClassVar[str]
    title: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Range:
    """Smallest and largest number, both included, and what it counts ("" for nothing)."""

    least: int
    most: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """A few numbers that follow each other, with the words of each."""

    words: Mapping[int, str]

    @property
    def least(self) -> int:
        """The smallest of them."""
        return min(self.words)

    @property
    def most(self) -> int:
        """The largest of them."""
        return max(self.words)


def preference(
    default: Any,  # Any: the field's own annotation says and checks the type
    title: str,
    text: str,
    *,
    tautulli: str = "",
    within: Range | Choices | None = None,
) -> Any:  # Any: what pydantic's Field is declared to return
    """Declare a field of a group.

    `title` and `text` are its label and its help, marked for translation. `tautulli` is its name
    in Tautulli's settings; without one, Tautulli has no such setting.
    """
    words = within.words if isinstance(within, Choices) else {}
    return Field(
        default=default,
        title=title,
        description=text,
        validate_default=True,
        ge=within.least if within else None,
        le=within.most if within else None,
        json_schema_extra={
            "tautulli": tautulli,
            "unit": within.unit if isinstance(within, Range) else "",
            "choices": {str(value): label for value, label in words.items()},
        },
    )


@dataclass(frozen=True, slots=True)
class Extra:
    """What is said of a field beyond type, default and bounds."""

    tautulli: str
    unit: str
    choices: Mapping[str, str]


def extra_of(group: type[Group], field: str) -> Extra:
    """What `preference` was told about a field."""
    extra: Any = group.model_fields[field].json_schema_extra  # Any: the dict made above
    return Extra(**extra)
