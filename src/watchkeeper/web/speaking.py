"""Which language the pages of a request speak."""

from __future__ import annotations

from starlette.requests import Request

from watchkeeper.features.preferences import Display, Preferences
from watchkeeper.runtime.languages import Languages
from watchkeeper.texts import Language
from watchkeeper.web.look import COOKIE, Look


class Speaking:
    """Chooses by what this browser asked for, what the owner chose, what the browser accepts."""

    def __init__(self, languages: Languages, preferences: Preferences) -> None:
        self._languages = languages
        self._preferences = preferences

    def language(self, request: Request) -> Language:
        """The language for whoever asks."""
        look = Look.of(request.cookies.get(COOKIE, ""))
        for chosen in (look.language, self._preferences.group(Display).language):
            if chosen and self._languages.offers(chosen):
                return self._languages.named(chosen)
        return self._languages.wished(request.headers.get("accept-language", ""))
