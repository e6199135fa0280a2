"""JSON documents of webhooks: read first, then every text in them is filled on its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import TypeAlias

from watchkeeper.domain.notices.pieces import taken_apart
from watchkeeper.domain.notices.problems import Problem, Severity
from watchkeeper.domain.notices.tags import NO_TYPE, kinds, meant_for, tag_problems
from watchkeeper.domain.notices.texts import LONGEST, refuse
from watchkeeper.errors import InputError
from watchkeeper.texts import Sentence, SentenceError
from watchkeeper.values import dataclass

Document: TypeAlias = "dict[str, Document] | list[Document] | str | int | float | bool | None"

DEEPEST = 50
"""Levels of a document."""
HEADERS = "headers"
"""What a subject holds, in messages about it."""


class DocumentError(SentenceError, ValueError):
    """A document is JSON, but not such as can be filled; the message is for people."""


@dataclass(frozen=True, slots=True)
class JsonText:
    """A document; a blank one stays blank."""

    source: str
    variants: Mapping[str, Document] = field(repr=False)
    """Only of the media types for which there is something to send."""

    @classmethod
    def read(cls, source: str) -> JsonText:
        """A document as its author wrote it.

        Raises:
            InputError: it is no JSON for a media type that it names, or a text in it is broken.
        """
        refuse(document_problems(source), (Severity.BROKEN, Severity.UNFIT))
        return cls(source, _variants(source))

    @classmethod
    def taken_over(cls, source: str) -> JsonText:
        """A document from elsewhere: what has no effect is left out instead of refused.

        Raises:
            InputError: it is broken; Tautulli sends nothing in its place.
        """
        refuse(document_problems(source), (Severity.BROKEN,))
        return cls(source, _variants(source))

    def fill(self, known: Mapping[str, object], media_type: str | None) -> str:
        """The document for an event of that media type (None: of a server), as JSON; or ""."""
        kind = media_type or NO_TYPE
        if kind not in self.variants:
            kind = NO_TYPE
        if kind not in self.variants:
            return ""
        return json.dumps(_filled(self.variants[kind], known))


def read_headers(source: str) -> JsonText:
    """The headers of a webhook: an object of texts, or nothing.

    Raises:
        InputError: it is no such object.
    """
    read = JsonText.read(source)
    for document in read.variants.values():
        if not isinstance(document, dict) or any(
            isinstance(value, dict | list) for value in document.values()
        ):
            raise InputError("Headers are one JSON object of texts.", field=HEADERS)
    return read


def document_problems(source: str) -> list[Problem]:
    """Everything in a document that will not do what its author means."""
    if len(source) > LONGEST:
        return [
            Problem(LONGEST + 1, Sentence("it is longer than %(most)s characters", most=LONGEST))
        ]
    problems = tag_problems(source)
    for kind in () if problems else kinds(source) or (NO_TYPE,):
        problems += _problems_of(meant_for(source, kind), kind)
    return list(dict.fromkeys(problems))


def _problems_of(source: str, kind: str) -> list[Problem]:
    if not source.strip():
        return []
    try:
        document = _parsed(source)
        texts = list(_texts(document, "$", DEEPEST))
    except json.JSONDecodeError as error:
        return [Problem(error.pos + 1, _no_json(kind, error.msg))]
    except (ValueError, RecursionError) as error:
        return [Problem(1, _no_usable_json(kind, error))]
    return [
        replace(problem, within=where)
        for where, text in texts
        for problem in taken_apart(text).problems
    ]


def _no_json(kind: str, reason: str) -> Sentence:
    if not kind:
        return Sentence("it is no JSON: %(reason)s", reason=reason)
    return Sentence("it is no JSON for media type %(kind)s: %(reason)s", kind=kind, reason=reason)


def _no_usable_json(kind: str, error: Exception) -> Sentence:
    if not kind:
        return Sentence("it is no usable JSON: %(reason)s", reason=error)
    return Sentence(
        "it is no usable JSON for media type %(kind)s: %(reason)s", kind=kind, reason=error
    )


def _texts(document: Document, where: str, depth: int) -> Iterator[tuple[str, str]]:
    """Every text in a document, keys too, with the place where it stands."""
    if depth == 0:
        raise DocumentError("it has more than %(most)s levels", most=DEEPEST)
    match document:
        case str():
            yield where, document
        case list():
            for number, each in enumerate(document):
                yield from _texts(each, f"{where}[{number}]", depth - 1)
        case dict():
            for key, each in document.items():
                yield where, key
                yield from _texts(each, f"{where}.{key}", depth - 1)
        case _:
            return


def _variants(source: str) -> Mapping[str, Document]:
    """The documents that can be read: one that names media types may say nothing for others."""
    texts = {kind: meant_for(source, kind) for kind in (*kinds(source), NO_TYPE)}
    return {
        kind: _parsed(text)
        for kind, text in texts.items()
        if text.strip()
        and all(each.severity is not Severity.BROKEN for each in _problems_of(text, kind))
    }


def _parsed(source: str) -> Document:
    found: Document = json.loads(source, parse_constant=_no_number)
    return found


def _no_number(name: str) -> float:
    raise DocumentError("%(name)s is no number of JSON", name=name)


def _filled(document: Document, known: Mapping[str, object]) -> Document:
    match document:
        case str():
            return taken_apart(document).filled(known)
        case list():
            return [_filled(each, known) for each in document]
        case dict():
            return {
                taken_apart(key).filled(known): _filled(each, known)
                for key, each in document.items()
            }
        case _:
            return document
