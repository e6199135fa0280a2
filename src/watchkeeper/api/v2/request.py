"""What a request sends: query and form are one set of parameters, whatever the method."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from watchkeeper.api.v2.params import Parameters
from watchkeeper.errors import InputError

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
MOST_FIELDS = 1000


async def sent_parameters(request: Request) -> Parameters:
    """Query and form merged. A JSON body is not read; nor is any body of a GET.

    Raises:
        InputError: The form cannot be read.
    """
    query = _pairs(request.scope["query_string"])
    if request.method not in WITH_BODY:
        return _merged(query)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == URLENCODED:
        return _merged([*query, *_pairs(await request.body())])
    if kind == MULTIPART:
        return _merged([*query, *await _multipart(request)])
    return _merged(query)


def _pairs(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise InputError("The call has too many parameters.") from error


async def _multipart(request: Request) -> list[tuple[str, str]]:
    try:
        async with request.form(max_fields=MOST_FIELDS) as form:
            return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    except (HTTPException, ValueError) as error:
        raise InputError("The form cannot be read.") from error


def _merged(pairs: Iterable[tuple[str, str]]) -> Parameters:
    found: dict[str, str | list[str]] = {}
    for name, value in pairs:
        known = found.get(name)
        if known is None:
            found[name] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            found[name] = [known, value]
    return found
