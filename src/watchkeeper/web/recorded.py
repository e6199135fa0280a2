"""Sentences that the record keeps in English, said again in the language of who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from gettext import NullTranslations

from watchkeeper.texts import N_, _, language, number, told
from watchkeeper.values import dataclass

VALUE = re.compile(r"%\\\((\w+)\\\)s")
NAMED = re.compile(r"%\(\w+\)s")
GROUPED = re.compile(r"\d{1,3}(,\d{3})+")  # a number as English writes it
CONTEXT = "\x04"  # stands between the context and the text of an entry
LEAST_WEIGHT = 12  # characters

JOBS = (
    N_("Back up the database"),
    N_("Check %(name)s"),
    N_("Check the database"),
    N_("Complete the record"),
    N_("Count plays"),
    N_("Delete %(count)s plays"),
    N_("Erase a person"),
    N_("Export %(title)s"),
    N_("Export of a person"),
    N_("Group the history anew"),
    N_("Import %(file)s"),
    N_("Leave plays out of all figures"),
    N_("Link plays"),
    N_("Look for what plays are of today"),
    N_("Merge accounts: %(count)s plays"),
    N_("Merge libraries"),
    N_("Merge plays"),
    N_("Read %(count)s libraries"),
    N_("Read %(library)s"),
    N_("Refresh libraries and people"),
    N_("Refresh the libraries"),
    N_("Rehearse a notifier"),
    N_("Shorten addresses"),
    N_("Split plays"),
    N_("Take back change %(number)s"),
)
"""What jobs are called."""

PROGRESS = (
    N_("%(count)s of %(total)s plays are as they were before"),
    N_("%(count)s plays, opened and checked"),
    N_("all were asked"),
    N_("backup"),
    N_("days"),
    N_("every page was read: sound"),
    N_("files and logs are searched"),
    N_("items"),
    N_("items are looked for"),
    N_("plays"),
    N_("rows"),
    N_("rows are deleted"),
    N_("rows are written"),
    N_("servers"),
    N_("sign-ins"),
    N_("sound: %(count)s plays"),
    N_("texts are searched"),
    N_("the audit trail"),
    N_("the database is written anew"),
)
"""What they say of how far they are, besides names of servers and libraries."""

FOUND = (
    N_("API key of another form, not taken over"),
    N_("conditions: %(problem)s"),
    N_("history rows of erased people, left out"),
    N_("history rows without a start, kept aside"),
    N_("history rows without companion rows, kept aside"),
    N_("its conditions are no JSON"),
    N_("notifier %(number)s (%(name)s): %(problem)s"),
    N_("scripts run only from a folder that WATCHKEEPER_SCRIPTS names"),
    N_("setting %(name)s without a usable value"),
    N_("there is no such agent here"),
)
"""What an import found on the way."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A text with values, and what finds it again once they are filled in."""

    text: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> Saying:
        """`text` as `_` takes it; a value may be anything that is not empty."""
        pattern = VALUE.sub(r"(?P<\1>.+)", re.escape(text.replace("%%", "%")))
        return cls(text, re.compile(pattern, re.DOTALL))

    @property
    def weight(self) -> int:
        """How many characters are its own: of two that fit, the heavier one is meant."""
        return len(NAMED.sub("", self.text))


def job_name(name: str) -> str:
    """What a job is called."""
    return _said(name, JOBS)


def job_progress(message: str) -> str:
    """What a job says of how far it is; names stay what they are."""
    return _said(message, PROGRESS)


def found_words(problem: str) -> str:
    """What an import found on the way."""
    return _said(problem, FOUND)


def said_again(text: str) -> str:
    """A whole sentence, such as an error that was kept; as it is where no catalogue has it."""
    now = told(text)
    catalogue = language().catalogue
    if now != text or not text.endswith("."):
        return now
    return _refilled(text, _sentences(catalogue))


def _said(text: str, known: tuple[str, ...]) -> str:
    return _(text) if text in known else _refilled(text, _sayings(known))


def _refilled(text: str, sayings: Iterable[Saying]) -> str:
    """The text made again of the first saying that fits, and of the values found in it."""
    for saying in sayings:
        match = saying.pattern.fullmatch(text)
        if match:
            return _(saying.text, **_values(match.groupdict()))
    return text


def _values(found: Mapping[str, str]) -> dict[str, str]:
    """Sentences among the values are said again too, and what settings are called."""
    return {name: _inner(name, value) for name, value in found.items()}


def _inner(name: str, value: str) -> str:
    if name == "problem":
        return found_words(said_again(value))
    if name == "label":
        return _(value)
    if GROUPED.fullmatch(value):
        return number(int(value.replace(",", "")))
    return said_again(value) if value.endswith(".") else value


@lru_cache(maxsize=8)
def _sayings(texts: tuple[str, ...]) -> tuple[Saying, ...]:
    filled = (Saying.of(text) for text in texts if NAMED.search(text))
    return tuple(sorted(filled, key=lambda one: -one.weight))


@lru_cache(maxsize=8)
def _sentences(catalogue: NullTranslations) -> tuple[Saying, ...]:
    """The whole sentences of a catalogue that have values and enough words of their own."""
    known = vars(catalogue).get("_catalog", {})  # gettext tells its texts in no other way
    texts = (text for text in known if isinstance(text, str) and CONTEXT not in text)
    sentences = tuple(text for text in texts if text.endswith(".") and NAMED.search(text))
    return tuple(one for one in _sayings(sentences) if one.weight >= LEAST_WEIGHT)
