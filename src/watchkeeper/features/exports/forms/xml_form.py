"""XML: facts are attributes, elements of lists are elements named by the singular."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from watchkeeper.features.exports.forms.form import Facts, Head

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
OF_MANY_KINDS = frozenset({"children", "items"})
INDENT = " " * 4


class XmlWriter:
    """Writes one element after the other."""

    def __init__(self, path: Path, head: Head) -> None:
        self._kind = head.media_type or "item"
        self._file = path.open("w", encoding="utf-8")
        self._file.write(f"<export{_attributes(head.facts)}>\n")

    def add(self, item: Facts) -> None:
        self._file.writelines(_element(self._kind, item, INDENT))

    def finish(self) -> None:
        self._file.write("</export>\n")
        self._file.close()

    def close(self) -> None:
        self._file.close()


def singular(name: str) -> str:
    """What one of a list is called, as Tautulli calls it: without the last s, whatever remains.

    Examples:
        >>> singular("videoStreams"), singular("media"), singular("countries")
        ('videoStream', 'media', 'countrie')
    """
    return name.removesuffix("s")


def _name(key: str, each: Facts) -> str:
    """What an element of a list is called: in a collection or playlist by its kind."""
    kind = each.get("type") if key in OF_MANY_KINDS else None
    return kind if isinstance(kind, str) and kind.isalpha() else singular(key)


def _element(name: str, facts: Facts, margin: str) -> Iterator[str]:
    own = {key: value for key, value in facts.items() if not isinstance(value, list)}
    lists = {key: value for key, value in facts.items() if isinstance(value, list) and value}
    yield f"{margin}<{name}{_attributes(own)}"
    if not lists:
        yield "/>\n"
        return
    yield ">\n"
    for key, values in sorted(lists.items()):
        for each in values:
            if isinstance(each, dict):
                yield from _element(_name(key, each), each, margin + INDENT)
            else:
                text = escape(_text(each))
                yield f"{margin}{INDENT}<{singular(key)}>{text}</{singular(key)}>\n"
    yield f"{margin}</{name}>\n"


def _attributes(facts: Facts) -> str:
    return "".join(f" {name}={quoteattr(_text(value))}" for name, value in sorted(facts.items()))


def _text(value: object) -> str:
    if value is None:
        return ""
    return NOT_IN_XML.sub("", str(value))
