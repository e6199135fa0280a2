"""What all models of the API share, and the types that many of their fields have."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""
MOST_ROWS = 1000


class Shape(BaseModel):
    """A model of the API: frozen, and strict about what it is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class Changes(Shape):
    """What to change of something; what is left out stays as it is. Something must be named."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _names_something(self) -> Changes:
        if all(getattr(self, name) is None for name in self.model_fields_set):
            raise ValueError("nothing is to be changed: name a field")
        return self


Number = Annotated[int, Field(ge=0, le=LARGEST)]
"""An id, or another whole number that is not negative."""
Instant = Annotated[
    int, Field(ge=-LARGEST, le=LARGEST, json_schema_extra={"x-unit": "UTC seconds"})
]
Text = Annotated[str, StringConstraints(max_length=1000)]


class Paging(Shape):
    """Which part of a list."""

    offset: Number = Field(0, description="How many entries are left out before the first.")
    limit: int = Field(25, ge=1, le=MOST_ROWS, description="How many entries are answered at most.")


class Part(Shape):
    """Part of a list."""

    total: int = Field(description="Entries that there are in all.")
    offset: int = Field(description="How many entries were left out before the first.")


class Done(Shape):
    """A change that was made."""

    change_id: int | None = Field(
        description="Number in the audit trail, by which it can be undone; null: nothing to undo."
    )
