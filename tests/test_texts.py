"""Texts in the spoken language, and sentences that are told in it later."""

from __future__ import annotations

import gc
import weakref
from gettext import NullTranslations

import pytest

from watchkeeper.errors import InputError, RefusedError, ThrottledError, UnreachableError
from watchkeeper.texts import Language, Sentence, speaking, told

WORDS = {
    "%(name)s must be 0 or 1.": "%(name)s muss 0 oder 1 sein.",
    "%(label)s cannot be reached: %(cause)s.": "%(label)s ist nicht erreichbar: %(cause)s.",
    "The Plex server": "Der Plex-Server",
    "it closed the connection": "er hat die Verbindung geschlossen",
    "Too many attempts. Try again in %(num)s seconds.": "Noch %(num)s Sekunden.",
    "At 85 % it counts.": "Bei 85 % zählt es.",
}


class OthersError(Exception):
    """An error that is none of ours."""


class Words(NullTranslations):
    def gettext(self, message: str) -> str:
        return WORDS.get(message, message)


GERMAN = Language("de", "Deutsch", catalogue=Words())


@pytest.mark.parametrize(
    ("error", "english", "german"),
    [
        (
            InputError("%(name)s must be 0 or 1.", name="once", field="once"),
            "once must be 0 or 1.",
            "once muss 0 oder 1 sein.",
        ),
        (
            UnreachableError(
                "%(label)s cannot be reached: %(cause)s.",
                label=Sentence("The Plex server"),
                cause=Sentence("it closed the connection"),
                retry_after_seconds=3,
            ),
            "The Plex server cannot be reached: it closed the connection.",
            "Der Plex-Server ist nicht erreichbar: er hat die Verbindung geschlossen.",
        ),
        (
            ThrottledError(retry_after_seconds=7),
            "Too many attempts. Try again in 7 seconds.",
            "Noch 7 Sekunden.",
        ),
        (
            ThrottledError(retry_after_seconds=1),
            "Too many attempts. Try again in a second.",
            "Too many attempts. Try again in a second.",
        ),
        (InputError("At 85 % it counts."), "At 85 % it counts.", "Bei 85 % zählt es."),
        (RefusedError("A text of others: 5 %"), "A text of others: 5 %", "A text of others: 5 %"),
    ],
)
def test_an_error_is_english_for_programs_and_told_in_the_language_of_who_reads_it(
    error: Exception, english: str, german: str
) -> None:
    with speaking(GERMAN):
        assert (str(error), told(error)) == (english, german)
    assert told(error) == english


def test_an_error_within_an_error_is_told_too() -> None:
    inner = InputError("%(name)s must be 0 or 1.", name="once")
    outer = InputError("%(name)s: %(reason)s", name="row 7", reason=inner)
    assert str(outer) == "row 7: once must be 0 or 1."
    with speaking(GERMAN):
        assert told(outer) == "row 7: once muss 0 oder 1 sein."
        assert told(InputError(inner.sentence, field="row")) == "once muss 0 oder 1 sein."


def test_what_was_kept_as_english_text_is_told_where_it_had_no_values() -> None:
    with speaking(GERMAN):
        assert told("it closed the connection") == "er hat die Verbindung geschlossen"
        assert told("words of others") == "words of others"
        assert told(ValueError("it closed the connection")) == "er hat die Verbindung geschlossen"
        assert told("") == ""


def test_a_sentence_does_not_keep_an_error_that_it_speaks_of() -> None:
    error = OthersError("cut short")
    gone = weakref.ref(error)
    sentence = Sentence("The file cannot be read: %(reason)s.", reason=error)
    del error
    gc.collect()
    assert gone() is None
    assert sentence == "The file cannot be read: cut short."
