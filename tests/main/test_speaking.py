"""The languages of a house, and which of them can be chosen."""

from __future__ import annotations

import pytest

from tests.fakes.clock import FakeClock
from watchkeeper.db.database import Database
from watchkeeper.errors import InputError
from watchkeeper.features.preferences import Display, Preferences
from watchkeeper.main.speaking import offered_languages
from watchkeeper.runtime.bus import Bus


async def test_only_a_language_that_is_offered_can_be_chosen(
    db: Database, bus: Bus, clock: FakeClock
) -> None:
    preferences = Preferences(db, bus, clock, {})
    offered_languages(None, preferences)
    await preferences.change(Display, {"language": "de"}, "olga")
    with pytest.raises(InputError, match="no language called xx here: choose one of en, de") as no:
        await preferences.change(Display, {"language": "xx"}, "olga")
    assert no.value.field == "language"
    await preferences.change(Display, {"language": ""}, "olga")


def test_a_language_fixed_outside_must_be_offered(db: Database, bus: Bus, clock: FakeClock) -> None:
    with pytest.raises(InputError, match="no language called xx"):
        offered_languages(None, Preferences(db, bus, clock, {"language": "xx"}))
    languages = offered_languages(None, Preferences(db, bus, clock, {"display.language": "de"}))
    assert languages.named("de").name == "Deutsch"
