"""Page templates without logic: the part of Mustache that fills in, repeats and leaves out.

`{{name}}` puts a value in, always escaped for HTML. `{{#name}}…{{/name}}` is there for every entry
of a list, or once for anything else that is not empty; `{{^name}}…{{/name}}` where it is empty;
`{{! a comment }}` is left out. A name is looked up among the entries of the present part and those
around it, as a key and nothing else: there are no attributes, indexes, calls, partials or
unescaped values, so that no template reaches anything that it was not given.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import TypeAlias

from watchkeeper.errors import InputError
from watchkeeper.texts import N_, Sentence
from watchkeeper.values import dataclass

LONGEST = 200_000
"""Characters of a template."""
LONGEST_PAGE = 4_000_000
"""Characters of a page that is filled in."""
DEEPEST = 12
"""Parts within parts."""

Value: TypeAlias = "str | int | bool | Mapping[str, Value] | Sequence[Mapping[str, Value]]"
Values: TypeAlias = Mapping[str, Value]

_TAG = re.compile(r"\{\{(?P<mark>[#^/!&{>=<$]?)(?P<name>.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


@dataclass(frozen=True, slots=True)
class Blank:
    """A place for a value."""

    name: str


@dataclass(slots=True)
class Part:
    """What is repeated, or left out; the whole template is one without a name."""

    name: str = ""
    is_inverted: bool = False
    line: int = 1
    pieces: list[str | Blank | Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Template:
    """A template, read once."""

    root: Part = field(repr=False)

    @classmethod
    def read(cls, source: str) -> Template:
        """A template as its author wrote it.

        Raises:
            InputError: it cannot be read; line and reason are named.
        """
        if len(source) > LONGEST:
            raise _broken(1, Sentence("it is longer than %(most)s characters", most=f"{LONGEST:,}"))
        return cls(_read(source))

    def fill(self, values: Values) -> str:
        """The page with these values.

        Raises:
            InputError: it grows beyond all bounds.
        """
        pieces: list[str] = []
        length = 0
        for piece in _filled(self.root, (values,)):
            length += len(piece)
            if length > LONGEST_PAGE:
                raise InputError("The page of this template grows too long.", field="template")
            pieces.append(piece)
        return "".join(pieces)

    def has(self, name: str) -> bool:
        """Whether a value is put in anywhere."""
        return _has(self.root, name)


def _read(source: str) -> Part:
    stack = [Part()]
    end = 0
    for match in _TAG.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        stack[-1].pieces.append(source[end : match.start()])
        end = match.end()
        if match["mark"] != "!":
            _take(stack, match["mark"], _name(match, line), line)
    if len(stack) > 1:
        raise _broken(stack[-1].line, Sentence("{{#%(name)s}} is not closed", name=stack[-1].name))
    stack[0].pieces.append(source[end:])
    return stack[0]


def _name(match: re.Match[str], line: int) -> str:
    if match["mark"] not in {"", "#", "^", "/"}:
        text = N_("{{%(mark)s is not understood: values are always escaped")
        raise _broken(line, Sentence(text, mark=match["mark"]))
    name = match["name"].strip()
    if not _NAME.fullmatch(name):
        text = N_('"%(name)s" is no name: small letters, digits and _ make one')
        raise _broken(line, Sentence(text, name=name[:40]))
    return name


def _take(stack: list[Part], mark: str, name: str, line: int) -> None:
    if mark == "":
        stack[-1].pieces.append(Blank(name))
    elif mark == "/":
        if len(stack) == 1 or stack[-1].name != name:
            text = N_("{{/%(name)s}} closes nothing that is open here")
            raise _broken(line, Sentence(text, name=name))
        stack.pop()
    else:
        if len(stack) > DEEPEST:
            text = N_("more than %(most)s parts stand within each other")
            raise _broken(line, Sentence(text, most=DEEPEST))
        part = Part(name, is_inverted=mark == "^", line=line)
        stack[-1].pieces.append(part)
        stack.append(part)


def _filled(part: Part, scopes: tuple[Values, ...]) -> Iterator[str]:
    for piece in part.pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Blank):
            yield _text(_value(piece.name, scopes))
        else:
            yield from _repeated(piece, scopes)


def _repeated(part: Part, scopes: tuple[Values, ...]) -> Iterator[str]:
    value = _value(part.name, scopes)
    if part.is_inverted:
        if not value:
            yield from _filled(part, scopes)
    elif isinstance(value, Mapping):
        yield from _filled(part, (value, *scopes)) if value else ()
    elif isinstance(value, str | int):
        yield from _filled(part, scopes) if value else ()
    else:
        for entry in value:
            yield from _filled(part, (entry, *scopes))


def _value(name: str, scopes: tuple[Values, ...]) -> Value:
    return next((scope[name] for scope in scopes if name in scope), "")


def _text(value: Value) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return html.escape(str(value))


def _has(part: Part, name: str) -> bool:
    return any(
        piece.name == name if isinstance(piece, Blank) else _has(piece, name)
        for piece in part.pieces
        if not isinstance(piece, str)
    )


def _broken(line: int, reason: Sentence) -> InputError:
    return InputError(
        "Line %(line)s of the template: %(reason)s.", line=line, reason=reason, field="template"
    )
