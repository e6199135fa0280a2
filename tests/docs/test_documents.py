"""What stands in the documents holds: names, links, words, forms."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.repository import ROOT, SOURCE, text_of, tracked_files

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
FENCE = re.compile(r"```.*?```", re.DOTALL)
KINDS_OF_CHANGE = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def markdown_files() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".md"]


def test_the_architecture_names_every_package() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for package in SOURCE.iterdir():
        if (package / "__init__.py").is_file():
            assert re.search(rf"`{package.name}(/|`|\.py)", text), package.name


def test_the_architecture_names_no_package_that_is_gone() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = text.partition("## Where things are")[2].partition("\n## ")[0]
    for name in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE):
        assert (SOURCE / name).exists(), name


def test_every_word_of_the_glossary_is_explained_once() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    rows = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("|")][2:]
    words = [word.strip() for row in rows for word in row[0].split(",")]
    assert words
    assert len(words) == len(set(words)), sorted(word for word in words if words.count(word) > 1)
    assert all(row[1].strip() for row in rows)


def test_links_between_documents_lead_somewhere() -> None:
    for path in markdown_files():
        text = FENCE.sub("", path.read_text("utf-8"))
        for found in LINK.finditer(text):
            target = (found[1] or found[2]).partition("#")[0]
            if target and not target.startswith(("http://", "https://", "mailto:")):
                assert (path.parent / target).exists(), f"{path.relative_to(ROOT)}: {target}"


def test_anchors_lead_to_a_heading() -> None:
    for path in markdown_files():
        for found in LINK.finditer(FENCE.sub("", path.read_text("utf-8"))):
            target, _, anchor = (found[1] or found[2]).partition("#")
            if not anchor or target.startswith(("http", "mailto")):
                continue
            other = path.parent / target if target else path
            assert anchor in _anchors(other), f"{path.relative_to(ROOT)}: #{anchor}"


def test_the_changelog_has_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "## [Unreleased]" in text
    for heading in re.findall(r"^## (.+)$", text, re.MULTILINE):
        assert re.fullmatch(r"\[Unreleased\]|\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", heading)
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= KINDS_OF_CHANGE


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench", "docs", "serve", "setup"])
def test_make_explains_its_targets(target: str) -> None:
    text = text_of(ROOT / "Makefile") or ""
    assert re.search(rf"^{target}:.*## \S", text, re.MULTILINE)


@cache
def _anchors(path: Path) -> frozenset[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return frozenset(map(_slug, headings))


def _slug(heading: str) -> str:
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", ""))
    return kept.replace(" ", "-")
