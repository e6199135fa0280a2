"""The net of the privacy view: known texts, wherever they stand, and what comes back."""

from __future__ import annotations

from html import unescape

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.web.privacy import Disguise, Kind, Known, StandIns, Vocabulary
from watchkeeper.web.privacy.disguise import undressed

OURS = Vocabulary(frozenset({"home", "heat", "open", "watched", "by"}), frozenset({"Home"}))
TEXTS = [
    (Kind.NAME, "bo"),
    (Kind.NAME, "priya.codes"),
    (Kind.TITLE, "Dust & Honey"),
    (Kind.TITLE, "The Cartographer's Son"),
    (Kind.TITLE, "Heat"),
    (Kind.TITLE, "Home"),
    (Kind.TITLE, "1917"),
    (Kind.TITLE, "Marzipan"),
    (Kind.LIBRARY, "Films"),
    (Kind.SERVER, "Harbour House"),
]


def stand_in(kind: Kind, _text: str) -> str:
    return f"<{kind}>"


@pytest.fixture
def disguise() -> Disguise:
    return Disguise(StandIns(b"key"), (Known.of(TEXTS, OURS),), "/static/hidden.svg")


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        ("<p>Dust &amp; Honey</p>", "Honey"),
        ("<p>dust and honey, DUST &amp; HONEY</p>", "HONEY"),
        ("<p>The Cartographer&#39;s Son, seen by bo</p>", "Son"),
        ("<p>by bo.</p>", "bo."),
        ("<td>Heat</td>", "Heat"),
        ("<td>S1 · E2 · Heat</td>", "Heat"),
        ('<img alt="Poster of Marzipan" src="/image?x=1">', "Marzipan"),
        ('<img alt="" src="/image?path=%2Flibrary%2F1&amp;sign=a">', "library"),
        ('<image href="/image?path=1"/>', "path"),
        ('<a title="priya.codes" href="/x">x</a>', "priya"),
        ('<a href="/history?text=Dust+%26+Honey&amp;page=2">x</a>', "Honey"),
        ('<a href="/x?next=%2Fhistory%3Ftext%3DMarzipan">x</a>', "Marzipan"),
        ('<input name="text" value="Harbour House">', "Harbour"),
        ("<title>Marzipan – Watchkeeper</title>", "Marzipan"),
        ("<svg><text>Marzipan</text></svg>", "Marzipan"),
        ("<p>from 192.168.1.20 and fe80::1 by bo@example.org</p>", "192.168"),
        ("<p>from 192.168.1.20 and fe80::1 by bo@example.org</p>", "fe80"),
        ("<p>from 192.168.1.20 and fe80::1 by bo@example.org</p>", "example.org"),
        ("<p>http://192.168.1.5:32400</p>", "192.168"),
    ],
)
def test_what_is_known_is_hidden_wherever_it_stands(
    disguise: Disguise, html: str, hidden: str
) -> None:
    assert hidden in unescape(html.replace("%2F", "/").replace("%3D", "=")) or hidden in html
    assert hidden not in unescape(disguise.html(html))


@pytest.mark.parametrize(
    "html",
    [
        "<a>Home</a>",
        "<p>Open the heat of the moment, watched by all</p>",
        "<td>1917</td>",
        "<p>All Films of the world</p>",
        '<input type="hidden" name="csrf_token" value="a-bo-b">',
        "<!-- bo --><script>var bo = 1</script>",
        '<p class="bo">12:34:56, version 4.145.1</p>',
        '<img src="/static/icon.svg" alt="">',
        "<p>a &lt; b &amp; c</p>",
    ],
)
def test_words_of_our_own_figures_and_code_stay(disguise: Disguise, html: str) -> None:
    assert disguise.html(html) == html


def test_a_marked_text_is_hidden_whatever_it_is(disguise: Disguise) -> None:
    for text in ("1917", "Home", "A title that nobody knows", "!!!"):
        marked = disguise.private(Kind.TITLE, text)
        assert text not in disguise.html(f"<b>{marked}</b>")


def test_one_text_has_one_stand_in_and_two_texts_have_two() -> None:
    stand_ins = StandIns(b"key")
    given = [stand_ins.of(Kind.NAME, f"person {number}") for number in range(2000)]
    assert len(set(given)) == 2000
    assert given == [stand_ins.of(Kind.NAME, f"person {number}") for number in range(2000)]
    assert StandIns(b"key").of(Kind.NAME, "person 0") == given[0]
    others = [StandIns(b"other").of(Kind.NAME, f"person {number}") for number in range(20)]
    assert others != given[:20]


def test_an_address_with_stand_ins_is_understood(disguise: Disguise) -> None:
    html = disguise.html('<a href="/history?text=Marzipan&amp;user=bo&amp;page=2">x</a>')
    query = unescape(html).split("?")[1].split('"')[0]
    assert "Marzipan" not in query
    assert disguise.query_meant(query) == "text=Marzipan&user=bo&page=2"
    assert disguise.query_meant("text=Other+thing&x=") == "text=Other+thing&x="


def test_a_longer_text_with_stand_ins_is_understood(disguise: Disguise) -> None:
    shown = undressed(disguise.text("Tell bo of Marzipan."))
    assert "Marzipan" not in shown
    assert disguise.stand_ins.meant(shown) == "Tell bo of Marzipan."
    assert disguise.stand_ins.meant(f"x{shown.split()[1]}") == f"x{shown.split()[1]}"


def test_live_events_are_hidden_in_their_parts(disguise: Disguise) -> None:
    event = orjson.dumps({"id": "a", "html": "<b>Marzipan</b>", "text": "bo started Marzipan"})
    made = disguise.events(f"event: part\ndata: {event.decode()}\n\n: alive\n\n")
    assert "Marzipan" not in made
    assert made.startswith("event: part\ndata: {")
    assert made.endswith("\n\n: alive\n\n")
    assert orjson.loads(made.split("data: ")[1].split("\n")[0])["id"] == "a"


@given(st.text(max_size=60), st.lists(st.text(max_size=12), max_size=5))
def test_any_text_can_be_disguised_and_keeps_no_mark(text: str, known: list[str]) -> None:
    net = Known.of([(Kind.TITLE, one) for one in known], Vocabulary())
    made = Disguise(StandIns(b"key"), (net,), "").text(text)
    assert "\ue000" not in undressed(made)


@given(st.lists(st.sampled_from(["amber", "Otter", "river", "Night"]), min_size=2, max_size=4))
def test_a_title_of_several_words_is_found_in_any_sentence(words: list[str]) -> None:
    title = " ".join(words)
    net = Known.of([(Kind.TITLE, title)], Vocabulary())
    made = Disguise(StandIns(b"key"), (net,), "").html(f"<p>we saw {title}, twice</p>")
    assert title not in made
    assert "we saw" in made


@given(st.permutations(TEXTS), st.integers(0, len(TEXTS)))
def test_a_net_that_grew_hides_what_one_made_at_once_hides(
    texts: list[tuple[Kind, str]], first: int
) -> None:
    grown = Known.of(texts[:first], OURS).with_more(texts[first:], OURS)
    at_once = Known.of(texts, OURS)
    said = " | ".join(text for _kind, text in TEXTS)
    assert grown.replaced(said, stand_in) == at_once.replaced(said, stand_in)
    assert "Honey" not in grown.replaced(said, stand_in)


def test_the_longest_known_row_of_words_is_hidden_whole() -> None:
    texts = [(Kind.TITLE, "The Tide"), (Kind.NAME, "The Tide Goes Out")]
    net = Known.of(texts, OURS)
    assert net.replaced("the tide goes out, the tide goes", stand_in) == "<name>, <title> goes"
