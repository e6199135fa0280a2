"""The net: texts that the house knows to be names and titles, found anywhere in other text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from watchkeeper.web.privacy.stand_ins import Kind

WORD = re.compile(r"\w+")
GAP = re.compile(r"[^\w·|\n]{0,5}")
"""What may stand between two words of one title, however it is written: " & ", "'", " - "."""
SEPARATOR = re.compile(r"(\s+[·|–—/-]\s+|[:;,()“”\"«»\n\t]\s*)")

KnownTexts: TypeAlias = Iterable[tuple[Kind, str]]
Replace: TypeAlias = Callable[[Kind, str], str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words and the labels that the interface itself uses."""

    words: frozenset[str] = frozenset()  # without case
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """Texts by how they are looked up.

    Several words are found wherever they follow one another, in any case. A single word is found
    wherever it stands as it is written; one that the interface uses too is found where it stands
    alone between separators. A number alone may be any figure: it is left to those who know.
    """

    several: dict[tuple[str, str], list[tuple[tuple[str, ...], Kind]]] = field(default_factory=dict)
    single: dict[str, Kind] = field(default_factory=dict)
    alone: dict[str, Kind] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: KnownTexts, vocabulary: Vocabulary) -> Known:
        """Take texts in; names come before titles of the same words."""
        known = cls()
        for kind, text in texts:
            words = tuple(word.casefold() for word in WORD.findall(text))
            if len(words) > 1:
                places = known.several.setdefault(words[:2], [])
                if all(words != other for other, _kind in places):
                    places.append((words, kind))
            elif words and not words[0].isdigit():
                known._add_single(kind, text.strip(), words[0], vocabulary)
        for places in known.several.values():
            places.sort(key=lambda place: -len(place[0]))
        return known

    def __bool__(self) -> bool:
        return bool(self.several or self.single or self.alone)

    def replaced(self, text: str, replace: Replace) -> str:
        """The text with everything known replaced."""
        parts = SEPARATOR.split(text) if self.alone else [text]
        for at, part in enumerate(parts[::2]):
            kind = self.alone.get(part.strip())
            if kind is not None:
                parts[2 * at] = part.replace(part.strip(), replace(kind, part.strip()))
        return self._words_replaced("".join(parts), replace)

    def _add_single(self, kind: Kind, text: str, word: str, vocabulary: Vocabulary) -> None:
        if text in vocabulary.labels:
            return
        is_ours = word in vocabulary.words or kind is Kind.LIBRARY or len(word) < 2
        if is_ours:
            self.alone.setdefault(text, kind)
        else:
            self.single.setdefault(WORD.findall(text)[0], kind)

    def _words_replaced(self, text: str, replace: Replace) -> str:
        made, done = [], 0
        for start, stop, kind in self._found(text):
            made += [text[done:start], replace(kind, text[start:stop])]
            done = stop
        return "".join([*made, text[done:]]) if made else text

    def _found(self, text: str) -> Iterator[tuple[int, int, Kind]]:
        """Where something known begins and ends, the longest first, none within another."""
        words = list(WORD.finditer(text))
        folded = [word[0].casefold() for word in words]
        at = 0
        while at < len(words):
            length, kind = self._longest(text, words, folded, at)
            if kind is None:
                at += 1
                continue
            yield words[at].start(), words[at + length - 1].end(), kind
            at += length

    def _longest(
        self, text: str, words: list[re.Match[str]], folded: list[str], at: int
    ) -> tuple[int, Kind | None]:
        pair = (folded[at], folded[at + 1] if at + 1 < len(folded) else "")
        for wanted, kind in self.several.get(pair, ()):
            length = len(wanted)
            if tuple(folded[at : at + length]) == wanted and _is_close(
                text, words[at : at + length]
            ):
                return length, kind
        return 1, self.single.get(words[at][0])


def _is_close(text: str, words: list[re.Match[str]]) -> bool:
    return all(GAP.fullmatch(text, one.end(), other.start()) for one, other in pairwise(words))
