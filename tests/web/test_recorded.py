"""Sentences of the record, said again: jobs, imports, errors that were kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

import pytest

import watchkeeper
from watchkeeper.texts import Language, speaking
from watchkeeper.web.recorded import found_words, job_name, job_progress, said_again

SOURCE = Path(watchkeeper.__file__).parent
KNOWN = {
    "Back up the database": "Datenbank sichern",
    "Check %(name)s": "%(name)s prüfen",
    "plays": "Wiedergaben",
    "Movies": "Filme",
    "sound: %(count)s plays": "unversehrt: %(count)s Wiedergaben",
    "notifier %(number)s (%(name)s): %(problem)s": "Nr. %(number)s (%(name)s): %(problem)s",
    "its conditions are no JSON": "Bedingungen ohne JSON",
    "The file is damaged.": "Die Datei ist beschädigt.",
    "%(server)s does not answer within %(seconds)s seconds.": (
        "%(server)s antwortet nicht binnen %(seconds)s Sekunden."
    ),
    "Fill in %(label)s: without it nothing can be sent.": "%(label)s fehlt.",
    "SMTP server": "SMTP-Server",
    "Nothing was kept: %(why)s": "Nichts behalten: %(why)s",
    "It stays as it is, because of this. %(why)s.": "Es bleibt, wie es ist. %(why)s.",
}

SIGNS = ("between thousands", "decimal sign")


class Catalogue(NullTranslations):
    """As gettext's own, made of a table."""

    def __init__(self) -> None:
        super().__init__()
        self._catalog = KNOWN

    def gettext(self, message: str) -> str:
        return self._catalog.get(message, message)

    def pgettext(self, context: str, message: str) -> str:
        return {",": ".", ".": ","}[message] if context in SIGNS else message


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with speaking(Language("de", "Deutsch", catalogue=Catalogue())):
        yield


def test_a_job_is_called_in_the_spoken_language_with_its_values() -> None:
    assert job_name("Back up the database") == "Datenbank sichern"
    assert job_name("Check watchkeeper-2026.db") == "watchkeeper-2026.db prüfen"


def test_what_a_job_says_is_said_again_but_for_names() -> None:
    assert job_progress("plays") == "Wiedergaben"
    assert job_progress("sound: 1,200 plays") == "unversehrt: 1.200 Wiedergaben"
    assert job_progress("Movies") == "Movies"  # a library of that name


def test_what_an_import_found_is_said_again_with_the_problem_in_it() -> None:
    found = "notifier 3 (Mail: me): its conditions are no JSON"
    assert found_words(found) == "Nr. 3 (Mail: me): Bedingungen ohne JSON"


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("The file is damaged.", "Die Datei ist beschädigt."),
        ("Attic does not answer within 15 seconds.", "Attic antwortet nicht binnen 15 Sekunden."),
        ("Something else went wrong.", "Something else went wrong."),
        ("", ""),
    ],
)
def test_an_error_that_was_kept_is_said_again_as_far_as_there_are_words(
    kept: str, said: str
) -> None:
    assert said_again(kept) == said


def test_in_english_all_is_said_as_it_was_kept() -> None:
    with speaking(Language("en", "English")):
        assert said_again("Attic does not answer within 15 seconds.").startswith("Attic does")
        assert job_name("Check a.db") == "Check a.db"


class Marked(Catalogue):
    """Says every text in brackets: what is not known shows."""

    def gettext(self, message: str) -> str:
        return f"[{message}]"


def test_settings_in_errors_are_called_by_their_name_in_the_language() -> None:
    assert said_again("Fill in SMTP server: without it nothing can be sent.") == (
        "SMTP-Server fehlt."
    )


def test_every_name_and_progress_of_a_job_in_the_code_can_be_said_again() -> None:
    with speaking(Language("xx", "Marked", catalogue=Marked())):
        names = dict.fromkeys(_texts("start", 1), job_name)
        said = dict.fromkeys(_texts("progress", 2), job_progress)
        missing = [text for text, say in (names | said).items() if not say(text).startswith("[")]

    assert len(names) > 10
    assert len(said) > 10
    assert missing == []


def _texts(method: str, place: int) -> Iterator[str]:
    """The literal texts at a place of calls of jobs, with something where values stand."""
    for path in (SOURCE / "features").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _is_of_jobs(node.func, method):
                yield from (
                    text for one in node.args[place : place + 1] for text in _literals(one) if text
                )


def _is_of_jobs(called: ast.expr, method: str) -> bool:
    if not isinstance(called, ast.Attribute) or called.attr != method:
        return False
    of = called.value
    name = of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")
    return name in {"jobs", "_jobs", "job"}


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))
