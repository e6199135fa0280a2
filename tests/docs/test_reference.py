"""The reference pages are those that the program itself would write."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from tests.docs.repository import ROOT, SOURCE, python_files
from watchkeeper.api.v2 import REGISTRY
from watchkeeper.cli.reference import EVENTS, pages
from watchkeeper.features.preferences import GROUPS
from watchkeeper.settings import Settings

FOLDER = ROOT / "docs" / "reference"
PUBLISHING = {"publish", "_publish", "_published"}


@pytest.mark.parametrize("name", pages())
def test_the_committed_page_is_the_generated_one(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == pages()[name], "run `make docs` and commit"


def test_every_setting_is_documented_with_a_sentence() -> None:
    page = pages()["settings.md"]
    for each in fields(Settings):
        assert each.metadata["help"].endswith("."), each.name
        assert f"`WATCHKEEPER_{each.name.upper()}`" in page


def test_every_preference_is_documented() -> None:
    page = pages()["settings.md"]
    for group in GROUPS:
        assert (group.__doc__ or "").strip(), group.name
        for field in group.names():
            assert f"`{group.name}.{field}`" in page


def test_every_tautulli_command_is_documented_with_a_sentence() -> None:
    page = pages()["api-v2.md"]
    for command in REGISTRY.all():
        assert command.help.strip(), command.name
        assert f"## {command.name}\n" in page


def test_every_event_that_is_published_is_documented() -> None:
    known = {event.__name__ for event in EVENTS}
    for path in python_files():
        for name in _told_about(path):
            assert name in known, f"{path.relative_to(SOURCE)} uses the event {name}"


def test_every_documented_event_says_what_it_means() -> None:
    for event in EVENTS:
        assert (event.__doc__ or "").rstrip().endswith("."), event.__name__


def test_events_modules_hold_documented_events_only() -> None:
    documented = {cls.__name__ for event in EVENTS for cls in event.__mro__}
    for path in SOURCE.glob("features/*/events.py"):
        tree = ast.parse(path.read_text("utf-8"))
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        for node in classes:
            if any(isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases):
                continue
            assert node.name in documented | INTERNAL, node.name


INTERNAL = {"SessionEnded"}
"""On its way from one part of monitoring to another, never on the bus."""


def _told_about(path: Path) -> Iterator[str]:
    """Names of events that a module publishes or listens to."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        first = node.args[0]
        if node.func.attr in PUBLISHING and isinstance(first, ast.Call):
            assert isinstance(first.func, ast.Name)
            yield first.func.id
        if node.func.attr == "listen" and isinstance(first, ast.Name) and first.id[:1].isupper():
            yield first.id
