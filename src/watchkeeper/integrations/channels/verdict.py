"""What a receiver's answer means: done, later, or never until a setting changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import field

from watchkeeper.domain.notices.lengths import cut
from watchkeeper.domain.notices.setting_words import label as words_of
from watchkeeper.errors import RefusedError, UnreachableError
from watchkeeper.integrations.http import SHORTEST_SECRET, Answer
from watchkeeper.integrations.patience import seconds_to_wait
from watchkeeper.texts import N_, Sentence
from watchkeeper.values import dataclass

Trouble = Callable[[Answer], str]
"""What an answer with the status of a success says against that; "" for a true success."""

TOO_MANY = 429
LATER = frozenset({408, 425, TOO_MANY})
LOCKED = frozenset({401, 403, 404, 410})
GONE = frozenset({404, 410})
MOST_WORDS = 200
TOLD_IN = (
    "description",
    "message",
    "error",
    "errors",
    "detail",
    "error_description",
    "errorMessage",
)
"""Members of JSON answers in which services say what is wrong."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, what opens it, and what must not be repeated."""

    label: str
    opened_by: tuple[str, ...] = ()
    secrets: tuple[str, ...] = field(default=(), repr=False)
    trouble: Trouble | None = None


def judged(answer: Answer, asked: Asked) -> Answer:
    """The answer, if it is a success.

    Raises:
        UnreachableError: it wants to be asked again later.
        RefusedError: it does not take the message; the words say which setting to look at.
    """
    status = answer.status
    if 200 <= status < 300:
        trouble = asked.trouble(answer) if asked.trouble else ""
        if trouble:
            raise _refused(asked, _plain(trouble, asked.secrets), status)
        return answer
    said = said_by(answer, asked.secrets)
    if status in LATER or status >= 500:
        raise UnreachableError(
            _later(asked.label, status, _told(said)), retry_after_seconds=_wait(answer)
        )
    if 300 <= status < 400:
        raise _refused(asked, Sentence("it leads to another address: enter that one"), status)
    raise _refused(asked, f"{status}{_told(said)}", status)


def _later(label: str, status: int, said: str) -> Sentence:
    if status == TOO_MANY:
        return Sentence("%(label)s is asked too often%(said)s.", label=label, said=said)
    text = N_("%(label)s answers with an error (%(status)s)%(said)s.")
    return Sentence(text, label=label, status=status, said=said)


def _wait(answer: Answer) -> int | None:
    """How long it wants to be left alone: by its header, else by its document (Telegram)."""
    stated = seconds_to_wait(answer.headers)
    if stated is not None:
        return stated
    try:
        document = json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
    found = document.get("parameters", document) if isinstance(document, dict) else None
    seconds = found.get("retry_after") if isinstance(found, dict) else None
    return seconds_to_wait({"retry-after": str(seconds)})


def said_by(answer: Answer, secrets: Iterable[str] = ()) -> str:
    """What an answer says in words, without secrets; "" where it says nothing readable."""
    text = answer.content[: 16 * 1024].decode(errors="replace").strip()
    try:
        found = _in_words(json.loads(text))
    except (ValueError, RecursionError):
        is_plain = answer.content_type in {"", "text/plain"}
        found = text if is_plain else ""
    return _plain(found, secrets)


def _in_words(document: object) -> str:
    match document:
        case str():
            return document
        case list():
            return ", ".join(filter(None, map(_in_words, document)))
        case dict():
            found = (_in_words(document[name]) for name in TOLD_IN if name in document)
            return next(filter(None, found), "")
        case _:
            return ""


def _refused(asked: Asked, reason: str, status: int) -> RefusedError:
    words = Sentence("%(label)s refuses the message: %(reason)s.", label=asked.label, reason=reason)
    if not asked.opened_by or (status >= 400 and status not in LOCKED):
        return RefusedError(words, status=status)
    named = " or ".join(map(words_of, asked.opened_by))
    return RefusedError(
        "%(words)s Check %(named)s.",
        words=words,
        named=named,
        field=asked.opened_by[0],
        status=status,
    )


def _told(said: str) -> str:
    return f": {said}" if said else ""


def _plain(text: str, secrets: Iterable[str]) -> str:
    """One line of bounded length without secrets; a sentence that is that already stays one."""
    given = text
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, "***")
    shown = "".join(each if each.isprintable() else " " for each in text)
    plain = cut(" ".join(shown.split()), MOST_WORDS).rstrip(".")
    return given if plain == given else plain
