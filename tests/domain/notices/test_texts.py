"""Texts of notifications: how they are read, and what becomes of them."""

from __future__ import annotations

import html
import time
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.notices.imported import imported_problems
from watchkeeper.domain.notices.moments import Moment
from watchkeeper.domain.notices.tags import TAGS
from watchkeeper.domain.notices.texts import LONGEST, Text
from watchkeeper.domain.notices.triggers import TRIGGERS, USUAL_SUBJECT, Trigger
from watchkeeper.errors import InputError

KNOWN: dict[str, object] = {
    "user": "Anna",
    "player": "Living Room",
    "title": "North <b>Coast</b> & Harbour",
    "studio": "",
    "rating": 8.25,
    "critic_rating": 0,
    "season_num": 3,
    "season_num00": "03",
    "genres": "Drama, Crime,  War",
    "actors": "A, B, C, D, E",
    "stream_duration": 95,
    "tagline": "it's a trap",
    "datestamp": Moment(1_772_719_629, UTC, "YYYY-MM-DD"),
    "stream_time": Moment(5700, UTC, "HH:mm"),
    "year": 2014,
    "slug": "north-coast",
}


def filled(source: str, media_type: str | None = "movie", agent: str = "discord") -> str:
    return Text.read(source, agent).fill(KNOWN, media_type)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{user} ({player}) started", "Anna (Living Room) started"),
        ("{nope}", "{nope}"),
        ("{nope!u}", "{NOPE}"),
        ("{ user }", "{ user }"),
        ("{slug}", "north-coast"),
        ("{user!u}", "ANNA"),
        ("{user!l}", "anna"),
        ("{tagline!c}", "It'S A Trap"),
        ("{season_num!s}", "3"),
        ("{user!r}", "'Anna'"),
        ("{year!r}", "2014"),
        ("{datestamp!r}", "'2026-03-05'"),
        ("{user!x}", "Anna"),
        ("{genres:[0]}", "Drama"),
        ("{genres:[:2]}", "Drama, Crime"),
        ("{genres:[1:]}", "Crime, War"),
        ("{actors:[2:4]}", "C, D"),
        ("{actors:[:]}", "A, B, C, D, E"),
        ("{actors:[-2:]}", "D, E"),
        ("{actors:[-1]}", ""),
        ("{actors:[9]}", ""),
        ("{genres!u:[0]}", "DRAMA"),
        ("{season_num:02d}", "03"),
        ("{rating:.1f}", "8.2"),
        ("{rating:6.2f}|", "  8.25|"),
        ("{user:.2}", "An"),
        ("{user:*^8}", "**Anna**"),
        ("{year:,}", "2,014"),
        ("{datestamp}", "2026-03-05"),
        ("{datestamp:MMM D, YYYY}", "Mar 5, 2026"),
        ("{datestamp:[{]}", None),
        ("{stream_time}", "01:35"),
        ("{stream_time:H[h] m[m]}", "1h 35m"),
        ("{datestamp.year}", "2026"),
        ("{user[0]}", "A"),
        ("{user[99]}", ""),
        ("{Rating: <rating>}", "Rating: 8.25"),
        ("{<rating>/10}", "8.25/10"),
        ("x{ (<year>)}", "x (2014)"),
        ("{Rating: <rating}", "Rating: 8.25"),
        ("{rating>/10}", "8.25/10"),
        ("{Studio: <studio>!}", ""),
        ("{Critics: <critic_rating>%}", "Critics: 0%"),
        ("{Rating: <rating:.0f>/10}", "Rating: 8/10"),
        ("{By <user!u:.2>.}", "By AN."),
        (r"x{\nStudio: <user>\n}y", "x\nStudio: Anna\ny"),
        (r"literal \n stays", r"literal \n stays"),
        ("{{user}}", "{user}"),
        ("{{{user}}}", "{Anna}"),
        ("{`stream_duration + 5`}", "100"),
        ("{Ends <`stream_duration + 5`> min}", "Ends 100 min"),
        ("{`stream_duration > 60 and 'long' or 'short'`!u}", "LONG"),
        ("{`rating * 10`:.0f}%", "82%"),
        ("{`genres.split(', ')[0]`}", "Drama"),
        ("{`studio + 5`}", "studio + 5"),
        ("{`'{' + user + '}'`}", "{Anna}"),
        ("{None: <studio>}", ""),
        ("  {user}  \n", "Anna"),
        ("", ""),
    ],
)
def test_a_text_is_filled(source: str, text: str | None) -> None:
    if text is None:
        with pytest.raises(InputError):
            filled(source)
        return
    assert filled(source) == text


@pytest.mark.parametrize("known", [{"season_num": ""}, {"season_num": "1,3-5"}])
def test_a_format_that_does_not_fit_the_value_changes_nothing(known: dict[str, object]) -> None:
    text = Text.read("{season_num:02d}", "discord")
    assert text.fill(known, None) == known["season_num"]


def test_a_number_that_no_letter_has_stays_a_number() -> None:
    text = Text.taken_over("{unixtime:c}", "discord")
    assert text.fill({"unixtime": 1_700_000_000}, None) == "1700000000"


def test_blanks_are_taken_from_a_text_and_not_from_its_values() -> None:
    text = Text.read("  {`2`:3}{\\n<studio>} ", "discord")
    assert text.fill({"studio": ""}, None) == "  2"


@pytest.mark.parametrize("tag", TAGS)
def test_parts_for_one_media_type_stand_in_its_messages_alone(tag: str) -> None:
    source = "".join(f"<{each}>{each} {{year}}\n</{each}>" for each in TAGS) + " end"
    assert filled(source, tag) == f"{tag} 2014\n end"
    assert filled(source, None) == "end"
    assert filled(source, "clip") == "end"


@pytest.mark.parametrize(
    ("source", "media_type", "text"),
    [
        ("<MOVIE>Film</Movie>!", "movie", "Film!"),
        ("<movie>a</movie>-<movie>b</movie>", "movie", "a-b"),
        ("<movie>a</movie>-<movie>b</movie>", "track", "-"),
        ("<show>s<season>n</season></show>", "show", "s"),
        ("<show>s<season>n</season></show>", "season", ""),
        ("a\n<track>\nx\n</track>\nb", "track", "a\n\nx\n\nb"),
    ],
)
def test_tags_are_read_in_any_case_and_across_lines(
    source: str, media_type: str, text: str
) -> None:
    assert filled(source, media_type) == text


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{user", "Character 1: this brace is not closed"),
        ("ab}", "Character 3: this brace was not opened"),
        ("ab {}", "Character 5: it names no parameter"),
        ("{ }", "Character 2: it names no parameter"),
        ("{0}", 'Character 2: "0" is no parameter'),
        ("{user!}", "Character 2: a conversion is one letter"),
        ("{user!upper}", "Character 2: a conversion is one letter"),
        ("{a<b<user>}", "Character 2: a field has one <"),
        ("{user>a>b}", "Character 2: a field has one <"),
        ("{user>a<b}", "Character 2: a field has one <"),
        ("{user:02d}", 'Character 2: "02d" is no format for user'),
        ("{year:.2q}", 'Character 2: ".2q" is no format for year'),
        ("{user!u:02d}", 'Character 2: "02d" is no format for user'),
        ("{year!s:02d}", 'Character 2: "02d" is no format for year'),
        ("{user:99999}", 'Character 2: "99999" is too wide'),
        ("{season_num:0>2}", "Character 2: < and > stand before and after"),
        ("{user.upper}", 'Character 2: "user" has no part "upper"'),
        ("{datestamp.zone}", 'Character 2: "datestamp" has no part "zone"'),
        ("{user.__class__}", "Character 2: .* asks for a part"),
        ("{user[x]}", "Character 2: .* asks for a part"),
        ("{user:{year}}", "Character 1: this brace is not closed"),
        ("{`1`x}", "Character 2: nothing but ! and : can follow"),
        ("{`user", "Character 1: this brace is not closed"),
        ("{`open('x')`}", 'Character 2: there is no function "open"'),
        ("{`1 +`}", "Character 2: the expression cannot be read"),
        ("{`user`:.2q}", 'Character 2: ".2q" is no format for an expression'),
        ("<movie>{user}", "Character 1: <movie> is not closed"),
        ("{user}</movie>", "Character 7: </movie> closes nothing"),
        ("<movie><movie></movie>", "Character 8: <movie> is within another"),
        ("{us<movie>er} {year}</movie>", "Character 1: for other events, this brace is not closed"),
        ("x" * (LONGEST + 1), f"Character {LONGEST + 1}: it is longer"),
        ("{`1`}" * 51, "Character 1: it has more than 50 expressions"),
    ],
)
def test_a_broken_text_is_refused_with_place_and_reason(source: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        Text.read(source, "discord")


ATTACKS = [
    "{user.__class__.__init__.__globals__}",
    "{user.__class__.__mro__[1].__subclasses__}",
    "{datestamp.local}",
    "{datestamp.zone.__class__}",
    "{year.real.__class__}",
    "{user[__class__]}",
    "{user!r.__class__}",
    "{0.__class__}",
    "{user:{user.__class__}}",
    "{user:>9999999999}",
    "{year:0999999999}",
    "{rating:.999999999f}",
    "{`user.__class__`}",
    "{`().__class__.__base__.__subclasses__()`}",
    "{`__import__('os')`}",
    "{`user.format(user)`}",
    "{a<`open('/etc/passwd').read()`>b}",
]


@pytest.mark.parametrize("source", ATTACKS)
def test_s8_a_text_reaches_nothing_but_values(source: str) -> None:
    with pytest.raises(InputError):
        Text.read(source, "email")
    try:
        text = Text.taken_over(source, "email").fill(KNOWN, None)
    except InputError:
        return
    assert "class '" not in text
    assert "root:" not in text
    assert len(text) < 1000


@pytest.mark.parametrize(
    "value",
    ["{user}", "{`1 + 1`}", "{user.__class__}", "<movie>x</movie>", "{{", "%s", "\\n", "${x}"],
)
def test_s8_what_a_value_says_is_never_read_as_text(value: str) -> None:
    text = Text.read("{title}|{Title: <title>}|{`title`}", "discord")
    assert text.fill({"title": value}, "movie") == f"{value}|Title: {value}|{value}"


@pytest.mark.parametrize("source", ["{" * LONGEST, "{`" * 9000, "<movie>" * 2800, "<a " * 6000])
def test_s8_a_text_is_read_in_little_time(source: str) -> None:
    started = time.process_time()
    with pytest.raises(InputError):
        Text.read(source + "{", "telegram")
    assert time.process_time() - started < 2


def test_values_are_escaped_where_the_text_is_markup() -> None:
    text = Text.read("<b>{title}</b> {By <user>}", "email")
    assert text.fill(KNOWN, None, html.escape) == (
        "<b>North &lt;b&gt;Coast&lt;/b&gt; &amp; Harbour</b> By Anna"
    )


@pytest.mark.parametrize(
    ("agent", "text"),
    [
        ("discord", "<b>R&B</b> <i>x</i> 5 < 6 <script>alert(1)</script> Title: A<B"),
        ("slack", "<b>R&B</b> <i>x</i> 5 < 6 <script>alert(1)</script> Title: A<B"),
        ("email", "<b>R&B</b> <i>x</i> 5 < 6 <script>alert(1)</script> Title: A<B"),
        ("webhook", "<b>R&B</b> <i>x</i> 5 < 6 <script>alert(1)</script> Title: A<B"),
        ("pushover", "<b>R&amp;B</b> <i>x</i> 5 &lt; 6 alert(1) Title: A<B"),
        ("telegram", "<b>R&amp;B</b> <i>x</i> 5 &lt; 6 alert(1) Title: A<B"),
        ("gotify", "R&amp;B x 5 &lt; 6 alert(1) Title: A<B"),
        ("ntfy", "R&amp;B x 5 &lt; 6 alert(1) Title: A<B"),
    ],
)
def test_markup_is_kept_as_far_as_the_agent_understands_it(agent: str, text: str) -> None:
    source = "<b>R&B</b> <i>x</i> 5 < 6 <script>alert(1)</script> {Title: <title>}"
    assert Text.read(source, agent).fill({"title": "A<B"}, None) == text


@pytest.mark.parametrize(
    ("agent", "source", "text"),
    [
        ("telegram", '<a href="{plex_url}" onclick="x">y</a>', '<a href="http://x">y</a>'),
        ("telegram", "<a href='javascript:alert(1)'>y</a>", "<a>y</a>"),
        ("telegram", '<a href="java&#115;cript:alert(1)">y</a>', "<a>y</a>"),
        ("telegram", "<span class=tg-spoiler>y</span>", '<span class="tg-spoiler">y</span>'),
        (
            "telegram",
            '<tg-emoji emoji-id="5">y</tg-emoji>',
            '<tg-emoji emoji-id="5">y</tg-emoji>',
        ),
        ("telegram", "<pre><code>a</code></pre><del>b</del>", None),
        ("telegram", "<blockquote><u>a</u><s>b</s><em>c</em></blockquote>", None),
        ("telegram", "<font color='red'>y</font>", "y"),
        ("pushover", "<font color='red' size=9>y</font>", '<font color="red">y</font>'),
        ("pushover", "<pre>y</pre><u>z</u>", "y<u>z</u>"),
        ("gotify", "a <!-- b --> c <br/> &lt; &nbsp; &nope; &#39; & d", None),
    ],
)
def test_tags_and_attributes_are_those_of_the_service(
    agent: str, source: str, text: str | None
) -> None:
    expected = source if text is None else text
    if agent == "gotify":
        expected = "a  c  &lt; &nbsp; &amp;nope; &#39; &amp; d"
    assert Text.read(source, agent).fill({"plex_url": "http://x"}, None) == expected


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda each: each.name)
def test_every_usual_text_can_be_read(trigger: Trigger) -> None:
    assert not imported_problems(trigger.body)
    assert not imported_problems(USUAL_SUBJECT)


@given(st.text(max_size=200), st.sampled_from([*TAGS, None]))
def test_any_text_is_read_or_refused(source: str, media_type: str | None) -> None:
    for read in (Text.read, Text.taken_over):
        try:
            text = read(source, "telegram")
        except InputError:
            continue
        assert isinstance(text.fill(KNOWN, media_type), str)


@given(
    st.text(alphabet=st.sampled_from("{}<>`!:[]au.0 &\\n/movie"), max_size=60),
    st.sampled_from(["discord", "telegram", "gotify"]),
)
def test_any_text_of_marks_is_read_or_refused(source: str, agent: str) -> None:
    try:
        text = Text.taken_over(source, agent)
    except InputError:
        return
    assert len(text.fill(KNOWN, "movie")) < 5000


@given(st.text(max_size=100))
def test_a_text_without_marks_stays_as_it_is(source: str) -> None:
    plain = "".join(mark for mark in source if mark not in "{}<>&")
    assert Text.read(plain, "discord").fill({}, None) == plain.strip()
    escaped = plain.replace("{", "{{").replace("}", "}}")
    assert Text.read(escaped, "discord").fill({}, "movie") == plain.strip()
