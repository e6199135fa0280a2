"""Pages in an invented language: every text on them comes from the catalogues.

The invented language writes each text in brackets, and what the house has on record is Greek: Latin
letters outside of brackets belong to a text that nobody can translate.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser

import pytest

from tests.factories import STARTED, make_player
from tests.web.conftest import OWNER, PASSWORD, Desk, opened
from tests.web.streams import live_session
from tools.catalogues import invent
from watchkeeper.domain.facts import UserId
from watchkeeper.domain.session import Person, SessionState
from watchkeeper.runtime.languages import NAMES
from watchkeeper.settings import Secret

INVENTED = "en-XA"
READ = ("aria-label", "title", "placeholder", "alt", "aria-valuetext")
UNREAD = frozenset({"script", "style", "code", "kbd", "time", "template"})
BRACKETS = re.compile(r"\[[^\[\]]*\]")
LATIN = re.compile(r"[^\W\d_]*[A-Za-z]{2}[^\W\d_]*")
SAME_EVERYWHERE = frozenset(
    {
        *("Watchkeeper", "olga", "SVG", "PNG", "CSV", "GB"),
        *(word for name in NAMES.values() for word in LATIN.findall(name)),
        *("HEVC", "AC", "MKV", "DTS", "SD"),  # as makers write them
    }
)
PATHS = (
    *("/", "/cards", "/cards?days=0&metric=time", "/added", "/stream/1/2"),
    *(
        f"/statistics?range=all&tab={tab}"
        for tab in ("overview", "media", "people", "playback", "library", "places")
    ),
    *("/statistics?compare=previous&metric=time", "/statistics?ungrouped=1&compare=year"),
    *("/statistics?tab=people&metric=people", "/statistics?after=2001-01-01&before=2001-01-02"),
    *("/year/2026", "/year/2026.svg", "/year/2001", "/year/links", "/do/back-up"),
)


class Texts(HTMLParser):
    """What of a page is read, and what is read out or shown of attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.read = ""
        self.attributes: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self._inside.append(tag)
        self.attributes += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.read += f"\n{data}"


def untranslated(html: str) -> set[str]:
    """The words that stand in no brackets."""
    texts = Texts()
    texts.feed(html)
    words = [words_outside(text) for text in (texts.read, *texts.attributes)]
    return set().union(*words) - SAME_EVERYWHERE


def words_outside(text: str) -> set[str]:
    """The Latin words of a text that are in no brackets."""
    bare, before = text, ""
    while bare != before:  # a sentence may have others within
        bare, before = BRACKETS.sub(" ", bare), bare
    return set(LATIN.findall(bare))


def test_words_outside_of_brackets_are_found() -> None:
    assert words_outside("[Ñów [páúšéd] l] Ωμέγα 12 of Films") == {"of", "Films"}
    assert words_outside("[12 of [3 Films]]") == set()
    page = '<p title="Close">[Šíñçé <b>Άννα</b> lor]<script>var</script><b>Two</b></p>'
    assert untranslated(page) == {"Close", "Two"}


@pytest.fixture(scope="module")
async def abroad(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A Greek house whose owner reads the invented language; two streams are running."""
    languages = tmp_path_factory.mktemp("languages")
    invent(languages)
    async with opened(
        tmp_path_factory.mktemp("abroad"),
        owner=OWNER,
        password=Secret(PASSWORD),
        languages=languages,
    ) as desk:
        await desk.app.servers.know("machine-1", "Λιμάνι")
        await desk.sign_in()
        await furnish(desk)
        yield desk


async def furnish(desk: Desk) -> None:
    """Two persons with a film, an episode and a track each, and a stream each."""
    player = make_player(player="Σαλόνι", product="Πρόγραμμα", platform="Σύστημα")
    kinds = ("movie", "episode", "track")
    modes = ("direct play", "copy", "transcode")
    for number in range(12):
        await desk.record(
            title=f"Ταινία {number % 5}",
            parent_title="Κύκλος",
            grandparent_title="Σειρά",
            full_title=f"Ταινία {number % 5}",
            media_type=kinds[number % 3],
            transcode_decision=modes[number % 3],
            rating_key=500 + number % 5,
            user_id=UserId(101 + number % 2),
            username=("Άννα", "Βίκτωρ")[number % 2],
            player=player,
            ip_address=("192.168.1.20", "203.0.113.77")[number % 2],
            started=STARTED + number * 20_000,
            stopped=STARTED + number * 20_000 + 5000 - number % 4 * 1200,
        )
    states = (SessionState.PLAYING, SessionState.PAUSED)
    decisions = ("direct play", "transcode")
    desk.monitoring.live = [
        live_session(
            number=number,
            player=player,
            title="Ταινία",
            full_title="Ταινία",
            state=state,
            person=Person(UserId(100 + number), "Άννα", "Άννα"),
            transcode_decision=decision,
            stream_video_decision=decision,
            stream_audio_decision=decision,
        )
        for number, state, decision in zip((1, 2), states, decisions, strict=True)
    ]


@pytest.mark.parametrize("path", PATHS)
async def test_no_text_of_a_page_is_without_translation(abroad: Desk, path: str) -> None:
    answer = await abroad.get(path, **{"accept-language": INVENTED})
    assert answer.status_code == 200, answer.text
    assert untranslated(answer.text) == set()


async def test_the_same_page_speaks_the_language_of_whoever_asks(abroad: Desk) -> None:
    """Nothing is kept from one request to the next: the charts least of all."""
    path = "/statistics?range=all&tab=playback"
    invented = (await abroad.get(path, **{"accept-language": INVENTED})).text
    english = (await abroad.get(path, **{"accept-language": "en"})).text
    again = (await abroad.get(path, **{"accept-language": INVENTED})).text
    assert "Direct play" in english
    assert "[Díréçt pláý" not in english
    assert "Direct play" not in invented
    counted = re.compile(r"<time .*?</time>|csrf_token\" value=\"[^\"]+\"")
    assert counted.sub("", invented) == counted.sub("", again)
