"""The languages that pages can speak, and the owner's choice among them."""

from __future__ import annotations

from pathlib import Path

from watchkeeper.errors import InputError
from watchkeeper.features.preferences import Display, Preferences
from watchkeeper.runtime.languages import Languages


def offered_languages(folder: Path | None, preferences: Preferences) -> Languages:
    """Ours and those of a folder; no other can be chosen from now on.

    Raises:
        InputError: one was chosen outside that is not offered.
    """
    languages = Languages(*([folder] if folder else []))

    async def check(chosen: Display) -> None:
        _refuse_unknown(chosen, languages)

    preferences.check_by(Display, check)
    if preferences.is_fixed("display.language"):
        _refuse_unknown(preferences.group(Display), languages)
    return languages


def _refuse_unknown(chosen: Display, languages: Languages) -> None:
    if chosen.language and not languages.offers(chosen.language):
        raise InputError(
            "There is no language called %(name)s here: choose one of %(codes)s.",
            name=chosen.language,
            codes=", ".join(one.code for one in languages.offered),
            field="language",
        )
