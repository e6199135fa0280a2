"""The catalogues of the repository: they hold the texts of the code, and translate them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tools.catalogues import SOURCE, catalogues, compile_all, gathered, keep, start, taken_up
from tools.pseudo import PSEUDO, disguised

FILES = dict(catalogues())
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
TEXTS = gathered()
EACH = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def forms_of(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (text or "",)


def entries(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def marked_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name("_" | "N_" | "ngettext"), args=[ast.Constant(str(text)), *__]
            ):
                yield text


@EACH
def test_a_catalogue_holds_exactly_the_texts_of_the_code(path: Path, tmp_path: Path) -> None:
    again = tmp_path / path.name
    keep(again, taken_up(FILES[path], TEXTS))
    assert again.read_text() == path.read_text(), "run `make texts`"


def test_every_marked_text_is_gathered() -> None:
    """Babel overlooks a call within a call: `_(WORDS.get(key, N_("Other")))` loses its text."""
    known = {form for message in entries(TEXTS) for form in forms_of(message.id)}
    lost = [
        (str(path), marked)
        for path in sorted(SOURCE.rglob("*.py"))
        for marked in marked_in(ast.parse(path.read_text()))
        if marked not in known
    ]
    assert lost == []


@EACH
def test_no_text_is_without_translation(path: Path) -> None:
    open_ = [message.id for message in entries(FILES[path]) if not all(forms_of(message.string))]
    assert open_ == []


@EACH
def test_translations_take_the_values_of_their_text(path: Path) -> None:
    wrong = []
    for message in entries(FILES[path]):
        wanted = set(PLACEHOLDER.findall(forms_of(message.id)[-1]))
        for form in forms_of(message.string):
            found = set(PLACEHOLDER.findall(form))
            if form and found != wanted and not (found < wanted and len(forms_of(message.id)) > 1):
                wrong.append((message.id, form))
    assert wrong == []


@EACH
def test_translations_can_be_filled_in(path: Path) -> None:
    """A stray per cent sign would only fail when the page is shown."""
    for message in entries(FILES[path]):
        names = PLACEHOLDER.findall(" ".join(forms_of(message.id)))
        for form in forms_of(message.string) if names else ():
            assert form == "" or form % dict.fromkeys(names, 1), message.id


@EACH
def test_plural_texts_have_as_many_forms_as_the_language(path: Path) -> None:
    catalog = FILES[path]
    for message in entries(catalog):
        count = catalog.num_plurals if len(forms_of(message.id)) > 1 else 1
        assert len(forms_of(message.string)) == count, message.id


def test_what_is_compiled_says_what_was_written(tmp_path: Path) -> None:
    compile_all(tmp_path)
    for path, catalog in FILES.items():
        with (tmp_path / f"{path.stem}.mo").open("rb") as file:
            compiled = GNUTranslations(file)
        for message in entries(catalog):
            if isinstance(message.id, str) and message.string and not message.context:
                assert compiled.gettext(message.id) == message.string


@pytest.mark.parametrize("code", PSEUDO)
def test_invented_languages_keep_placeholders(code: str) -> None:
    for message in entries(TEXTS):
        for text, form in zip(
            forms_of(message.id), forms_of(disguised(message.id, PSEUDO[code])), strict=True
        ):
            assert PLACEHOLDER.findall(form) == PLACEHOLDER.findall(text)
            assert form[0] == "["
            assert form[-1] == "]"


def test_a_language_is_begun_with_all_texts_and_its_plurals(tmp_path: Path) -> None:
    start("pt-BR", tmp_path)
    with (tmp_path / "pt-BR.po").open("rb") as file:
        begun = read_po(file, locale="pt_BR")
    assert {message.id for message in entries(begun)} == {message.id for message in entries(TEXTS)}
    assert begun.num_plurals == 2
    with pytest.raises(SystemExit, match="is there already"):
        start("pt-BR", tmp_path)
