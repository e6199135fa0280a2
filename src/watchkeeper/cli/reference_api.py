"""The reference page of our own API, from its OpenAPI document."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import orjson

from watchkeeper.api.v1.building import build_api
from watchkeeper.api.v1.operations import OPERATIONS, Operation
from watchkeeper.cli.reference_words import table, title

Part = Mapping[str, Any]  # Any: parts of an OpenAPI document


def api_v1_page() -> Iterator[str]:
    """Every operation with what it takes and answers, then every model."""
    document = orjson.loads(gzip.decompress(build_api().document))
    yield from title("The API")
    yield document["info"]["description"].strip()
    yield ""
    yield "The document itself is at `/api/v1/openapi.json`."
    yield ""
    for noun, operations in groupby(OPERATIONS, key=lambda one: one.module):
        yield f"## Operations on {noun}"
        yield ""
        for operation in operations:
            yield from _operation(operation, document)
    yield "## Models"
    yield ""
    for name, model in sorted(document["components"]["schemas"].items()):
        yield from _model(name, model)


def _operation(operation: Operation, document: Part) -> Iterator[str]:
    told = document["paths"][operation.path][operation.method.lower()]
    yield f"### {operation.name}"
    yield ""
    yield f"`{operation.method} {operation.path}`: {told['description']}"
    yield ""
    words = [f"Needs the scope `{operation.scope.value}`."]
    if operation.is_of_house:
        words.append("Not for a key of one server.")
    if "requestBody" in told:
        sent = told["requestBody"]["content"]["application/json"]["schema"]
        words.append(f"Takes {_kind(sent)}.")
    content = told["responses"]["200"]["content"]
    answers = [
        _kind(one["schema"]) if one["schema"] else f"`{kind}`" for kind, one in content.items()
    ]
    words.append(f"Answers {' or '.join(dict.fromkeys(answers))}.")
    yield " ".join(words)
    yield ""
    rows = [_parameter(one) for one in told.get("parameters", ())]
    if rows:
        yield from table(("parameter", "in", "type", "default", "meaning"), rows)


def _parameter(one: Part) -> tuple[str, ...]:
    default = one["schema"].get("default")
    shown = "required" if one["required"] else "" if default in (None, "", []) else f"`{default}`"
    return (f"`{one['name']}`", one["in"], _kind(one["schema"]), shown, one["description"])


def _model(name: str, model: Part) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    yield " ".join(model.get("description", "").split())
    yield ""
    if "enum" in model:
        yield ", ".join(f"`{value}`" for value in model["enum"])
        yield ""
    fields = model.get("properties", {})
    rows = [(f"`{field}`", _kind(one), one.get("description", "")) for field, one in fields.items()]
    if rows:
        yield from table(("field", "type", "meaning"), rows)


def _kind(schema: Part) -> str:
    """The type of a value in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type") or "any")
