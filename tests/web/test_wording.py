"""Translated texts in templates: values are escaped, in every language."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from watchkeeper.runtime.languages import Languages
from watchkeeper.texts import ENGLISH, Language, speaking
from watchkeeper.web.wording import _, ngettext, pgettext

HOSTILE = "<script>alert(1)</script>"
LANGUAGES = pytest.mark.parametrize("language", [ENGLISH, Languages().named("de")], ids=str)


@LANGUAGES
def test_values_are_escaped_and_markup_stays(language: Language) -> None:
    with speaking(language):
        for text in (
            _("Account of %(name)s, and look", name=HOSTILE),
            ngettext("%(num)s play of %(name)s", "%(num)s plays of %(name)s", 2, name=HOSTILE),
            pgettext("of a person", "%(name)s", name=HOSTILE),
        ):
            assert isinstance(text, Markup)
            assert "&lt;script&gt;" in text
            assert "<script>" not in text
        assert "<b>Ada</b>" in _("Account of %(name)s, and look", name=Markup("<b>Ada</b>"))


@LANGUAGES
def test_a_text_without_values_keeps_its_per_cent_sign(language: Language) -> None:
    with speaking(language):
        assert _("At 85 % (nothing translates this)") == "At 85 % (nothing translates this)"


def test_counts_are_written_as_the_language_does() -> None:
    with speaking(Languages().named("de")):
        assert ngettext("%(num)s item", "%(num)s items", 1234).startswith("1.234 ")
    assert ngettext("%(num)s item", "%(num)s items", 1234) == "1,234 items"
