"""The languages there are: the compiled catalogues of `watchkeeper/languages`, read when needed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from gettext import GNUTranslations
from pathlib import Path

from watchkeeper.texts import ENGLISH, Language

FOLDER = Path(__file__).parent.parent / "languages"
NAMES: Mapping[str, Language] = {
    language.code: language for language in (ENGLISH, Language("de", "Deutsch"))
}
"""Which languages we know by name; one without a compiled catalogue is not offered."""

WISH = re.compile(r"\s*(?P<code>[A-Za-z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q=(?P<weight>[\d.]+))?\s*")


class Languages:
    """Gives languages by their code; each catalogue is read once."""

    def __init__(self, folder: Path = FOLDER, known: Mapping[str, Language] = NAMES) -> None:
        """`folder` holds a file `<code>.mo` for each language but English."""
        self._folder = folder
        self._offered = {
            code: language
            for code, language in known.items()
            if code == ENGLISH.code or (folder / f"{code}.mo").is_file()
        }
        self._read: dict[str, Language] = {ENGLISH.code: ENGLISH}

    @property
    def offered(self) -> Sequence[Language]:
        """All that can be chosen, English first; without their catalogues."""
        return tuple(self._offered.values())

    def named(self, code: str) -> Language:
        """The language of that code with its catalogue; English when there is none."""
        if code not in self._offered:
            return ENGLISH
        if code not in self._read:
            with (self._folder / f"{code}.mo").open("rb") as file:
                catalogue = GNUTranslations(file)
            self._read[code] = replace(self._offered[code], catalogue=catalogue)
        return self._read[code]

    def wished(self, accepted: str) -> Language:
        """The first offered language of an `Accept-Language` header (RFC 9110, 12.5.4).

        Examples:
            >>> Languages().wished("tlh, en;q=0.5").code
            'en'
        """
        wishes = [match for part in accepted.split(",") if (match := WISH.fullmatch(part))]
        wishes.sort(key=_weight, reverse=True)
        codes = [match["code"].lower() for match in wishes if _weight(match) > 0]
        return self.named(next((code for code in codes if code in self._offered), ENGLISH.code))


def _weight(wish: re.Match[str]) -> float:
    try:
        return float(wish["weight"] or 1)
    except ValueError:
        return 0.0
