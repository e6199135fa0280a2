"""Which languages there are, and which one a browser wishes for."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.catalogues import compile_all, invent
from watchkeeper.runtime.languages import Languages
from watchkeeper.texts import ENGLISH, speaking
from watchkeeper.texts import _ as said

OURS = Languages()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented languages, one whose name is not known, and a file that is no language."""
    made = tmp_path_factory.mktemp("languages")
    invent(made)
    compile_all(made)
    (made / "de.mo").rename(made / "ast.mo")
    (made / "Not a language.mo").write_bytes(b"")
    return made


def test_english_comes_first_then_all_by_their_own_names(folder: Path) -> None:
    offered = Languages(folder).offered
    assert offered[0] is ENGLISH
    assert {"de": "Deutsch", "ast": "ast"}.items() <= {
        one.code: one.name for one in offered
    }.items()
    assert [one.name.casefold() for one in offered[1:]] == sorted(
        one.name.casefold() for one in offered[1:]
    )
    assert next(one for one in offered if one.code == "en-XB").direction == "rtl"


@pytest.mark.parametrize("code", ["", "xx", "../de", "DE", "de/../de"])
def test_an_unknown_code_is_english(code: str) -> None:
    assert OURS.named(code) is ENGLISH
    assert not OURS.offers(code)


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("de", "de"),
        ("DE-at", "de"),
        ("tlh, de;q=0.5, en;q=0.4", "de"),
        ("de;q=0.3, en;q=0.9", "en"),
        ("de;q=0, en", "en"),
        ("de;q=0", "en"),
        ("de;q=x, fr", "en"),
        ("*", "en"),
        ("en-xa;q=0.9, de;q=0.5", "en-XA"),
        ("en-GB, de;q=0.5", "en"),
        (",,;q=1,de", "de"),
    ],
)
def test_the_browser_gets_what_it_likes_best_of_what_there_is(
    folder: Path, accepted: str, code: str
) -> None:
    assert Languages(folder).wished(accepted).code == code


def test_no_wish_makes_the_program_work_or_remember(folder: Path) -> None:
    languages = Languages(folder)
    tracemalloc.start()

    found = languages.wished("a-" * 30_000 + ", " + "de-" * 30_000 + ", de;q=0.1")

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.code == "de"
    assert most < 2_000_000  # bytes: in all its shortened forms such a wish has a thousand million


@given(st.text(max_size=200) | st.from_regex(r"([a-zA-Z]{1,9}(-\w+)?(;q=[\d.]*)?, ?)*"))
def test_whatever_a_browser_sends_is_some_language(accepted: str) -> None:
    assert OURS.wished(accepted).code in {"en", "de"}


def test_the_invented_languages_mark_every_text_of_a_catalogue(folder: Path) -> None:
    with speaking(Languages(folder).named("en-XA")):
        text = said("Account of %(name)s, and look", name="Ada")
    assert text.startswith("[")
    assert "Ada" in text
    assert text.endswith("]")
