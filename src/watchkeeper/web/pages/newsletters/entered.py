"""Reading the form of a newsletter as somebody sent it."""

from __future__ import annotations

from dataclasses import replace

from starlette.datastructures import FormData

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.newsletters.blocks import Block
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.views.newsletters.form import LetterForm

SWITCHES = ("active", "everybody", "separately", "names_people", "threaded")


def entered(form: FormData, before: LetterForm) -> LetterForm:
    """The form as somebody sent it; `before` has what was stored."""
    texts = {name: text_of(form, name) for name in before.texts}
    numbers = {name.value: whole_number(text_of(form, f"place_{name.value}")) for name in Block}
    placed = sorted((place, name) for name, place in numbers.items() if place)
    return replace(
        before,
        texts=texts,
        on=frozenset(name for name in SWITCHES if form.get(name)),
        blocks=tuple(name for __, name in placed),
        libraries=_chosen(form, "libraries"),
        people=_chosen(form, "people"),
        weekdays=_chosen(form, "weekdays"),
    )


def _chosen(form: FormData, name: str) -> frozenset[str]:
    return frozenset(str(one) for one in form.getlist(name) if isinstance(one, str))
