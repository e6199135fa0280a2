"""The languages there are: compiled catalogues, read when they are needed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from gettext import GNUTranslations
from pathlib import Path

from watchkeeper.texts import ENGLISH, Language

FOLDER = Path(__file__).parent.parent / "languages"
CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2})?")
"""How HTML's `lang` has it (BCP 47): a language, perhaps its script, perhaps its country."""
NAMES: Mapping[str, str] = {
    "ar": "العربية",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "en-XA": "English, accented and longer",
    "en-XB": "English, from right to left",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hu": "Magyar",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nb": "Norsk bokmål",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "pt-BR": "Português (Brasil)",
    "ro": "Română",
    "ru": "Русский",
    "sv": "Svenska",
    "tr": "Türkçe",
    "uk": "Українська",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
}
"""What their speakers call languages; one that is not here is offered by its code."""
FROM_THE_RIGHT = frozenset({"ar", "fa", "he", "ur", "en-XB"})

WISH = re.compile(
    r"\s*(?P<code>[A-Za-z]{1,8}(?:-[\w-]{0,27})?)\s*(?:;\s*q=(?P<weight>[\d.]{1,5}))?\s*"
)
"""One language that is wished for; none is called by more than 35 characters (RFC 5646, 4.4.1)."""


class Catalogue(GNUTranslations):
    """A compiled catalogue that tells what is in it, too."""

    def texts(self) -> frozenset[str]:
        """All texts in its language, each plural form by itself."""
        entries: Mapping[object, str] = getattr(self, "_catalog", {})  # gettext has no other way
        return frozenset(entries.values())


class Languages:
    """Gives languages by their code; each catalogue is read once."""

    def __init__(self, *more: Path) -> None:
        """Each folder holds a file `<code>.mo` for a language; a later folder wins."""
        found = {
            file.stem: file
            for folder in (FOLDER, *more)
            for file in sorted(folder.glob("*.mo"))
            if CODE.fullmatch(file.stem)
        }
        self._files = {code: file for code, file in found.items() if code != ENGLISH.code}
        self._by_wish = {code.lower(): code for code in (ENGLISH.code, *self._files)}
        self._read: dict[str, Language] = {ENGLISH.code: ENGLISH}

    @property
    def offered(self) -> Sequence[Language]:
        """All that can be chosen, English first; without their catalogues."""
        return (ENGLISH, *sorted(map(_called, self._files), key=lambda one: one.name.casefold()))

    def offers(self, code: str) -> bool:
        """Whether that code can be chosen."""
        return code == ENGLISH.code or code in self._files

    def named(self, code: str) -> Language:
        """The language of that code with its catalogue; English when there is none."""
        if code not in self._read and code in self._files:
            with self._files[code].open("rb") as file:
                self._read[code] = replace(_called(code), catalogue=Catalogue(file))
        return self._read.get(code, ENGLISH)

    def texts(self) -> frozenset[str]:
        """All texts of all languages but English; reads all catalogues."""
        catalogues = (self.named(code).catalogue for code in self._files)
        return frozenset().union(*(one.texts() for one in catalogues if isinstance(one, Catalogue)))

    def wished(self, accepted: str) -> Language:
        """The first offered language of an `Accept-Language` header (RFC 9110, 12.5.4).

        What is asked for as `de-AT` finds `de`, if there is no `de-AT` (RFC 4647, 3.4).

        Examples:
            >>> Languages().wished("tlh, en-GB;q=0.5").code
            'en'
        """
        wishes = [match for part in accepted.split(",") if (match := WISH.fullmatch(part))]
        wishes.sort(key=_weight, reverse=True)
        tags = [match["code"].lower() for match in wishes if _weight(match) > 0]
        codes = (
            self._by_wish[part]
            for tag in tags
            for part in _ever_plainer(tag)
            if part in self._by_wish
        )
        return self.named(next(codes, ENGLISH.code))


def _called(code: str) -> Language:
    direction = "rtl" if code in FROM_THE_RIGHT else "ltr"
    return Language(code, NAMES.get(code, code), direction)


def _ever_plainer(tag: str) -> list[str]:
    """The tag, and without its last parts."""
    parts = tag.split("-")
    return ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _weight(wish: re.Match[str]) -> float:
    try:
        return float(wish["weight"] or 1)
    except ValueError:
        return 0.0
