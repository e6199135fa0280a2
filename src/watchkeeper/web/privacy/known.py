"""The net: texts that the house knows to be names and titles, found anywhere in other text."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from itertools import pairwise
from typing import TypeAlias

from watchkeeper.values import dataclass
from watchkeeper.web.privacy.stand_ins import Kind

KINDS = tuple(Kind)
WORD = re.compile(r"\w+")
GAP = re.compile(r"[^\w·|\n]{0,5}")
"""What may stand between two words of one title, however it is written: " & ", "'", " - "."""
SEPARATOR = re.compile(r"(\s+[·|–—/-]\s+|[:;,()“”\"«»\n\t]\s*)")

KnownTexts: TypeAlias = Iterable[tuple[Kind, str]]
Replacement: TypeAlias = Callable[[Kind, str], str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words and the labels that the interface itself uses."""

    words: frozenset[str] = frozenset()  # without case
    labels: frozenset[str] = frozenset()


class Sequences:
    """Rows of two words and more, as their hashes: a few bytes each, and nothing to read.

    Rows that begin with the same two words stand together, the longest first.
    """

    def __init__(self, rows: Iterable[tuple[int, int, int, int]] = ()) -> None:
        columns = [*zip(*sorted(rows), strict=True)] or [()] * 4
        starts, lengths, wholes, kinds = columns
        self._starts = array("q", starts)  # hash of the first two words
        self._lengths = array("i", lengths)  # below zero, so that the longest is first
        self._wholes = array("q", wholes)  # hash of all words
        self._kinds = array("B", kinds)  # place in KINDS

    def __len__(self) -> int:
        return len(self._starts)

    def with_more(self, found: Iterable[tuple[tuple[str, ...], Kind]]) -> Sequences:
        """These and others; of the same words the first kind stays."""
        rows = [*zip(self._starts, self._lengths, self._wholes, self._kinds, strict=True)]
        known = set(self._wholes)
        for words, kind in found:
            whole = hash(words)
            if whole not in known:
                known.add(whole)
                rows.append((hash(words[:2]), -len(words), whole, KINDS.index(kind)))
        return Sequences(rows)

    def at(self, words: Sequence[str], place: int) -> Iterator[tuple[int, Kind]]:
        """Lengths and kinds of the rows that begin at this place of a text, the longest first."""
        start = hash(tuple(words[place : place + 2]))
        at = bisect_left(self._starts, start)
        while at < len(self) and self._starts[at] == start:
            length = -self._lengths[at]
            if hash(tuple(words[place : place + length])) == self._wholes[at]:
                yield length, KINDS[self._kinds[at]]
            at += 1


@dataclass(frozen=True, slots=True)
class Known:
    """Texts by how they are looked up.

    Several words are found wherever they follow one another, in any case. A single word is found
    wherever it stands as it is written; one that the interface uses too is found where it stands
    alone between separators. A number alone may be any figure: it is left to those who know.
    """

    several: Sequences = field(default_factory=Sequences)
    single: dict[str, Kind] = field(default_factory=dict)
    alone: dict[str, Kind] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: KnownTexts, vocabulary: Vocabulary) -> Known:
        """Take texts in; names come before titles of the same words."""
        return cls().with_more(texts, vocabulary)

    def with_more(self, texts: KnownTexts, vocabulary: Vocabulary) -> Known:
        """These texts and others; of the same words the first kind stays."""
        known = Known(single=dict(self.single), alone=dict(self.alone))
        several: dict[tuple[str, ...], Kind] = {}
        for kind, text in texts:
            words = tuple(word.casefold() for word in WORD.findall(text))
            if len(words) > 1:
                several.setdefault(words, kind)
            elif words and not words[0].isdigit():
                known._add_single(kind, text.strip(), words[0], vocabulary)
        return replace(known, several=self.several.with_more(several.items()))

    def __bool__(self) -> bool:
        return bool(self.several or self.single or self.alone)

    def replaced(self, text: str, stand_in: Replacement) -> str:
        """The text with everything known replaced."""
        parts = SEPARATOR.split(text) if self.alone else [text]
        for at, part in enumerate(parts[::2]):
            kind = self.alone.get(part.strip())
            if kind is not None:
                parts[2 * at] = part.replace(part.strip(), stand_in(kind, part.strip()))
        return self._words_replaced("".join(parts), stand_in)

    def _add_single(self, kind: Kind, text: str, word: str, vocabulary: Vocabulary) -> None:
        if text in vocabulary.labels:
            return
        is_ours = word in vocabulary.words or kind is Kind.LIBRARY or len(word) < 2
        if is_ours:
            self.alone.setdefault(text, kind)
        else:
            self.single.setdefault(WORD.findall(text)[0], kind)

    def _words_replaced(self, text: str, stand_in: Replacement) -> str:
        made, done = [], 0
        for start, stop, kind in self._found(text):
            made += [text[done:start], stand_in(kind, text[start:stop])]
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
        for length, kind in self.several.at(folded, at):
            if _is_close(text, words[at : at + length]):
                return length, kind
        return 1, self.single.get(words[at][0])


def _is_close(text: str, words: list[re.Match[str]]) -> bool:
    return all(GAP.fullmatch(text, one.end(), other.start()) for one, other in pairwise(words))
