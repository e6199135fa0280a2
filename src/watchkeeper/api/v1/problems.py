"""What a caller is told when something goes wrong: one shape for everything."""

from __future__ import annotations

from typing import Any

from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.requests import Request

from watchkeeper.api.v1.shape import Shape
from watchkeeper.errors import InputError


class ProblemWords(Shape):
    """What went wrong."""

    code: str = Field(description="Stable word for the kind of problem, e.g. invalid_input.")
    message: str = Field(description="A sentence for people; it names what to do.")
    field: str | None = Field(description="The parameter or field that does not fit, if it is one.")


class Problem(Shape):
    """The answer when something goes wrong."""

    error: ProblemWords = Field(description="What went wrong.")


_CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
PROBLEMS: dict[int | str, dict[str, Any]] = {  # Any: parts of an OpenAPI document
    "4XX": {"description": "The request cannot be carried out as it is.", "content": _CONTENT},
    "5XX": {"description": "A media server, the disk or we failed.", "content": _CONTENT},
}
"""The model is named, not given: FastAPI would make two more of it for every operation."""


def problem_schemas() -> dict[str, Any]:  # Any: parts of an OpenAPI document
    """The schemas to which `PROBLEMS` refers."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}


async def refuse_unknown(request: Request) -> None:
    """Refuse a parameter of the query that the operation does not have.

    FastAPI passes over those of operations whose parameters are no model.

    Raises:
        InputError: `field` names it.
    """
    if not request.query_params:
        return
    known = {one.alias for one in get_flat_params(request.scope["route"].dependant)}
    for name in request.query_params:
        if name not in known:
            raise InputError(f"There is no parameter or field {name}.", field=name)


def refusal(error: RequestValidationError) -> InputError:
    """The error of ours for what FastAPI found: the first field that does not fit."""
    problem = error.errors()[0]
    place = [str(part) for part in problem["loc"][1:]]  # the first says body, query or path
    field = ".".join(place) or None
    if problem["type"] == "extra_forbidden":
        return InputError(f"There is no parameter or field {field}.", field=field)
    words = str(problem["msg"]).removeprefix("Value error, ")
    return InputError(f"{field or 'The request'}: {words}.", field=field)
