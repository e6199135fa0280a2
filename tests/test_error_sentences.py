"""What errors say: each sentence stands in the code as a whole, so that it can be translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog

from tools.catalogues import ERRORS, SOURCE, gathered

FOR_PROGRAMS = ("api/", "cli/", "demo/", "texts.py")
"""Read by programs alone, or no sentences of their own."""
OF_ERRORS = {"field", "status", "retry_after_seconds"}
"""What errors are told beside the values of their sentence."""
SAYING = {*ERRORS, "Sentence"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Each module whose errors pages may show."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith(FOR_PROGRAMS):
            yield name, ast.parse(path.read_text())


def calls_in(name: str, module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Each error and sentence that is made in a module, with its place."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
            yield from [(f"{name}:{node.lineno}", node)] if node.func.id in SAYING else ()


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Each error and sentence that pages may show, with its place."""
    for name, module in modules():
        yield from calls_in(name, module)


def sentences() -> Iterator[tuple[str, str, ast.Call]]:
    """Place, text and call of those whose text stands there."""
    for place, call in calls():
        match call.args[0]:
            case ast.Constant(value=str(text)):
                yield place, text, call


def bare_names(module: ast.Module) -> set[str]:
    """Names that a module gives to texts without marking them."""
    return {
        target.id
        for node in ast.walk(module)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.JoinedStr)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return gathered()


def test_no_error_puts_its_sentence_together() -> None:
    glued = [
        place
        for place, call in calls()
        if isinstance(call.args[0], ast.JoinedStr | ast.BinOp | ast.IfExp)
    ]
    assert glued == []


def test_a_sentence_that_has_a_name_is_marked_where_it_stands() -> None:
    bare = [
        place
        for name, module in modules()
        for place, call in calls_in(name, module)
        if isinstance(call.args[0], ast.Name) and call.args[0].id in bare_names(module)
    ]
    assert bare == []


def test_every_sentence_of_an_error_is_in_the_catalogues(texts: Catalog) -> None:
    missing = [(place, text) for place, text, _call in sentences() if texts.get(text) is None]
    assert missing == []


def test_every_sentence_of_an_error_is_given_just_the_values_that_it_names() -> None:
    wrong = []
    for place, text, call in sentences():
        named = set(re.findall(r"%\((\w+)\)", text))
        given = {each.arg for each in call.keywords} - OF_ERRORS
        if named != given:
            wrong.append((place, named ^ given))
    assert wrong == []
