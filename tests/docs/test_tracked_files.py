"""What is tracked belongs here: no machine's paths, nobody else's built files, small modules."""

from __future__ import annotations

import re

from tests.docs.repository import ROOT, python_files, text_of, tracked_files

LONGEST_MODULE, LONG_MODULE, LONGEST_TEST = 500, 250, 800
LOCKS = {"uv.lock", "package-lock.json"}
HOME_FOLDER = re.compile(r"(?<![\w.])/(?:home|Users)/[a-z][\w.-]*/")
OF_THE_MACHINE = re.compile(r"/(?:work/(?:main|shared)|root/\.|tmp/[\w-]+)")
REGISTRY_HOST = re.compile(
    r"\b(?:pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com)\b"
)
LONG_LINE = 5000
PART_THAT_MAY_BE_LONG = 0.1


def test_no_path_of_somebodys_machine_is_tracked() -> None:
    for path in tracked_files():
        text = text_of(path) or ""
        for pattern in (HOME_FOLDER, OF_THE_MACHINE):
            found = pattern.findall(text)
            assert not found, f"{path.relative_to(ROOT)}: {found}"


def test_no_package_registry_is_named_outside_the_locks() -> None:
    for path in tracked_files():
        if path.name not in LOCKS:
            found = REGISTRY_HOST.findall(text_of(path) or "")
            assert not found, f"{path.relative_to(ROOT)}: {found}"


def test_no_built_or_minified_file_is_tracked() -> None:
    for path in tracked_files():
        name = path.relative_to(ROOT)
        assert ".min." not in path.name, name
        assert "dist" not in name.parts, name
        if path.suffix in {".js", ".css", ".html"}:
            longest = max(map(len, (text_of(path) or "").splitlines()), default=0)
            assert longest < LONG_LINE, f"{name} looks minified"


def test_modules_are_of_a_size_to_be_read() -> None:
    for path in python_files():
        if "versions" not in path.parts:
            lines = len(path.read_text("utf-8").splitlines())
            assert lines <= LONGEST_MODULE, f"{path.relative_to(ROOT)} has {lines} lines"


def test_few_modules_are_long() -> None:
    modules = [path for path in python_files() if "versions" not in path.parts]
    long = [path for path in modules if len(path.read_text("utf-8").splitlines()) > LONG_MODULE]
    assert len(long) <= len(modules) * PART_THAT_MAY_BE_LONG, [path.name for path in long]


def test_test_modules_are_of_a_size_to_be_read() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= LONGEST_TEST, f"{path.relative_to(ROOT)} has {lines} lines"
