"""The correction form of a play, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from watchkeeper.domain.facts import UserId
from watchkeeper.errors import InputError
from watchkeeper.features.history import PlayEdit
from watchkeeper.texts import N_, told
from watchkeeper.values import dataclass
from watchkeeper.web.views.address import whole

NAMES = ("user_id", "stopped", "paused_seconds")
LONGEST = 200  # characters of a field that are shown again
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
"""How the end of a play may be written, in every language; it is shown as the first."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered in the form and could not be kept; `field` names what does not fit."""

    texts: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    field: str = ""

    @classmethod
    def of(cls, form: FormData, error: InputError) -> Entered:
        """What the form held when the error arose."""
        texts = {name: _text(form, name)[:LONGEST] for name in NAMES}
        return cls(texts, told(error), error.field or "")

    def get(self, name: str, stored: str) -> str:
        """What the field shows: what was entered, else what is stored."""
        return self.texts.get(name, stored)


def play_edit(form: FormData, zone: ZoneInfo) -> PlayEdit:
    """What the owner wants changed.

    Raises:
        InputError: `field` names what cannot be read.
    """
    return PlayEdit(user_id=_user(form), stopped=_stopped(form, zone), paused_seconds=_paused(form))


def _text(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()


def _user(form: FormData) -> UserId | None:
    text = _text(form, "user_id")
    return UserId(_number(text, "user_id", N_("Choose a person from the list."))) if text else None


def _paused(form: FormData) -> int | None:
    text = _text(form, "paused_seconds")
    return _number(text, "paused_seconds", N_("Give the pause in whole seconds.")) if text else None


def _stopped(form: FormData, zone: ZoneInfo) -> int | None:
    text = _text(form, "stopped")
    if not text:
        return None
    for pattern in FORMS:
        try:
            return int(datetime.strptime(text, pattern).replace(tzinfo=zone).timestamp())
        except ValueError:
            continue
    raise InputError("Write the end as 2026-01-31 20:15:00.", field="stopped")


def _number(text: str, name: str, message: str) -> int:
    try:
        return whole(text, name)
    except InputError:
        raise InputError(message, field=name) from None
